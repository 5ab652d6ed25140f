"""Which kinds of letters there are, and what can become of one (contract, section 5)."""

from __future__ import annotations

from typing import Literal

LetterKind = Literal["supplement", "acknowledgement"]
LetterState = Literal[
    "drafted",
    "approved",
    "sending",
    "sent",
    "unknown",
    "refused",
    "bounced",
    "superseded",
    "withdrawn",
]
