"""Asks the accounting API without HTTP. Every exchange is held against Xero's description and its SDK."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.simulators import exact_json
from tests.simulators.xero.accounting import AccountingApi
from tests.simulators.xero.organisation import Organisation
from tests.simulators.xero.wire import Headers, Request, Response
from tests.simulators.xero_tests import official
from tests.simulators.xero_tests.official import Exchange

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Desk:
    """An organisation, its books and its API, at a time that stands still until it is moved.

    Attributes:
        now: the instant, aware.
        exchanges: how many were checked.
    """

    def __init__(self, **about: Any) -> None:
        self.now = NOON
        self.books = Organisation(now=lambda: self.now, **about)
        self.api = AccountingApi()
        self.exchanges = 0

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    @staticmethod
    def request(
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> Request:
        """Return a request as the outer half would hand it in."""
        return Request(method=method, path=path, query=query or {}, headers=Headers(headers), body=body)

    def answer(
        self, method: str, path: str, sent: Any = None, headers: dict[str, str] | None = None, **query: Any
    ) -> Response:
        """Return an answer, checked."""
        body = b"" if sent is None else exact_json.encode(sent).encode()
        asked = {name: str(value) for name, value in query.items()}
        request = self.request(method, path, body, headers, asked)
        answer = self.api.handle(self.books, request, self.now)
        whole = answer.body if isinstance(answer.body, bytes) else exact_json.encode(answer.body).encode()
        exchange = Exchange(
            method=method,
            path=path,
            query=asked,
            sent=body,
            status=answer.status,
            content_type=answer.headers.get("Content-Type", "application/json"),
            told=whole,
        )
        found = official.findings(exchange)
        assert not found, found
        self.exchanges += 1
        return Response(status=answer.status, body=whole, headers=answer.headers)

    def ask(self, method: str, path: str, sent: Any = None, **query: Any) -> Any:
        """Return the JSON of an answer that must be 200."""
        answer = self.answer(method, path, sent, **query)
        assert answer.status == 200, answer.body
        return json.loads(answer.body, parse_float=Decimal)

    def get(self, plural: str, since: datetime | None = None, **query: Any) -> list[dict[str, Any]]:
        """Return the records of a list."""
        headers = {"If-Modified-Since": since.isoformat()} if since else None
        answer = self.answer("GET", f"/{plural}", headers=headers, **query)
        assert answer.status == 200, answer.body
        found: list[dict[str, Any]] = json.loads(answer.body, parse_float=Decimal)[plural]
        return found

    def one(self, plural: str, id_: str) -> dict[str, Any]:
        """Return a single record."""
        (found,) = self.ask("GET", f"/{plural}/{id_}")[plural]
        return dict(found)

    def done(self, method: str, path: str, sent: Any, **query: Any) -> dict[str, Any]:
        """Write what must succeed; return the one record."""
        (found,) = self.ask(method, path, sent, **query)[path.split("/")[1]]
        return dict(found)

    def refused(self, method: str, path: str, sent: Any = None, **query: Any) -> list[str]:
        """Ask what must be refused; return the messages of all elements, or the one of the whole."""
        answer = self.answer(method, path, sent, **query)
        assert answer.status == 400, (answer.status, answer.body)
        told = json.loads(answer.body)
        if "Elements" not in told:
            return [told["Message"]]
        assert (told["ErrorNumber"], told["Type"]) == (10, "ValidationException")
        return [each["Message"] for element in told["Elements"] for each in element["ValidationErrors"]]
