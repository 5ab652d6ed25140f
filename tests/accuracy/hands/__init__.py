"""The asked papers as two other people would set them, with the wordings that offices use.

They are neither the specimen kit's layouts nor those of `accuracy.offices`: what is on a
paper follows the statutes and forms, how it stands there is each hand's own.

``ruled``   everything in ruled cells, labels numbered and over their values, dotted days
``plain``   lines of label and value, older wordings, another order, unpadded days
"""
