"""A column of labels beside a column of values that stands higher or lower as a whole.

Printing programs fill a form's blanks from a list of places; where that is a few millimetres
off, each value stands between two labels.  What belongs together tells only their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.korean import hangul

FEWEST = 3
FLUSH = 0.005
LONGEST_LABEL = 12
MOST_PITCH, LEAST_PITCH = 1.35, 0.65
"""How even the steps of a column are, in its usual step."""
LEVEL = 0.25  # of a step: no offset at all


def pairs_of(sheet: Sheet) -> Mapping[int, Row]:
    """Return the row of the value of each row that is a label, by the `id` of that row.

    Only where as many values stand beside the labels as there are labels, each as far from its
    own as all others, and not level with them.
    """
    alone = [row for row in sheet.rows if row.cell is None and _is_one(row)]
    columns = [column for column in _columns(alone) if len(column) >= FEWEST]
    found: dict[int, Row] = {}
    for labels in columns:
        if not all(2 <= len(hangul(row.text)) <= LONGEST_LABEL for row in labels):
            continue
        for values in columns:
            if values[0].box.x0 > max(row.box.x1 for row in labels) and _fit(labels, values):
                found |= {id(one): other for one, other in zip(labels, values, strict=True)}
    return found


def _is_one(row: Row) -> bool:
    """Tell whether a row says one thing: letters spread over their column are one label."""
    return COLUMN not in row.text or all(len(hangul(part)) == 1 for part in row.text.split(COLUMN))


def _columns(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the runs of *rows* that begin flush and follow each other in even steps."""
    columns: list[list[Row]] = []
    for group in _flush(rows):
        column: list[Row] = []
        for row in group:
            if len(column) >= 2:
                step = column[1].box.y0 - column[0].box.y0
                if not LEAST_PITCH * step < row.box.y0 - column[-1].box.y0 < MOST_PITCH * step:
                    columns.append(column)
                    column = column[-1:] if row.box.y0 - column[-1].box.y0 < step else []
            column.append(row)
        columns.append(column)
    return columns


def _flush(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield groups of *rows* that begin at one place on the sheet, each from the top."""
    group: list[Row] = []
    for row in sorted(rows, key=lambda row: row.box.x0):
        if group and row.box.x0 - group[-1].box.x0 > FLUSH:
            yield sorted(group, key=lambda row: row.box.y0)
            group = []
        group.append(row)
    if group:
        yield sorted(group, key=lambda row: row.box.y0)


def _fit(labels: Sequence[Row], values: Sequence[Row]) -> bool:
    if len(labels) != len(values):
        return False
    step = median(b.box.y0 - a.box.y0 for a, b in pairwise(labels))
    away = [v.box.middle[1] - one.box.middle[1] for one, v in zip(labels, values, strict=True)]
    even = max(away) - min(away) < LEVEL * step
    return even and LEVEL * step < abs(median(away)) < step
