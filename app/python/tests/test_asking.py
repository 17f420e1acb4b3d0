from __future__ import annotations

import os
import threading
import traceback
import unittest
import warnings
from datetime import timedelta
from unittest import mock

from botcreds import (
    AccessDenied,
    BotLocked,
    BrokerClient,
    BrokerError,
    BrokerUnavailable,
    BrokerUnreachable,
    ConfigurationError,
    CredentialRevoked,
    GitHubRefused,
    InvalidRequest,
    NotAuthenticated,
    NotRefreshable,
    PolicyDenied,
    RateLimited,
    RequestCancelled,
    RequestExpired,
    RequestNotFound,
    StillPending,
    UnexpectedAnswer,
)

from .case import ASK, BrokerCase
from .scripted_broker import HANG_UP, REQUEST, Answer, credential, pending, problem


class Asking(BrokerCase):
    def test_the_ask_of_the_plan_is_sent_as_the_api_has_it(self) -> None:
        broker = self.broker(Answer(200, {"bot": "machina-bot", "client_ip": "127.0.0.1"}), credential())
        client = BrokerClient(broker_url=broker.url, bot_id="machina-bot", api_key="bcb_key")
        creds = client.get_credentials(
            repo="myorg/repo-a",
            permissions=["contents:write", "issues:write"],
            reason="Fixing bug #123",
            wait_for_approval=True,
            ttl="30m",
        )
        call = broker.calls[1]
        self.assertEqual(("POST", "/v1/token"), (call.method, call.path))
        self.assertEqual("Bearer bcb_key", call.headers["authorization"])
        self.assertEqual("wait=50", call.headers["prefer"])
        self.assertTrue(call.headers["idempotency-key"])
        self.assertEqual(
            {
                "repo": "myorg/repo-a",
                "permissions": ["contents:write", "issues:write"],
                "reason": "Fixing bug #123",
                "ttl": "30m",
            },
            call.body,
        )
        self.assertEqual("ghs_first", creds.token)
        self.assertEqual("https://github.com/myorg/repo-a.git", creds.repo_url)
        self.assertEqual("Bot: machina-bot", creds.attribution.trailer)
        self.assertFalse(creds.expires_soon())

    def test_a_mapping_several_repositories_and_a_timedelta_are_taken_too(self) -> None:
        broker = self.broker(problem(403, "policy_denied"))
        with self.assertRaises(PolicyDenied):
            self.client(broker).get_credentials(["o/a", "o/b"], {"contents": "read"}, "x", ttl=timedelta(minutes=5))
        self.assertEqual(
            {"repos": ["o/a", "o/b"], "permissions": ["contents:read"], "reason": "x", "ttl": 300}, broker.calls[0].body
        )

    def test_it_polls_the_same_request_until_a_human_has_decided(self) -> None:
        broker = self.broker(pending(), pending(), pending(), credential())
        self.assertEqual("ghs_first", self.client(broker).get_credentials(**ASK).token)
        self.assertEqual(["POST", "GET", "GET", "GET"], [each.method for each in broker.calls])
        self.assertEqual({f"/v1/token/{REQUEST}"}, {each.path for each in broker.calls[1:]})
        self.assertEqual({"wait=50"}, {each.headers["prefer"] for each in broker.calls})
        self.assertEqual([5.0, 5.0], self.pauses, "a poll that was not held back is not followed by the next at once")

    def test_a_broker_that_goes_away_while_a_human_decides_is_waited_for(self) -> None:
        broker = self.broker(pending(), HANG_UP, problem(503, "stopping", retry_after=2), credential())
        self.assertEqual("ghs_first", self.client(broker).get_credentials(**ASK).token)

    def test_who_does_not_wait_gets_the_pending_request_and_can_collect_it_later(self) -> None:
        broker = self.broker(pending(), credential())
        client = self.client(broker)
        with self.assertRaises(StillPending) as caught:
            client.get_credentials(**ASK, wait_for_approval=False)
        self.assertNotIn("prefer", broker.calls[0].headers)
        self.assertEqual((REQUEST, "a3f2"), (caught.exception.request_id, caught.exception.short_id))
        self.assertEqual("ghs_first", client.collect(REQUEST).token)

    def test_waiting_ends_after_the_seconds_that_were_given(self) -> None:
        broker = self.broker(pending(retry_after=4))
        with self.assertRaises(StillPending):
            self.client(broker).get_credentials(**ASK, wait_for_approval=10)
        self.assertEqual("wait=10", broker.calls[0].headers["prefer"])
        self.assertAlmostEqual(10.0, sum(self.pauses), delta=1.0)

    def test_waiting_ends_when_it_is_stopped(self) -> None:
        stop = threading.Event()
        stop.set()
        with self.assertRaises(StillPending):
            self.client(self.broker(pending())).get_credentials(**ASK, stop=stop)

    def test_a_bot_without_a_key_is_known_by_its_certificate_or_its_tailnet(self) -> None:
        broker = self.broker(credential())
        with mock.patch.dict(os.environ, clear=True):
            BrokerClient(broker.url).get_credentials(**ASK)
        self.assertNotIn("authorization", broker.calls[0].headers)

    def test_a_retry_carries_the_same_key_and_the_same_body(self) -> None:
        broker = self.broker(
            HANG_UP, problem(503, "store_unavailable", retry_after=7), Answer(502, raw=b"<html>"), credential()
        )
        self.client(broker).get_credentials(**ASK)
        self.assertEqual(4, len(broker.calls))
        self.assertEqual(1, len({each.headers["idempotency-key"] for each in broker.calls}))
        self.assertEqual(1, len({str(each.body) for each in broker.calls}))
        self.assertGreaterEqual(self.pauses[1], 7.0)

    def test_two_asks_have_two_keys(self) -> None:
        broker = self.broker(credential())
        client = self.client(broker)
        client.get_credentials(**ASK)
        client.get_credentials(**ASK)
        self.assertNotEqual(broker.calls[0].headers["idempotency-key"], broker.calls[1].headers["idempotency-key"])

    def test_retries_end(self) -> None:
        broker = self.broker(HANG_UP)
        with self.assertRaises(BrokerUnreachable):
            self.client(broker).get_credentials(**ASK)
        self.assertEqual(8, len(broker.calls))

    def test_a_later_that_is_too_late_is_told_and_not_waited_for(self) -> None:
        broker = self.broker(problem(429, "slow_down", retry_after=3600))
        with self.assertRaises(RateLimited) as caught:
            self.client(broker).get_credentials(**ASK)
        self.assertEqual(3600.0, caught.exception.retry_after)
        self.assertEqual(([], 1), (self.pauses, len(broker.calls)))

    def test_the_key_of_another_bot_asks_nothing(self) -> None:
        broker = self.broker(Answer(200, {"bot": "other-bot", "client_ip": "127.0.0.1"}))
        with self.assertRaises(NotAuthenticated):
            self.client(broker, bot_id="machina-bot").get_credentials(**ASK)
        self.assertEqual(["/v1/whoami"], [each.path for each in broker.calls])

    def test_whose_key_it_is_is_looked_up_once(self) -> None:
        broker = self.broker(Answer(200, {"bot": "machina-bot", "client_ip": "127.0.0.1"}), credential())
        client = self.client(broker, bot_id="machina-bot")
        client.get_credentials(**ASK)
        client.get_credentials(**ASK)
        self.assertEqual(["/v1/whoami", "/v1/token", "/v1/token"], [each.path for each in broker.calls])


