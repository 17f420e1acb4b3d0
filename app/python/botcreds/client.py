"""The client of a bot: ask, wait for the human, use, refresh, release."""

from __future__ import annotations

import os
import ssl
import threading
import time
import uuid
import weakref
from collections.abc import Mapping
from typing import Any, Callable, Optional, Union
from urllib.parse import urlencode

from . import credentials as answers
from . import deploy_key as keys
from ._http import Reply, Transport
from .asking import Permissions, Repos, Ttl, one_poll, path_of, permission_words, seconds_to_wait, still_pending, words_of
from .credentials import Credentials
from .deploy_key import DeployKey
from .errors import (
    BrokerError,
    BrokerUnavailable,
    ConfigurationError,
    NotAuthenticated,
    NotRefreshable,
    UnexpectedAnswer,
)
from .private_folder import PrivateFolder
from .session import Session


class BrokerClient:
    """Asks one broker as one bot. Thread-safe; one for the whole process is enough.

    :param broker_url: the broker's address; the variable ``BOTCREDS_URL`` if ``None``
    :param bot_id: the bot this should be; if given, the broker is asked once whether the key is this bot's
    :param api_key: the bot's key; the variable ``BOTCREDS_API_KEY`` if ``None``. A bot without one must be known by its
        client certificate or its tailnet
    :param ssl_context: for an own certificate authority, or a client certificate
    :param patience: seconds for which a call is repeated while the broker is away or asks to come later
    :param clock: the time in seconds since 1970
    :param pause: waits for so many seconds
    :raises ConfigurationError: if the address is missing, or the address or the key cannot be right
    """

    def __init__(
        self,
        broker_url: Optional[str] = None,
        bot_id: Optional[str] = None,
        api_key: Optional[str] = None,
        *,
        ssl_context: Optional[ssl.SSLContext] = None,
        patience: float = 60.0,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        url = broker_url or os.environ.get("BOTCREDS_URL")
        key = api_key or os.environ.get("BOTCREDS_API_KEY")
        if not url:
            raise ConfigurationError("No broker is named.", "Pass broker_url, or set BOTCREDS_URL.")
        self._http = Transport(url, key, ssl_context, patience, clock, pause)
        self._bot_id = bot_id
        self._confirmed = bot_id is None
        self._confirming = threading.Lock()
        self._clock = clock
        self._pause = pause
        self._folders: weakref.WeakSet[PrivateFolder] = weakref.WeakSet()

    def get_credentials(
        self,
        repo: Repos,
        permissions: Permissions,
        reason: str,
        wait_for_approval: Union[bool, float] = True,
        ttl: Ttl = "1h",
        *,
        kind: str = "installation_token",
        stop: Optional[threading.Event] = None,
    ) -> Credentials:
        """Asks, and waits while a human decides.

        :param repo: ``owner/name``, or several of one owner
        :param permissions: ``["contents:write"]`` or ``{"contents": "write"}``, GitHub's names
        :param reason: a human decides by it
        :param wait_for_approval: ``True`` waits until somebody decides or the broker lets the request expire; a number
            waits so many seconds; ``False`` does not wait
        :param ttl: ``"30m"``, seconds, or a ``timedelta``
        :param kind: ``installation_token`` or ``session``; :meth:`get_deploy_key` is for the third kind
        :param stop: ends the waiting early when set, after the poll under way
        :raises StillPending: nobody has decided for so long; :meth:`collect` goes on with it
        :raises AccessDenied: a human said no
        :raises PolicyDenied: policy says no
        :raises RequestExpired: nobody decided in time
        :raises BrokerError: one of the others in :mod:`botcreds.errors`
        """
        if kind == "deploy_key":
            # Before anything is sent: a key that nobody can be handed must not be made.
            raise ConfigurationError("A deploy key is no token.", "Call get_deploy_key.")
        return self._ask(words_of(repo, permissions, reason, ttl, kind), wait_for_approval, stop)

    def get_deploy_key(
        self,
        repo: str,
        permissions: Permissions,
        reason: str,
        wait_for_approval: Union[bool, float] = True,
        ttl: Ttl = "1h",
        *,
        public_key: Optional[str] = None,
        stop: Optional[threading.Event] = None,
    ) -> DeployKey:
        """Asks for a key for git over SSH, and waits while a human decides. Parameters and errors are those of
        :meth:`get_credentials`.

        :param permissions: ``contents:read`` or ``contents:write``
        :param ttl: to 7 days; then the broker removes the key from the repository
        :param public_key: one line of OpenSSH, of a pair that the bot has made; if ``None`` the broker makes one
        """
        ask = dict(words_of(repo, permissions, reason, ttl, "deploy_key"))
        if public_key is not None:
            ask["public_key"] = public_key.strip()
        return self._kept(keys.read(self._answer(ask, wait_for_approval, stop).body))

    def collect_deploy_key(
        self, request_id: str, wait_for_approval: Union[bool, float] = True, *, stop: Optional[threading.Event] = None
    ) -> DeployKey:
        """As :meth:`collect`, for a request of :meth:`get_deploy_key`."""
        return self._kept(keys.read(self._collected(request_id, wait_for_approval, stop).body))

    def collect(
        self, request_id: str, wait_for_approval: Union[bool, float] = True, *, stop: Optional[threading.Event] = None
    ) -> Credentials:
        """Goes on with a request that was pending. The same token again while it lives."""
        return self._read(self._collected(request_id, wait_for_approval, stop), None, None)

    def refresh(self, credentials: Credentials, wait_for_approval: Union[bool, float] = True) -> Credentials:
        """Returns a new token for the same, and leaves the old one to end by itself.

        A session is refreshed without asking a human. Other credentials are asked for anew, with the same words: policy
        answers, or a human once more. What ``git_askpass_helper`` named before answers with the new token.

        :raises NotRefreshable: it is no session, and it was collected, so that its ask is not known here
        """
        if credentials.session_expires_at is not None:
            return self._refresh_session(credentials, None)
        if credentials.ask is None:
            raise NotRefreshable(
                "This was for one token, and what was asked is not known here.",
                'Call get_credentials again, or ask with kind="session" next time.',
                request_id=credentials.request_id,
            )
        return self._ask(credentials.ask, wait_for_approval, None, credentials)

    def release(self, credentials: Union[Credentials, DeployKey, str]) -> bool:
        """Revokes what was issued, or cancels a pending request given by its id. Can be repeated.

        :returns: whether it is over; ``False`` if GitHub has not confirmed it yet (the broker keeps trying)
        """
        request_id = credentials if isinstance(credentials, str) else credentials.request_id
        try:
            return self._http.call("DELETE", path_of(request_id)).status != 202
        finally:
            if not isinstance(credentials, str):
                credentials.close()

    def session(
        self,
        repo: Repos,
        permissions: Permissions,
        reason: str = "(the program gave no reason)",
        ttl: Ttl = "8h",
        wait_for_approval: Union[bool, float] = True,
    ) -> Session:
        """Asks once for a window in which the token is kept fresh; use it in a ``with`` statement, which ends it.

        :param ttl: how long the window is, to 7 days: what a human approves
        """
        first = self.get_credentials(repo, permissions, reason, wait_for_approval, ttl, kind="session")
        return Session(first, self._refresh_session, self.release)

    def can(self, repo: Repos, permissions: Permissions) -> Mapping[str, Any]:
        """Returns what policy would say (``decision``, ``rule``, ``why``, ``hint``). Nobody is asked."""
        repos = [repo] if isinstance(repo, str) else list(repo)
        query = urlencode({"repo": ",".join(repos), "permissions": ",".join(permission_words(permissions))}, safe="/:,")
        return self._http.call("GET", f"/v1/can?{query}").body

    def whoami(self) -> str:
        """Returns as which bot the broker knows this client."""
        bot = self._http.call("GET", "/v1/whoami").body.get("bot")
        if not isinstance(bot, str):
            raise UnexpectedAnswer("The broker did not say which bot this is.", "Look at broker_url.")
        return bot

    def close(self) -> None:
        """Removes the programs and key files for git of all it gave. Tokens and keys live on until released or over."""
        for each in list(self._folders):
            each.close()

    def __enter__(self) -> BrokerClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"BrokerClient(broker_url={self._http.origin!r}, bot_id={self._bot_id!r}, api_key='***')"

    def _ask(
        self,
        ask: Mapping[str, Any],
        wait_for_approval: Union[bool, float],
        stop: Optional[threading.Event],
        before: Optional[Credentials] = None,
    ) -> Credentials:
        return self._read(self._answer(ask, wait_for_approval, stop), ask, before)

    def _answer(self, ask: Mapping[str, Any], wait_for_approval: Union[bool, float], stop: Optional[threading.Event]) -> Reply:
        self._confirm()
        limit = seconds_to_wait(wait_for_approval)
        reply = self._http.call("POST", "/v1/token", ask, wait=one_poll(limit), idempotency_key=str(uuid.uuid4()))
        return self._decided(reply, limit, stop)

    def _collected(self, request_id: str, wait_for_approval: Union[bool, float], stop: Optional[threading.Event]) -> Reply:
        limit = seconds_to_wait(wait_for_approval)
        return self._decided(self._http.call("GET", path_of(request_id), wait=one_poll(limit)), limit, stop)

    def _confirm(self) -> None:
        """A key in the wrong place must not ask in another bot's name; one look per client."""
        with self._confirming:
            if self._confirmed:
                return
            bot = self.whoami()
            if bot != self._bot_id:
                raise NotAuthenticated(
                    f"The key is of the bot {bot}, not of {self._bot_id}; nothing was asked.",
                    "Give the key of the bot that bot_id names.",
                )
            self._confirmed = True

    def _decided(self, reply: Reply, limit: float, stop: Optional[threading.Event]) -> Reply:
        """Polls the same request until it is decided: the end of one poll says nothing."""
        spent = 0.0
        while reply.status == 202:
            request_id = str(reply.body.get("request_id"))
            if spent >= limit or (stop is not None and stop.is_set()):
                raise still_pending(reply, request_id)
            wait = one_poll(limit - spent)
            began = time.monotonic()
            try:
                reply = self._http.call("GET", path_of(request_id), wait=wait)
            except BrokerError as error:
                error.request_id = error.request_id or request_id
                raise
            took = time.monotonic() - began
            nap = 0.0
            if reply.status == 202 and took < wait - 1:
                # It was not held back: approved, but GitHub is slow; or a proxy has taken the wish away.
                nap = max(0.0, min(reply.retry_after or 1.0, limit - spent - took))
                self._pause(nap)
            spent += took + nap
        return reply

    def _refresh_session(self, credentials: Credentials, patience: Optional[float]) -> Credentials:
        reply = self._http.call("POST", path_of(credentials.request_id) + "/refresh", patience=patience)
        if reply.status == 202:
            raise BrokerUnavailable(
                "The new token is not made yet.",
                "Refresh again in a moment.",
                status=202,
                request_id=credentials.request_id,
                retry_after=reply.retry_after,
            )
        return self._read(reply, credentials.ask, credentials)

    def _read(self, reply: Reply, ask: Optional[Mapping[str, Any]], before: Optional[Credentials]) -> Credentials:
        clock, skew = self._clock, reply.skew
        fresh = answers.read(reply.body, ask, lambda: clock() + skew, before)
        if fresh._askpass is not None:
            self._folders.add(fresh._askpass.folder)
        return fresh

    def _kept(self, key: DeployKey) -> DeployKey:
        self._folders.add(key._folder)
        return key
