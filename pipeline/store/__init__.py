"""Where everything is kept: the ledger, files, what was read in them; the desk opens it all."""
