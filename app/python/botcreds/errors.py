"""What can go wrong, as types: denied, expired, forbidden by policy and unreachable are four different things.

A program goes by the type, or by ``code``; a person by ``str(error)``, which says what happened and what to do next.
No message holds a token or a key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional


class BrokerError(Exception):
    """The base of everything that this package raises on purpose.

    :ivar detail: what happened
    :ivar hint: what to do next
    :ivar code: the broker's stable word for it, ``None`` when no broker said it
    :ivar status: the HTTP status, ``None`` when there was no answer
    :ivar request_id: the request it is about, where known
    :ivar retry_after: seconds after which the same can succeed, ``None`` when not told
    :ivar instance: finds the answer in the broker's log
    """

    def __init__(
        self,
        detail: str,
        hint: str = "",
        *,
        code: Optional[str] = None,
        status: Optional[int] = None,
        request_id: Optional[str] = None,
        retry_after: Optional[float] = None,
        instance: Optional[str] = None,
        policy_rule: Optional[str] = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint
        self.code = code
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after
        self.instance = instance
        self.policy_rule = policy_rule
        self.errors = tuple(errors)

    def __str__(self) -> str:
        fields = [f"{each.get('field')}: {each.get('detail')} {each.get('hint')}" for each in self.errors]
        about = [word for word in (self.code, self.request_id) if word]
        end = [f"({', '.join(about)})"] if about else []
        said = fields or [self.detail, self.hint]  # the detail of many wrong fields is only how many there are
        return " ".join(part for part in [*said, *end] if part)


class ConfigurationError(BrokerError, ValueError):
    """The client was set up wrongly; nothing was sent."""


class BrokerUnreachable(BrokerError):
    """No answer came: no connection, a broken one, a timeout."""


class BrokerUnavailable(BrokerError):
    """The broker answered that it cannot issue now (503). It lost nothing; the same can succeed later."""


class RateLimited(BrokerError):
    """Too much at once (429): too many pending or waiting requests, or too many calls."""


class NotAuthenticated(BrokerError):
    """The broker does not know who is calling (401), or knows another bot than the one that was named."""


class AccessDenied(BrokerError):
    """A human said no; ``detail`` has the reason."""


class PolicyDenied(BrokerError):
    """Policy says no, and no human can say yes; ``policy_rule`` names the rule."""


class BotLocked(AccessDenied):
    """This bot was locked by a human: it gets nothing until it is unlocked."""


class RequestExpired(BrokerError):
    """Nobody decided in time, or what was granted is over."""


class RequestCancelled(BrokerError):
    """The request was cancelled before it was decided."""


class CredentialRevoked(BrokerError):
    """What was issued has been revoked."""


class RequestNotFound(BrokerError):
    """No request of this bot has this id."""


class InvalidRequest(BrokerError):
    """The broker does not understand the ask; ``errors`` names every field that is wrong."""


class GitHubRefused(BrokerError):
    """GitHub cannot give it: not installed there, not granted to the App, suspended, or the repository changed."""


class NotRefreshable(BrokerError):
    """It was for one token and not for a session, and what had been asked is not known any more."""


class StillPending(BrokerError):
    """Nobody has decided yet. ``request_id`` goes on living: collect it later.

    :ivar short_id: what humans call the request in Slack
    """

    short_id: str = ""


class UnexpectedAnswer(BrokerError):
    """The answer is not one that a broker gives, or the broker failed (500)."""


_BY_CODE: Mapping[str, type[BrokerError]] = {
    "policy_denied": PolicyDenied,
    "approval_denied": AccessDenied,
    "bot_locked": BotLocked,
    "expired": RequestExpired,
    "cancelled": RequestCancelled,
    "revoked": CredentialRevoked,
    "not_found": RequestNotFound,
    "not_refreshable": NotRefreshable,
    "idempotency_key_in_use": BrokerUnavailable,
    "idempotency_key_reused": InvalidRequest,
}

_BY_STATUS: Mapping[int, type[BrokerError]] = {
    400: InvalidRequest,
    401: NotAuthenticated,
    413: InvalidRequest,
    415: InvalidRequest,
    422: GitHubRefused,
    429: RateLimited,
    502: BrokerUnavailable,
    503: BrokerUnavailable,
    504: BrokerUnavailable,
}


def from_problem(status: int, problem: Mapping[str, Any], retry_after: Optional[float]) -> BrokerError:
    """Returns the error for a problem answer (RFC 9457); ``problem`` is empty when the body was none."""
    code = _text(problem.get("code"))
    kind = _BY_CODE.get(code or "") or _BY_STATUS.get(status, UnexpectedAnswer)
    errors = problem.get("errors")
    return kind(
        _text(problem.get("detail")) or f"The answer was HTTP {status} without an explanation.",
        _text(problem.get("hint")) or ("" if code else "Look whether broker_url really is the broker's address."),
        code=code,
        status=status,
        request_id=_text(problem.get("request_id")),
        retry_after=retry_after,
        instance=_text(problem.get("instance")),
        policy_rule=_text(problem.get("policy_rule")),
        errors=[each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else (),
    )


def _text(value: object) -> Optional[str]:
    return value if isinstance(value, str) and value else None
