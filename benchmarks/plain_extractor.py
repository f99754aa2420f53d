"""An extractor as public ones are: 1,000 rows a page, one page of each entity with a batch, until none comes.

It is written from their descriptions and stands in for them where they cannot be installed. It keeps ids and
versions, converts nothing, and repeats nothing.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import requests

from benchmarks.drawn_quickbooks import Opened
from relance_connectors.quickbooks.query import query, quoted

ENTITIES = (
    "Customer",
    "Invoice",
    "Payment",
    "CreditMemo",
    "Estimate",
    "JournalEntry",
    "Deposit",
    "SalesReceipt",
    "RefundReceipt",
)
_UPDATED = "MetaData.LastUpdatedTime"
_TIMEOUT = 120.0


class Readable(Protocol):
    """Books that can be read, with tokens that may be new ones by the next time."""

    @property
    def opened(self) -> Opened:
        """Where they are."""


class PlainExtractor:
    """The extractor, for one company.

    Attributes:
        name: For the table.
        seconds: What its last run took.
        found: Ids that its runs brought, with their versions, by entity.
    """

    name = "plain extractor"

    def __init__(self, drawn: Readable, since: str, *, page: int = 1000) -> None:
        """Remember where the books are; nothing is called yet.

        Args:
            drawn: The books.
            since: An instant from which on it is to look for deletions.
            page: Rows of a page.
        """
        self._drawn, self._since, self._page = drawn, since, page
        self._last = dict.fromkeys(ENTITIES, "2015-01-01T00:00:00Z")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Accept"] = "application/json"
        self.seconds = 0.0
        self.found: dict[str, dict[str, str]] = {name: {} for name in ENTITIES}

    def extract(self, *, again: bool = False) -> None:
        """Read everything, or again what is new since the last run and what was deleted."""
        began = time.perf_counter()
        self._session.headers["Authorization"] = f"Bearer {self._drawn.opened.access_token}"
        since, places = dict(self._last), dict.fromkeys(ENTITIES, 1)
        while found := {name: rows for name, rows in self._pages(since, places).items() if rows}:
            for name, rows in found.items():
                places[name] += len(rows)
                self._last[name] = rows[-1]["MetaData"]["LastUpdatedTime"]
                self.found[name].update({row["Id"]: row["SyncToken"] for row in rows})
        if again:
            self._forget_deleted()
        self.seconds = time.perf_counter() - began

    def _pages(
        self, since: Mapping[str, str], places: Mapping[str, int]
    ) -> dict[str, Sequence[Mapping[str, Any]]]:
        asked = [{"bId": name, "Query": self._query(name, since[name], places[name])} for name in ENTITIES]
        answer = self._session.post(
            self._address("batch"), json={"BatchItemRequest": asked}, timeout=_TIMEOUT
        )
        answer.raise_for_status()
        items = answer.json()["BatchItemResponse"]
        return {each["bId"]: each["QueryResponse"].get(each["bId"], ()) for each in items}

    def _query(self, entity: str, since: str, place: int) -> str:
        inactive = ["Active IN (true, false)"] if entity == "Customer" else []
        since = f"{_UPDATED} >= {quoted(since)}"
        return query(entity, since, *inactive, order=_UPDATED, start=place, most=self._page)

    def _forget_deleted(self) -> None:
        params = {"entities": ",".join(ENTITIES), "changedSince": self._since}
        answer = self._session.get(self._address("cdc"), params=params, timeout=_TIMEOUT)
        answer.raise_for_status()
        for listed in answer.json()["CDCResponse"][0]["QueryResponse"]:
            for name in ENTITIES:
                for row in listed.get(name, ()):
                    if row.get("status") == "Deleted":
                        self.found[name].pop(row["Id"], None)

    def _address(self, place: str) -> str:
        return f"{self._drawn.opened.url}/v3/company/{self._drawn.opened.realm}/{place}"
