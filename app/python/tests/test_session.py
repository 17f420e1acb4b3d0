from __future__ import annotations

import asyncio
import os
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Callable

from botcreds import (
    AsyncBrokerClient,
    BrokerClient,
    BrokerUnavailable,
    CredentialRevoked,
    NotAuthenticated,
    RequestExpired,
    Session,
)

from .case import ASK, BrokerCase
from .scripted_broker import REQUEST, Answer, ScriptedBroker, Step, credential, problem, stamp

AWAY = problem(503, "store_unavailable", retry_after=1)


class SessionCase(BrokerCase):
    """The clock moves when a test moves it: ``later`` is how far."""

    def setUp(self) -> None:
        super().setUp()
        self.later = 0.0

    def opened(self, *answers: Step, first: Answer, early: float = 0.0) -> tuple[Session, ScriptedBroker]:
        """A session whose first token is already ``early`` seconds old when the background looks at it."""
        broker = self.broker(first, *answers)
        client: BrokerClient = self.client(broker, clock=lambda: time.time() + self.later)
        credentials = client.get_credentials(**ASK, kind="session")
        self.later += early
        session = Session(credentials, client._refresh_session, client.release)
        self.addCleanup(session._closed.set)
        return session, broker

    def await_that(self, so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + 30
        while not so():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.01)


def paths(broker: ScriptedBroker) -> list[str]:
    return [f"{each.method} {each.path}" for each in broker.calls]


ASKED = "POST /v1/token"
REFRESHED = f"POST /v1/token/{REQUEST}/refresh"
ENDED = f"DELETE /v1/token/{REQUEST}"


