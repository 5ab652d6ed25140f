"""What went wrong in a command, and who must act.

A fault costs the one thing that was worked on, a paper, a file, a mail, a dossier or a letter,
and everything else goes on.  What servers and the machine refuse costs a step.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from extractors.errors import Unreachable
from pipeline.exits import DONE, OPERATOR, OURS, UNREACHABLE, MachineTrouble, operator_trouble
from pipeline.store.ledger import LedgerError

log = logging.getLogger(__name__)


@dataclass
class Attempt:
    """The work on one thing, and whether it came to nothing."""

    failed: bool = False


class Troubles:
    """All that went wrong so far: the exit codes it calls for, a sentence for the operator each."""

    def __init__(self) -> None:
        self.codes: set[int] = set()
        self.sentences: list[str] = []

    def note(self, code: int, sentence: str | None = None) -> None:
        self.codes.add(code)
        if sentence is not None and sentence not in self.sentences:
            self.sentences.append(sentence)

    def add(self, others: Troubles) -> None:
        """Take over what went wrong elsewhere."""
        self.codes |= others.codes
        self.sentences += [each for each in others.sentences if each not in self.sentences]

    def fault(self, what: str) -> None:
        """Log the exception that is being handled; *what* names things by number or hash only."""
        log.exception("%s failed", what)
        self.note(OURS)

    @contextmanager
    def alone(self, what: str, *, passing: tuple[type[Exception], ...] = ()) -> Iterator[Attempt]:
        """Do the work on one thing of many; what goes wrong costs this thing only.

        What would go wrong with the next one as well is raised: the ledger, the machine, a
        server, and whatever is in *passing*.
        """
        attempt = Attempt()
        try:
            yield attempt
        except (LedgerError, MachineTrouble, Unreachable):
            raise
        except passing:
            raise
        except Exception as error:
            attempt.failed = True
            trouble = operator_trouble(error)
            if isinstance(trouble, MachineTrouble):
                raise trouble from error
            if trouble is not None:
                self.note(OPERATOR, str(trouble))
            else:
                self.fault(what)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Do a step of a run; whatever goes wrong costs this step only."""
        try:
            yield
        except Unreachable as error:
            self.note(UNREACHABLE, str(error))
        except Exception as error:
            trouble = operator_trouble(error)
            if trouble is not None:
                self.note(OPERATOR, str(trouble))
            else:
                self.fault(what)

    @property
    def code(self) -> int:
        return next((c for c in (OPERATOR, OURS, UNREACHABLE) if c in self.codes), DONE)
