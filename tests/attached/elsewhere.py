"""Links that mail programs send in place of large files, as their letters show them."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from attached import Sent, row

BY = "letter in the form of that service"


@row(
    "Naver, with its last day",
    by=BY,
    becomes=["대용량 첨부 링크 (bigfile.mail.naver.com, 2025-06-11까지): external-link"],
)
def naver(folder: Path) -> Sent:
    return Sent(
        html="<table><tr><td>대용량 첨부파일 1개 (38MB)</td>"
        "<td>~ 2025.06.11 (30일간 보관, 100회 다운로드 가능)</td></tr>"
        '<tr><td><a href="https://bigfile.mail.naver.com/download?fid=n1">국세.pdf</a> '
        '<a href="https://mybox.naver.com/saveFile?fid=n1">MYBOX에 저장</a></td></tr></table>'
    )


@row(
    "Daum (Kakao), with its last day",
    by=BY,
    becomes=["대용량 첨부 링크 (bigfile.mail.daum.net, 2025-06-09까지): external-link"],
)
def daum(folder: Path) -> Sent:
    return Sent(
        text="대용량 첨부 1개\nhttps://bigfile.mail.daum.net/download?id=d1\n"
        "다운로드 기간: 2025-05-12 ~ 2025-06-09"
    )


@row(
    "Gmail (Google Drive)",
    by=BY,
    becomes=["대용량 첨부 링크 (drive.google.com): external-link"],
)
def gmail(folder: Path) -> Sent:
    return Sent(html='<a href="https://drive.google.com/file/d/1/view?usp=drive_web">서류.pdf</a>')


@row(
    "Outlook (OneDrive, SharePoint)",
    by=BY,
    becomes=[
        "대용량 첨부 링크 (1drv.ms): external-link",
        "대용량 첨부 링크 (gaon-my.sharepoint.com): external-link",
    ],
)
def onedrive(folder: Path) -> Sent:
    return Sent(
        html='<a href="https://1drv.ms/b/s!A1">신청서.pdf</a>'
        '<a href="https://gaon-my.sharepoint.com/:b:/g/personal/x">첨부</a>'
    )


@row(
    "webmail of an office, kept for some days from the day of sending",
    by=BY,
    becomes=["대용량 첨부 링크 (mail.gaon.example, 2025-05-26까지): external-link"],
)
def office(folder: Path) -> Sent:
    return Sent(
        html="<p>대용량 첨부파일은 14일간 보관됩니다.</p>"
        '<a href="https://mail.gaon.example/mail/bigFileDown.do?k=1">신청서.pdf</a>'
    )


@row(
    "letter with such a link, attached as a file",
    by="email of Python",
    becomes=[
        "원본.eml/대용량 첨부 링크 (bigfile.mail.naver.com, 2025-06-11까지): external-link",
    ],
)
def forwarded_link(folder: Path) -> Sent:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "park@gaon.example", "서류"
    letter.set_content("https://bigfile.mail.naver.com/download?fid=7 (~2025-06-11까지)")
    return Sent({"원본.eml": letter.as_bytes()})
