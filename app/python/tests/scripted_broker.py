"""A broker that answers what a test wrote down, over real HTTP on the loopback."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, NamedTuple, Optional, Union

REQUEST = "req_abcdefghijklmnopqrstuvwxyz"


class Call(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Answer(NamedTuple):
    status: int
    body: Any = None
    headers: dict[str, str] = {}
    raw: Optional[bytes] = None


HANG_UP = Answer(0)
Step = Union[Answer, Callable[[Call], Answer]]


class ScriptedBroker:
    """Gives its answers in order; the last one again and again. ``calls`` is what came."""

    def __init__(self, *steps: Step) -> None:
        self.calls: list[Call] = []
        self._steps = deque(steps)
        self._lock = threading.Lock()
        broker = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                call = Call(self.command, self.path, headers, json.loads(raw) if raw else None)
                answer = broker._next(call)
                if answer.status == 0:
                    self.close_connection = True
                    return
                body = b"" if answer.body is None else json.dumps(answer.body).encode()
                if answer.raw is not None:
                    body = answer.raw
                self.send_response_only(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _next(self, call: Call) -> Answer:
        with self._lock:
            self.calls.append(call)
            step = self._steps.popleft() if len(self._steps) > 1 else self._steps[0]
        return step(call) if callable(step) else step


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def credential(
    token: str = "ghs_first",
    *,
    lives: float = 3600.0,
    session: Optional[float] = None,
    web: str = "https://github.com",
    **more: Any,
) -> Answer:
    """A 200 whose token lives so many seconds; ``session`` makes it one that lasts so many."""
    now = time.time()
    body = {
        "request_id": REQUEST,
        "token_id": "tok_" + "a" * 26,
        "token": token,
        "expires_at": stamp(now + lives),
        "repos": ["myorg/repo-a"],
        "permissions": ["contents:write"],
        "approval": "auto",
        "git": {
            "clone_url": web.replace("://", f"://x-access-token:{token}@") + "/myorg/repo-a.git",
            "askpass_script": "#!/bin/sh\n",
            "username": "x-access-token",
        },
        "attribution": {"name": "myapp[bot]", "email": "1+myapp[bot]@users.noreply.github.com", "trailer": "Bot: machina-bot"},
    }
    if session is not None:
        body["session_expires_at"] = stamp(now + session)
    return Answer(200, {**body, **more})


def deploy_key(private_key: Optional[str] = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n") -> Answer:
    issued: dict[str, Any] = credential().body
    key = {"id": 7, "public_key": "ssh-ed25519 AAAA", "read_only": True, "ssh_url": "git@github.com:myorg/repo-a.git"}
    if private_key is not None:
        key["private_key"] = private_key
    return Answer(200, {**{name: issued[name] for name in issued if name not in ("token", "git")}, "deploy_key": key})


def pending(retry_after: int = 5) -> Answer:
    body = {
        "request_id": REQUEST,
        "id": "a3f2",
        "state": "PENDING",
        "poll_url": f"/v1/token/{REQUEST}",
        "expires_at": "2026-02-18T14:00:00Z",
    }
    return Answer(202, body, {"Retry-After": str(retry_after), "Location": f"/v1/token/{REQUEST}"})


def problem(status: int, code: str, *, retry_after: Optional[int] = None, **more: Any) -> Answer:
    body = {
        "type": "/problems/" + code.replace("_", "-"),
        "title": "No",
        "status": status,
        "detail": f"It is {code}.",
        "instance": "urn:uuid:1",
        "code": code,
        "hint": "Do otherwise.",
        "retryable": retry_after is not None,
    }
    return Answer(status, {**body, **more}, {} if retry_after is None else {"Retry-After": str(retry_after)})
