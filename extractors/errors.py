"""What can go wrong, sorted by who must act.

A file that cannot be read is refused for one of the contract's reasons, and where it can be
told which of them exactly, for a ``flaw``: what the applicant must do to a Hangul document
with a password is not what undoes the password of a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from extractors.model import Reason


class UnreadableFile(Exception):
    """The applicant can put this right by sending the file again."""

    reason: ClassVar[Reason] = "damaged"
    flaw: ClassVar[str | None] = None
    seen: ClassVar[str] = "파일이 손상되어 열 수 없습니다."
    remedy: ClassVar[str] = "파일이 정상적으로 열리는지 확인하신 후 다시 보내 주십시오."


class EncryptedFile(UnreadableFile):
    """Opening the file needs a password."""

    reason = "encrypted"
    seen = "암호가 걸려 있어 열 수 없습니다."
    remedy = "암호를 해제한 파일을 다시 보내 주십시오."


class PasswordPdf(EncryptedFile):
    flaw = "password-pdf"
    seen = "PDF에 열기 암호가 걸려 있어 열 수 없습니다."
    remedy = (
        "암호를 입력하여 여신 뒤 인쇄 화면에서 ‘PDF로 저장’을 선택하여 암호 없는 파일로 "
        "저장하시고, 그 파일을 다시 보내 주십시오."
    )


class PasswordHwp(EncryptedFile):
    flaw = "password-hwp"
    seen = "한글 문서에 암호가 걸려 있어 열 수 없습니다."
    remedy = (
        "한글의 [보안]-[문서 암호 변경/해제]에서 암호를 해제하고 저장하시거나, PDF로 저장하여 "
        "다시 보내 주십시오."
    )


class ProtectedHwpx(EncryptedFile):
    """An HWPX says that it is encrypted, not whether by a password or for distribution."""

    flaw = "protected-hwpx"
    seen = "한글 문서(HWPX)가 암호 또는 배포용 문서로 보호되어 있어 열 수 없습니다."
    remedy = (
        "한글의 [보안] 메뉴에서 암호를 해제하거나 배포용이 아닌 원본으로 저장하시거나, PDF로 "
        "저장하여 다시 보내 주십시오."
    )


class PasswordOffice(EncryptedFile):
    flaw = "password-office"
    seen = "워드·엑셀·파워포인트 문서에 열기 암호가 걸려 있어 열 수 없습니다."
    remedy = (
        "문서를 여신 뒤 [파일]-[정보]의 보호 항목에서 [암호 설정]을 열어 암호를 지우고 저장하여 "
        "다시 보내 주십시오."
    )


class PasswordOpenDocument(EncryptedFile):
    flaw = "password-opendocument"
    seen = "문서(ODF)에 암호가 걸려 있어 열 수 없습니다."
    remedy = (
        "[다른 이름으로 저장]에서 ‘암호로 저장’의 선택을 해제하고 저장하시거나, PDF로 저장하여 "
        "다시 보내 주십시오."
    )


class SecuredPage(EncryptedFile):
    """A page that asks for a password before it shows what it brought."""

    flaw = "secured-page"
    seen = "암호를 입력하여야 열리는 보안 메일(웹페이지)이어서 내용을 확인할 수 없습니다."
    remedy = (
        "보안 메일을 여신 뒤 그 안의 서류를 내려받거나 인쇄 화면에서 ‘PDF로 저장’하여 다시 "
        "보내 주십시오."
    )


class PasswordArchive(EncryptedFile):
    flaw = "password-archive"
    seen = "압축 파일에 암호가 걸려 있어 열 수 없습니다."
    remedy = (
        "압축을 푸신 뒤 암호 없이 다시 압축하시거나, 파일을 하나씩 첨부하여 다시 보내 주십시오."
    )


class DamagedFile(UnreadableFile):
    """The file is cut off, empty or otherwise not what its format demands."""


class EmptyFile(DamagedFile):
    flaw = "empty"
    seen = "내용이 없는 빈 파일입니다."
    remedy = "원본 파일이 정상적으로 열리는지 확인하신 후 다시 첨부하여 보내 주십시오."


class CutOffFile(DamagedFile):
    """Its beginning is sound and its end is not there: a download or upload that broke off."""

    flaw = "cut-off"
    seen = "파일이 끝까지 저장되지 않고 중간에 끊겨 있어 열 수 없습니다."
    remedy = (
        "내려받기가 끝나기 전의 파일로 보입니다. 처음부터 다시 내려받아 정상적으로 열리는지 "
        "확인하신 후 다시 보내 주십시오."
    )


class PageInstead(DamagedFile):
    """A page of a web site under the name of a document: what a failed download leaves."""

    flaw = "web-page-instead"
    seen = "이름과 달리 문서가 아니라 웹페이지(오류 또는 안내 화면)가 저장된 파일입니다."
    remedy = (
        "발급 또는 내려받기 화면에 다시 접속하여 서류를 새로 내려받거나, 인쇄 화면에서 ‘PDF로 "
        "저장’하여 다시 보내 주십시오."
    )


class SplitArchive(DamagedFile):
    """One volume of an archive that was packed into several."""

    flaw = "split-archive"
    seen = "여러 개로 나눈 압축 파일(분할 압축)의 일부여서 열 수 없습니다."
    remedy = (
        "나누지 않고 하나의 ZIP 파일로 다시 압축하시거나, 파일을 하나씩 첨부하여 보내 주십시오."
    )


class SplitMail(DamagedFile):
    """One of several mails into which a program divided a large one (message/partial)."""

    flaw = "split-mail"
    seen = "여러 통으로 나누어 보낸 메일의 일부여서 열 수 없습니다."
    remedy = (
        "메일 프로그램의 ‘큰 메일 나누어 보내기’ 설정을 해제하고, 파일을 여러 번에 나누어 첨부하여 "
        "다시 보내 주십시오."
    )


class LockedHwp(UnreadableFile):
    """A Hangul document that is locked for distribution or by a certificate."""

    reason = "locked-hwp"
    seen = "잠긴 한글 문서여서 내용을 읽을 수 없습니다."
    remedy = "배포용 설정이나 암호를 해제하고 저장하시거나, PDF로 저장하여 다시 보내 주십시오."


class DistributionHwp(LockedHwp):
    """A distribution copy that does not carry its key as others do."""

    flaw = "distribution-hwp"
    seen = "배포용으로 저장된 한글 문서여서 내용을 읽을 수 없습니다."
    remedy = "배포용으로 저장하기 전의 원본 파일을 보내시거나, PDF로 저장하여 다시 보내 주십시오."


class CertificateHwp(LockedHwp):
    flaw = "certificate-hwp"
    seen = "인증서로 암호화된 한글 문서여서 내용을 읽을 수 없습니다."
    remedy = (
        "한글에서 인증서로 문서를 여신 뒤 암호화를 해제하고 저장하시거나, PDF로 저장하여 다시 "
        "보내 주십시오."
    )


class DrmFile(UnreadableFile):
    """A corporate rights-management container."""

    reason = "drm"
    seen = "사내 문서보안(DRM)이 적용되어 열 수 없습니다."
    remedy = "문서보안을 해제한 파일을 다시 보내 주십시오."


class FasooDrm(DrmFile):
    flaw = "drm-fasoo"
    seen = "사내 문서보안(파수 Fasoo DRM)이 적용되어 열 수 없습니다."
    remedy = (
        "회사의 문서보안 담당자에게 암호화 해제(외부 반출)를 신청하시어, 해제된 파일을 다시 보내 "
        "주십시오."
    )


class SoftcampDrm(DrmFile):
    flaw = "drm-softcamp"
    seen = "사내 문서보안(소프트캠프 SoftCamp Document Security)이 적용되어 열 수 없습니다."
    remedy = FasooDrm.remedy


class NascaDrm(DrmFile):
    flaw = "drm-nasca"
    seen = "사내 문서보안(삼성 NASCA DRM)이 적용되어 열 수 없습니다."
    remedy = FasooDrm.remedy


class MicrosoftDrm(DrmFile):
    """Information rights management of Microsoft Office."""

    flaw = "drm-microsoft"
    seen = "Microsoft 권한 관리(IRM)로 접근이 제한된 문서여서 열 수 없습니다."
    remedy = (
        "문서를 여신 뒤 [파일]-[정보]-[문서 보호]-[액세스 제한]에서 ‘모든 권한’으로 바꾸어 "
        "저장하여 다시 보내 주십시오."
    )


class HwpDrm(DrmFile):
    flaw = "drm-hwp"
    seen = "한글 문서에 문서보안(DRM)이 설정되어 있어 열 수 없습니다."
    remedy = "문서보안을 해제하고 저장하시거나, PDF로 저장하여 다시 보내 주십시오."


class UnsupportedFile(UnreadableFile):
    """A format that no reader knows."""

    reason = "unsupported"
    seen = "지원하지 않는 형식의 파일입니다."
    remedy = "PDF로 저장하여 다시 보내 주십시오."


class OldHwp(UnsupportedFile):
    """HWP 3, the format of Hangul 3.0 to 97."""

    flaw = "hwp3"
    seen = "옛 형식(한글 97 이하)으로 저장된 한글 문서여서 읽을 수 없습니다."
    remedy = (
        "한글에서 여신 뒤 [다른 이름으로 저장하기]로 HWPX 또는 PDF 형식을 선택하여 저장하시고, "
        "그 파일을 다시 보내 주십시오."
    )


class OldWord(UnsupportedFile):
    """A document of Word 95 or earlier, or a fast-saved one that no longer shows its order."""

    flaw = "old-word"
    seen = "옛 형식(워드 95 이하)으로 저장된 문서여서 읽을 수 없습니다."
    remedy = "워드에서 여신 뒤 DOCX 또는 PDF 형식으로 저장하여 다시 보내 주십시오."


class Presentation(UnsupportedFile):
    flaw = "presentation"
    seen = "파워포인트 파일은 읽을 수 없습니다."
    remedy = "파워포인트의 [내보내기]에서 PDF로 저장하여 다시 보내 주십시오."


class CertificatePdf(UnsupportedFile):
    """A PDF for the holders of certain certificates, or of a security program's own lock."""

    flaw = "certificate-pdf"
    seen = "인증서 등 특수한 보안이 설정된 PDF여서 열 수 없습니다."
    remedy = (
        "보안을 해제하거나, 여신 뒤 인쇄 화면에서 ‘PDF로 저장’하여 보안이 없는 파일로 다시 보내 "
        "주십시오."
    )


