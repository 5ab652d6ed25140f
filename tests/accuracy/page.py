"""The measured part of docs/accuracy.md."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from accuracy import headline
from accuracy.classes import BY_NAME, CLASSES
from accuracy.deck import HELD_OUT
from accuracy.measure import GROUPS, Group, Judged, Outcome, Said
from accuracy.tally import Count, count, upper_bound

BEGIN, END = MARKS = "<!-- measured: begin -->", "<!-- measured: end -->"
STRAIGHT = "<!-- straight through: begin -->", "<!-- straight through: end -->"
TITLES = {one.name: one.title for one in CLASSES}
REASONS = ("text", "check-digit", "relation", "two-readings", "other-paper")
KINDS: dict[str, tuple[Group, ...]] = {
    "numbers": ("number",),
    "dates": ("date",),
    "names, addresses": ("name",),
    "other text": ("text",),
    "ticks": ("tick",),
}
EXACT_NUMBERS = {"text": 1.0, "phone": 0.95, "scan150": 0.95}
GOOD = ("scan300", "scan200", "skew", "turned")
CERTAIN = (*GOOD, "jpeg40")


def describe(outcomes: Sequence[Outcome], *, command: str, readers: str) -> str:
    """Return all tables in Markdown: the office prints and other hands, then the kit's own."""
    sheets = sum(outcome.sheets for outcome in outcomes)
    values = sum(len(outcome.fields) for outcome in outcomes)
    kit = [outcome for outcome in outcomes if BY_NAME[outcome.way].family == "kit"]
    drawn = [outcome for outcome in outcomes if outcome not in kit]
    fields = [said for outcome in drawn for said in outcome.fields]
    parts = [
        f"Made by `{command}`: {len(outcomes)} files, {sheets} sheets, {values} values; "
        f"readers `{readers}`. Every class is a draw of its own.",
    ]
    if drawn:
        parts += [
            headline.describe(outcomes),
            _by_class(drawn, "Office prints and other hands, by class"),
            _splitting(drawn),
            _by_print(drawn),
            _mistaken(drawn),
            _by_field(fields),
            _by_face(fields),
        ]
    if kit:
        parts += ["## The specimen kit's layouts"] if drawn else []
        parts += _of_the_kit(kit)
    return "\n\n".join(part for part in parts if part) + "\n"


def _of_the_kit(outcomes: Sequence[Outcome]) -> list[str]:
    fields = [said for outcome in outcomes for said in outcome.fields]
    return [
        _by_class(outcomes),
        _goals(outcomes),
        _splitting(outcomes),
        _by_reason(fields),
        _mistaken(outcomes),
        _by_field(fields),
        _by_face(fields),
        _by_layout(fields),
        _under_stamps(fields),
    ]


def write(path: Path, measured: str, marks: tuple[str, str] = MARKS) -> None:
    """Put *measured* between the *marks* of *path*; what people wrote around them stays."""
    begin, end = marks
    try:
        text = path.read_text("utf-8")
    except OSError:
        text = "# Accuracy\n"
    if begin not in text:
        text += f"\n{begin}\n{end}\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n\n{measured}\n{end}{after or chr(10)}", "utf-8")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _ways(things: Iterable[Outcome | Said | Judged]) -> list[str]:
    there = {thing.way for thing in things}
    return [one.name for one in CLASSES if one.name in there]


def _right(fields: Iterable[Said]) -> Count:
    return count(said.right for said in fields)


def _certain(fields: Iterable[Said]) -> Count:
    """Count the values that are certain, of those that are printed."""
    return count(said.certain for said in fields if said.printed)


def _is_wrong_but_certain(said: Said) -> bool:
    return said.certain and not said.right


def _in(fields: Iterable[Said], *groups: Group) -> list[Said]:
    return [said for said in fields if said.group in groups]


