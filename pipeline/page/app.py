"""The desk as a web application: its pages, who may see them, and what browsers may do."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from pathlib import Path

from flask import Flask, flash, g, redirect, render_template, request, send_from_directory
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from checks.model import SEOUL
from extractors.errors import OperatorError
from pipeline.page import (
    chronicle,
    correcting,
    dossiers,
    files,
    lookups,
    mails,
    papers,
    refusals,
    registers,
    stray,
    today,
)
from pipeline.page.entering import demand_user, entering, shared
from pipeline.page.shared import Shared
from pipeline.review import terms
from pipeline.review.report_forms import say_reason

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
MOST_BYTES = 64 << 20
"""Of one request: papers that a reviewer adds."""
FAULT = "프로그램 오류로 처리하지 못했습니다. 운영자에게 이 시각을 알려 주십시오: {}"
ERRORS = {
    403: "이 화면을 볼 수 있는 사용자로 확인되지 않았습니다. 운영자에게 문의해 주십시오.",
    404: "찾으시는 화면이 없습니다. 신청이 옮겨졌거나 주소가 바뀌었을 수 있습니다.",
    405: "이 주소는 화면에서 단추를 눌러 사용해 주십시오.",
    413: "파일이 너무 큽니다. 한 번에 64MB까지 올릴 수 있습니다.",
    429: "잠시 뒤에 다시 시도해 주십시오.",
}
EXPIRED = "화면을 연 지 오래되어 처리하지 않았습니다. 내용을 확인하고 다시 눌러 주십시오."


PARTS = (
    entering,
    today.pages,
    dossiers.pages,
    files.pages,
    mails.pages,
    correcting.pages,
    papers.pages,
    stray.pages,
    registers.pages,
    lookups.pages,
    chronicle.pages,
)


def make_app(state: Shared) -> Flask:
    """Return the application over *state*."""
    settings = state.desk().settings.desk
    app = Flask(__name__, template_folder="../templates", static_folder="../templates/desk/static")
    app.config.update(
        SHARED=state,
        # Of the same secret as our letters' marks, and useless for them.
        SECRET_KEY=hashlib.sha256(b"desk sessions " + state.desk().secret).digest(),
        PERMANENT_SESSION_LIFETIME=dt.timedelta(hours=settings.session_hours),
        SESSION_COOKIE_NAME="intake-desk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.behind_tls,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
    )
    _teach_templates(app, state)
    app.add_url_rule("/style.css", "style", _style)
    CSRFProtect(app)
    app.before_request(demand_user)
    app.after_request(_guard)
    for part in PARTS:
        app.register_blueprint(part)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(OperatorError, _refused)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(Exception, _fault)
    if settings.behind_tls:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _teach_templates(app: Flask, state: Shared) -> None:
    """Give pages the words and the lists that they share."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "moment": terms.say_moment,
        "title": terms.title,
        "reason": say_reason,
        "sites": lookups.sites_in,
        "second": lambda at: terms.say_moment(at.astimezone(SEOUL)),
        "minute": lambda at: terms.say_minute(at.astimezone(SEOUL)) if at else "",
    }
    app.jinja_env.globals |= {
        "wording": terms,
        "editables": lambda paper: correcting.editables(state.desk().corrections, paper),
        "kinds": correcting.kinds(),
        "programme": state.desk().programme,
        "most_megabytes": MOST_BYTES >> 20,
        "session_by_proxy": bool(state.desk().settings.desk.login_header),
    }


def _style() -> Response:
    """Return the style that the desk has in common with reports."""
    return send_from_directory(Path(__file__).parents[1] / "templates", "style.css")


def _guard(response: Response) -> Response:
    """Tell browsers to run nothing but our own script, and to keep nothing."""
    head = response.headers
    head.setdefault("Content-Security-Policy", POLICY)
    head["X-Content-Type-Options"] = "nosniff"
    head["Referrer-Policy"] = "same-origin"
    head["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint not in ("static", "style"):
        head.setdefault("Cache-Control", "no-store")
    log.info(
        "%s %s %s %s",
        getattr(g, "person", None) or "-",
        request.method,
        request.path,
        response.status_code,
    )
    return response


def _expired(error: CSRFError) -> Response:
    flash(EXPIRED)
    return redirect(request.referrer or "/")


def _refused(error: OperatorError) -> tuple[str, int]:
    return render_template("desk/error.html", message=refusals.say(error)), 409


def _failed(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    message = ERRORS.get(code, "요청을 처리할 수 없습니다.")
    return render_template("desk/error.html", message=message), code


def _fault(error: Exception) -> tuple[str, int]:
    log.exception("the desk: %s failed", request.endpoint)
    at = terms.say_moment(shared().clock())
    return render_template("desk/error.html", message=FAULT.format(at)), 500
