"""Who may enter the desk: by a password, or by the name that the agency's proxy vouches for."""

from __future__ import annotations

import datetime as dt
from typing import cast

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response

from extractors import resident
from pipeline.page.shared import Shared

TRIES = 5
WAIT = dt.timedelta(minutes=5)
"""After so many wrong passwords for a name nobody enters by that name for so long."""
SHORTEST = 10
LONGEST_REASON = 500

NOT_NAMED = "로그인이 필요합니다."
WRONG = "이름 또는 비밀번호가 맞지 않습니다."
TOO_OFTEN = "비밀번호를 여러 번 잘못 입력하여 잠시 막혔습니다. 5분 뒤에 다시 시도해 주십시오."
# Takes as long as for a user that there is.
NOBODY = generate_password_hash("nobody is called so")

entering = Blueprint("entering", __name__)


def shared() -> Shared:
    """Return what all requests share."""
    return cast(Shared, current_app.config["SHARED"])


def hash_password(password: str) -> str:
    """Return what is kept of a password (scrypt, RFC 7914)."""
    return generate_password_hash(password)


def who() -> str | None:
    """Return who is at the desk: named by the proxy's header, else by the session."""
    header = shared().desk().settings.desk.login_header
    if header:
        return (request.headers.get(header) or "").strip() or None
    name = session.get("name")
    if not name:
        return None
    user = shared().desk().ledger.user(name)
    return name if user and user.epoch == session.get("epoch") else None


def reason() -> str:
    """Return the reason that a form gives, a resident number in it struck out."""
    return resident.hide(" ".join(request.form.get("note", "").split()))[:LONGEST_REASON]


def demand_user() -> Response | None:
    """Let nobody in without a name, but to the door and to what makes pages look right."""
    g.person = None
    if request.endpoint in ("static", "style"):
        return None
    g.person = who()
    if request.endpoint == "entering.enter":
        return None
    if g.person is None:
        if shared().desk().settings.desk.login_header:
            abort(403)
        return redirect(url_for("entering.enter", next=_here()))
    return None


def _here() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


@entering.route("/login", methods=["GET", "POST"])
def enter() -> Response | str | tuple[str, int]:
    wanted = request.args.get("next", "/")
    target = wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else "/"
    if request.method == "GET":
        return render_template("desk/enter.html", target=target)
    desk, now = shared().desk(), shared().clock()
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    if desk.ledger.refusals(name, now - WAIT) >= TRIES:
        flash(TOO_OFTEN)
        return render_template("desk/enter.html", target=target), 429
    user = desk.ledger.user(name)
    right = check_password_hash(user.password if user else NOBODY, password)
    if user is None or not right:
        desk.ledger.looked("refused", by=name[:80], now=now)
        flash(WRONG)
        return render_template("desk/enter.html", target=target), 401
    session.clear()
    session.update(name=user.name, epoch=user.epoch)
    session.permanent = True
    desk.ledger.looked("entered", by=name, now=now)
    return redirect(target)


@entering.post("/logout")
def leave() -> Response:
    shared().desk().ledger.looked("left", by=g.person, now=shared().clock())
    session.clear()
    return redirect(url_for("entering.enter"))
