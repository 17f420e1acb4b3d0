"""Files that only their owner can read, for as long as they are needed."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from typing import Optional


class PrivateFolder:
    """A folder made when first needed. Thread-safe.

    It is removed by :meth:`close` and at the end of the process, not when the object is collected: a path into it may still
    stand in ``os.environ``.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Optional[str] = None
        self._closed = False
        self._pid = os.getpid()

    @property
    def closed(self) -> bool:
        return self._closed

    def path(self) -> str:
        """Returns where it is.

        :raises ValueError: after :meth:`close`
        """
        with self._lock:
            if self._closed:
                raise ValueError("These credentials are closed, and their files removed. Ask for new ones.")
            if self._folder is None:
                self._folder = tempfile.mkdtemp(prefix="botcreds-")  # 0700
                atexit.register(self.close)
            return self._folder

    def file(self, name: str, text: str, mode: int) -> str:
        """Writes a file, whole or not at all, and returns its path.

        :raises ValueError: after :meth:`close`
        """
        folder = self.path()
        fresh = os.path.join(folder, f".{name}.{threading.get_ident()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
            file.write(text)
        path = os.path.join(folder, name)
        os.replace(fresh, path)  # whoever reads gets the old text or the new one, never half of one
        return path

    def close(self) -> None:
        """Removes all. Can be repeated; a forked child leaves its parent's alone."""
        with self._lock:
            folder, self._folder, self._closed = self._folder, None, True
        if folder is not None and os.getpid() == self._pid:
            atexit.unregister(self.close)
            shutil.rmtree(folder, ignore_errors=True)  # perhaps somebody has emptied the temporary folder before us
