"""The sample applicants: what they sent, when it arrived, and what should be found.

``APPLICANTS`` is a tuple; each item makes its mails when they are first asked for.  All mails
may lie in one mailbox together: no two applicants share a number, a contact or a file.

What is expected of a dossier:

``findings``   pairs of key and severity that must be there; a key also stands for keys that
               continue it after a colon (``consent-given`` for ``consent-given:consent-form``)
``may_also``   rules or keys allowed as a note
``may_doubt``  rules or keys allowed as doubtful: papers are read from pictures, or one is missing
               that another rule would rest on

Nothing else may be found.
"""

from specimens import bystanders, faults, journeys, stories
from specimens.submission import Applicant

APPLICANTS: tuple[Applicant, ...] = (
    faults.complete,
    faults.two_missing,
    faults.one_day_too_old,
    faults.last_day,
    faults.card_instead,
    faults.consent_refused,
    faults.consent_unmarked,
    faults.confirmation_lapsed,
    faults.outside_the_province,
    faults.one_second_late,
    journeys.all_in_one_scan,
    journeys.zipped_hwpx,
    journeys.consultant_for_two,
    journeys.sole_proprietor,
    journeys.phone_photo,
    journeys.troubled_files,
    journeys.supplemented,
    stories.five_mails,
    stories.consultant_for_three,
    bystanders.newsletter,
    bystanders.out_of_office,
    bystanders.question,
)
