"""One HTTP exchange with the broker, and its bounded repetition."""

from __future__ import annotations

import http.client
import json
import random
import ssl
import threading
import time
import warnings
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Callable, NamedTuple, Optional
from urllib.parse import SplitResult, urlsplit

from .errors import BrokerError, BrokerUnreachable, ConfigurationError, UnexpectedAnswer, from_problem

_USER_AGENT = "botcreds-python/0.1.0"
_LARGEST_ANSWER = 4 * 1024 * 1024
_TRIES = 8
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_CONNECT = 10.0
_READ_SLACK = 15.0


class Reply(NamedTuple):
    status: int
    body: Mapping[str, Any]
    retry_after: Optional[float]
    skew: float
    """Seconds that the broker's clock is ahead of ours; 0 when it did not say."""


class Transport:
    """Sends to one broker. Thread-safe: every call has its own connection.

    ``http.client`` and not ``urllib``, which would take the key along to wherever a redirect or a proxy variable points.
    """

    def __init__(
        self,
        broker_url: str,
        api_key: Optional[str],
        ssl_context: Optional[ssl.SSLContext],
        patience: float,
        clock: Callable[[], float],
        pause: Callable[[float], None],
    ) -> None:
        self._url = _checked(broker_url)
        self._tls = ssl_context
        self._tls_lock = threading.Lock()
        self._patience = patience
        self._clock = clock
        self._pause = pause
        self._headers = {"Accept": "application/json, application/problem+json", "User-Agent": _USER_AGENT}
        if api_key:
            if not all("!" <= each <= "~" for each in api_key):
                raise ConfigurationError(
                    "The API key has characters that no key has (a blank or a line break, perhaps).",
                    "Strip what was read from a file or the environment.",
                )
            self._headers["Authorization"] = f"Bearer {api_key}"

    @property
    def origin(self) -> str:
        return f"{self._url.scheme}://{self._url.netloc}"

    def call(
        self,
        method: str,
        path: str,
        body: Optional[Mapping[str, Any]] = None,
        *,
        wait: int = 0,
        idempotency_key: Optional[str] = None,
        patience: Optional[float] = None,
    ) -> Reply:
        """Sends until there is an answer below 300; every call of the API can be repeated without harm.

        :param wait: seconds for which the broker may hold the answer back
        :param patience: seconds of trouble after which it gives up; the client's if ``None``
        :raises BrokerError: what the broker said, or that it could not be reached for that long
        """
        headers = dict(self._headers)
        data: Optional[bytes] = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if wait > 0:
            headers["Prefer"] = f"wait={wait}"
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        limit = self._patience if patience is None else patience
        troubled = 0.0
        for attempt in range(_TRIES):
            began = time.monotonic()
            try:
                reply = self._exchange(method, path, data, headers, wait + _READ_SLACK)
                if reply.status < 300:
                    return reply
                error = from_problem(reply.status, reply.body, reply.retry_after)
                if not _later(error, reply.body):
                    raise error
            except ssl.SSLCertVerificationError as fault:
                raise BrokerUnreachable(
                    f"The certificate of {self.origin} is not to be trusted: {fault.verify_message}.",
                    "Pass an ssl_context that knows its certificate authority, or look who answers there.",
                ) from fault
            except (OSError, http.client.HTTPException) as fault:
                error = BrokerUnreachable(
                    f"The broker at {self.origin} could not be reached: {_sentence(fault)}.",
                    "Nothing is lost: the same ask again joins the one that may be open. Look at broker_url and the network.",
                )
                error.__cause__ = fault
            nap = _nap(attempt, error.retry_after)
            troubled += max(0.0, time.monotonic() - began - wait) + nap  # being held back is no trouble
            if attempt + 1 == _TRIES or troubled > limit:
                break
            self._pause(nap)
        raise error

    def _exchange(self, method: str, path: str, data: Optional[bytes], headers: Mapping[str, str], timeout: float) -> Reply:
        connection = self._connection()
        sent = self._clock()
        try:
            connection.connect()
            connection.sock.settimeout(timeout)
            connection.request(method, self._url.path.rstrip("/") + path, data, {**headers, "Connection": "close"})
            answer = connection.getresponse()
            raw = answer.read(_LARGEST_ANSWER + 1)
            received = self._clock()
        finally:
            connection.close()
        if len(raw) > _LARGEST_ANSWER:
            raise UnexpectedAnswer("The answer is larger than any of a broker.", "Look at broker_url.", status=answer.status)
        return Reply(
            answer.status,
            _json(raw, answer.status),
            _seconds(answer.headers.get("Retry-After")),
            _skew(answer.headers.get("Date"), sent, received),
        )

    def _connection(self) -> http.client.HTTPConnection:
        host = self._url.hostname or ""
        if self._url.scheme == "http":
            return http.client.HTTPConnection(host, self._url.port, timeout=_CONNECT)
        with self._tls_lock:  # loading the machine's certificates takes tens of milliseconds: once
            if self._tls is None:
                self._tls = ssl.create_default_context()
        return http.client.HTTPSConnection(host, self._url.port, timeout=_CONNECT, context=self._tls)


def _checked(broker_url: str) -> SplitResult:
    hint = "Write it like https://creds.internal or http://127.0.0.1:8080."
    try:
        url = urlsplit(broker_url)
        url.port  # noqa: B018 - reading it is the check
    except ValueError:
        raise ConfigurationError("broker_url is not an address.", hint) from None
    if url.scheme not in ("http", "https") or not url.hostname or any(each <= " " for each in broker_url):
        raise ConfigurationError("broker_url is not an http or https address.", hint)
    if url.username is not None or url.query or url.fragment:
        raise ConfigurationError("broker_url has a user, a query or a fragment in it.", hint)
    if url.scheme == "http" and url.hostname not in ("localhost", "::1") and not url.hostname.startswith("127."):
        warnings.warn(
            f"The API key and the tokens travel unencrypted to {url.hostname}. Use https unless a tunnel protects them.",
            stacklevel=4,
        )
    return url


def _later(error: BrokerError, problem: Mapping[str, Any]) -> bool:
    """Whether the same call can succeed in a moment; the broker knows, and a proxy before it says so by status."""
    told = problem.get("retryable")
    return told if isinstance(told, bool) else error.status in (429, 502, 503, 504)


def _nap(attempt: int, retry_after: Optional[float]) -> float:
    grown = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt) * random.uniform(0.5, 1.0)
    # Never earlier than told, and not all bots in the same instant.
    return grown if retry_after is None else retry_after + random.uniform(0.0, 0.5)


def _json(raw: bytes, status: int) -> Mapping[str, Any]:
    if not raw and status == 204:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if isinstance(body, dict):
        return body
    if status < 300:
        # Not chained, and the body not shown: half an answer may hold a whole token.
        raise UnexpectedAnswer("The answer is not a JSON object.", "Look at broker_url.", status=status)
    return {}


def _seconds(retry_after: Optional[str]) -> Optional[float]:
    text = (retry_after or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _skew(date: Optional[str], sent: float, received: float) -> float:
    """Says how far the broker's clock is ahead. It wrote the date after we sent and before we received, perhaps long before:
    only what lies outside of that is a difference."""
    try:
        there = parsedate_to_datetime(date or "").timestamp()
    except (TypeError, ValueError, IndexError):
        return 0.0
    if there > received:
        return there - received
    return min(0.0, there + 1 - sent)  # the header has whole seconds, cut off


def _sentence(fault: BaseException) -> str:
    return (str(fault) or type(fault).__name__).rstrip(".")