class Refusals(BrokerCase):
    def test_each_refusal_has_its_own_type_and_is_not_repeated(self) -> None:
        for status, code, kind in (
            (400, "invalid_request", InvalidRequest),
            (401, "invalid_credential", NotAuthenticated),
            (403, "policy_denied", PolicyDenied),
            (403, "approval_denied", AccessDenied),
            (403, "bot_locked", BotLocked),
            (404, "not_found", RequestNotFound),
            (409, "not_refreshable", NotRefreshable),
            (410, "expired", RequestExpired),
            (410, "cancelled", RequestCancelled),
            (410, "revoked", CredentialRevoked),
            (422, "not_installed", GitHubRefused),
            (422, "idempotency_key_reused", InvalidRequest),
            (500, "broker_fault", UnexpectedAnswer),
        ):
            with self.subTest(code):
                broker = self.broker(problem(status, code, request_id=REQUEST))
                with self.assertRaises(BrokerError) as caught:
                    self.client(broker).get_credentials(**ASK)
                self.assertIs(kind, type(caught.exception))
                self.assertEqual(
                    (status, code, REQUEST), (caught.exception.status, caught.exception.code, caught.exception.request_id)
                )
                self.assertEqual(f"It is {code}. Do otherwise. ({code}, {REQUEST})", str(caught.exception))
                self.assertEqual(1, len(broker.calls))

    def test_every_wrong_field_is_named(self) -> None:
        errors = [{"field": "ttl", "detail": "Too long.", "hint": "Say 1h."}]
        with self.assertRaisesRegex(InvalidRequest, "ttl: Too long. Say 1h."):
            self.client(self.broker(problem(400, "invalid_request", errors=errors))).get_credentials(**ASK)

    def test_a_key_in_use_is_tried_again(self) -> None:
        broker = self.broker(problem(409, "idempotency_key_in_use", retry_after=1), credential())
        self.assertEqual("ghs_first", self.client(broker).get_credentials(**ASK).token)

    def test_a_broker_that_stays_away_is_unavailable_and_not_a_denial(self) -> None:
        with self.assertRaises(BrokerUnavailable):
            self.client(self.broker(problem(503, "github_unavailable", retry_after=9)), patience=5).get_credentials(**ASK)

    def test_a_redirect_is_not_followed_with_the_key(self) -> None:
        elsewhere = self.broker(credential())
        broker = self.broker(Answer(307, headers={"Location": elsewhere.url + "/v1/token"}))
        with self.assertRaises(UnexpectedAnswer):
            self.client(broker).get_credentials(**ASK)
        self.assertEqual([], elsewhere.calls)

    def test_a_proxy_in_the_environment_does_not_get_the_key(self) -> None:
        proxy = self.broker(credential())
        with mock.patch.dict(os.environ, {"http_proxy": proxy.url, "HTTP_PROXY": proxy.url}):
            self.client(self.broker(credential("ghs_direct"))).get_credentials(**ASK)
        self.assertEqual([], proxy.calls)

    def test_half_an_answer_is_no_answer_and_its_text_is_not_shown(self) -> None:
        for raw in (
            b'{"token": "ghs_secret',
            b'["ghs_secret"]',
            b'{"token": "ghs_secret"}',
            b'{"request_id": 5, "token": "ghs_secret"}',
        ):
            with self.subTest(raw):
                with self.assertRaises(UnexpectedAnswer) as caught:
                    self.client(self.broker(Answer(200, raw=raw))).get_credentials(**ASK)
                self.assertNotIn("ghs_secret", "".join(traceback.format_exception(None, caught.exception, None)))

    def test_an_id_that_is_none_never_becomes_a_path(self) -> None:
        broker = self.broker(credential())
        with self.assertRaises(UnexpectedAnswer):
            self.client(broker).collect("../requests")
        self.assertEqual([], broker.calls)


class Configuration(unittest.TestCase):
    def test_what_is_missing_or_cannot_be_right_is_told_before_anything_is_sent(self) -> None:
        with mock.patch.dict(os.environ, clear=True):
            for url, key in (
                (None, "k"),
                ("ftp://h", "k"),
                ("https://", "k"),
                ("https://user@h", "k"),
                ("https://h?key=k", "k"),
                ("https://h:x", "k"),
                ("https://h", "k\nX: y"),
            ):
                with self.subTest((url, key)), self.assertRaises(ConfigurationError):
                    BrokerClient(url, None, key)

    def test_the_environment_fills_in(self) -> None:
        with mock.patch.dict(os.environ, {"BOTCREDS_URL": "https://creds.internal", "BOTCREDS_API_KEY": "bcb_secret"}):
            self.assertEqual(
                "BrokerClient(broker_url='https://creds.internal', bot_id=None, api_key='***')", repr(BrokerClient())
            )

    def test_a_key_that_would_travel_in_the_open_is_warned_about(self) -> None:
        with self.assertWarnsRegex(UserWarning, "unencrypted"):
            BrokerClient("http://creds.internal", None, "k")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            BrokerClient("http://localhost:8080", None, "k")


if __name__ == "__main__":
    unittest.main()
