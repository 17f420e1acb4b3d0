"""A token that is always fresh, for work that outlasts one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Callable, Optional

from .credentials import ADVISORY_SECONDS, Credentials
from .errors import (
    AccessDenied,
    BotLocked,
    BrokerError,
    CredentialRevoked,
    NotRefreshable,
    PolicyDenied,
    RequestCancelled,
    RequestExpired,
    RequestNotFound,
)

_LOG = logging.getLogger("botcreds")

# After one of these no token of the session works, or soon none will: going on with the old one would hide it.
_FINAL = (
    AccessDenied,
    BotLocked,
    CredentialRevoked,
    NotRefreshable,
    PolicyDenied,
    RequestCancelled,
    RequestExpired,
    RequestNotFound,
)
_LONGEST_LOOK_AWAY = 60.0  # a machine that slept must notice soon after it wakes
_BREATH = 15.0
_PATIENCE = 20.0


class Session:
    """Credentials that refresh themselves: in the background from 10 minutes before the end of a token, when a failure
    leaves the live token in use; and from 2 minutes before on the caller's line, when a failure is raised.

    Thread-safe. Leaving the ``with`` statement revokes the token.
    """

    def __init__(
        self,
        first: Credentials,
        refresh: Callable[[Credentials, Optional[float]], Credentials],
        release: Callable[[Credentials], bool],
    ) -> None:
        self._current = first
        self._refresh = refresh
        self._release = release
        self._refreshing = threading.Lock()
        self._closed = threading.Event()
        self._over: Optional[BrokerError] = None
        self._keeper = threading.Thread(target=self._keep_fresh, name="botcreds-refresh", daemon=True)
        self._keeper.start()

    @property
    def token(self) -> str:
        """A token that lives for 2 minutes at least, or to the session's end.

        :raises RequestExpired: the session is over
        :raises BrokerError: the session was revoked or denied, or the broker is away and the token is about to end
        :raises ValueError: the session was closed
        """
        return self.credentials.token

    @property
    def credentials(self) -> Credentials:
        """What :attr:`token` is of. Do not keep it: ask the session again."""
        current = self._usable()
        if _reaches_end(current):
            if current.seconds_left() <= 0:
                raise RequestExpired(
                    f"The session ended at {current.session_expires_at}.",
                    "Open a new one, with a longer ttl if the work needs it.",
                    request_id=current.request_id,
                )
            return current
        return self._renew(current) if current.must_refresh() else current

    @property
    def expires_at(self) -> datetime:
        """When the session ends, in UTC."""
        return self._current.session_expires_at or self._current.expires_at

    @property
    def repo_url(self) -> str:
        """The first repository's address without the token."""
        return self._current.repo_url

    @property
    def git_askpass_helper(self) -> str:
        """A program for ``GIT_ASKPASS`` that always answers with the latest token."""
        return self.credentials.git_askpass_helper

    def env(self, base: Optional[Mapping[str, str]] = None) -> dict[str, str]:
        """As :meth:`Credentials.env`, with the token of now: ask for it anew for each program."""
        return self.credentials.env(base)

    def git_env(self, base: Optional[Mapping[str, str]] = None) -> dict[str, str]:
        """As :meth:`Credentials.git_env`; stays right over refreshes."""
        return self.credentials.git_env(base)

    def close(self) -> None:
        """Revokes the token and ends the session. Can be repeated. Never raises for the broker's sake: the work is done."""
        if self._closed.is_set():
            return
        self._closed.set()
        with self._refreshing:  # a refresh under way ends first, so that nothing is minted behind the revocation
            try:
                self._release(self._current)
            except BrokerError as error:
                _LOG.warning(
                    "The session %s could not be ended at the broker; its token lives until %s. %s",
                    self._current.request_id,
                    self._current.expires_at.isoformat(),
                    error,
                )

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Session({self._current!r})"

    def _usable(self) -> Credentials:
        if self._closed.is_set():
            raise ValueError("The session is closed and its token revoked. Open a new one.")
        if self._over is not None:
            raise self._over.with_traceback(None)
        return self._current

    def _renew(self, stale: Credentials) -> Credentials:
        with self._refreshing:
            current = self._usable()
            if current is not stale:
                return current  # another thread was quicker
            try:
                self._current = self._refresh(current, _PATIENCE)
            except _FINAL as error:
                self._over = error
                raise
            return self._current

    def _keep_fresh(self) -> None:
        nap = 0.0
        while not self._closed.wait(nap):
            current = self._current
            if self._over is not None or _reaches_end(current):
                return
            if not current.expires_soon():
                due = current.seconds_left() - min(ADVISORY_SECONDS, current.lifetime / 4)
                nap = min(max(due, 0.05), _LONGEST_LOOK_AWAY)
                continue
            nap = _BREATH
            try:
                self._renew(current)
            except ValueError:
                return  # closed meanwhile
            except BrokerError as error:
                _LOG.warning("The token of %s is not refreshed yet, and stays in use. %s", current.request_id, error)


def _reaches_end(credentials: Credentials) -> bool:
    """Whether no refresh could make it live longer; the broker may cut a second off when it rounds."""
    end = credentials.session_expires_at
    return end is None or (end - credentials.expires_at).total_seconds() <= 1.0
