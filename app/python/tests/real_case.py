from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
import unittest
from collections.abc import Mapping
from typing import Any, Optional
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botcreds import BrokerClient

ASK: dict[str, Any] = {"repo": "myorg/repo-a", "permissions": ["contents:write", "issues:write"], "reason": "Fixing bug #123"}
TO_ASK: dict[str, Any] = {"repo": "myorg/new-project", "permissions": ["contents:write"], "reason": "A new project"}


class RealCase(unittest.TestCase):
    """Tests with a running broker, a GitHub and git. Who starts those says in the environment where they are:
    ``BOTCREDS_URL``, ``BOTCREDS_API_KEY``, ``BOTCREDS_TEST_ADMIN_TOKEN`` and ``BOTCREDS_TEST_GITHUB``."""

    github = os.environ.get("BOTCREDS_TEST_GITHUB", "")

    def setUp(self) -> None:
        self.client = BrokerClient()
        self.addCleanup(self.client.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def decides(self, repo: str, verb: str, **body: Any) -> None:
        """A human with the administrator's token decides, as soon as the request is there."""
        end = time.monotonic() + 60
        while True:
            for each in self._human("GET", "/v1/requests?state=pending")["requests"]:
                if repo in each["repos"]:
                    self._human("POST", f"/v1/requests/{each['request_id']}/{verb}", body)
                    return
            self.assertLess(time.monotonic(), end, "no request came")
            time.sleep(0.05)

    def status_at_github(self, path: str, token: str) -> int:
        return _sent(Request(self.github + path, headers={"Authorization": f"token {token}"}))[0]

    def git(self, env: Mapping[str, str], *words: str, cwd: Optional[str] = None) -> str:
        done = subprocess.run(["git", *words], env=env, cwd=cwd or self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def _human(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None) -> Any:
        headers = {
            "Authorization": "Bearer " + os.environ["BOTCREDS_TEST_ADMIN_TOKEN"],
            "Content-Type": "application/json",
        }
        data = None if body is None else json.dumps(body).encode()
        status, answer = _sent(Request(os.environ["BOTCREDS_URL"] + path, data, headers, method=method))
        self.assertEqual(200, status, answer)
        return json.loads(answer)


def _sent(request: Request) -> tuple[int, str]:
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