class XfaForm(UnsupportedFile):
    """A form that only Adobe's own program draws (XFA); the sheet says no more than that."""

    flaw = "xfa-form"
    seen = "Adobe 전용 양식(XFA)으로 만들어져 내용이 보이지 않는 PDF입니다."
    remedy = (
        "Adobe Acrobat Reader에서 여신 뒤 인쇄 화면에서 ‘Microsoft Print to PDF’ 등으로 저장하여 "
        "다시 보내 주십시오."
    )


class AlzArchive(UnsupportedFile):
    flaw = "alz"
    seen = "알집 전용 형식(ALZ)의 압축 파일이어서 열 수 없습니다."
    remedy = (
        "압축 형식을 ZIP으로 선택하여 다시 압축하시거나, 압축하지 않고 파일을 하나씩 첨부하여 "
        "보내 주십시오."
    )


class EggArchive(UnsupportedFile):
    flaw = "egg"
    seen = "알집 전용 형식(EGG)의 압축 파일이어서 열 수 없습니다."
    remedy = AlzArchive.remedy


class OtherArchive(UnsupportedFile):
    """TAR, gzip, bzip2, xz, Cabinet, LHA: archives that hardly any office packs."""

    flaw = "other-archive"
    seen = "ZIP, 7z, RAR이 아닌 형식의 압축 파일이어서 열 수 없습니다."
    remedy = AlzArchive.remedy