def _by_class(outcomes: Sequence[Outcome], title: str = "By class") -> str:
    rows = []
    for way in _ways(outcomes):
        mine = [outcome for outcome in outcomes if outcome.way == way]
        fields = [said for outcome in mine for said in outcome.fields]
        sheets = sum(outcome.sheets for outcome in mine)
        rows.append(
            [
                TITLES[way],
                sheets,
                *(f"{_right(_in(fields, *g)).percent}" for g in KINDS.values()),
                _certain(_in(fields, "number", "date")).percent,
                _certain(_in(fields, "name")).percent,
                sum(map(_is_wrong_but_certain, fields)),
                f"{sum(outcome.seconds for outcome in mine) / sheets:.1f}",
            ]
        )
    head = ("class", "sheets", *KINDS, "certain: numbers, dates", "certain: names")
    return (
        f"## {title}\n\nShare of values that equal what is printed, blanks apart; of all values "
        "printed, those whose place was not found count as wrong. Of what is certain only values "
        "that are printed are counted: that a place on a scan is blank is never certain. Seconds "
        "are processor time a sheet.\n\n" + _table((*head, "wrong but certain", "s"), rows)
    )


def _goals(outcomes: Sequence[Outcome]) -> str:
    fields = [said for outcome in outcomes for said in outcome.fields]
    rows: list[list[str]] = []

    def ask(what: str, seen: Count, goal: float) -> None:
        if seen.trials:
            short = goal * seen.trials - seen.hits
            verdict = "met" if short <= 0 else f"missed by {100 * (goal - seen.share):.1f} points"
            rows.append([what, f"{seen.percent} ({seen})", f"{100 * goal:.0f} %", verdict])

    for way in _ways(outcomes):
        mine = [said for said in fields if said.way == way]
        numbers, names = _in(mine, "number", "date"), _in(mine, "name")
        if way in (*GOOD, *EXACT_NUMBERS):
            goal = EXACT_NUMBERS.get(way, 0.99)
            ask(f"{TITLES[way]}: numbers and dates", _right(numbers), goal)
        if way in GOOD or way == "text":
            goal = 1.0 if way == "text" else 0.95
            ask(f"{TITLES[way]}: names and addresses", _right(names), goal)
        if way in CERTAIN:
            ask(f"{TITLES[way]}: certain numbers and dates", _certain(numbers), 0.9)
    papers = [paper for outcome in outcomes for paper in outcome.papers]
    ask("classification", count(p.type == p.read_as for p in papers), 0.99)
    ask("splitting", count(p.span_right for p in papers), 0.99)
    return "## Goals\n\n" + _table(("goal", "measured", "asked", ""), rows)


def _splitting(outcomes: Sequence[Outcome]) -> str:
    rows = []
    for way in _ways(outcomes):
        mine = [outcome for outcome in outcomes if outcome.way == way]
        papers = [paper for outcome in mine for paper in outcome.papers]
        wrong = [p for p in papers if p.type != p.read_as and p.read_as not in ("", "unrecognised")]
        rows.append(
            [
                TITLES[way],
                len(mine),
                count(p.type == p.read_as for p in papers),
                count(p.type_certain for p in papers if p.type == p.read_as),
                f"{len(wrong)}, {sum(p.type_certain for p in wrong)} certain",
                count(p.span_right for p in papers),
                sum(outcome.merged for outcome in mine),
                sum(outcome.extra for outcome in mine),
            ]
        )
    head = ("class", "files", "type right", "of these certain", "taken for another")
    return "## Classification and splitting\n\n" + _table(
        (*head, "sheets right", "two firms in one", "papers too many"), rows
    )


def _by_reason(fields: Sequence[Said]) -> str:
    rows = []
    for reason in REASONS:
        spoke = [said for said in fields if said.because == reason]
        wrong = sum(map(_is_wrong_but_certain, spoke))
        bound = f"{100 * upper_bound(wrong, len(spoke)):.2f} %" if spoke else "–"
        rows.append([f"`{reason}`", len(spoke), wrong, bound])
    return (
        "## By reason\n\nHow often each reason made a value certain, how often it was wrong, and "
        "the error rate below which it lies with 95 % confidence, if the trials were "
        "independent.\n\n" + _table(("because", "spoke", "wrong", "95 % bound"), rows)
    )


