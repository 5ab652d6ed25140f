"""Trains the line reader from drawn lines.  Stands outside the wheel; docs/reader.md tells how.

Everything that the product will use itself (alphabet, normalise, decode) imports no PyTorch.
"""
