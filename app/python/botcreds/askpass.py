"""A program that answers git's questions (``GIT_ASKPASS``) without the token ever being an argument."""

from __future__ import annotations

import os
import shlex
import threading
from typing import Optional

from .private_folder import PrivateFolder

# Git asks with argv[1] "Username for 'https://host': ", then "Password for 'https://x-access-token@host': ", and with
# credential.useHttpPath the path behind the host. Any other host (a submodule's, say) must not get this token.
_SCRIPT = """\
#!/bin/sh
origin={origin}
owned={owned}
case "$1" in
"Username for '$origin'"* | "Username for '$origin/"*) printf '%s\\n' {username} ;;
"Password for '$owned'"* | "Password for '$owned/"* | "Password for '$origin'"* | "Password for '$origin/"*)
  exec cat {token_file} ;;
*) echo "botcreds: these credentials are for $origin only; git asked: $1" >&2; exit 1 ;;
esac
"""


class AskpassHelper:
    """A 0700 script and the 0600 file it prints, written when first needed. Thread-safe."""

    def __init__(self, origin: str, username: str, token: str) -> None:
        self._origin = origin
        self._username = username
        self._token = token
        self._turn = 0
        self._lock = threading.Lock()
        self.folder = PrivateFolder()
        self._script: Optional[str] = None

    def path(self) -> str:
        """Returns the script's path; git gets the latest token from it.

        :raises ValueError: after :meth:`close`
        """
        with self._lock:
            folder = self.folder.path()
            if self._script is None:
                self.folder.file("token", self._token + "\n", 0o600)
                self._script = self.folder.file("askpass", self._text(folder), 0o700)
            return self._script

    def renew(self, token: str) -> Optional[int]:
        """Lets the script answer with another token from now on.

        :returns: the turn of this token, ``None`` after :meth:`close`
        """
        with self._lock:
            if self.folder.closed:
                return None
            self._token = token
            self._turn += 1
            if self._script is not None:
                self.folder.file("token", token + "\n", 0o600)
            return self._turn

    def close(self, turn: Optional[int] = None) -> None:
        """Removes script and token. Can be repeated.

        :param turn: does nothing if the script has gone over to a token after this one
        """
        with self._lock:
            if turn is None or turn == self._turn:
                self.folder.close()

    def _text(self, folder: str) -> str:
        scheme, _, host = self._origin.partition("://")
        return _SCRIPT.format(
            origin=shlex.quote(self._origin),
            owned=shlex.quote(f"{scheme}://{self._username}@{host}"),
            username=shlex.quote(self._username),
            token_file=shlex.quote(os.path.join(folder, "token")),
        )
