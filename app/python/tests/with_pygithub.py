"""PyGithub with the broker's tokens. Needs PyGithub, a broker that runs and a GitHub."""

from __future__ import annotations

import logging
import unittest

from github import Github

from botcreds.github import BrokerAuth

from . import examples
from .real_case import ASK, RealCase
from .scripted_broker import credential
from .test_session import SessionCase

# The one thing that the example of the plan cannot know: where this GitHub is.
_ENTERPRISE = "import functools, github as _hub\n_hub.Github = functools.partial(_hub.Github, base_url={!r})\n"


class PyGithub(RealCase):
    def test_the_plans_example_runs_as_it_stands(self) -> None:
        plan = examples.blocks("README.md")[0]
        result = examples.run(plan, self.folder, before=_ENTERPRISE.format(self.github), result="[repo.full_name, creds.token]")
        self.assertEqual("myorg/target-repo", result[0])

    def test_a_sessions_token_opens_an_issue_and_the_log_does_not_show_it(self) -> None:
        with self.client.session(**ASK) as session, self.assertLogs("github", logging.DEBUG) as logs:
            hub = Github(auth=BrokerAuth(session), base_url=self.github)
            issue = hub.get_repo("myorg/repo-a").create_issue("Broken", "It is")
            self.assertEqual("Broken", issue.title)
            token = session.token
            self.assertNotIn(token, "".join(logs.output) + repr(BrokerAuth(session)))
        with self.assertRaises(ValueError):
            hub.get_repo("myorg/repo-a")


class Fresh(SessionCase):
    def test_each_call_has_the_token_of_its_moment(self) -> None:
        session, _ = self.opened(credential("ghs_second", lives=7200, session=28800), first=credential(session=28800))
        auth = BrokerAuth(session)
        self.assertEqual("ghs_first", auth.token)
        self.later += 3490
        headers: dict[str, str] = {}
        auth.authentication(headers)
        self.assertEqual("token ghs_second", headers["Authorization"])


if __name__ == "__main__":
    unittest.main()
