"""A plain client of the simulator for its own tests: requests and exact numbers, nothing clever."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import requests

from tests.simulators.xero import Organisation, Simulator
from tests.simulators.xero.scopes import USUAL


class Client:
    """Speaks to one organisation of a simulator."""

    def __init__(self, simulator: Simulator, organisation: Organisation, scope: str = USUAL) -> None:
        self.simulator, self.organisation = simulator, organisation
        self.session = requests.Session()
        self.session.headers.update(
            {
                "Accept": "application/json",
                "Content-Type": "application/json",
                "xero-tenant-id": organisation.tenant_id,
            }
        )
        self.use(simulator.tokens(organisation, scope=scope)["access_token"])

    def use(self, token: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **params: Any
    ) -> requests.Response:
        sent = None if body is None else json.dumps(body, default=str)
        return self.session.request(
            method, f"{self.simulator.api_url}/{path}", params=params, data=sent, headers=headers, timeout=10
        )

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON of an answer that must be 200."""
        answer = self.ask("GET", path, **params)
        assert answer.status_code == 200, answer.text
        return exact(answer)

    def put(self, path: str, body: Any, key: str = "", **params: Any) -> requests.Response:
        return self.ask("PUT", path, body, {"Idempotency-Key": key} if key else None, **params)

    def post(self, path: str, body: Any, key: str = "", **params: Any) -> requests.Response:
        return self.ask("POST", path, body, {"Idempotency-Key": key} if key else None, **params)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self.simulator.url}/simulator/{path}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()


def exact(answer: requests.Response) -> Any:
    """Return an answer's JSON with its numbers as they were written."""
    return json.loads(answer.text, parse_float=Decimal)
