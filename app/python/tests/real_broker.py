"""The client and a broker that runs, so that neither can drift from the other."""

from __future__ import annotations

import asyncio
import socket
import threading
import unittest
from pathlib import Path

from botcreds import (
    AccessDenied,
    AsyncBrokerClient,
    BrokerClient,
    BrokerUnreachable,
    CredentialRevoked,
    GitHubRefused,
    InvalidRequest,
    NotAuthenticated,
    PolicyDenied,
    RequestCancelled,
    RequestNotFound,
    StillPending,
)

from .real_case import ASK, TO_ASK, RealCase


class Asking(RealCase):
    def test_what_policy_allows_comes_at_once_and_opens_just_that(self) -> None:
        creds = self.client.get_credentials(**ASK, ttl="30m")
        self.assertEqual(("auto", ("myorg/repo-a",)), (creds.approval, creds.repos))
        self.assertEqual("Bot: machina-bot", creds.attribution.trailer)
        self.assertAlmostEqual(1800, creds.seconds_left(), delta=120)
        self.assertEqual(200, self.status_at_github("/repos/myorg/repo-a", creds.token))
        self.assertEqual(404, self.status_at_github("/repos/myorg/side", creds.token))

    def test_a_human_says_yes_while_the_client_waits(self) -> None:
        human = threading.Thread(target=self.decides, args=("myorg/new-project", "approve"))
        human.start()
        creds = self.client.get_credentials(**TO_ASK)
        human.join()
        self.assertEqual("manual", creds.approval)
        self.assertEqual(200, self.status_at_github("/repos/myorg/new-project", creds.token))
        self.assertTrue(self.client.release(creds))

    def test_a_humans_no_arrives_with_its_reason(self) -> None:
        human = threading.Thread(target=self.decides, args=("myorg/new-project", "deny"), kwargs={"reason": "use the fork"})
        human.start()
        with self.assertRaisesRegex(AccessDenied, "use the fork"):
            self.client.get_credentials(**TO_ASK)
        human.join()

    def test_what_nobody_decides_can_be_collected_later_or_given_up(self) -> None:
        with self.assertRaises(StillPending) as caught:
            self.client.get_credentials(**TO_ASK, wait_for_approval=False)
        request_id = caught.exception.request_id or ""
        with self.assertRaises(StillPending):
            self.client.collect(request_id, wait_for_approval=1)
        self.client.release(request_id)
        with self.assertRaises(RequestCancelled):
            self.client.collect(request_id)

    def test_each_no_has_its_own_type(self) -> None:
        with self.assertRaises(PolicyDenied) as caught:
            self.client.get_credentials("myorg/infrastructure", ["contents:read"], "Just looking")
        self.assertIn("deny", caught.exception.policy_rule or "")
        with self.assertRaises(InvalidRequest) as slip:
            self.client.get_credentials("myorg/repo-a", ["pull-requests:write"], "A slip")
        self.assertIn("pull_requests", str(slip.exception))
        with self.assertRaises(GitHubRefused):
            self.client.get_credentials("myorg/repo-a", ["deployments:write"], "Not granted to the App")
        with self.assertRaises(RequestNotFound):
            self.client.collect("req_" + "a" * 26)
        with self.assertRaises(NotAuthenticated):
            BrokerClient(api_key="bcb_wrong").get_credentials(**ASK)
        with self.assertRaises(NotAuthenticated):
            BrokerClient(bot_id="other-bot").get_credentials(**ASK)
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        with self.assertRaises(BrokerUnreachable):
            BrokerClient(f"http://127.0.0.1:{port}", patience=0).get_credentials(**ASK)

    def test_whoami_and_can_ask_nobody(self) -> None:
        self.assertEqual("machina-bot", self.client.whoami())
        for repo, decision in (("repo-a", "auto_approve"), ("side", "requires_approval"), ("infrastructure", "deny")):
            self.assertEqual(decision, self.client.can(f"myorg/{repo}", ["contents:read"])["decision"])

    def test_the_same_is_awaited_in_a_loop(self) -> None:
        async def bot() -> str:
            async with AsyncBrokerClient() as client:
                creds = await client.get_credentials(**ASK)
                await client.release(creds)
                return creds.approval

        self.assertEqual("auto", asyncio.run(bot()))


class Using(RealCase):
    def test_git_clones_and_pushes_as_the_app_and_the_token_is_nowhere_on_disk(self) -> None:
        creds = self.client.get_credentials(**ASK)
        env = creds.git_env()
        self.git(env, "clone", "-q", creds.repo_url, "work")
        work = self.folder + "/work"
        message = f"Say hello\n\n{creds.attribution.trailer}"
        self.git(env, "commit", "-q", "--allow-empty", "-m", message, cwd=work)
        self.git(env, "push", "-q", cwd=work)
        self.assertIn(self.git(env, "rev-parse", "HEAD", cwd=work).strip(), self.git(env, "ls-remote", creds.repo_url))
        self.assertIn("[bot] Bot: machina-bot", self.git(env, "log", "-1", "--format=%an %(trailers:separator=)", cwd=work))
        for each in Path(work).rglob("*"):
            self.assertFalse(each.is_file() and creds.token.encode() in each.read_bytes(), each)

    def test_a_refresh_gives_another_token_and_git_goes_on_with_it(self) -> None:
        first = self.client.get_credentials(**ASK)
        env = first.git_env()
        second = self.client.refresh(first)
        self.assertNotEqual(first.token, second.token)
        self.client.release(first)
        self.assertEqual(401, self.status_at_github("/repos/myorg/repo-a", first.token))
        self.assertIn("refs/heads/main", self.git(env, "ls-remote", second.repo_url))

    def test_what_is_released_is_dead_at_github(self) -> None:
        creds = self.client.get_credentials(**ASK)
        self.assertTrue(self.client.release(creds))
        self.assertEqual(401, self.status_at_github("/repos/myorg/repo-a", creds.token))
        with self.assertRaises(CredentialRevoked):
            self.client.collect(creds.request_id)

    def test_a_session_lends_a_token_and_takes_it_back(self) -> None:
        with self.client.session(**ASK, ttl="2h") as session:
            token = session.token
            self.assertEqual(200, self.status_at_github("/repos/myorg/repo-a", token))
            self.assertGreater((session.expires_at - session.credentials.expires_at).total_seconds(), 3000)
            self.assertEqual(token, session.env()["GITHUB_TOKEN"])
            again = self.client.refresh(session.credentials)
            self.assertEqual(session.credentials.request_id, again.request_id)
            self.assertIn("refs/heads/main", self.git(session.git_env(), "ls-remote", session.repo_url))
        self.assertEqual(401, self.status_at_github("/repos/myorg/repo-a", token))


if __name__ == "__main__":
    unittest.main()


class DeployKeys(RealCase):
    def test_a_key_that_the_broker_made_is_on_the_repository_until_it_is_released(self) -> None:
        key = self.client.get_deploy_key("myorg/repo-a", ["contents:read"], reason="Mirroring the repository", ttl="30m")
        self.assertTrue(key.read_only)
        self.assertTrue(key.public_key.startswith("ssh-ed25519 "))
        self.assertEqual(0o600, Path(key.key_file).stat().st_mode & 0o777)
        self.assertIn("BEGIN OPENSSH PRIVATE KEY", Path(key.key_file).read_text())
        self.assertTrue(self.client.release(key))
        with self.assertRaises(CredentialRevoked):
            self.client.collect_deploy_key(key.request_id)
