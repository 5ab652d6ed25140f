"""The review folder of one programme: written beside, compared, renamed into place.

Everything below it is disposable and ours: what the views no longer hold is removed.  A
folder whose content would be the same is left untouched, so that nobody's open file and
no backup sees a change that is none.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

from extractors.errors import OperatorError
from pipeline.exits import OPERATOR
from pipeline.judging.setbacks import not_laid_out
from pipeline.review import (
    SHEET,
    Balance,
    DossierView,
    Publication,
    Render,
    office_columns,
    register,
    sheet,
)
from pipeline.review.file_names import name_files, name_mails, short
from pipeline.review.page_layout import Sameness, sameness
from pipeline.review.pictures import pictures
from pipeline.review.report_forms import as_html, as_json, as_review_sheet, text_to_send
from pipeline.review.report_parts import Links
from pipeline.review.season import shared_notes
from pipeline.review.stray_folders import stray_folders
from pipeline.store.folder_names import clean
from pipeline.store.troubles import Troubles

Content = Mapping[str, bytes | Path]
"""What stands in a folder: bytes, or the stored file to copy, by relative path."""

FRESH, STALE = ".new-", ".old-"
OF_DESKTOPS = re.compile(r"(?i)~\$.*|thumbs\.db|desktop\.ini|\.ds_store|\._.*|\.~lock\..*#")
"""What desktops leave in any folder they show; it is neither ours nor a change."""

IN_USE = {errno.EBUSY, errno.ENOTEMPTY, errno.ETXTBSY}
SHARING_VIOLATIONS = {32, 33}

_FINGERPRINT = re.compile(rb'<meta name="fingerprint" content="([0-9a-f]{64}) ([0-9a-f]{64})">')


class FolderInUse(OperatorError):
    """Somebody has a file of the review folder open, or we may not write there."""

    def __init__(self, names: list[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            "검토 폴더의 다음 항목을 바꿀 수 없습니다. 열려 있는 파일을 닫고 쓰기 권한을 확인한 뒤 "
            f"‘intake publish’를 다시 실행해 주십시오: {', '.join(names)}"
        )


def publish(
    publication: Publication, review: Path, *, render: Render, troubles: Troubles | None = None
) -> Path:
    """Bring ``<review>/<programme>/`` to what *publication* says, and return it.

    Each dossier's folder and each file at the top is replaced as a whole, so that a reader
    sees the old one or the new one.  *render* draws the sheets that evidence is cut from.
    A dossier that we fail to lay out is shown with less, and with a doubt that says so; what
    went wrong is noted in *troubles*.

    Raises:
        FolderInUse: something could not be replaced; all the rest was written, and what
            was in the way is as it was.
    """
    root = review / clean(publication.programme.id)
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    blocked: list[str] = []
    kept: set[str] = set()
    troubles = troubles or Troubles()
    shared = frozenset(note.sameness for note in shared_notes(publication))
    for view in publication.dossiers:
        name = clean(view.folder_name)
        kept.add(name)
        for shown in _by_less(view, publication):
            change = partial(_publish_dossier, shown, publication, root / name, render, shared)
            receipt = view.report.receipt_number
            with troubles.alone(f"writing the folder of dossier {receipt}") as attempt:
                _try(blocked, name, change)
            if not attempt.failed:
                break
    for part, mails in (
        ("unassigned", publication.unassigned),
        ("set-aside", publication.set_aside),
    ):
        kept.add(part)
        with troubles.alone(f"writing the folder {part}"):
            _try(blocked, part, partial(_replace, root / part, stray_folders(mails)))
    kept |= _publish_tables(root, publication, troubles, blocked)
    for entry in sorted(root.iterdir()):
        if entry.name not in kept and not _is_foreign(entry.name):
            _try(blocked, entry.name, partial(_retire, entry))
    if blocked:
        raise FolderInUse(blocked)
    return root


def _publish_tables(
    root: Path, publication: Publication, troubles: Troubles, blocked: list[str]
) -> set[str]:
    """Write the files at the top, and return their names."""
    drawers = TABLES | {SHEET: _with_office(root, publication, troubles)}
    wanted = {name for name in drawers if name != "run.json" or publication.run}
    for name in drawers:
        if name in wanted:
            data = _draw(name, drawers[name], publication, troubles)
            if data is not None:
                _try(blocked, name, partial(_write, root / name, data))
    return wanted


def run_json(run: Balance) -> bytes:
    """Return run.json."""
    dump = run.model_dump(mode="json", by_alias=True)
    return (json.dumps(dump, ensure_ascii=False, indent=2) + "\n").encode()


Drawer = Callable[[Publication], bytes]
TABLES: dict[str, Drawer] = {
    "register.json": register.as_json,
    "register.csv": register.as_csv,
    "register.xlsx": sheet.as_xlsx,
    "run.json": lambda publication: run_json(publication.run) if publication.run else b"",
    "index.html": lambda publication: register.as_html(publication).encode(),
}
"""The files at the top, and what makes each; the sheet keeps what the office wrote besides."""


def _draw(
    name: str,
    draw: Drawer,
    publication: Publication,
    troubles: Troubles,
) -> bytes | None:
    """Return a file at the top; the applicants that make it fail are in it with less.

    None where even that fails.
    """
    with troubles.alone(f"writing {name}"):
        return draw(publication)
    shown = []
    for view in publication.dossiers:
        with troubles.alone(f"writing {name} for {view.report.receipt_number}") as attempt:
            draw(replace(publication, dossiers=(view,)))
        shown.append([*_by_less(view, publication)][-1] if attempt.failed else view)
    with troubles.alone(f"writing {name} with less"):
        return draw(replace(publication, dossiers=tuple(shown)))
    return None


KEPT = re.compile(r"register-kept-[0-9a-f]{8}\.xlsx")
"""Sheets of the register in which the office wrote what we could not carry over."""

NOT_CARRIED = (
    "The office wrote into register.xlsx what could not be carried over into the new one. The old"
    " file is kept as {} in the review folder: tell the reviewers."
)


def _with_office(root: Path, publication: Publication, troubles: Troubles) -> Drawer:
    """Return how the register's sheet is drawn with what the office had written into it.

    A sheet of which not all can be carried over is never overwritten: it is kept beside.
    """
    part, whole = sheet.of_the_office(root / SHEET, publication)
    if not whole:
        earlier = (root / SHEET).read_bytes()
        kept = root / f"register-kept-{hashlib.sha256(earlier).hexdigest()[:8]}.xlsx"
        if not kept.exists():
            _write(kept, earlier)
            troubles.note(OPERATOR, NOT_CARRIED.format(kept.name))
    return partial(sheet.as_xlsx, office=office_columns.with_notes(part, publication.notes))


def _by_less(view: DossierView, publication: Publication) -> Iterator[DossierView]:
    """Yield *view* as it is, without pictures and history, and without anything that was read."""
    programme = publication.programme
    less = replace(view, transcripts={}, history=())
    yield view
    yield replace(less, report=not_laid_out(view.report, programme))
    yield replace(less, report=not_laid_out(view.report, programme, bare=True))


def _publish_dossier(
    view: DossierView,
    publication: Publication,
    folder: Path,
    render: Render,
    shared: Collection[Sameness],
) -> None:
    programme = publication.programme
    made_from = _fingerprint(view, publication, shared)
    if _is_current(folder, made_from):
        return
    names = name_files(view.report, programme)
    mails = name_mails(view.report)
    cuts = pictures(view, render)
    content: dict[str, bytes | Path] = {"report.json": as_json(view.report)}
    content |= {f"files/{names[s]}": path for s, path in view.files.items() if s in names}
    content |= {f"mail/{mails[s]}": path for s, path in view.mails.items() if s in mails}
    content |= {f"letters/{clean(each.name)}.eml": each.data for each in view.letters}
    content |= {cut.place: cut.data for cut in cuts.values()}
    links = Links(
        files={s: f"files/{quote(n)}" for s, n in names.items() if s in view.files},
        names=names,
        mails={s: f"mail/{quote(n)}" for s, n in mails.items() if s in view.mails},
        letters={each.name: f"letters/{quote(clean(each.name))}.eml" for each in view.letters},
        pictures={place: cut.shown for place, cut in cuts.items()},
    )
    content |= text_to_send(view.report, programme)
    content["review-sheet.html"] = as_review_sheet(view, programme).encode()
    sizes = {name: _size(data) for name, data in content.items()}
    stamp = f"{made_from} {_listing(sizes)}"
    page = as_html(view, programme, links, fingerprint=stamp, shared=shared)
    content["report.html"] = page.encode()
    _replace(folder, content)


def _fingerprint(view: DossierView, publication: Publication, shared: Collection[Sameness]) -> str:
    """Return a digest of everything that a dossier's folder is made from."""
    own = {same for finding in view.report.findings if (same := sameness(finding))}
    programme = publication.programme
    parts = [
        _code(),
        view.report.model_dump_json(by_alias=True),
        repr((programme.title, programme.unchecked)),
        repr((programme.window, view.until or programme.letters.supplements_until)),
        repr([r.model_dump(exclude={"rules"}) for r in programme.requires]),
        repr(sorted(view.files)),
        repr(sorted(view.mails)),
        repr(sorted((sha256, t.reader) for sha256, t in view.transcripts.items())),
        *(repr((each.name, each.state, each.subject, each.sent_at)) for each in view.letters),
        *(hashlib.sha256(each.data).hexdigest() for each in view.letters),
        repr(view.history),
        repr(sorted(view.decided.items())),
        repr(sorted(own.intersection(shared))),
        repr((programme.letters.exclusion, programme.letters.too_late, programme.contact)),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _code() -> str:
    """Return a digest of what draws the reports: a new version draws all of them again."""
    here = Path(__file__).parent
    sources = [
        *here.glob("*.py"),
        *(here.parent / "templates").iterdir(),
        here.parent / "store" / "folder_names.py",
    ]
    digest = hashlib.sha256()
    for path in sorted(path for path in sources if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_current(folder: Path, made_from: str) -> bool:
    """Tell whether *folder* was made from the same things and nobody changed it since."""
    try:
        head = (folder / "report.html").read_bytes()[:4096]
    except OSError:
        return False
    found = _FINGERPRINT.search(head)
    if not found or found[1].decode() != made_from:
        return False
    sizes = {name: size for name, size in _walk(folder).items() if name != "report.html"}
    return found[2].decode() == _listing(sizes)


def _listing(sizes: Mapping[str, int]) -> str:
    return hashlib.sha256(repr(sorted(sizes.items())).encode()).hexdigest()


def _walk(folder: Path) -> dict[str, int]:
    """Return the size of each file below *folder* by relative path, those of desktops not."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not OF_DESKTOPS.fullmatch(path.name)
    }


def _replace(folder: Path, content: Content) -> None:
    """Make *folder* hold exactly *content*, as a whole or not at all."""
    if folder.is_dir() and _same(folder, content):
        return
    fresh = folder.with_name(f"{FRESH}{short(folder.name)}")
    stale = folder.with_name(f"{STALE}{short(folder.name)}")
    for left_over in (fresh, stale):
        if left_over.exists():
            _remove(left_over)
    try:
        fresh.mkdir()
        for name, data in content.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, Path):
                shutil.copyfile(data, path)
            else:
                path.write_bytes(data)
        if folder.exists():
            folder.rename(stale)
        try:
            fresh.rename(folder)
        except OSError:
            if stale.exists():
                stale.rename(folder)
            raise
    finally:
        if fresh.exists():
            shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(stale, ignore_errors=True)


def _same(folder: Path, content: Content) -> bool:
    sizes = {name: _size(data) for name, data in content.items()}
    return _walk(folder) == sizes and all(
        _bytes(data) == (folder / name).read_bytes() for name, data in content.items()
    )


def _write(path: Path, data: bytes) -> None:
    """Replace one file at the top, unless it says the same already."""
    if path.is_file() and path.read_bytes() == data:
        return
    fresh = path.with_name(f"{FRESH}{path.name}")
    try:
        fresh.write_bytes(data)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _sweep(root: Path) -> None:
    """Clear up what a run that was cut off, or an open file, left behind."""
    for entry in sorted(root.iterdir()):
        if entry.name.startswith((FRESH, STALE)):
            with suppress(OSError):
                _remove(entry)


def _retire(entry: Path) -> None:
    """Remove what nobody needs any more, as a whole: a folder in use stays as it is."""
    stale = entry.with_name(f"{STALE}{short(entry.name)}")
    entry.rename(stale)
    with suppress(OSError):
        _remove(stale)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink(missing_ok=True)


def _try(blocked: list[str], name: str, change: Callable[[], None]) -> None:
    """Make *change*; a place that is in use is noted, and the rest goes on."""
    try:
        change()
    except PermissionError:
        blocked.append(name)
    except OSError as error:
        # Windows and SMB say "in use" in several ways; a full disk is not one of them.
        if error.errno not in IN_USE and getattr(error, "winerror", None) not in SHARING_VIOLATIONS:
            raise
        blocked.append(name)


def _is_foreign(name: str) -> bool:
    ours = name.startswith((FRESH, STALE)) or KEPT.fullmatch(name)
    return bool(OF_DESKTOPS.fullmatch(name) or ours)


def _size(data: bytes | Path) -> int:
    return data.stat().st_size if isinstance(data, Path) else len(data)


def _bytes(data: bytes | Path) -> bytes:
    return data.read_bytes() if isinstance(data, Path) else data
