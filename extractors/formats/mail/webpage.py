"""A page of HTML → what a person reads on it, and where its links lead."""

from __future__ import annotations

import re
from typing import cast

from extractors.formats.mail import headers

LONGEST_TEXT = 100_000
MOST_LINKS = 200


def read_html(data: bytes) -> tuple[str, list[str]]:
    """Return the text of an HTML page, a line per block, and where its links lead."""
    declared = re.search(rb"charset=[\"']?([\w-]{2,40})", data[:4_000], re.I)
    text = headers.decode(data[: 20 * LONGEST_TEXT], declared.group(1).decode() if declared else "")
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\0", "")
    import lxml.etree  # takes long to load, and most mail is plain text
    import lxml.html

    try:
        root = cast(lxml.html.HtmlElement, lxml.html.document_fromstring(text))
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return re.sub(r"<[^>]{0,1000}>", " ", text)[:LONGEST_TEXT], []
    links = [
        address
        for element, _, address, _ in root.iterlinks()
        if element.tag in ("a", "area") and address.lower().startswith(("http:", "https:"))
    ]
    for element in root.iter("script", "style", "head"):
        element.text = None
        for child in list(element):
            element.remove(child)
    for element in root.iter("p", "div", "br", "tr", "li", "table", "h1", "h2", "h3", "title"):
        element.tail = "\n" + (element.tail or "")
    for element in root.iter("td", "th"):
        element.tail = "\t" + (element.tail or "")
    lines = (re.sub(r"[ \xa0\r]+", " ", line).strip() for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT], links[:MOST_LINKS]
