"""The tax office's service for business numbers: are they in operation, and whose are they?

It is the open API 사업자등록정보 진위확인 및 상태조회 (data.go.kr 15081808): JSON over HTTPS,
at most a hundred numbers a call, the key as a query parameter.  A number that is not
registered is answered as if nothing were wrong, with an empty status.  Errors of the gateway
(the key, the limit of the day) may come as XML, also with the status 200.

The key never leaves this module: no address is shown, logged or raised.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checks.model import RegistryAnswer, RegistryStatus
from extractors.errors import OperatorError, Unreachable

BATCH = 100
SECONDS = 15
"""For one answer, from the first byte asked to the last byte told."""
MOST_BYTES = 2 << 20
STATUS: dict[str, RegistryStatus] = {
    "01": "active",
    "02": "suspended",
    "03": "closed",
    "": "unregistered",
}
KEY = re.compile(r"SERVICE_KEY|SERVICE ACCESS DENIED|UNREGISTERED_IP|DEADLINE_HAS_EXPIRED|인증키")
LIMIT = re.compile(r"LIMITED_NUMBER_OF_SERVICE_REQUESTS|API token quota exceeded")


class KeyRefused(OperatorError):
    """The service does not accept the key."""


class QuestionRefused(Exception):
    """The service calls our question malformed: a fault of ours."""


class RegistryQuestion(NamedTuple):
    """A business number, and what stands beside it; without both, only its status is asked.

    ``opened_on`` is a day in ISO 8601.
    """

    number: str
    opened_on: str | None = None
    representative: str | None = None

    @property
    def whole(self) -> bool:
        """Tell whether authenticity can be asked too."""
        return bool(self.opened_on and self.representative)


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Status(_Lenient):
    """One number's state, as /status and /validate give it."""

    b_no: str
    b_stt_cd: str = ""
    tax_type: str = ""
    end_dt: str = ""
    utcc_yn: str = ""


class _Valid(_Lenient):
    b_no: str
    valid: str = ""


class _Answer(_Lenient):
    status_code: str = ""
    data: list[Any] = Field(default_factory=list)


class Registry:
    """The service at *url*; *ca_file* is the authority of a server of one's own.

    Raises:
        OperatorError: *ca_file* cannot be used.
    """

    def __init__(self, url: str, key: str, *, ca_file: Path | None = None) -> None:
        self._url = url.rstrip("/")
        # The portal hands out the key twice, encoded and not: either is good here.
        self._key = quote(unquote(key.strip()), safe="")
        try:
            context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        except (OSError, ssl.SSLError) as error:
            raise OperatorError(
                f"[registry] ca_file: “{ca_file}” cannot be used as a certificate."
            ) from error
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), _StayHere
        )

    def ask(
        self, questions: Sequence[RegistryQuestion], now: dt.datetime
    ) -> Iterator[RegistryAnswer]:
        """Yield an answer for each number that the service speaks of, batch by batch.

        What was yielded stands when a later batch fails.

        Raises:
            Unreachable: no answer, or none that makes sense; a later run asks again.
            KeyRefused: the key is wrong, or out of date.
            QuestionRefused: a fault of ours.
        """
        for start in range(0, len(questions), BATCH):
            batch = {bare(question.number): question for question in questions[start:][:BATCH]}
            states = self._states(list(batch))
            valid = self._valid([question for question in batch.values() if question.whole])
            for number, state in states.items():
                if number in batch and (status := STATUS.get(state.b_stt_cd.strip())):
                    yield RegistryAnswer(
                        number=batch[number].number,
                        asked_at=now,
                        status=status,
                        tax_type="" if status == "unregistered" else state.tax_type,
                        closed_on=_day(state.end_dt),
                        unit_taxation=state.utcc_yn == "Y",
                        authentic=valid.get(number) if status != "unregistered" else None,
                    )

    def _states(self, numbers: list[str]) -> dict[str, _Status]:
        told = self._post("status", {"b_no": numbers})
        return {state.b_no: state for state in _each(told, _Status)}

    def _valid(self, questions: list[RegistryQuestion]) -> dict[str, bool]:
        if not questions:
            return {}
        told = self._post(
            "validate",
            {
                "businesses": [
                    {
                        "b_no": bare(question.number),
                        "start_dt": bare(question.opened_on or ""),
                        "p_nm": question.representative,
                    }
                    for question in questions
                ]
            },
        )
        return {v.b_no: v.valid == "01" for v in _each(told, _Valid) if v.valid in ("01", "02")}

    def _post(self, verb: str, body: object) -> _Answer:
        request = urllib.request.Request(
            f"{self._url}/{verb}?serviceKey={self._key}",
            data=json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            method="POST",
        )
        try:
            try:
                answer = self._opener.open(request, timeout=SECONDS)
            except urllib.error.HTTPError as error:
                answer = error
            with answer:
                code, data = answer.status, _read(answer)
        except (OSError, http.client.HTTPException) as error:
            # The chain is cut: the error of a library may quote the address with the key.
            raise Unreachable(_unreachable(error)) from None
        return _judged(code, data)


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows nobody: the address holds the key."""

    def redirect_request(self, *_: Any) -> None:
        return None


def bare(number: str) -> str:
    """Return the digits of a business number, or of a day in ISO 8601, as the service asks."""
    return "".join(filter(str.isdigit, number))


def _read(answer: Any) -> bytes:
    """Return the body, within the time and size that an answer may take."""
    until = time.monotonic() + SECONDS
    data = b""
    while piece := answer.read1(1 << 16):
        data += piece
        if len(data) > MOST_BYTES or time.monotonic() > until:
            raise Unreachable(
                "The tax office's registry answered too slowly or too much. Papers are judged"
                " without it."
            )
    return data


def _judged(code: int, data: bytes) -> _Answer:
    """Return the answer, or raise what its status and words amount to."""
    text = data.decode("utf-8", "replace")
    if code in (401, 403) or KEY.search(text):
        raise KeyRefused(
            "The tax office's registry does not accept the key: check INTAKE_REGISTRY_KEY (or"
            " key_file in [registry]) against the one at data.go.kr. Papers are judged without it."
        )
    if code == 429 or LIMIT.search(text):
        raise Unreachable(
            "The tax office's registry has answered as often as it does in a day. Papers are"
            " judged without it."
        )
    if code in (400, 411, 413):
        raise QuestionRefused(f"the registry refused our question with {code}")
    try:
        if code != 200:
            raise ValueError
        answer = _Answer.model_validate_json(data)
        if answer.status_code != "OK":
            raise ValueError
    except ValueError:
        raise Unreachable(
            f"The tax office's registry gave no usable answer (HTTP {code}). Papers are judged"
            " without it."
        ) from None
    return answer


def _each(answer: _Answer, kind: type[Any]) -> Iterator[Any]:
    """Yield what of the answer has the documented form."""
    for item in answer.data:
        try:
            yield kind.model_validate(item)
        except ValidationError:
            continue


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007 - a day
    except ValueError:
        return None


def _unreachable(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        why = f"its certificate is not trusted: {reason.verify_message}"
    elif isinstance(reason, TimeoutError):
        why = f"no answer within {SECONDS} seconds"
    else:
        why = getattr(reason, "strerror", None) or type(reason).__name__
    return f"The tax office's registry cannot be reached ({why}). Papers are judged without it."
