"""Writes the sample mails or sample papers into a folder, for looking at.

PYTHONPATH=tests python -m specimens DIR
PYTHONPATH=tests python -m specimens --papers DIR
"""

import argparse
import json
from pathlib import Path

from specimens.applicants import APPLICANTS
from specimens.catalogue import catalogue


def write_mails(folder: Path) -> int:
    """Write every mail as NN-slug.eml (-2 for the second) and a manifest.json."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = []
    for number, applicant in enumerate(APPLICANTS, start=1):
        files = []
        for turn, mail in enumerate(applicant.mails, start=1):
            name = f"{number:02}-{applicant.slug}{f'-{turn}' if turn > 1 else ''}.eml"
            (folder / name).write_bytes(mail.raw)
            files.append({"file": name, "received_at": mail.received_at.isoformat()})
        manifest.append(
            {
                "slug": applicant.slug,
                "story": applicant.story,
                "mails": files,
                "expects": applicant.expects,
            }
        )
    text = json.dumps(manifest, ensure_ascii=False, indent=2, default=sorted)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return sum(len(applicant.mails) for applicant in APPLICANTS)


def write_papers(folder: Path) -> int:
    """Write every paper in every layout, with what is printed on it beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, paper in catalogue():
        (folder / f"{name}{paper.suffix}").write_bytes(paper.data)
        truth = {"type": paper.type, "title": paper.title, "layout": paper.layout}
        text = json.dumps(truth | {"truth": dict(paper.truth)}, ensure_ascii=False, indent=2)
        (folder / f"{name}{paper.suffix}.json").write_text(text + "\n", encoding="utf-8")
        count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m specimens",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", action="store_true", help="papers instead of mails")
    arguments = parser.parse_args()
    write = write_papers if arguments.papers else write_mails
    print(f"{write(arguments.folder)} files in {arguments.folder}")


if __name__ == "__main__":
    main()
