"""A plain client of the simulator for its own tests: requests and exact numbers, nothing clever."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import requests

from tests.simulators.quickbooks import Books, Simulator


class Client:
    """Speaks to one company of a simulator."""

    def __init__(self, simulator: Simulator, books: Books) -> None:
        self.simulator, self.books = simulator, books
        self.root = f"{simulator.url}/v3/company/{books.realm}"
        self.session = requests.Session()
        self.session.headers.update({"Accept": "application/json", "Content-Type": "application/json"})
        self.use(simulator.tokens(books.realm)["access_token"])

    def use(self, token: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.session.get(f"{self.root}/{path}", params=params, timeout=10)

    def post(self, path: str, body: Any = None, **params: Any) -> requests.Response:
        sent = json.dumps(body, default=str)  # amounts read exactly go back as texts
        return self.session.post(f"{self.root}/{path}", data=sent, params=params, timeout=10)

    def done(self, path: str, body: Any, **params: Any) -> Any:
        """Post what must succeed; return the record."""
        told = exact(self.post(path, body, **params))
        assert "Fault" not in told, told
        return next(value for name, value in told.items() if name != "time")

    def refused(self, path: str, body: Any, **params: Any) -> str:
        """Post what must fail; return the error's code."""
        return code(self.post(path, body, **params))

    def read(self, entity: str, id_: str) -> Any:
        return exact(self.get(f"{entity.lower()}/{id_}"))[entity]

    def query(self, text: str) -> Any:
        answer = self.get("query", query=text)
        assert answer.status_code == 200, answer.text
        return exact(answer)["QueryResponse"]

    def find(self, entity: str, rest: str = "") -> list[Any]:
        """Return the records of a query: all of an entity, with what follows its name."""
        found = self.query(" ".join(("select * from", entity, rest)))
        return found.get(entity, [])  # type: ignore[no-any-return]

    def changes(self, entities: str, since: str) -> dict[str, list[Any]]:
        answer = self.get("cdc", entities=entities, changedSince=since)
        assert answer.status_code == 200, answer.text
        found = exact(answer)["CDCResponse"][0]["QueryResponse"]
        return {name: rows for each in found for name, rows in each.items() if isinstance(rows, list)}

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self.simulator.url}/simulator/{path}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()


def exact(answer: requests.Response) -> Any:
    return json.loads(answer.text, parse_float=Decimal)


def code(answer: requests.Response) -> str:
    told = exact(answer)
    assert answer.status_code >= 400, told
    return str(told["Fault"]["Error"][0]["code"])


def line(amount: Any) -> dict[str, Any]:
    detail = {"ItemRef": {"value": "1"}}
    return {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
