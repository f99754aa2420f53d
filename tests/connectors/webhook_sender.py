"""What a platform does when it tells of an event: it signs the bytes and sends them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from relance_sync.webhooks import Heard, Webhook

KEY = "3dd0c6a9-key"


def sign(body: bytes, key: str = KEY) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def send(webhook: Webhook, told: object) -> Heard:
    body = json.dumps(told).encode()
    return webhook.hear(body, sign(body), KEY)
