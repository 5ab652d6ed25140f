"""How often what is read on drawn papers is right, and how often what is called certain.

Papers of invented firms are drawn afresh from a seed, taken as they reach us (clean, scanned,
faxed, photographed …), read by the product as an applicant's files are, and compared with
what was printed.  Nothing here is shared with the readers, nor with the training of the
reader of our own.

``firms``      invented firms of many kinds
``offices``    papers as the issuers print them today, forms as several firms set them
``hands``      the asked papers as two other people would set them
``prints``     certificates in layouts drawn by chance, beside those of `specimens`
``faces``      the faces of the first two, in which no line of the training is set
``deck``       which papers lie in which file
``taking``     the ways in which a sheet reaches us
``classes``    whose layouts, and which way: what is measured apart
``measure``    reading a file and comparing it with its truth
``tally``      counts, shares and the bound that so many trials allow
``page``       the tables of docs/accuracy.md, ``headline`` the first of them
``applicants`` whole applicants, in order or with one fault
``straight``   judging them as `intake check` does
``given``      reading folders of sheets that others drew

``python -m accuracy --help`` (with ``tests`` on PYTHONPATH) says how to run it.
"""
