"""메일: letters as the applicant will see them; edited, approved, recalled, or sent by hand."""

from __future__ import annotations

from email import message_from_bytes, policy

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from checks.model import SEOUL
from extractors.errors import OperatorError
from outbox.states import LetterState
from pipeline.letters import editing
from pipeline.page import refusals
from pipeline.page.entering import shared
from pipeline.page.summaries import Summary
from pipeline.review import terms
from pipeline.store.ledger import Ledger, LetterHead, LetterRow

pages = Blueprint("mails", __name__)

PER_PAGE = 100
BY_HAND = "담당자가 직접 보냄"
FRAME = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""What a letter shown in a page may do: nothing but look as it will."""
MOVES: dict[str, tuple[tuple[LetterState, ...], LetterState, str]] = {
    "approve": (("drafted",), "approved", "승인하였습니다. 다음 실행 때 발송됩니다."),
    "recall": (("approved",), "drafted", "승인을 거두어 초안으로 되돌렸습니다."),
    "withdraw": (
        ("drafted", "approved", "unknown", "refused", "bounced"),
        "withdrawn",
        "보내지 않기로 하였습니다.",
    ),
    "resend": (
        ("unknown", "refused", "bounced"),
        "approved",
        "같은 메일을 다음 실행 때 다시 보냅니다.",
    ),
    "sent": (("unknown", "drafted", "approved"), "sent", "직접 보낸 것으로 기록하였습니다."),
}
"""From which states a letter may be brought into which by each button, and what is said."""
NOT_NOW = "{receipt}: 그사이 상태가 ‘{word}’(으)로 바뀌어 처리하지 않았습니다.{by}"
MOVED_BY = " {by}님이 {at}에 바꾸었습니다."
TABS: dict[str, tuple[str, tuple[LetterState, ...]]] = {
    "waiting": ("승인 대기", ("drafted",)),
    "leaving": ("발송 대기", ("approved", "sending")),
    "trouble": ("확인 필요", ("unknown", "refused", "bounced")),
    "gone": ("보냄", ("sent",)),
    "dropped": ("보내지 않음", ("withdrawn", "superseded")),
}


@pages.get("/mails")
def index() -> str:
    state, desk = shared(), shared().desk()
    heads = desk.ledger.letter_heads()
    counts = {tab: sum(h.state in states for h in heads) for tab, (_, states) in TABS.items()}
    tab = request.args.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    summaries = state.summaries.all()
    find = " ".join(request.args.get("find", "").split())
    chosen = [
        head
        for head in heads
        if head.state in TABS[tab][1] and _is_about(head, find, summaries.get(head.receipt))
    ]
    last = max(1, -(-len(chosen) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    return render_template(
        "desk/mails.html",
        heads=chosen[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(chosen),
        page=page,
        last=last,
        find=find,
        tabs=TABS,
        tab=tab,
        counts=counts,
        summaries=summaries,
        stopped=desk.ledger.stopped(),
    )


def _is_about(head: LetterHead, find: str, summary: Summary | None) -> bool:
    """Tell whether a letter fits what was looked for: its firm, numbers, address or subject."""
    firm = summary.found_by if summary else head.receipt
    said = f"{head.recipient} {head.subject} {firm}".lower()
    return all(word in said for word in find.lower().split())


@pages.get("/mails/<name>")
def show(name: str) -> str:
    return _page(name)


def _page(name: str, typed: str | None = None) -> str:
    """Return a letter's page; with *typed*, words that could not be saved."""
    desk = shared().desk()
    letter = find(desk.ledger, name)
    return render_template(
        "desk/mail.html",
        letter=letter,
        text=editing.text_of(letter) if typed is None else typed,
        typed=typed is not None,
        state=terms.LETTER_STATE[letter.state],
        held=desk.ledger.held(letter) if letter.state == "drafted" else None,
        edited=(edit := desk.ledger.edits(letter.receipt)[1].get(letter.kind)) is not None
        and edit.revision == letter.revision
        and edit.text is not None,
        summary=shared().summaries.all().get(letter.receipt),
        moves=[move for move, (allowed, *_) in MOVES.items() if letter.state in allowed],
    )


