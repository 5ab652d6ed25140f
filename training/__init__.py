"""The training of the line reader: drawn lines in, a small network out.

What training and product must do alike (alphabet, normalising, decoding) is `extractors.reader`;
nothing of this package is part of the product.
"""
