"""An ask in the words of the API, and the wait for its answer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Union

from ._http import Reply
from .errors import StillPending, UnexpectedAnswer

Repos = Union[str, Sequence[str]]
Permissions = Union[str, Sequence[str], Mapping[str, str]]
Ttl = Union[str, int, timedelta]

_ONE_POLL = 50  # proxies cut idle connections at 60 s
_REQUEST_ID = re.compile(r"[A-Za-z0-9_]{1,64}")


def words_of(repo: Repos, permissions: Permissions, reason: str, ttl: Ttl, kind: str) -> Mapping[str, Any]:
    ask: dict[str, Any] = {"repo": repo} if isinstance(repo, str) else {"repos": list(repo)}
    ask["permissions"] = permission_words(permissions)
    ask["reason"] = reason
    ask["ttl"] = int(ttl.total_seconds()) if isinstance(ttl, timedelta) else ttl
    if kind != "installation_token":
        ask["kind"] = kind
    return ask


def permission_words(permissions: Permissions) -> list[str]:
    if isinstance(permissions, str):
        return [permissions]
    if isinstance(permissions, Mapping):
        return [f"{name}:{level}" for name, level in permissions.items()]
    return list(permissions)


def seconds_to_wait(wait_for_approval: Union[bool, float]) -> float:
    if isinstance(wait_for_approval, bool):
        return math.inf if wait_for_approval else 0.0
    return wait_for_approval


def one_poll(limit: float) -> int:
    return max(0, math.ceil(min(limit, _ONE_POLL)))


def path_of(request_id: str) -> str:
    if not _REQUEST_ID.fullmatch(request_id):
        raise UnexpectedAnswer("That is not the id of a request.", "It looks like req_ and 26 letters and digits.")
    return f"/v1/token/{request_id}"


def still_pending(reply: Reply, request_id: str) -> StillPending:
    short = str(reply.body.get("id") or "")
    error = StillPending(
        f"Request #{short} waits for a human until {reply.body.get('expires_at')}.",
        "It stays open: collect it later by its request_id, or release it.",
        status=202,
        request_id=request_id,
        retry_after=reply.retry_after,
    )
    error.short_id = short
    return error
