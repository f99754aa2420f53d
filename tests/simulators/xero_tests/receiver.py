"""A receiver of webhooks as an app would have one, with the moods a test wants."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Self

from tests.simulators.http_server import Arrived, HttpServer, Outcome


class Receiver:
    """Takes what is signed with its key and turns away the rest.

    Attributes:
        mood: `good`, `credulous` (takes all), `closed` (500), `chatty`, `cookies`, `gone` (no answer).
        taken: what it took, as JSON.
        bodies: every body that came, as it came.
    """

    def __init__(self, key: str) -> None:
        self.key, self.mood = key, "good"
        self.taken: list[Any] = []
        self.bodies: list[bytes] = []
        self._server = HttpServer(0, self._answer)

    @property
    def url(self) -> str:
        return f"{self._server.url}/hooks"

    def _answer(self, arrived: Arrived) -> Outcome:
        self.bodies.append(arrived.body)
        right = base64.b64encode(hmac.digest(self.key.encode(), arrived.body, hashlib.sha256)).decode()
        signed = hmac.compare_digest(arrived.headers.get("x-xero-signature", ""), right)
        if self.mood == "closed":
            return Outcome(status=500)
        if self.mood == "gone":
            return Outcome(breaks="reset")
        if not signed and self.mood != "credulous":
            return Outcome(status=401)
        self.taken.append(json.loads(arrived.body))
        if self.mood == "chatty":
            return Outcome(body=b"thanks")
        return Outcome(headers={"Set-Cookie": "a=b"} if self.mood == "cookies" else {})

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
