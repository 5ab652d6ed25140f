"""The tax office's service on loopback: HTTPS, its documented answers, its errors and limits.

It speaks what the page of the open API (data.go.kr 15081808) documents: at most a hundred
numbers a call, a key as query parameter, JSON both ways, XML where the gateway refuses.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from servers import HOST, make_certificate

KEY = "only+for/this+run=="
"""As the portal hands it out decoded: signs that must be encoded once in an address."""
UNREGISTERED = "국세청에 등록되지 않은 사업자등록번호입니다."
GATEWAY = (
    "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
    "<returnAuthMsg>{}</returnAuthMsg><returnReasonCode>{}</returnReasonCode>"
    "</cmmMsgHeader></OpenAPI_ServiceResponse>"
)


@dataclass
class RegistryServer:
    """What it knows of each number, what it was asked, and how it misbehaves.

    ``firms`` hold ``b_stt_cd`` and the like by bare number; ``owners`` the opening day and
    representative that /validate confirms.  ``trouble`` is an answer for every call instead
    (status, body), or ``slow``.
    """

    url: str
    ca_file: Path
    firms: dict[str, dict[str, str]] = field(default_factory=dict)
    owners: dict[str, tuple[str, str]] = field(default_factory=dict)
    trouble: tuple[int, str] | str | None = None
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def numbers_asked(self, verb: str = "status") -> list[int]:
        """How many numbers each call of *verb* asked about."""
        return [
            len(body["b_no"] if verb == "status" else body["businesses"])
            for called, body in self.calls
            if called == verb
        ]

    def state(self, number: str) -> dict[str, str]:
        known = self.firms.get(number)
        blank = dict.fromkeys(("b_stt", "b_stt_cd", "tax_type_cd", "end_dt", "utcc_yn"), "")
        if known is None:
            return {"b_no": number, **blank, "tax_type": UNREGISTERED}
        return {"b_no": number, **blank, "tax_type": "부가가치세 일반과세자", **known}

    def answer(self, verb: str, query: str, body: Any) -> tuple[int, str]:
        """Return what the service says: a status and a body."""
        if parse_qs(query).get("serviceKey") != [KEY]:
            return 200, GATEWAY.format("SERVICE_KEY_IS_NOT_REGISTERED_ERROR", 30)
        items = body.get("b_no") if verb == "status" else body.get("businesses")
        if not isinstance(items, list):
            return 400, json.dumps({"status_code": "BAD_JSON_REQUEST"})
        if len(items) > 100:
            return 413, json.dumps({"status_code": "TOO_LARGE_REQUEST"})
        if verb == "status":
            data: list[dict[str, Any]] = [self.state(number) for number in items]
        else:
            data = [self._validated(item) for item in items]
        told: dict[str, Any] = {"request_cnt": len(items), "status_code": "OK", "data": data}
        if found := sum(bool(self.firms.get(str(each["b_no"]))) for each in data):
            told["match_cnt"] = found
        return 200, json.dumps(told, ensure_ascii=False)

    def _validated(self, item: dict[str, str]) -> dict[str, Any]:
        number = item["b_no"]
        if self.owners.get(number) == (item["start_dt"], item["p_nm"]):
            return {"b_no": number, "valid": "01", "status": self.state(number)}
        return {"b_no": number, "valid": "02", "valid_msg": "확인할 수 없습니다."}


@contextmanager
def registry_server(directory: Path) -> Iterator[RegistryServer]:
    """Run the service; its certificate is made below *directory*."""
    certificate = make_certificate(directory)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            address = urlsplit(self.path)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            verb = address.path.rsplit("/", 1)[-1]
            served.calls.append((verb, body))
            if served.trouble == "slow":
                time.sleep(2)
            if isinstance(served.trouble, tuple):
                code, text = served.trouble
            else:
                code, text = served.answer(verb, address.query, body)
            data = text.encode()
            self.send_response(code)
            if code == 302:
                self.send_header("Location", "https://elsewhere.example/")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "certificate.pem", directory / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    served = RegistryServer(f"https://{HOST}:{server.server_port}/nts-businessman/v1", certificate)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
