"""Mail in the same mailbox that is no submission."""

from specimens import mail_texts
from specimens.mail import Letter, at
from specimens.submission import (
    Built,
    applicant,
    sent,
)


@applicant("newsletter", "A monthly newsletter, sent to a list.")
def newsletter() -> Built:
    letter = Letter(
        sender_name="스마트제조 소식지",
        sender_address="news@smart-letter.example",
        subject="[소식지] 5월 스마트공장 지원사업 한눈에 보기",
        body=mail_texts.NEWSLETTER,
        sent_at=at("2025-05-02T08:00:00"),
        html=True,
        message_id="<nl.202505.0417@smart-letter.example>",
        headers=(
            ("List-Unsubscribe", "<https://smart-letter.example/out?u=8812>"),
            ("List-Id", "<monthly.smart-letter.example>"),
            ("Precedence", "bulk"),
        ),
    )
    return [sent(letter)], {"not_submission": True}


@applicant("out-of-office", "An automatic reply.")
def out_of_office() -> Built:
    letter = Letter(
        sender_name="옥여름",
        sender_address="summer@away-office.example",
        subject="자동 회신: 신청 안내",
        body=mail_texts.OUT_OF_OFFICE,
        sent_at=at("2025-05-07T09:00:12"),
        message_id="<auto-2025050709@away-office.example>",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
        null_sender=True,
        subject_style="ks_c_5601-1987",
        charset="ks_c_5601-1987",
    )
    return [sent(letter, 2)], {"not_submission": True}


@applicant("question-only", "Somebody unknown asks a question.")
def question() -> Built:
    letter = Letter(
        sender_name="길소담",
        sender_address="sodam77@freemail.example",
        subject="문의드립니다",
        body=mail_texts.QUESTION,
        sent_at=at("2025-05-08T11:03:29"),
        message_id="<q20250508110329@freemail.example>",
        coding="quoted-printable",
    )
    return [sent(letter)], {"unassigned": True, "dossiers": []}
