"""The stories of tests/scenarios, played on the QuickBooks simulator; see `people`.

QuickBooks has no credit limit and no installments, and its API does not tell which orders are still to be
delivered: stories that turn on them are played elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_sync.rules.ledger import Kind
from tests.end_to_end.people import OnlinePeople, play, told_online
from tests.end_to_end.quickbooks_desk import QuickBooksDesk, open_desk
from tests.scenarios.story import open_books
from tests.scenarios.telling import Story, read_story
from tests.simulators.quickbooks import Limits, Simulator

pytestmark = pytest.mark.long

_LONG_AGO = datetime(2015, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[QuickBooksDesk]:
    with Simulator(start=_LONG_AGO, frozen=True, limits=Limits.none()) as quickbooks:
        yield open_desk(quickbooks, tmp_path, monkeypatch)
        assert not quickbooks.world.crashes


@pytest.mark.parametrize("path", told_online(), ids=lambda path: path.stem)
def test_quickbooks_tells_the_same_story(desk: QuickBooksDesk, path: Path) -> None:
    story = read_story(path)
    play(story, lambda: QuickBooksPeople(desk, story), desk.dawn)
    assert desk.books.faults() == []


class QuickBooksPeople(OnlinePeople):
    """Those who work in QuickBooks, and the bookkeeper; they do what a story says."""

    def __init__(self, desk: QuickBooksDesk, story: Story) -> None:
        super().__init__(desk)
        self.quickbooks, self.books = desk, desk.books
        told = open_books(story).customer
        desk.policy(story.policy)
        desk.open_company()
        about: dict[str, Any] = {"email": told.email} if told.email else {}
        if told.phone:
            about["PrimaryPhone"] = {"FreeFormNumber": told.phone}
        if told.mobile:
            about["Mobile"] = {"FreeFormNumber": told.mobile}
        if told.kind is Kind.PERSON:
            about |= {"GivenName": "Ann", "FamilyName": told.name}
        else:
            about["CompanyName"] = told.name
        self.name = told.name
        self.debtor = self.books.customer(told.name, **about)
        self.customer = self.debtor.id

    def left_behind(self) -> dict[str, Any]:
        """What stands in QuickBooks: our block in the customer's notes, and our tasks that are not done."""
        tasks = [
            note
            for note in self.quickbooks.notes(self.customer)
            if note.startswith("To do") and "[rl#" in note
        ]
        return {"held": "[rl#" in self.quickbooks.notes_field(self.customer), "tasks": len(tasks)}

    def _bill(self, entry: Mapping[str, Any], today: date) -> None:
        made = self.books.invoice(
            self.debtor,
            entry["amount"],
            day=entry.get("issued", today),
            due=entry["due"],
            DocNumber=entry["bill"],
        )
        self.documents[entry["bill"]] = made
        self.items[made.id] = entry["bill"]

    def _pay(self, entry: Mapping[str, Any], today: date) -> None:
        self.books.pay(self.documents[entry["pay"]], entry.get("amount"), day=today)

    def _credit(self, entry: Mapping[str, Any], today: date) -> None:
        self.documents[entry["credit"]] = self.books.credit_memo(self.debtor, entry["amount"], day=today)

    def _allocate(self, entry: Mapping[str, Any], _today: date) -> None:
        credit, invoice = self.documents[entry["allocate"]], self.documents[entry["to"]]
        amount = min(credit.data["Balance"], invoice.data["Balance"])
        self.books.use_credit(credit, invoice, Decimal(entry.get("amount", amount)))

    def _quote(self, entry: Mapping[str, Any], today: date) -> None:
        if not entry.get("prepaid"):
            made = self.books.estimate(self.debtor, entry["amount"], day=today, DocNumber=entry["quote"])
            self.documents[entry["quote"]] = made
            self.orders[entry["quote"]] = made.id

    def _confirm(self, entry: Mapping[str, Any], _today: date) -> None:
        self.books.edit(self.documents[entry["confirm"]], TxnStatus="Accepted")
