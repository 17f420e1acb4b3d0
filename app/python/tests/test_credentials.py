from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from botcreds import Credentials, NotRefreshable, UnexpectedAnswer

from .case import ASK, BrokerCase
from .scripted_broker import REQUEST, Answer, credential, pending, problem


def answered(helper: str, question: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([helper, question], capture_output=True, text=True, check=False)


class CredentialsCase(BrokerCase):
    def credentials(self, **more: Any) -> Credentials:
        return self.client(self.broker(credential(**more))).get_credentials(**ASK)


class Token(CredentialsCase):
    def test_no_text_of_them_shows_the_token(self) -> None:
        creds = self.credentials(token="ghs_secret")
        for text in (str(creds), repr(creds), f"{creds}", str([creds]), creds.repo_url, str(creds.repo_urls)):
            self.assertNotIn("ghs_secret", text)
        with self.assertRaises(TypeError):
            pickle.dumps(creds)

    def test_the_end_is_read_to_the_microsecond_from_what_java_writes(self) -> None:
        for text, micros in (
            ("2026-02-17T15:00:00Z", 0),
            ("2026-02-17T15:00:00.5Z", 500000),
            ("2026-02-17T15:00:00.123456789Z", 123456),
        ):
            creds = self.credentials(expires_at=text)
            self.assertEqual(datetime(2026, 2, 17, 15, 0, 0, micros, timezone.utc), creds.expires_at)

    def test_an_end_in_another_form_is_refused_and_not_guessed(self) -> None:
        for text in ("2026-02-17 15:00:00", "2026-02-17T15:00:00+02:00", "", 5):
            with self.subTest(text), self.assertRaises(UnexpectedAnswer):
                self.credentials(expires_at=text)

    def test_ten_minutes_before_the_end_is_soon(self) -> None:
        now = [time.time()]
        creds = self.client(self.broker(credential(lives=3600)), clock=lambda: now[0]).get_credentials(**ASK)
        now[0] += 2990
        self.assertFalse(creds.expires_soon())
        self.assertTrue(creds.expires_soon(within=700))
        now[0] += 15
        self.assertTrue(creds.expires_soon())
        self.assertFalse(creds.must_refresh())
        now[0] += 480
        self.assertTrue(creds.must_refresh())

    def test_a_machine_whose_clock_is_wrong_goes_by_the_brokers(self) -> None:
        answer = credential(lives=3600)
        date = datetime.now(timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        broker = self.broker(Answer(200, answer.body, {"Date": date}))
        creds = self.client(broker, clock=lambda: time.time() - 86400).get_credentials(**ASK)
        self.assertAlmostEqual(3600, creds.seconds_left(), delta=60)

    def test_an_answer_that_was_held_back_does_not_make_the_token_live_longer(self) -> None:
        now = [time.time()]

        def late(_: Any) -> Answer:
            date = datetime.fromtimestamp(now[0], timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
            now[0] += 50
            return Answer(200, credential(lives=3650).body, {"Date": date})

        creds = self.client(self.broker(late), clock=lambda: now[0]).get_credentials(**ASK)
        self.assertAlmostEqual(3600, creds.seconds_left(), delta=20)

    def test_an_attribution_without_a_name_yet_is_taken(self) -> None:
        creds = self.credentials(attribution={"trailer": "Bot: machina-bot"})
        self.assertIsNone(creds.attribution.name)


class Refreshing(CredentialsCase):
    def test_a_session_is_refreshed_under_its_request(self) -> None:
        broker = self.broker(credential(session=9000), credential("ghs_second", session=9000))
        client = self.client(broker)
        first = client.get_credentials(**ASK, kind="session")
        self.assertEqual("session", broker.calls[0].body["kind"])
        self.assertEqual("ghs_second", client.refresh(first).token)
        self.assertEqual(("POST", f"/v1/token/{REQUEST}/refresh"), (broker.calls[1].method, broker.calls[1].path))

    def test_other_credentials_are_asked_for_anew_with_the_same_words(self) -> None:
        broker = self.broker(credential(), pending(), credential("ghs_second"))
        client = self.client(broker)
        self.assertEqual("ghs_second", client.refresh(client.get_credentials(**ASK)).token)
        self.assertEqual(broker.calls[0].body, broker.calls[1].body)
        self.assertNotEqual(broker.calls[0].headers["idempotency-key"], broker.calls[1].headers["idempotency-key"])

    def test_what_was_collected_by_its_id_says_that_its_ask_is_not_known(self) -> None:
        client = self.client(self.broker(credential()))
        with self.assertRaises(NotRefreshable):
            client.refresh(client.collect(REQUEST))

    def test_what_git_was_told_answers_with_the_new_token(self) -> None:
        client = self.client(self.broker(credential(), credential("ghs_second")))
        creds = client.get_credentials(**ASK)
        helper = creds.git_askpass_helper
        fresh = client.refresh(creds)
        self.assertEqual(helper, fresh.git_askpass_helper)
        self.assertEqual("ghs_second\n", answered(helper, "Password for 'https://x-access-token@github.com': ").stdout)

    def test_releasing_the_old_ones_leaves_the_new_ones_their_program_for_git(self) -> None:
        client = self.client(self.broker(credential(), credential("ghs_second"), Answer(204), credential("ghs_third")))
        old = client.get_credentials(**ASK)
        helper = old.git_askpass_helper
        new = client.refresh(old)
        client.release(old)
        self.assertEqual(helper, new.git_askpass_helper)
        self.assertEqual("ghs_second\n", answered(helper, "Password for 'https://github.com': ").stdout)
        new.close()
        self.assertFalse(os.path.exists(helper))
        self.assertTrue(os.path.exists(client.refresh(new).git_askpass_helper), "what is closed is not taken over")


class Releasing(CredentialsCase):
    def test_release_revokes_and_removes_the_program_for_git(self) -> None:
        broker = self.broker(credential(), Answer(204), Answer(202, pending().body))
        client = self.client(broker)
        creds = client.get_credentials(**ASK)
        helper = creds.git_askpass_helper
        self.assertTrue(client.release(creds))
        self.assertEqual(("DELETE", f"/v1/token/{REQUEST}"), (broker.calls[1].method, broker.calls[1].path))
        self.assertFalse(os.path.exists(os.path.dirname(helper)))
        self.assertFalse(client.release(REQUEST), "202: GitHub has not confirmed")

    def test_the_program_for_git_goes_even_if_the_broker_refuses(self) -> None:
        client = self.client(self.broker(credential(), problem(500, "broker_fault")))
        creds = client.get_credentials(**ASK)
        helper = creds.git_askpass_helper
        with self.assertRaises(UnexpectedAnswer):
            client.release(creds)
        self.assertFalse(os.path.exists(helper))
        with self.assertRaises(ValueError):
            _ = creds.git_askpass_helper


class Askpass(CredentialsCase):
    def test_both_of_gits_questions_are_answered(self) -> None:
        helper = self.credentials(web="http://127.0.0.1:3128", token="ghs_it's").git_askpass_helper
        for question, answer in (
            ("Username for 'http://127.0.0.1:3128': ", "x-access-token\n"),
            ("Password for 'http://x-access-token@127.0.0.1:3128': ", "ghs_it's\n"),
            ("Username for 'http://127.0.0.1:3128/myorg/repo-a.git': ", "x-access-token\n"),
            ("Password for 'http://x-access-token@127.0.0.1:3128/myorg/repo-a.git': ", "ghs_it's\n"),
        ):
            self.assertEqual((0, answer), (answered(helper, question).returncode, answered(helper, question).stdout))

    def test_another_host_does_not_get_the_token(self) -> None:
        helper = self.credentials().git_askpass_helper
        for question in (
            "Password for 'https://x-access-token@evil.example': ",
            "Password for 'https://x-access-token@github.com.evil.example': ",
            "Password for 'https://evil.example/x-access-token@github.com': ",
            "Password for 'http://x-access-token@github.com': ",
            "Password for 'https://somebody@github.com': ",
            "Password: ",
        ):
            with self.subTest(question):
                done = answered(helper, question)
                self.assertEqual((1, ""), (done.returncode, done.stdout))
                self.assertIn("for https://github.com only", done.stderr)

    def test_only_the_owner_can_read_it_and_the_script_does_not_hold_the_token(self) -> None:
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        script = Path(self.credentials(token="ghs_secret").git_askpass_helper)
        modes = [stat.S_IMODE(os.stat(each).st_mode) for each in (script.parent, script, script.parent / "token")]
        self.assertEqual([0o700, 0o700, 0o600], modes)
        self.assertNotIn("ghs_secret", script.read_text())

    def test_closing_the_client_removes_every_program(self) -> None:
        client = self.client(self.broker(credential()))
        creds = client.get_credentials(**ASK)
        with client:
            helper = creds.git_askpass_helper
            self.assertTrue(os.path.exists(helper))
        self.assertFalse(os.path.exists(os.path.dirname(helper)))

    def test_the_end_of_the_process_removes_it_and_a_forked_child_does_not(self) -> None:
        broker = self.broker(credential())
        program = (
            "import os, sys\n"
            "from botcreds import BrokerClient\n"
            "def path():\n"
            f"    return BrokerClient({broker.url!r}, None, 'k').get_credentials('o/r', ['contents:read'], 'x').git_askpass_helper\n"
            "helper = path()\n"
            "child = os.fork()\n"
            "if child == 0: sys.exit()\n"
            "os.waitpid(child, 0)\n"
            "print(helper, os.path.exists(helper))\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        helper, there = done.stdout.split()
        self.assertEqual("True", there, "neither a forked child nor the garbage collector may remove it")
        self.assertFalse(os.path.exists(os.path.dirname(helper)))

    def test_real_git_logs_in_with_it_and_keeps_the_token_out_of_its_configuration(self) -> None:
        def guard(call: Any) -> Answer:
            if "authorization" not in call.headers:
                return Answer(401, headers={"WWW-Authenticate": 'Basic realm="GitHub"'})
            return Answer(200, raw=b"", headers={"Content-Type": "text/plain"})

        hub = self.broker(guard)
        creds = self.credentials(web=hub.url, token="ghs_secret")
        with tempfile.TemporaryDirectory() as folder:
            env = creds.git_env(
                {"PATH": os.environ["PATH"], "HOME": folder, "GIT_CONFIG_COUNT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
            )
            subprocess.run(["git", "clone", "-q", creds.repo_url, folder + "/w"], env=env, capture_output=True, check=True)
            config = Path(folder, "w/.git/config").read_text()
        self.assertIn("Basic eC1hY2Nlc3MtdG9rZW46Z2hzX3NlY3JldA==", [each.headers.get("authorization") for each in hub.calls])
        self.assertNotIn("ghs_secret", config)

    def test_the_environment_for_git_keeps_what_was_configured_there(self) -> None:
        env = self.credentials().git_env({"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "c"})
        self.assertEqual(
            ("2", "a.b", "credential.helper", ""),
            tuple(env[each] for each in ("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_KEY_1", "GIT_CONFIG_VALUE_1")),
        )
        self.assertEqual("myapp[bot]", env["GIT_COMMITTER_NAME"])

    def test_the_environment_for_gh_names_the_token_and_an_own_github(self) -> None:
        env = self.credentials().env({})
        self.assertEqual(("ghs_first", "ghs_first"), (env["GH_TOKEN"], env["GITHUB_TOKEN"]))
        self.assertIn("GIT_ASKPASS", env)
        env = self.credentials(web="https://github.example").env({})
        self.assertEqual(("ghs_first", "github.example"), (env["GH_ENTERPRISE_TOKEN"], env["GH_HOST"]))
        self.assertNotIn("GH_TOKEN", env)


if __name__ == "__main__":
    unittest.main()
