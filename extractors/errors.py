"""What can go wrong, sorted by who must act."""

from __future__ import annotations

from typing import ClassVar

from extractors.model import Reason


class UnreadableFile(Exception):
    """The applicant can put this right by sending the file again."""

    reason: ClassVar[Reason] = "damaged"
    seen: ClassVar[str] = "파일이 손상되어 열 수 없습니다."
    remedy: ClassVar[str] = "파일이 정상적으로 열리는지 확인하신 후 다시 보내 주십시오."


class EncryptedFile(UnreadableFile):
    """Opening the file needs a password."""

    reason = "encrypted"
    seen = "암호가 걸려 있어 열 수 없습니다."
    remedy = "암호를 해제한 파일을 다시 보내 주십시오."


class DamagedFile(UnreadableFile):
    """The file is cut off, empty or otherwise not what its format demands."""


class LockedHwp(UnreadableFile):
    """A Hangul document that is locked for distribution or by a certificate."""

    reason = "locked-hwp"
    seen = "잠긴 한글 문서여서 내용을 읽을 수 없습니다."
    remedy = "배포용 설정이나 암호를 해제하고 저장하시거나, PDF로 저장하여 다시 보내 주십시오."


class DrmFile(UnreadableFile):
    """A corporate rights-management container."""

    reason = "drm"
    seen = "사내 문서보안(DRM)이 적용되어 열 수 없습니다."
    remedy = "문서보안을 해제한 파일을 다시 보내 주십시오."


class UnsupportedFile(UnreadableFile):
    """A format that no reader knows."""

    reason = "unsupported"
    seen = "지원하지 않는 형식의 파일입니다."
    remedy = "PDF로 저장하여 다시 보내 주십시오."


class TooLargeFile(UnreadableFile):
    """Beyond a limit of size, sheets or pixels."""

    reason = "too-large"
    seen = "파일이 너무 커서 읽을 수 없습니다."
    remedy = "쪽수나 해상도를 줄이거나 나누어 다시 보내 주십시오."


class HostileFile(UnreadableFile):
    """Built to do harm: an archive bomb, endless nesting, a path that leaves its folder."""

    reason = "hostile"
    seen = "비정상적으로 만들어진 파일이어서 열지 않았습니다."
    remedy = "서류를 PDF로 저장하여 압축하지 않고 다시 보내 주십시오."


class CrashedReader(UnreadableFile):
    """Reading the file killed or stalled its reader, twice."""

    reason = "crashed"
    seen = "파일을 읽는 중에 오류가 발생하였습니다."
    remedy = "PDF로 다시 저장하여 보내 주십시오."


class ExternalLink(UnreadableFile):
    """Not attached but kept on a server, behind a link that dies; never followed."""

    reason = "external-link"
    seen = "내려받기 링크로 보내셔서 서류를 확인할 수 없습니다."
    remedy = "링크 대신 파일을 메일에 직접 첨부하여 다시 보내 주십시오."


class OperatorError(Exception):
    """Whoever runs this must act; no applicant ever hears of it (exit code 1)."""


class MissingTool(OperatorError):
    """A program or its data that reading needs is not installed."""


class Unreachable(Exception):
    """A server could not be reached; the next run will try again (exit code 75)."""