class Program(UnsupportedFile):
    """A program for Windows, which may be an archive that unpacks itself."""

    flaw = "program"
    seen = "실행 파일(EXE)이어서 열지 않았습니다."
    remedy = (
        "서류를 실행 파일로 압축하셨다면 압축을 푸신 뒤 ZIP으로 다시 압축하시거나, 파일을 하나씩 "
        "첨부하여 보내 주십시오."
    )


class Shortcut(UnsupportedFile):
    """A pointer to a file on the sender's own machine, or to a page."""

    flaw = "shortcut"
    seen = "서류가 아니라 바로 가기 파일이어서 내용이 들어 있지 않습니다."
    remedy = "바로 가기가 가리키는 원본 파일을 찾아 첨부하여 다시 보내 주십시오."


class SecureMail(UnsupportedFile):
    """A mail encrypted as a whole (S/MIME), so that its parts cannot be seen."""

    flaw = "secure-mail"
    seen = "메일 전체가 암호화(S/MIME)되어 있어 첨부 파일을 볼 수 없습니다."
    remedy = "메일의 암호화 설정을 해제하고 파일을 첨부하여 다시 보내 주십시오."


class TooLargeFile(UnreadableFile):
    """Beyond a limit of size, sheets or pixels."""

    reason = "too-large"
    seen = "파일이 너무 커서 읽을 수 없습니다."
    remedy = "쪽수나 해상도를 줄이거나 나누어 다시 보내 주십시오."


class TooManyMembers(TooLargeFile):
    flaw = "too-many-members"
    seen = "압축 파일에 들어 있는 파일이 너무 많아 모두 열지 않았습니다."
    remedy = "신청에 필요한 서류만 골라 다시 보내 주십시오."


