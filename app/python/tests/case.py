from __future__ import annotations

import unittest
from typing import Any

from botcreds import BrokerClient

from .scripted_broker import ScriptedBroker, Step

ASK: dict[str, Any] = {"repo": "myorg/repo-a", "permissions": ["contents:write"], "reason": "Fixing bug #123"}


class BrokerCase(unittest.TestCase):
    """Tests that talk to a scripted broker. Pauses are noted in ``pauses`` and not slept."""

    def setUp(self) -> None:
        self.pauses: list[float] = []

    def broker(self, *steps: Step) -> ScriptedBroker:
        broker = ScriptedBroker(*steps)
        self.addCleanup(broker.stop)
        return broker

    def client(self, broker: ScriptedBroker, **more: Any) -> BrokerClient:
        client = BrokerClient(broker.url, more.pop("bot_id", None), "bcb_key", pause=self.pauses.append, **more)
        self.addCleanup(client.close)
        return client
