from __future__ import annotations

import asyncio
import os
import pickle
import stat
import subprocess
import traceback
import unittest
from pathlib import Path

from botcreds import AsyncBrokerClient, ConfigurationError, StillPending, UnexpectedAnswer

from .case import ASK, BrokerCase
from .scripted_broker import REQUEST, Answer, credential, deploy_key, pending

READ = {**ASK, "permissions": "contents:read"}


class DeployKeys(BrokerCase):
    def test_the_broker_makes_a_pair_and_hands_the_private_half_out(self) -> None:
        broker = self.broker(pending(), deploy_key())
        key = self.client(broker).get_deploy_key(**READ, ttl="7d")
        self.assertEqual(("deploy_key", "7d"), (broker.calls[0].body["kind"], broker.calls[0].body["ttl"]))
        self.assertEqual((7, "myorg/repo-a", True), (key.id, key.repo, key.read_only))
        self.assertNotIn("public_key", broker.calls[0].body)
        self.assertEqual("-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n", Path(key.key_file).read_text())

    def test_a_pair_of_the_bots_own_stays_with_the_bot(self) -> None:
        broker = self.broker(deploy_key(private_key=None))
        key = self.client(broker).get_deploy_key(**READ, public_key="ssh-ed25519 AAAA\n")
        self.assertEqual("ssh-ed25519 AAAA", broker.calls[0].body["public_key"])
        with self.assertRaises(ValueError):
            _ = key.key_file
        self.assertIn("-i '/my key' ", key.git_env({}, key_file="/my key")["GIT_SSH_COMMAND"])

    def test_no_text_of_it_shows_the_key(self) -> None:
        key = self.client(self.broker(deploy_key())).get_deploy_key(**READ)
        for text in (str(key), repr(key), f"{key}", str([key]), str(key.git_env({}))):
            self.assertNotIn("BEGIN", text)
        with self.assertRaises(TypeError):
            pickle.dumps(key)

    def test_git_gets_it_in_a_file_that_only_its_owner_reads_and_that_goes(self) -> None:
        client = self.client(self.broker(deploy_key(), Answer(204)))
        key = client.get_deploy_key(**READ)
        path = Path(key.key_file)
        self.assertEqual([0o700, 0o600], [stat.S_IMODE(os.stat(each).st_mode) for each in (path.parent, path)])
        fake = path.parent / "ssh"
        fake.write_text("#!/bin/sh\nprintf '%s ' \"$@\" >&2\n")
        fake.chmod(0o700)
        env = key.git_env({"PATH": f"{path.parent}:{os.environ['PATH']}", "HOME": str(path.parent)})
        said = subprocess.run(["git", "ls-remote", key.ssh_url], env=env, capture_output=True, text=True, check=False).stderr
        self.assertIn(f"-i {path} -o IdentitiesOnly=yes -o BatchMode=yes", said)
        self.assertEqual("myapp[bot]", env["GIT_COMMITTER_NAME"])
        client.release(key)
        self.assertFalse(path.parent.exists())
        with self.assertRaises(ValueError):
            _ = key.key_file

    def test_closing_the_client_removes_the_files_of_keys_that_are_forgotten(self) -> None:
        client = self.client(self.broker(deploy_key()))
        path = client.get_deploy_key(**READ).key_file
        self.assertTrue(os.path.exists(path))
        client.close()
        self.assertFalse(os.path.exists(path))

    def test_who_does_not_wait_collects_it_later(self) -> None:
        client = self.client(self.broker(pending(), deploy_key()))
        with self.assertRaises(StillPending):
            client.get_deploy_key(**READ, wait_for_approval=False)
        self.assertEqual(7, client.collect_deploy_key(REQUEST).id)

    def test_it_is_awaited_too(self) -> None:
        broker = self.broker(deploy_key())

        async def bot() -> int:
            async with AsyncBrokerClient(broker.url, None, "k") as client:
                await client.collect_deploy_key(REQUEST)
                return (await client.get_deploy_key(**READ)).id

        self.assertEqual(7, asyncio.run(bot()))

    def test_asking_for_it_as_a_token_asks_nothing(self) -> None:
        broker = self.broker(deploy_key())
        with self.assertRaises(ConfigurationError):
            self.client(broker).get_credentials(**READ, kind="deploy_key")
        self.assertEqual([], broker.calls)

    def test_half_a_key_is_none_and_its_text_is_not_shown(self) -> None:
        for answer in (credential("ghs_secret"), deploy_key(private_key=5)):  # type: ignore[arg-type]
            with self.assertRaises(UnexpectedAnswer) as caught:
                self.client(self.broker(answer)).get_deploy_key(**READ)
            self.assertNotIn("secret", "".join(traceback.format_exception(None, caught.exception, None)))


if __name__ == "__main__":
    unittest.main()
