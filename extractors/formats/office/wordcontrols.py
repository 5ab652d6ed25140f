"""Content controls and form fields of a Word file: what state they show."""

from __future__ import annotations

import re

from extractors.formats.office.package import Element, attribute, number, tag
from extractors.formats.office.wordstyles import child, is_on
from extractors.formats.symbols import in_font
from extractors.ticks import kind_of_sign

TICKED, OPEN = "☑", "☐"
EQUATION = re.compile(r"\s*eq\b", re.I)
OVERSTRIKE = re.compile(r"\\o(?:\\a[lcr])?\s*\((?P<letters>.*)\)\s*$", re.I | re.S)
SYMBOL = re.compile(r"\s*symbol\s+(?P<hex>0x)?(?P<code>[0-9a-f]{1,5})\b", re.I)
SHOWS = re.compile(
    r"\s*(?:quote|docproperty|docvariable|includetext|includepicture|mergefield|fillin|ref|if|link"
    r"|embed|dde|author|title|subject|comments|keywords|username|usercompany|database)\b",
    re.I,
)
"""Fields that show words or pictures once a program fills them in."""
NO_WORDS = frozenset(
    ("commentReference", "footnoteReference", "endnoteReference", "subDoc", "contentPart")
)
"""What somebody says of a place, another document, handwriting: no words here."""
_WRITTEN = re.compile(r"^\{[^}]*/wordprocessingml/(?:2006/)?main\}|^\{[^}]*/math\}")
"""The namespaces of what is written in lines."""
_HOLDS_OR_IS_SILENT = re.compile(
    r"(?:hyperlink|smartTag|customXml|moveTo|bdo|dir|ruby|rt|rubyBase|sdtContent"
    r"|bookmark(?:Start|End)|perm(?:Start|End)|\w+Range(?:Start|End)|\w+Pr|proofErr|softHyphen"
    r"|lastRenderedPageBreak|annotationRef|footnoteRef|endnoteRef|separator"
    r"|continuationSeparator|fldData|ffData)"
)
"""Names of Word's own that hold other things or print nothing where they stand."""


def is_unknown(element: Element) -> bool:
    """Tell whether nobody knows what *element* prints.

    It is of no namespace of written lines, or of Word's and no name that only holds others.
    """
    written = _WRITTEN.search(str(element.tag))
    if written is None:
        return True
    return "/math" not in written[0] and not _HOLDS_OR_IS_SILENT.fullmatch(tag(element))


def shows_other_state(shown: str, box: Element, *, ticked: bool) -> bool:
    """Tell whether a tick box shows the sign of another state than its own.

    What a ring or a cross means depends on the signs that the *box* sets for its states; that
    □ is ticked, or ☑ is not, is nothing that whoever looks at the sheet could know.
    """
    sign = shown.strip()
    own, other = _sign_set(box, ticked=ticked), _sign_set(box, ticked=not ticked)
    kind = _kind(sign)
    if kind == "ring":
        return (sign != own or sign == other) if ticked else _kind(other) == "cross"
    if kind == "cross":
        return not ticked or _kind(other) == "ring"
    return kind == "empty" if ticked else kind in ("filled", "disc")


def _kind(sign: str) -> str:
    return kind_of_sign(sign) if len(sign) == 1 else "unknown"


def _sign_set(box: Element, *, ticked: bool) -> str:
    """Return the sign that a tick box sets for a state itself, "" where it says none."""
    own = child(box, "checkedState" if ticked else "uncheckedState")
    try:
        sign = chr(int(attribute(own, "val"), 16)) if own is not None else ""
    except (ValueError, OverflowError):
        return ""
    return in_font(sign, attribute(own, "font")).strip() if own is not None else ""


def is_placeholder(control: Element) -> bool:
    return is_on(child(child(control, "sdtPr"), "showingPlcHdr"))


def looks_like_placeholder(content: Element) -> bool:
    """Tell whether what is said to be a placeholder says nothing, or is set as one."""
    words = [one for one in content.iter() if tag(one) == "t" and (one.text or "").strip()]
    return not words or any(tag(one) == "rStyle" for one in content.iter())


def form_field_text(element: Element) -> str:
    """Return the state of a legacy tick box or list, which no text run shows."""
    data = child(element, "ffData")
    box, choices = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        state = child(box, "checked")
        state = state if state is not None else child(box, "default")
        return TICKED if is_on(state) else OPEN
    if choices is not None:
        entries = [attribute(one, "val") for one in choices if tag(one) == "listEntry"]
        chosen = child(choices, "result")
        place = number(attribute(chosen, "val")) if chosen is not None else 0
        return entries[place] if 0 <= place < len(entries) else ""
    return ""


KNOWN_EXTENSIONS = (
    "http://schemas.microsoft.com/",
    "http://schemas.openxmlformats.org/",
    "urn:schemas-microsoft-com:",
)


def alternative(element: Element) -> Element | None:
    """Return the first of several ways to say a thing that says anything and is understood.

    What asks for an extension that no office program knows is shown by none (ISO 29500-3, 10.2).
    """
    fallback = child(element, "Fallback")
    spare = fallback is None or not len(fallback)
    for one in element:
        if tag(one) == "Choice" and len(one) and (spare or _is_understood(one)):
            return one
    return fallback


def _is_understood(choice: Element) -> bool:
    # A prefix without an address is a second name of one that a part above declares.
    asked = (choice.nsmap.get(prefix) for prefix in attribute(choice, "Requires").split())
    return all(address is None or address.startswith(KNOWN_EXTENSIONS) for address in asked)


def letter_of_symbol(element: Element) -> str:
    """Return the letter that a symbol (sym) names by its code, "" where it names none."""
    try:
        code = int(attribute(element, "char", "0"), 16)
    except ValueError:
        return ""
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
