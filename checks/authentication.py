"""What a failed authentication of a sender is: the one meaning, for findings and for letters.

A failure is no proof of a forgery, as mail that was forwarded or changed on its way fails too,
and a pass is none that the applicant wrote it.  So a person looks, and until somebody has,
nothing is sent to that address and nothing is put into a dossier for its sake.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.formats.mail.sender_results import FAILURES

RULE = "sender-authenticated"
"""The rule that says so, and whose findings a reviewer settles."""

METHODS = {"compauth": "종합 판정(compauth)"}
RESULTS = {
    "pass": "확인됨",
    "fail": "실패",
    "hardfail": "실패",
    "softfail": "의심",
    "neutral": "판단 안 함",
    "none": "확인 수단 없음",
    "bestguesspass": "확인됨(추정)",
    "policy": "정책상 인정 안 함",
    "temperror": "일시 오류",
    "permerror": "설정 오류",
    "softpass": "확인됨(추정)",
}


def has_failed(results: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a receiving server's *results* (RFC 8601) say that a sender may be forged.

    One failure is enough, unless DMARC passed: it weighs the two others and asks whether they
    speak for the address that the reader sees (RFC 7489, section 6.6.2).  Exchange Online's own
    verdict on the three, compauth, stands above them where it is a failure.
    """
    found = dict(results)
    if found.get("compauth") in FAILURES:
        return True
    return found.get("dmarc") != "pass" and not FAILURES.isdisjoint(found.values())


def has_passed(results: Iterable[tuple[str, str]]) -> bool:
    """Tell whether at least one of the *results* speaks for the sender."""
    return "pass" in dict(results).values()


def say(results: Iterable[tuple[str, str]]) -> str:
    """Return *results* as a person reads them: ``SPF 확인됨, DKIM 실패``."""
    return ", ".join(
        f"{METHODS.get(method, method.upper())} {RESULTS.get(result, result)}"
        for method, result in results
    )


def key_of(message: str) -> str:
    """Return the key of the finding about the mail with the SHA-256 *message*."""
    return f"{RULE}:{message[:12]}"
