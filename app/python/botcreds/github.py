"""PyGithub with a token that stays fresh. PyGithub is not installed with this package: ``pip install botcreds[github]``.

>>> with client.session(repo="myorg/repo", permissions=["issues:write"], reason="Triage") as session:  # doctest: +SKIP
...     github = Github(auth=BrokerAuth(session))
"""

from __future__ import annotations

from github import Auth

from .session import Session


class BrokerAuth(Auth.Auth):
    """Authenticates every call with the session's token of that moment. Thread-safe.

    What the session raises when it has no token any more, the call of PyGithub raises.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def token_type(self) -> str:
        return "token"

    @property
    def token(self) -> str:
        return self._session.token

    @property
    def _masked_token(self) -> str:
        return "token (broker's token removed)"

    def __repr__(self) -> str:
        return f"BrokerAuth({self._session!r})"
