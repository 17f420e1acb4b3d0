"""A deploy key: access to one repository, for git over SSH only."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Optional

from .credentials import Attribution, attribution_of, time_of, word_of
from .errors import UnexpectedAnswer
from .private_folder import PrivateFolder


@dataclass(frozen=True, repr=False, eq=False)
class DeployKey:
    """A key that the broker put on one repository and removes at its end. Neither ``str`` nor ``repr`` shows it. Thread-safe.

    As a context manager it removes its file at the end; it does not revoke (``client.release`` does).

    :ivar id: GitHub's number for it
    :ivar private_key: PEM; ``None`` if the bot brought its own public key, because then only the bot has the other half
    :ivar read_only: whether it can fetch but not push
    :ivar expires_at: when the broker removes it from the repository, in UTC
    """

    request_id: str
    token_id: str
    id: int
    repo: str
    public_key: str
    private_key: Optional[str]
    read_only: bool
    ssh_url: str
    expires_at: datetime
    approval: str
    attribution: Attribution
    _folder: PrivateFolder = field(default_factory=PrivateFolder)

    @property
    def key_file(self) -> str:
        """The private key as a file that only its owner can read; removed by ``close`` or at exit.

        :raises ValueError: after ``close``, or if the bot brought its own public key
        """
        if self.private_key is None:
            raise ValueError("Only the bot has the private half of this key: use your own file.")
        return self._folder.file("key", self.private_key.rstrip("\n") + "\n", 0o600)

    def git_env(self, base: Optional[Mapping[str, str]] = None, key_file: Optional[str] = None) -> dict[str, str]:
        """Returns an environment for git: ``base`` (this process's if ``None``) with this key for SSH and the commits' author.

        :param key_file: the bot's own private key, if it brought its own public key
        """
        env = dict(os.environ if base is None else base)
        # Without IdentitiesOnly ssh offers the agent's keys first, and GitHub takes the first that it knows.
        env["GIT_SSH_COMMAND"] = f"ssh -i {shlex.quote(key_file or self.key_file)} -o IdentitiesOnly=yes -o BatchMode=yes"
        env.update(self.attribution.env())
        return env

    def close(self) -> None:
        """Removes the file. The key lives on at GitHub. Can be repeated."""
        self._folder.close()

    def __enter__(self) -> DeployKey:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return (
            f"DeployKey(request_id={self.request_id!r}, token_id={self.token_id!r}, ssh_url={self.ssh_url!r}, "
            f"read_only={self.read_only!r}, expires_at={self.expires_at.isoformat()!r}, private_key='***')"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("A deploy key is not pickled: it must not get into files and queues unseen.")


def read(body: Mapping[str, Any]) -> DeployKey:
    """Reads a broker's answer.

    :raises UnexpectedAnswer: if it is no deploy key
    """
    try:
        key = body["deploy_key"]
        private = key.get("private_key")
        if type(key["id"]) is not int or type(key["read_only"]) is not bool or not isinstance(private, (str, type(None))):
            raise ValueError("of another type")
        return DeployKey(
            request_id=word_of(body["request_id"]),
            token_id=word_of(body["token_id"]),
            id=key["id"],
            repo=word_of(body["repos"][0]),
            public_key=word_of(key["public_key"]),
            private_key=private,
            read_only=key["read_only"],
            ssh_url=word_of(key["ssh_url"]),
            expires_at=time_of(body["expires_at"]),
            approval=word_of(body["approval"]),
            attribution=attribution_of(body),
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as wrong:
        # The kind of fault only, and not chained: its text may quote the answer, and the answer holds a key.
        raise UnexpectedAnswer(
            f"The answer is no deploy key that this client understands ({type(wrong).__name__}).",
            "Use the client of the broker's version.",
        ) from None