def _mistaken(outcomes: Sequence[Outcome]) -> str:
    rows = [
        [TITLES[s.way], s.type, s.layout, s.face, s.field, f"`{s.because}`", s.printed, s.read]
        for outcome in outcomes
        for s in outcome.fields
        if _is_wrong_but_certain(s)
    ]
    types = [
        [TITLES[p.way], p.type, p.layout, p.face, "type", "", p.type, p.read_as]
        for outcome in outcomes
        for p in outcome.papers
        if p.type_certain and p.type != p.read_as
    ]
    if not rows and not types:
        return "## Wrong but certain\n\nNone."
    head = ("class", "paper", "layout", "face", "field", "because", "printed", "read")
    clean = [[str(cell).replace("|", "¦")[:80] for cell in row] for row in rows + types]
    return "## Wrong but certain\n\nAll values are invented.\n\n" + _table(head, clean)


def _by_field(fields: Sequence[Said]) -> str:
    ways = _ways(fields)
    known = [field for group in GROUPS.values() for field in group]
    order = dict.fromkeys([*known, *sorted(said.field for said in fields)])
    rows = []
    for field in order:
        mine = [said for said in fields if said.field == field]
        if mine:
            cells = [_right([said for said in mine if said.way == way]) for way in ways]
            name = "` or `".join(field.split("|"))
            rows.append([f"`{name}`", _right(mine), _certain(mine), *cells])
    return "## By field\n\nRight of printed; `certain` over all classes.\n\n" + _table(
        ("field", "all", "certain", *ways), rows
    )


def _split_by(fields: Sequence[Said], key: Callable[[Said], str]) -> list[list[object]]:
    rows: list[list[object]] = []
    scanned = [said for said in fields if said.way != "text"]
    for value in sorted({key(said) for said in scanned}):
        mine = [said for said in scanned if key(said) == value]
        numbers, names = _in(mine, "number", "date"), _in(mine, "name")
        wrong = sum(map(_is_wrong_but_certain, mine))
        right = [_right(numbers), _right(names)]
        rows.append([value, *right, _certain(numbers), _certain(names), wrong])
    return rows


SPLIT = ("numbers, dates", "names, addresses", "certain numbers, dates", "certain names", "wrong")


def _by_face(fields: Sequence[Said]) -> str:
    def name(said: Said) -> str:
        return f"**{said.face}**" if said.face in HELD_OUT else said.face

    return (
        "## By face\n\nWithout the text PDFs. No line of the reader's training is set in the faces "
        "in bold.\n\n" + _table(("face", *SPLIT), _split_by(fields, name))
    )


def _by_layout(fields: Sequence[Said]) -> str:
    return "## By layout\n\nWithout the text PDFs.\n\n" + _table(
        ("paper, layout", *SPLIT), _split_by(fields, lambda said: f"{said.type}, {said.layout}")
    )


def _by_print(outcomes: Sequence[Outcome]) -> str:
    """Return one row a print: how often its paper and its values were found, text included."""
    papers = [paper for outcome in outcomes for paper in outcome.papers]
    fields = [said for outcome in outcomes for said in outcome.fields]
    rows = []
    for kind in sorted({(paper.type, paper.layout.partition("-")[0]) for paper in papers}):
        mine = [p for p in papers if (p.type, p.layout.partition("-")[0]) == kind]
        said = [s for s in fields if (s.type, s.layout.partition("-")[0]) == kind]
        found = count(p.type == p.read_as for p in mine)
        wrong = sum(map(_is_wrong_but_certain, said))
        rows.append([", ".join(kind), found, _right(said), _certain(said), wrong])
    head = ("paper, print", "type right", "values right", "certain", "wrong but certain")
    return "## By print\n\nAll ways of arriving together.\n\n" + _table(head, rows)


def _under_stamps(fields: Sequence[Said]) -> str:
    stamped = [said for said in fields if said.stamped]
    if not stamped:
        return ""
    rows = []
    for field in sorted({said.field for said in stamped}):
        mine = [said for said in stamped if said.field == field]
        wrong = sum(map(_is_wrong_but_certain, mine))
        rows.append([f"`{field}`", _right(mine), _certain(mine), wrong])
    return "## Under a stamp\n\nThe values that a stamp lies over, alone.\n\n" + _table(
        ("field", "right", "certain", "wrong but certain"), rows
    )
