"""The mark in our letters: copied from one it proves a dossier, made up it proves nothing."""

from __future__ import annotations

import pytest

from outbox.rendering import MESSAGE_ID
from outbox.tokens import message_id, signed_in_ids, signed_in_subject, subject_mark

SECRET, OTHERS = b"a" * 32, b"b" * 32
MARK = subject_mark(SECRET, "2025-0007")
SIGN = MARK.split()[1]
OURS = message_id(SECRET, "2025-0007-2-supplement", "office.example")
PROVEN = ("2025-0007",)


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(f"RE: [보완요청] 참가신청 [{MARK}]", id="a reply"),
        pytest.param(f"보완서류({MARK.lower()})입니다", id="typed in small letters"),
        pytest.param(MARK, id="copied alone"),
        pytest.param(f"2025-0007 {SIGN.replace('-', '')}", id="typed without its hyphen"),
        pytest.param(f"2025-0007  {SIGN} 회신", id="with two blanks"),
    ],
)
def test_a_copied_mark_proves_its_dossier(subject: str) -> None:
    assert signed_in_subject(SECRET, subject) == PROVEN


def test_letters_that_sound_alike_are_meant_alike() -> None:
    """Someone reads 0 as O and 1 as I or L; every receipt whose mark has such a sign proves it."""
    checked = 0
    for number in range(1, 200):
        receipt, sign = subject_mark(SECRET, f"2025-{number:04}").split()
        if set(sign) & set("01"):
            heard = sign.replace("0", "O").replace("1", "L")
            assert signed_in_subject(SECRET, f"{receipt} {heard}") == (receipt,)
            checked += 1

    assert checked > 20


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param("[2025-0007]", id="no mark"),
        pytest.param(f"[2025-0008 {SIGN}]", id="the mark of another firm's letter"),
        pytest.param(f"[{subject_mark(OTHERS, '2025-0007')}]", id="made with another secret"),
        pytest.param(f"[2025-0007 {SIGN[:-1]}]", id="cut off"),
        pytest.param("[2025-0007 2025-0512]", id="a day behind the number"),
        pytest.param(f"[12025-0007 {SIGN}]", id="a longer number"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_a_copy_proves_nothing(subject: str) -> None:
    assert signed_in_subject(SECRET, subject) == ()


def test_our_message_id_proves_its_dossier_and_can_be_sent() -> None:
    assert MESSAGE_ID.fullmatch(OURS)
    assert signed_in_ids(SECRET, ["<theirs@gaon.example>", OURS]) == PROVEN


@pytest.mark.parametrize(
    "identifier",
    [
        pytest.param(OURS.replace("0007", "0008"), id="another receipt number"),
        pytest.param(OURS.replace("-2-", "-3-"), id="another revision"),
        pytest.param(message_id(OTHERS, "2025-0007-2-supplement", "office.example"), id="forged"),
        pytest.param("<2025-0007-2-supplement@office.example>", id="without a mark"),
        pytest.param(f"<2025-0007-2-supplement.{SIGN}@office.example>", id="the subject's mark"),
    ],
)
def test_no_other_message_id_does(identifier: str) -> None:
    assert signed_in_ids(SECRET, [identifier]) == ()


def test_both_marks_differ_and_tell_nothing_of_each_other() -> None:
    assert SIGN.replace("-", "").lower() not in OURS
