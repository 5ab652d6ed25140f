"""Invented sample papers, and the e-mails of sample applicants who send them.

Nothing here knows how papers are read or checked: labels, geometry and wording are drawn from
what the issuers print, so that a reader which passes on these papers has not merely been given
back its own rules.

``company``        invented firms, the same for the same seed
``national_tax``, ``local_tax``, ``registration``, ``registration_card``, ``confirmations``,
``application``, ``consent``, ``near_misses``, ``other_papers``
                   one function a paper; each returns a ``paper.Paper``: bytes and the truth
``catalogue``      every paper in every layout
``scan``           papers as pictures: scans, faxes, photographs
``applicants``     ``APPLICANTS``: mails as they lie in the mailbox, and what must be found

``python -m specimens --help`` writes them into a folder (with ``tests`` on PYTHONPATH).
"""
