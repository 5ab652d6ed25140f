"""Papers that were recognised stay known to a desk, as long as nobody cuts their file otherwise."""

from extractors.corrected import Cut
from extractors.model import Document
from pipeline.store.desk import Recognised

PAPER = (Document(id="a-1", file="a", pages=(1, 1), source="ocr"),)


def test_papers_are_those_of_a_file_as_it_is_cut() -> None:
    known, cut = Recognised(), (Cut(first=1, last=1, type="sme-confirmation"),)
    known.keep("a", (), PAPER)

    assert known.get("a", ()) == PAPER
    assert known.get("a", cut) is None
    assert known.get("b", ()) is None


def test_a_file_that_was_asked_for_longest_ago_is_forgotten_first() -> None:
    known = Recognised()
    for number in range(known.MOST):
        known.keep(str(number), (), PAPER)
    known.get("0", ())
    known.keep("one more", (), PAPER)

    assert known.get("0", ()) == PAPER
    assert known.get("1", ()) is None
