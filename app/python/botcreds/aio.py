"""The same client for asyncio: each call runs in a thread, so that nothing blocks the loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any, Optional, Union

from .asking import Permissions, Repos, Ttl
from .client import BrokerClient
from .credentials import Credentials
from .deploy_key import DeployKey
from .session import Session


class AsyncSession:
    """As :class:`Session`; ``token()`` is awaited, since near a token's end it refreshes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def token(self) -> str:
        return (await self.credentials()).token

    async def credentials(self) -> Credentials:
        return await asyncio.to_thread(lambda: self._session.credentials)

    async def close(self) -> None:
        await asyncio.to_thread(self._session.close)

    async def __aenter__(self) -> AsyncSession:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._session!r}"


class AsyncBrokerClient:
    """As :class:`BrokerClient`, with the same parameters, errors and meaning.

    Cancelling a task that waits for a human ends its waiting; the request stays open, and asking the same again joins it.
    The thread of a cancelled task ends with its poll, 50 seconds later at most.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._client = BrokerClient(*args, **kwargs)

    async def get_credentials(
        self,
        repo: Repos,
        permissions: Permissions,
        reason: str,
        wait_for_approval: Union[bool, float] = True,
        ttl: Ttl = "1h",
        *,
        kind: str = "installation_token",
    ) -> Credentials:
        stop = threading.Event()
        try:
            return await asyncio.to_thread(
                self._client.get_credentials, repo, permissions, reason, wait_for_approval, ttl, kind=kind, stop=stop
            )
        finally:
            stop.set()

    async def get_deploy_key(
        self,
        repo: str,
        permissions: Permissions,
        reason: str,
        wait_for_approval: Union[bool, float] = True,
        ttl: Ttl = "1h",
        *,
        public_key: Optional[str] = None,
    ) -> DeployKey:
        stop = threading.Event()
        try:
            return await asyncio.to_thread(
                self._client.get_deploy_key,
                repo,
                permissions,
                reason,
                wait_for_approval,
                ttl,
                public_key=public_key,
                stop=stop,
            )
        finally:
            stop.set()

    async def collect_deploy_key(self, request_id: str, wait_for_approval: Union[bool, float] = True) -> DeployKey:
        stop = threading.Event()
        try:
            return await asyncio.to_thread(self._client.collect_deploy_key, request_id, wait_for_approval, stop=stop)
        finally:
            stop.set()

    async def collect(self, request_id: str, wait_for_approval: Union[bool, float] = True) -> Credentials:
        stop = threading.Event()
        try:
            return await asyncio.to_thread(self._client.collect, request_id, wait_for_approval, stop=stop)
        finally:
            stop.set()

    async def refresh(self, credentials: Credentials, wait_for_approval: Union[bool, float] = True) -> Credentials:
        return await asyncio.to_thread(self._client.refresh, credentials, wait_for_approval)

    async def release(self, credentials: Union[Credentials, DeployKey, str]) -> bool:
        return await asyncio.to_thread(self._client.release, credentials)

    async def session(
        self,
        repo: Repos,
        permissions: Permissions,
        reason: str = "(the program gave no reason)",
        ttl: Ttl = "8h",
        wait_for_approval: Union[bool, float] = True,
    ) -> AsyncSession:
        """``async with await client.session(…) as session: await session.token()``"""
        return AsyncSession(await asyncio.to_thread(self._client.session, repo, permissions, reason, ttl, wait_for_approval))

    async def can(self, repo: Repos, permissions: Permissions) -> Mapping[str, Any]:
        return await asyncio.to_thread(self._client.can, repo, permissions)

    async def whoami(self) -> str:
        return await asyncio.to_thread(self._client.whoami)

    async def close(self) -> None:
        await asyncio.to_thread(self._client.close)

    async def __aenter__(self) -> AsyncBrokerClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._client!r}"
