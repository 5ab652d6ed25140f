"""Which papers a transcript holds."""
