"""The reviewer's desk in the browser: what waits, each dossier, letters, stray mail.

It shows what the ledger holds and changes it by the same functions as the commands.  An
applicant's file reaches the browser as pictures that we drew; as it was sent it can only be
saved, on purpose.
"""
