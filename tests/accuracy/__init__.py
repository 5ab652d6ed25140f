"""How often what is read on drawn papers is right, and how often what is called certain.

Papers of invented firms are drawn afresh from a seed, taken in eleven ways (clean, scanned,
faxed, photographed …), read by the product as an applicant's files are, and compared with
what was printed.  Nothing here is shared with the readers, nor with the training of the
reader of our own.

``firms``     invented firms of many kinds
``prints``    certificates in layouts of their own, beside those of `specimens`
``deck``      which papers lie in which file
``taking``    the eleven ways in which a sheet reaches us
``measure``   reading a file and comparing it with its truth
``tally``     counts, shares and the bound that so many trials allow
``page``      the tables of docs/accuracy.md

``python -m accuracy --help`` (with ``tests`` on PYTHONPATH) says how to run it.
"""