class Sessions(SessionCase):
    def test_the_session_of_the_plan_asks_for_a_window_and_revokes_at_its_end(self) -> None:
        broker = self.broker(credential(session=28800), Answer(204))
        with self.client(broker).session(repo="myorg/repo", permissions=["contents:write"]) as session:
            self.assertEqual("ghs_first", session.token)
            helper = session.git_askpass_helper
            self.assertNotIn("ghs_first", repr(session))
        self.assertEqual([ASKED, ENDED], paths(broker))
        self.assertEqual(("session", "8h"), (broker.calls[0].body["kind"], broker.calls[0].body["ttl"]))
        self.assertFalse(os.path.exists(helper))
        with self.assertRaises(ValueError):
            _ = session.token

    def test_a_token_that_ends_in_ten_minutes_is_refreshed_in_the_background(self) -> None:
        session, broker = self.opened(
            credential("ghs_second", lives=7000, session=28800), first=credential(session=28800), early=3010
        )
        self.await_that(lambda: session.token == "ghs_second", "it was not refreshed")
        self.assertEqual([ASKED, REFRESHED], paths(broker))

    def test_a_fresh_token_is_left_alone(self) -> None:
        session, broker = self.opened(credential("ghs_second", session=28800), first=credential(session=28800), early=2900)
        self.assertEqual("ghs_first", session.token)
        self.assertEqual([ASKED], paths(broker))

    def test_an_outage_in_the_last_ten_minutes_keeps_the_live_token(self) -> None:
        with self.assertLogs("botcreds", "WARNING") as logs:
            session, broker = self.opened(AWAY, first=credential(session=28800), early=3010)
            self.await_that(lambda: bool(logs.output), "the outage was not logged")
        self.assertEqual("ghs_first", session.token)
        self.assertIn(REFRESHED, paths(broker))
        self.assertNotIn("ghs_first", "".join(logs.output))

    def test_a_key_that_was_changed_meanwhile_keeps_the_live_token_too(self) -> None:
        with self.assertLogs("botcreds", "WARNING") as logs:
            session, _ = self.opened(problem(401, "invalid_credential"), first=credential(session=28800), early=3010)
            self.await_that(lambda: bool(logs.output), "it was not logged")
        self.assertEqual("ghs_first", session.token)
        self.later += 500
        with self.assertRaises(NotAuthenticated):
            _ = session.token

    def test_two_minutes_before_the_end_the_caller_gets_a_new_token(self) -> None:
        session, broker = self.opened(credential("ghs_second", lives=7200, session=28800), first=credential(session=28800))
        helper = session.git_askpass_helper
        self.later += 3490
        self.assertEqual("ghs_second", session.token)
        self.assertEqual("ghs_second\n", Path(helper).with_name("token").read_text())
        self.assertEqual([ASKED, REFRESHED], paths(broker))

    def test_two_minutes_before_the_end_an_outage_is_told_and_not_hidden(self) -> None:
        session, _ = self.opened(AWAY, first=credential(session=28800))
        self.later += 3490
        with self.assertRaises(BrokerUnavailable):
            _ = session.token

    def test_many_threads_refresh_once(self) -> None:
        session, broker = self.opened(credential("ghs_second", lives=7200, session=28800), first=credential(session=28800))
        self.later += 3490
        seen: list[str] = []
        threads = [threading.Thread(target=lambda: seen.append(session.token)) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(30)
        self.assertEqual(["ghs_second"] * 8, seen)
        self.assertEqual([ASKED, REFRESHED], paths(broker))

    def test_after_a_revocation_the_old_token_is_not_handed_out_any_more(self) -> None:
        with self.assertLogs("botcreds", "WARNING") as logs:
            session, broker = self.opened(problem(410, "revoked"), first=credential(session=28800), early=3010)
            self.await_that(lambda: bool(logs.output), "it was not noticed")
        for _ in range(2):
            with self.assertRaises(CredentialRevoked):
                _ = session.token
        self.assertEqual([ASKED, REFRESHED], paths(broker))

    def test_the_last_token_is_used_to_the_sessions_end_and_not_beyond(self) -> None:
        session, broker = self.opened(AWAY, first=credential(lives=3600, session=3600), early=3010)
        session._keeper.join(30)
        self.assertFalse(session._keeper.is_alive(), "there is nothing left to refresh")
        self.later += 580
        self.assertEqual("ghs_first", session.token)
        self.later += 11
        with self.assertRaises(RequestExpired):
            _ = session.token
        self.assertEqual([ASKED], paths(broker))

    def test_an_end_that_the_broker_does_not_hear_of_is_logged(self) -> None:
        session, _ = self.opened(AWAY, first=credential(session=28800))
        with self.assertLogs("botcreds", "WARNING") as logs:
            session.close()
            session.close()
        self.assertEqual(1, len(logs.output))


class LongJob(BrokerCase):
    def test_a_job_of_seventy_five_minutes_never_shows_github_a_dead_token(self) -> None:
        began = time.time()
        later = 0.0
        minted: dict[str, float] = {}

        def mint(_: Any) -> Answer:
            token = f"ghs_{len(minted)}"
            minted[token] = later + 300  # a token of five minutes
            end: dict[str, Any] = {"expires_at": stamp(began + later + 300), "session_expires_at": stamp(began + 7200)}
            return credential(token, session=7200, **end)

        client = self.client(self.broker(mint), clock=lambda: began + later)
        session = client.session(**ASK, ttl="2h")
        self.addCleanup(session._closed.set)
        for second in range(0, 75 * 60, 20):
            later = float(second)
            self.assertGreater(minted[session.token], later + 20, "GitHub would answer 401")
        self.assertGreaterEqual(len(minted), 15)


class Asynchronous(BrokerCase):
    def test_the_same_client_awaits(self) -> None:
        broker = self.broker(credential(), credential(session=28800), Answer(204))

        async def bot() -> tuple[str, str]:
            async with AsyncBrokerClient(broker.url, None, "bcb_key") as client:
                creds = await client.get_credentials(**ASK)
                async with await client.session("myorg/repo-a", ["contents:write"], "Long work") as session:
                    return creds.token, await session.token()

        self.assertEqual(("ghs_first", "ghs_first"), asyncio.run(bot()))
        self.assertEqual([ASKED, ASKED, ENDED], paths(broker))

    def test_a_cancelled_wait_stops_after_its_poll(self) -> None:
        polled, cancelled = threading.Event(), threading.Event()

        def held(call: Any) -> Answer:
            polled.set()
            cancelled.wait(30)
            return Answer(202, {"request_id": REQUEST, "id": "a3f2", "expires_at": "x"}, {"Retry-After": "0"})

        broker = self.broker(held)

        async def bot() -> None:
            client = AsyncBrokerClient(broker.url, None, "bcb_key")
            waiting = asyncio.create_task(client.get_credentials(**ASK))
            await asyncio.to_thread(polled.wait, 30)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
            cancelled.set()

        asyncio.run(bot())  # returns only when the thread has ended, too
        self.assertEqual([ASKED], paths(broker))


if __name__ == "__main__":
    unittest.main()
