"""What a bot gets: a token, how long it lives, and how git and commits use it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

from .askpass import AskpassHelper
from .errors import UnexpectedAnswer

ADVISORY_SECONDS = 600.0
"""So long before the end a refresh is due, and may fail."""

MANDATORY_SECONDS = 120.0
"""So long before the end a token is not handed out any more without a refresh."""

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z")


@dataclass(frozen=True)
class Attribution:
    """How to sign commits. ``name`` and ``email`` are ``None`` while GitHub has not told them."""

    name: Optional[str]
    email: Optional[str]
    trailer: str

    def env(self) -> dict[str, str]:
        """Returns git's variables for the commits' author; none while they are not known."""
        if not self.name or not self.email:
            return {}
        return {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", self.name), ("EMAIL", self.email))
        }


@dataclass(frozen=True, repr=False, eq=False)
class Credentials:
    """A token and what belongs to it. Neither ``str`` nor ``repr`` shows the token. Thread-safe.

    As a context manager it removes its program for git at the end; it does not revoke (``client.release`` does).

    :ivar expires_at: when the token ends, in UTC
    :ivar session_expires_at: until when it can be refreshed without asking; ``None`` if it is not a session
    :ivar approval: ``auto`` (policy) or ``manual`` (a human)
    """

    request_id: str
    token_id: str
    token: str
    expires_at: datetime
    session_expires_at: Optional[datetime]
    repos: tuple[str, ...]
    permissions: tuple[str, ...]
    approval: str
    attribution: Attribution
    clone_urls: Mapping[str, str]
    ask: Optional[Mapping[str, Any]] = None
    lifetime: float = 3600.0
    _now: Callable[[], float] = field(default=lambda: datetime.now(timezone.utc).timestamp())
    _askpass: Optional[AskpassHelper] = None
    _turn: int = 0

    @property
    def repo_url(self) -> str:
        """The first repository's address without the token, fit for argument lists and ``.git/config``."""
        return self.repo_urls[self.repos[0]]

    @property
    def repo_urls(self) -> Mapping[str, str]:
        """By repository, its address without the token."""
        return {repo: _bare(url) for repo, url in self.clone_urls.items()}

    @property
    def git_askpass_helper(self) -> str:
        """A program for ``GIT_ASKPASS``. It stays right over a refresh and is removed by ``close`` or at exit."""
        if self._askpass is None:
            raise ValueError("These credentials have no use for git.")
        return self._askpass.path()

    def git_env(self, base: Optional[Mapping[str, str]] = None) -> dict[str, str]:
        """Returns an environment for git: ``base`` (this process's if ``None``) with credentials and the commits' author.

        Credential helpers of the machine are switched off, which git would ask first.
        """
        env = dict(os.environ if base is None else base)
        count = int(env.get("GIT_CONFIG_COUNT") or "0")
        env[f"GIT_CONFIG_KEY_{count}"] = "credential.helper"
        env[f"GIT_CONFIG_VALUE_{count}"] = ""
        env.update(GIT_CONFIG_COUNT=str(count + 1), GIT_ASKPASS=self.git_askpass_helper, GIT_TERMINAL_PROMPT="0")
        env.update(self.attribution.env())
        return env

    def env(self, base: Optional[Mapping[str, str]] = None) -> dict[str, str]:
        """Returns an environment for git, ``gh`` and most agents: :meth:`git_env` and the token, in ``GH_TOKEN`` and its like.

        A variable cannot be refreshed: for work that outlasts the token use a session, and ask it anew for each program.
        """
        env = self.git_env(base)
        host = urlsplit(self.repo_url).netloc
        names = ("GH_TOKEN", "GITHUB_TOKEN") if host == "github.com" else ("GH_ENTERPRISE_TOKEN", "GITHUB_TOKEN")
        env.update({name: self.token for name in names})
        if host != "github.com":
            env["GH_HOST"] = host
        return env

    def seconds_left(self) -> float:
        """Seconds the token still lives, by the broker's clock; negative when it is over."""
        return self.expires_at.timestamp() - self._now()

    def expires_soon(self, within: Optional[float] = None) -> bool:
        """Whether the token ends within so many seconds; if ``None`` within 10 minutes, or the last quarter of a short life."""
        return self.seconds_left() <= (min(ADVISORY_SECONDS, self.lifetime / 4) if within is None else within)

    def must_refresh(self) -> bool:
        """Whether it is too late to start with this token: 2 minutes, or the last tenth of a short life."""
        return self.seconds_left() <= min(MANDATORY_SECONDS, self.lifetime / 10)

    def close(self) -> None:
        """Removes the program for git, unless a refresh has taken it over. The token lives on. Can be repeated."""
        if self._askpass is not None:
            self._askpass.close(self._turn)

    def __enter__(self) -> Credentials:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return (
            f"Credentials(request_id={self.request_id!r}, token_id={self.token_id!r}, token='***', "
            f"expires_at={self.expires_at.isoformat()!r}, repos={self.repos!r}, permissions={self.permissions!r})"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("Credentials are not pickled: a token must not get into files and queues unseen. Pass the token.")


def read(
    body: Mapping[str, Any],
    ask: Optional[Mapping[str, Any]],
    now: Callable[[], float],
    before: Optional[Credentials] = None,
) -> Credentials:
    """Reads a broker's answer.

    :param now: the broker's time in seconds
    :param before: what this refreshes; its program for git goes over to the new token
    :raises UnexpectedAnswer: if it is none
    """
    try:
        urls, username = _git(body)
        expires_at = time_of(body["expires_at"])
        end = body.get("session_expires_at")
        token = word_of(body["token"])
        fresh = AskpassHelper(_origin(next(iter(urls.values()))), username, token)
        credentials = Credentials(
            request_id=word_of(body["request_id"]),
            token_id=word_of(body["token_id"]),
            token=token,
            expires_at=expires_at,
            session_expires_at=None if end is None else time_of(end),
            repos=tuple(word_of(each) for each in body["repos"]),
            permissions=tuple(word_of(each) for each in body["permissions"]),
            approval=word_of(body["approval"]),
            attribution=attribution_of(body),
            clone_urls=urls,
            ask=ask,
            lifetime=expires_at.timestamp() - now(),
            _now=now,
            _askpass=fresh,
        )
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as wrong:
        # The kind of fault only, and not chained: its text may quote the answer, and the answer holds a token.
        raise UnexpectedAnswer(
            f"The answer is no credential that this client understands ({type(wrong).__name__}).",
            "Use the client of the broker's version, and ask for an installation token or a session.",
        ) from None
    helper = before._askpass if before is not None else None
    turn = helper.renew(token) if helper is not None else None
    return credentials if turn is None else replace(credentials, _askpass=helper, _turn=turn)


def attribution_of(body: Mapping[str, Any]) -> Attribution:
    attribution = body["attribution"]
    return Attribution(attribution.get("name"), attribution.get("email"), word_of(attribution["trailer"]))


def _git(body: Mapping[str, Any]) -> tuple[Mapping[str, str], str]:
    git = body["git"]
    urls = git.get("clone_urls") or {body["repos"][0]: git["clone_url"]}
    return {repo: word_of(urls[repo]) for repo in body["repos"]}, word_of(git["username"])


def _bare(url: str) -> str:
    return _origin(url) + urlsplit(url).path


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def word_of(value: object) -> str:
    if not isinstance(value, str) or not value or any(each <= " " and each != " " for each in value):
        raise ValueError("not a line of text")
    return value


def time_of(value: object) -> datetime:
    found = _TIME.fullmatch(word_of(value))
    if found is None:
        raise ValueError("not a time")
    whole = datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return whole + timedelta(microseconds=int((found[2] or "0").ljust(9, "0")[:6]))