@pages.get("/mails/<name>/body")
def body(name: str) -> Response:
    """Return a letter's own page, for the frame that shows it."""
    message = message_from_bytes(find(shared().desk().ledger, name).data, policy=policy.default)
    part = message.get_body(("html", "plain"))
    response = make_response(part.get_content() if part else "")
    response.headers["Content-Security-Policy"] = FRAME
    return response


@pages.post("/mails/<name>/edit")
def edit(name: str) -> Response | tuple[str, int]:
    state, desk = shared(), shared().desk()
    letter = find(desk.ledger, name)
    by, now = g.person, state.clock()
    try:
        match request.form.get("what"):
            case "keep":
                editing.keep(desk.ledger, letter, by=by, now=now)
                flash("고친 글을 그대로 둡니다. 이제 승인할 수 있습니다.")
            case "renew":
                editing.renew(desk.ledger, letter, by=by, now=now)
                flash("지금 검토 결과에 따른 글로 되돌렸습니다.")
            case _:
                text = request.form.get("text", "").replace("\r\n", "\n")
                editing.rewrite(desk.ledger, letter, text, by=by, now=now)
                flash("고친 글을 저장하였습니다. 보내려면 승인해 주십시오.")
    except OperatorError as error:
        flash(refusals.say(error))
        if "text" in request.form:
            return _page(name, request.form["text"]), 409
    state.changed()
    return redirect(url_for("mails.show", name=name))


@pages.post("/mails/move")
def move() -> Response:
    """Bring the chosen letters into another state; those that changed meanwhile are named."""
    state, desk = shared(), shared().desk()
    verb = request.form.get("move", "")
    if verb not in MOVES:
        abort(400)
    allowed, target, said = MOVES[verb]
    names = request.form.getlist("name")
    done = 0
    for letter in (find(desk.ledger, name) for name in names):
        held = desk.ledger.held(letter) if target == "approved" else None
        remark = BY_HAND if verb == "sent" else ""
        if letter.state not in allowed:
            flash(_overtaken(desk.ledger, letter))
        elif held:
            flash(f"{letter.receipt}: {HELD[held]}")
        elif desk.ledger.move_letter(letter, target, by=g.person, at=state.clock(), remark=remark):
            done += 1
        else:
            flash(_overtaken(desk.ledger, find(desk.ledger, letter.name)))
    if done:
        flash(f"{done}통: {said}" if len(names) > 1 else said)
        state.changed()
    elif not names:
        flash("고르신 메일이 없습니다.")
    single = request.form.get("single")
    return redirect(url_for("mails.show", name=single) if single else _list())


def _overtaken(ledger: Ledger, letter: LetterRow) -> str:
    """Return what became of a letter meanwhile, and who did it where a person did."""
    steps = [e for e in ledger.history(letter.receipt) if e.facts.get("name") == letter.name]
    last = steps[-1] if steps else None
    by = ""
    if last and last.by not in ("", "automatic", g.person):
        at = f"{last.at.astimezone(SEOUL):%H:%M}"
        by = MOVED_BY.format(by=terms.say_person(last.by), at=at)
    word = terms.LETTER_STATE[letter.state].word
    return NOT_NOW.format(receipt=letter.receipt, word=word, by=by)


def _list() -> str:
    tab, find, page = (request.form.get(name) or None for name in ("tab", "find", "page"))
    return url_for("mails.index", tab=tab or "waiting", find=find, page=page)


HELD = {
    "asked": "고친 뒤에 검토 결과가 바뀌었습니다. 글을 그대로 둘지, 새로 쓸지 정해 주십시오.",
    "placed": editing.IN_MAILBOX,
    "unjudged": editing.UNJUDGED,
}
"""Why a draft cannot be approved yet."""


def find(ledger: Ledger, name: str) -> LetterRow:
    """Return the letter with this name."""
    receipt = "-".join(name.split("-")[:2])
    for letter in ledger.letters(receipt=receipt):
        if letter.name == name:
            return letter
    abort(404)
