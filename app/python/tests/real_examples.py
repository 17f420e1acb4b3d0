"""What the manuals show, run. The lines for PyGithub are left out here, and run in ``with_pygithub.py``."""

from __future__ import annotations

import unittest
from pathlib import Path

from . import examples
from .real_case import RealCase


class Examples(RealCase):
    def test_the_plans_example_clones_with_its_askpass_helper(self) -> None:
        plan = examples.blocks("README.md")[0]
        asking, api, _ = plan.partition("# Use for API\n")
        self.assertTrue(api, "the example has its lines for the API")
        asking = asking.replace("from github import Github\n", "")
        self.assertEqual("myorg/target-repo", examples.run(asking, self.folder, result="creds.repos[0]"))
        config = Path(self.folder, "target-repo/.git/config").read_text()
        self.assertIn(self.github + "/myorg/target-repo.git", config)
        self.assertNotIn("ghs_", config)

    def test_the_plans_two_ways_to_refresh(self) -> None:
        connect = (
            examples.blocks("README.md")[0].partition("# Request credentials\n")[0].replace("from github import Github\n", "")
        )
        done = examples.run(connect + examples.blocks("README.md")[1], self.folder, result="[worked, creds.expires_soon()]")
        self.assertEqual([[200], False], done)

    def test_the_example_beside_javas(self) -> None:
        pushed = examples.run(examples.blocks("sdks.md")[0], self.folder, result="session.repo_url")
        self.assertEqual(self.github + "/myorg/repo-a.git", pushed)
        log = self.git(self.client.get_credentials("myorg/repo-a", ["contents:read"], "Look").git_env(), "-C", "repo-a", "log")
        self.assertIn("Bot: machina-bot", log)


if __name__ == "__main__":
    unittest.main()