class UnpacksTooLarge(TooLargeFile):
    flaw = "unpacks-too-large"
    seen = "압축을 풀면 크기가 제한을 넘어 모두 열지 않았습니다."
    remedy = "신청에 필요한 서류만 골라, 해상도를 줄이거나 여러 번에 나누어 다시 보내 주십시오."


class TooManyFiles(TooLargeFile):
    """More in one mail than will be read; all of it is listed."""

    flaw = "too-many-files"
    seen = "한 메일에 들어 있는 파일이 너무 많아 모두 읽지 않았습니다."
    remedy = "신청에 필요한 서류만 골라 다시 보내 주십시오."


class HostileFile(UnreadableFile):
    """Built to do harm: an archive bomb, endless nesting, a path that leaves its folder."""

    reason = "hostile"
    seen = "비정상적으로 만들어진 파일이어서 열지 않았습니다."
    remedy = "서류를 PDF로 저장하여 압축하지 않고 다시 보내 주십시오."


class NestedTooDeep(HostileFile):
    flaw = "nested-too-deep"
    seen = "압축 파일이나 메일이 여러 겹으로 들어 있어 끝까지 열지 않았습니다."
    remedy = "압축을 모두 푸신 뒤 서류를 직접 첨부하여 다시 보내 주십시오."


class OutOfProportion(HostileFile):
    flaw = "out-of-proportion"
    seen = "압축을 풀면 크기가 비정상적으로 늘어나는 파일이어서 열지 않았습니다."


class CrashedReader(UnreadableFile):
    """Reading the file killed or stalled its reader, twice."""

    reason = "crashed"
    seen = "파일을 읽는 중에 오류가 발생하였습니다."
    remedy = "PDF로 다시 저장하여 보내 주십시오."


class StalledReader(CrashedReader):
    """Reading the file did not end in the time that one file may take, twice."""

    flaw = "took-too-long"
    seen = "쪽수가 많거나 내용이 복잡하여 정해진 시간 안에 다 읽지 못하였습니다."
    remedy = "서류별로 파일을 나누어 다시 보내 주십시오."


class OddMail(UnreadableFile):
    """Something in a mail that cannot be made out: no fault of the sender is proven by it."""

    reason = "odd"
    seen = (
        "메일 안에 파일로 풀리지 않는 데이터가 있습니다. 메일 원본을 메일 프로그램으로 열어 빠진 "
        "첨부가 있는지 확인하여 주십시오."
    )
    remedy = "서류를 파일로 첨부하여 다시 보내 주십시오."


class CutOffMail(OddMail):
    """The last boundary of a mail does not come: what followed may be lost."""

    flaw = "cut-off-mail"
    seen = "메일이 끝나는 표시 없이 끊겨 있어, 뒤에 있던 첨부가 빠졌을 수 있습니다."
    remedy = "빠진 서류가 없는지 확인하시어 다시 보내 주십시오."


class BrokenSignature(OddMail):
    """What was signed is not what stands there; on the way, footers are added to mails."""

    flaw = "broken-signature"
    seen = "메일의 전자서명(S/MIME)이 메일 내용과 맞지 않습니다. 서명한 뒤 내용이 바뀌었습니다."
    remedy = "서류를 다시 보내 주십시오."


class FileBehindLink(UnreadableFile):
    """Not attached but kept on a server, behind a link that dies; never followed."""

    reason = "external-link"
    seen = "내려받기 링크로 보내셔서 서류를 확인할 수 없습니다."
    remedy = "링크 대신 파일을 메일에 직접 첨부하여 다시 보내 주십시오."


class AnnouncedLink(FileBehindLink):
    """A link of which only the letter says that a file lies behind it."""

    flaw = "announced-link"
    seen = "내려받기 링크로 보이는 주소로 보내셔서 서류를 확인할 수 없습니다."


def refusals() -> Iterator[type[UnreadableFile]]:
    """Yield every class of refusal, each before those that refine it."""
    waiting: list[type[UnreadableFile]] = [UnreadableFile]
    while waiting:
        kind = waiting.pop(0)
        yield kind
        waiting += kind.__subclasses__()


def refusal_of(reason: str | None, flaw: str | None = None) -> type[UnreadableFile]:
    """Return the class that tells what a *reason* and its *flaw* mean for people."""
    of_reason = [kind for kind in refusals() if kind.reason == reason] or [UnreadableFile]
    return next((kind for kind in of_reason if kind.flaw == flaw), of_reason[0])


class OperatorError(Exception):
    """Whoever runs this must act; no applicant ever hears of it (exit code 1)."""


class MissingTool(OperatorError):
    """A program or its data that reading needs is not installed."""


class Unreachable(Exception):
    """A server could not be reached; the next run will try again (exit code 75)."""
