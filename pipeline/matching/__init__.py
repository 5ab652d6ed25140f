"""Whose a mail is."""
