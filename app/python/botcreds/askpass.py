"""A program that answers git's questions (``GIT_ASKPASS``) without the token ever being an argument."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import tempfile
import threading
from typing import Optional

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
    """A 0700 script and the 0600 file it prints, in a private folder made when first needed. Thread-safe.

    It is removed by :meth:`close` and at the end of the process, not when the object is collected: its path may still stand
    in ``os.environ``.
    """

    def __init__(self, origin: str, username: str, token: str) -> None:
        self._origin = origin
        self._username = username
        self._token = token
        self._turn = 0
        self._lock = threading.Lock()
        self._folder: Optional[str] = None
        self._closed = False
        self._pid = os.getpid()

    def path(self) -> str:
        """Returns the script's path; git gets the latest token from it.

        :raises ValueError: after :meth:`close`
        """
        with self._lock:
            if self._closed:
                raise ValueError("These credentials are closed, and the program for GIT_ASKPASS is removed. Ask for new ones.")
            if self._folder is None:
                folder = tempfile.mkdtemp(prefix="botcreds-")  # 0700
                atexit.register(self.close)
                self._folder = folder
                self._write(folder, "token", self._token + "\n", 0o600)
                self._write(folder, "askpass", self._script(folder), 0o700)
            return os.path.join(self._folder, "askpass")

    def renew(self, token: str) -> Optional[int]:
        """Lets the script answer with another token from now on.

        :returns: the turn of this token, ``None`` after :meth:`close`
        """
        with self._lock:
            if self._closed:
                return None
            self._token = token
            self._turn += 1
            if self._folder is not None:
                self._write(self._folder, "token", token + "\n", 0o600)
            return self._turn

    def close(self, turn: Optional[int] = None) -> None:
        """Removes script and token. Can be repeated; a forked child leaves its parent's alone.

        :param turn: does nothing if the script has gone over to a token after this one
        """
        with self._lock:
            if turn is not None and turn != self._turn:
                return
            folder, self._folder, self._closed = self._folder, None, True
        if folder is not None and os.getpid() == self._pid:
            atexit.unregister(self.close)
            shutil.rmtree(folder, ignore_errors=True)  # perhaps somebody has emptied the temporary folder before us

    def _script(self, folder: str) -> str:
        scheme, _, host = self._origin.partition("://")
        return _SCRIPT.format(
            origin=shlex.quote(self._origin),
            owned=shlex.quote(f"{scheme}://{self._username}@{host}"),
            username=shlex.quote(self._username),
            token_file=shlex.quote(os.path.join(folder, "token")),
        )

    @staticmethod
    def _write(folder: str, name: str, text: str, mode: int) -> None:
        fresh = os.path.join(folder, f".{name}.new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(fresh, os.path.join(folder, name))  # git reads the old token or the new one, never half of one
