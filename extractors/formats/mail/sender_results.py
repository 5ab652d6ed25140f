"""What the servers that took a mail found of its sender: SPF, DKIM, DMARC and the sum of them."""

from __future__ import annotations

import re
from email.message import Message

from extractors.formats.mail.headers import house_of, server_of, unfold, without_comments

FAILURES = frozenset(("fail", "hardfail"))
"""Results that say that a sender may be forged (RFC 8601, section 2.7)."""
NAMELESS_HOUSE = "outlook.com"
"""Whose servers write results without saying that they wrote them."""
METHODS = ("spf", "dkim", "dmarc", "compauth")
"""How a sender is authenticated; compauth is what Exchange Online makes of the three others."""
_RESULT = re.compile(
    rf"(?<![\w.-])({'|'.join(METHODS)})(?:\s*/\s*\d+)?\s*=\s*([a-z]+)(?![\w.@-])", re.I
)
_AUTHOR = re.compile(r'\s*"?([^\s";=]+)"?(?:\s+\d+)?(?=[\s;]|$)')


def authentication_of(message: Message) -> tuple[tuple[str, str], ...]:
    """Return what the receiving server found of the sender: each of METHODS and its result.

    A server writes its results above what it was given.  So a header counts that stands above
    all Received lines, or below one of a server of the same house; what others wrote counts
    for nothing (RFC 8601, sections 4.1 and 5).  Of several the topmost says how each method
    ended; below a Received line further ones may add failures only, as they may be forged.

    Exchange Online leaves its own name out.  Such a header counts where its servers took the
    mail; elsewhere only its failures do, which nobody forges against himself.  So it is with a
    failure in a Received-SPF header (RFC 7208, section 9.1) above all Received lines.
    """
    found: dict[str, str] = {}
    houses: list[str] = []
    known = False
    for name, value in message.raw_items():
        line = unfold(str(value).encode("utf-8", "surrogateescape")[:4_000])
        if name.lower() == "received":
            houses.append(house_of(server_of(line)))
        elif name.lower() == "received-spf":
            result = line.strip().split(" ")[0].lower()
            if not houses and result in FAILURES:
                found.setdefault("spf", result)
        elif name.lower() == "authentication-results":
            line = without_comments(line)
            author = _AUTHOR.match(line)
            results = _results(re.sub(r'"[^"]*"', "", line[author.end() if author else 0 :]))
            if author is None:
                own = bool(houses) and set(houses) == {NAMELESS_HOUSE}
                if not own and results.get("dmarc") == "pass":
                    results.pop("spf", None)  # weighed, as far as anybody knows
                    results.pop("dkim", None)
            else:
                own = not houses or house_of(author[1]) in houses
                if not own:
                    continue
            for method, result in results.items():
                if method not in found and (result in FAILURES or (own and not (known and houses))):
                    found[method] = result
            known = known or own
    return tuple((method, found[method]) for method in METHODS if method in found)


def _results(text: str) -> dict[str, str]:
    """Return each method of a header once: it passed if one of its results did.

    A result stands at the start of its segment.  Behind another one in the same segment, as
    servers write that forget the semicolons, it counts as well if it is a failure or if the
    header has no semicolon at all: a property may hold what the sender wrote.
    """
    found: dict[str, str] = {}
    loose = ";" not in text.rstrip(" ;")
    for segment in text.split(";"):
        for result in _RESULT.finditer(segment):
            method, said = result[1].lower(), result[2].lower()
            first = not segment[: result.start()].strip()
            if (first or loose or said in FAILURES) and found.get(method) != "pass":
                found[method] = said
    return found
