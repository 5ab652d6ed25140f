"""The words that the training lines are made of: the training's own, shared with no specimen.

Names of provinces and towns, surnames and the words of public forms are common knowledge.
Firms, buildings and streets are invented; tests/reading/test_training.py holds them apart from
those of the sample papers.
"""

from pathlib import Path

LISTS = Path(__file__).with_name("words.txt")


def read_lists(text: str) -> dict[str, tuple[str, ...]]:
    """Return the words under each ``[HEADING]`` of *text*."""
    lists: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            lists[heading] = []
        elif not line.startswith("#"):
            lists.setdefault(heading, []).extend(line.split())
    return {name: tuple(words) for name, words in lists.items()}


ALL = read_lists(LISTS.read_text(encoding="utf-8"))

PROVINCES = ALL["PROVINCES"]
TOWNS = ALL["TOWNS"]
STREET_ENDS = ALL["STREET_ENDS"]
PLACE_ENDS = ALL["PLACE_ENDS"]
BLOCKS = ALL["BLOCKS"]
BUILDING_HEADS = ALL["BUILDING_HEADS"]
BUILDING_ENDS = ALL["BUILDING_ENDS"]
SURNAMES = ALL["SURNAMES"]
GIVEN = ALL["GIVEN"]
FIRM_HEADS = ALL["FIRM_HEADS"]
FIRM_MIDDLES = ALL["FIRM_MIDDLES"]
FIRM_ENDS = ALL["FIRM_ENDS"]
FIRM_FORMS = ALL["FIRM_FORMS"]
PHRASE_STUFFS = ALL["PHRASE_STUFFS"]
PHRASE_FORMS = ALL["PHRASE_FORMS"]
FORM_WORDS = ALL["FORM_WORDS"]
LATIN_WORDS = ALL["LATIN_WORDS"]
MAIL_HOSTS = ALL["MAIL_HOSTS"]
