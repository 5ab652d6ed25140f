"""Numbers and addresses that are anybody's: what a form prints to show how one is written."""

from __future__ import annotations

import re

ZEROS = re.compile(r"(?<![\d-])(?:0{2,3}[-–)\s.]\s?0{3,4}[-–\s.]0{4}|0{3}-0{2}-0{5})(?!\d)")
COUNTED_UP = re.compile(
    r"123-?45-?678\d{2}|1234-?5678|0\d{1,2}[-–)\s.]0{3,4}[-–\s.]0{4}|홍길[동순]|김철수|아무개"
)
"""What stands for any number or person: an entry perhaps, and never certain."""
MAIL = re.compile(r"(?P<local>[\w.+-]*)@(?P<domain>[\w-]+(?:\.[\w-]+)*)?", re.ASCII)
ANY_DOMAIN = re.compile(
    r"(?:(?:company|example|sample|domain|email|mail|abc|abcd|test|yourcompany|homepage|aaa|xxx|ooo|000)"
    r"\.(?:co\.kr|com|net|org|kr|or\.kr))?"
)
ANY_LOCAL = re.compile(
    r"(?:name|id|user|username|email|mail|abc|abcd|aaa|test|example|sample|xxx|ooo|hong|gildong\.?hong|"
    r"hong\.?gil\.?dong|hgd|your\.?name)?"
)


def is_sample(text: str) -> bool:
    """Tell whether *text* is what stands for any number or person."""
    return bool(COUNTED_UP.search(text))
