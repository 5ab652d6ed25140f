"""Links to files: by host, or by what a letter says of them."""

# ruff: noqa: E501 - what stands on one line of a letter stands on one line here

from __future__ import annotations

import pytest

from extractors.formats.mail.announced import LINK
from extractors.formats.mail.links import large_attachments

PLACE = "https://files.somewhere.example/x/8f3a"

FILES = {
    "a row under 대용량 첨부파일": f"<table><tr><td>대용량 첨부파일 1개</td></tr>"
    f'<tr><td><a href="{PLACE}">중소기업확인서.pdf</a> 12.3MB</td></tr></table>',
    "nested tables, name and button apart": "<div>첨부파일 (1)</div><table><tr><td><div>확인서.pdf</div>"
    f'</td><td><span>3.1 MB</span></td></tr><tr><td><a href="{PLACE}"><img alt="다운로드" src="x">'
    "</a></td></tr></table>",
    "a button alone": f'<p>서류 보내드립니다.</p><a href="{PLACE}">파일 다운로드</a>',
    "a button in English": f'<a href="{PLACE}">Download file</a>',
    "a file's name as the label": f'<p>안녕하세요.</p><a href="{PLACE}">국세 완납증명서(최종).hwp</a>',
    "a file's name in the address": "첨부: https://nas.gaon.example/share/%EC%84%9C%EB%A5%98.zip?dl=1",
    "a sentence before, the link on the next line": f"용량이 커서 아래 링크로 보내드립니다.\n\n{PLACE}",
    "a sentence after": f"{PLACE}\n위 주소에서 내려받으실 수 있습니다.",
    "a sentence far away": f"사업자등록증명은 링크로 공유드립니다.\n\n\n감사합니다.\n김가온 드림\n--\n\n\n{PLACE}",
    "the paper and a colon": f"중소기업확인서: {PLACE}",
    "the paper, its address": f"신청서류 다운로드 주소 {PLACE} (비밀번호 없음)",
    "shared folder": f"저희 공유폴더에 올렸습니다.\n{PLACE}",
    "web hard disk": f"웹하드에 업로드하였습니다. {PLACE}",
    "a cloud": f"원드라이브에 신청서류를 올려 두었습니다\n링크 {PLACE}",
    "English sentence": f"Please find the shared file here:\n{PLACE}",
    "with its size": f"□ {PLACE} (18.4MB)",
    "days of keeping": f"{PLACE}\n다운로드 기간: 2025-05-09 ~ 2025-06-08",
    "without a scheme": "대용량 첨부: files.somewhere.example/x/8f3a".replace("example", "co.kr"),
    "an address with www": "서류는 웹하드(www.gaon-hard.example/s/1)에 있습니다",
    "through the mail server's check": "<a href='https://kor01.safelinks.protection.outlook.com/"
    "?url=https%3A%2F%2Fgaon.example%2Fa.pdf&amp;data=1'>열기</a>",
    "a forwarded letter": f"-----Original Message-----\n> 첨부파일이 커서 링크 드려요\n> {PLACE}",
    "a bullet for each paper": f"1. 국세 납세증명서 링크\n   {PLACE}/1\n2. 지방세 납세증명서 링크\n   {PLACE}/2",
    "an e-mail program's card": f'<div style="border:1px"><a href="{PLACE}"><b>서류일체</b><br>'
    "<span>ZIP · 25.1 MB</span></a></div>",
    "the label is the address": f'대용량파일 <a href="{PLACE}">{PLACE}</a>',
    "Dropbox": "https://dropbox.com/scl/fi/abc/sme.pdf?dl=0",
    "Dropbox, its download host": "https://dl.dropboxusercontent.com/s/1",
    "Naver Works": "https://works.do/FAbcdE",
    "Naver Works' drive": "https://drive.worksmobile.com/d/1",
    "Google Docs": "https://docs.google.com/document/d/1/edit",
    "OneDrive": "https://onedrive.live.com/?id=1",
    "Naver MYBOX": "https://mybox.naver.com/share/list?shareKey=1",
    "Box": "https://app.box.com/s/1",
    "MEGA": "https://mega.nz/file/1",
    "iCloud": "https://www.icloud.com/iclouddrive/1",
    "WeTransfer": "https://we.tl/t-1",
    "Send Anywhere": "http://sendanywhe.re/ABC",
    "Synology": "https://gaon.quickconnect.to/sharing/1",
    "Hiworks": "https://bigfile.hiworks.com/service/1",
    "an office's own host for large files": "https://webhard.gaon.example/1",
    "an office's own program": "https://mail.gaon.example/bigFileDown.do?k=1",
}


@pytest.mark.parametrize("way", FILES)
def test_a_link_to_a_file_is_one(way: str) -> None:
    links = large_attachments(LINK.findall(FILES[way]), [FILES[way]])

    assert links, way
    assert all(link.host for link in links)


OTHERS = {
    "home page in a signature": "첨부와 같이 제출합니다.\n\n(주)가온해미 김가온\n홈페이지 http://www.gaon.example",
    "home page without a label": "서류를 첨부합니다.\n김가온 드림\nTel 033-123-4567\nwww.gaon.example",
    "home page as a link": '<p>신청서를 첨부하여 제출합니다.</p><hr><p>(주)가온해미 | <a href="https://gaon.example">gaon.example</a></p>',
    "the program that sent it": "신청서류 첨부드립니다.\n\nAndroid용 Outlook 다운로드<https://aka.ms/AAb9ysg>",
    "a virus scanner": "첨부파일 확인 부탁드립니다.\nVirus-free. https://www.avast.com/sig-email?x=1",
    "a viewer for attachments": "첨부파일이 열리지 않으면 뷰어를 내려받으세요 https://get.adobe.com/kr/reader/",
    "unsubscribing": "첨부 파일 참조\n수신거부 https://news.gaon.example/u?1",
    "a map": "오시는 길: https://map.naver.com/p/1",
    "social networks": "신청서 첨부합니다.\nhttps://www.facebook.com/gaon https://blog.naver.com/gaon",
    "the notice itself": "아래 공고를 보고 신청합니다.\nhttps://www.nhis.or.kr/nhis/together/1.do",
    "an office of the state": "서류: https://www.gov.kr/portal/main",
    "a product page": "당사 제품 소개: https://gaon.example/products/1",
    "a meeting": "Zoom 회의 주소 https://us02web.zoom.us/j/1",
    "company profile": "회사소개 https://gaon.example/about",
    "a picture that is shown": '<p>안녕하세요</p><img src="https://gaon.example/logo.png"><p>첨부 확인 바랍니다</p>',
    "a style sheet's name space": '<html xmlns="http://www.w3.org/1999/xhtml"><p>대용량 첨부 없음</p></html>',
    "an address of a person": "담당자 연락처: kim@gaon.example/대표번호",
    "nothing is said": f"{PLACE}",
    "a brochure": "https://www.gaon.example/brochure.pdf",
}


@pytest.mark.parametrize("way", OTHERS)
def test_what_stands_below_every_letter_is_no_file(way: str) -> None:
    assert large_attachments(LINK.findall(OTHERS[way]), [OTHERS[way]]) == ()


def test_a_link_in_both_versions_of_a_letter_counts_once() -> None:
    text = f"확인서.pdf {PLACE}"
    page = f'<p><a href="{PLACE}">확인서.pdf</a></p>'

    (link,) = large_attachments([PLACE], [text, page])

    assert (link.host, link.by_words) == ("files.somewhere.example", True)
