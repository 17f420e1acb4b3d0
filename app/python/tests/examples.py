"""The examples of the manual, to be run as they stand there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_MANUALS = {"README.md": Path(__file__).parents[1], "sdks.md": Path(__file__).parents[2] / "docs"}
_BEFORE = """\
import json
from urllib.request import Request, urlopen
worked = []
def do_long_running_work(token):
    repo = Request({github!r} + "/repos/myorg/repo", headers={{"Authorization": "token " + token}})
    with urlopen(repo) as answer:
        worked.append(answer.status)
"""
_AFTER = """\
client.close()
print(json.dumps({result}))
"""


def blocks(manual: str) -> list[str]:
    """The Python in a manual, block by block."""
    found: list[str] = []
    inside = False
    for line in (_MANUALS[manual] / manual).read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            inside = line == "```python"
            if inside:
                found.append("")
        elif inside:
            found[-1] += line + "\n"
    return found


def run(code: str, folder: str, *, before: str = "", result: str = "None") -> Any:
    """Runs it in a process of its own, with nothing but the broker's address put in, and returns what ``result`` is then."""
    here = code.replace("https://creds.internal", os.environ["BOTCREDS_URL"])
    github = os.environ["BOTCREDS_TEST_GITHUB"]
    program = before + _BEFORE.format(github=github) + here + _AFTER.format(result=result)
    env = {**os.environ, "BROKER_API_KEY": os.environ["BOTCREDS_API_KEY"], "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr + program)
    return json.loads(done.stdout.splitlines()[-1])
