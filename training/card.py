"""The card that stands beside the exported reader: what it is made of and how well it reads."""

import csv
import hashlib
import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from extractors.reader import Recognise, alphabet, load
from training import damage, evaluation, faces, samples, speed, text
from training.evaluation import Score

LINES_EACH = 40  # for every kind of text with every way of damage, in each group of faces


def measure(recognise: Recognise, families: tuple[faces.Family, ...]) -> dict[str, Any]:
    """Return the scores on new lines drawn in *families*: in all, by kind, by damage, by family."""
    maker = samples.Maker(evaluation.SEED, families)
    sums: dict[str, dict[str, Score]] = {"kind": {}, "damage": {}, "family": {}}
    total = Score()
    grid = product(text.KINDS, damage.ON_THE_WAY, range(LINES_EACH))
    for number, (kind, way, _) in enumerate(grid):
        sample = maker.make(number, kind=kind, way=way)
        one = evaluation.score(recognise, [sample])
        total = total.plus(one)
        for group, member in (("kind", kind), ("damage", way), ("family", sample.family)):
            sums[group][member] = sums[group].get(member, Score()).plus(one)
    return {
        "all": show(total),
        **{
            f"by {group}": {member: show(score) for member, score in members.items()}
            for group, members in sums.items()
        },
    }


def show(score: Score) -> dict[str, float]:
    return {
        "lines": score.lines,
        "exact": score.exact,
        "signs": score.signs,
        "sign errors": score.edits,
        "error rate": round(score.error_rate, 4),
    }


def describe_faces() -> list[dict[str, Any]]:
    return [
        {
            "family": family.name,
            "package": family.package,
            "licence": family.licence,
            "kind": family.kind,
            "files": len(family.files),
            "share": family.share,
        }
        for family in faces.FAMILIES
    ]


def read_curve(path: Path) -> list[dict[str, float]]:
    with path.open(newline="") as file:
        return [{key: float(cell) for key, cell in row.items()} for row in csv.DictReader(file)]


def write(path: Path, *, model: Path, curve: Path, trained: Mapping[str, Any]) -> dict[str, Any]:
    """Measure the exported *model* and write its card to *path*; *curve* is how it came there.

    *trained* says how the weights came about: seed, lines, minutes, whether all faces were
    trained on.  If they were, the figures of the held-out families are those of seen faces.
    """
    recognise = load(model)
    seen = faces.training_families(all_faces=bool(trained["all faces"]))
    data = model.read_bytes()
    card = {
        "model": {
            "file": model.name,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "classes": alphabet.CLASSES,
            "signs": alphabet.SIGNS,
        },
        "training": dict(trained),
        "held out": [] if trained["all faces"] else list(faces.HELD_OUT),
        "faces": describe_faces(),
        "milliseconds by columns": speed.measure(recognise),
        "faces held out": measure(recognise, faces.held_out_families()),
        "faces seen": measure(recognise, seen),
        "curve": read_curve(curve),
    }
    path.write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return card
