"""The stories of tests/scenarios, played on the Xero simulator; see `people`.

Xero has no credit limit and no installments, and its API does not tell which orders are still to be
delivered: stories that turn on them are played elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_connectors.xero.texts import WORDS
from relance_sync.rules.ledger import Kind
from tests.end_to_end.people import OnlinePeople, play, told_online
from tests.end_to_end.xero_desk import XeroDesk, open_desk
from tests.scenarios.story import open_books
from tests.scenarios.telling import Story, read_story
from tests.simulators.xero import Limits, Simulator

pytestmark = pytest.mark.long

_LONG_AGO = datetime(2015, 1, 1, 12, tzinfo=UTC)
_HOLDS = {say.hold_group for say in WORDS.values()} | {say.watch_group for say in WORDS.values()}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XeroDesk]:
    with Simulator(start=_LONG_AGO, frozen=True, limits=Limits.none()) as xero:
        made = open_desk(xero, tmp_path, monkeypatch, xero.open(currency="EUR", zone="Europe/London"))
        made.wait_on_the_clock()
        yield made
        assert not xero.world.crashes


@pytest.mark.parametrize("path", told_online("expect"), ids=lambda path: path.stem)
def test_xero_tells_the_same_story(desk: XeroDesk, path: Path) -> None:
    story = read_story(path)
    play(story, lambda: XeroPeople(desk, story), desk.dawn)
    assert desk.organisation.faults() == []


class XeroPeople(OnlinePeople):
    """Those who work in Xero, and the bookkeeper; they do what a story says."""

    def __init__(self, desk: XeroDesk, story: Story) -> None:
        super().__init__(desk)
        self.xero, self.books = desk, desk.organisation
        told = open_books(story).customer
        desk.policy(story.policy)
        desk.open_company()
        who = {"CompanyNumber": "01234567"}
        if told.kind is Kind.PERSON:
            first, _, last = told.name.partition(" ")
            who = {"FirstName": first, "LastName": last}
        numbers = {"DEFAULT": told.phone, "MOBILE": told.mobile}
        phones = [{"PhoneType": kind, "PhoneNumber": each} for kind, each in numbers.items() if each]
        self.name = told.name
        self.debtor = self.books.contact(told.name, email=told.email, Phones=phones, **who)
        self.customer = self.debtor.id

    def left_behind(self) -> dict[str, Any]:
        """What stands in Xero: whether it is in one of our groups, and our tasks that are not done."""
        notes = self.xero.notes(self.debtor)
        made = {_marker(note) for note in notes if note.startswith("Relance: To do")}
        done = {mark for note in notes for mark in re.findall(r"\(rl#([0-9a-f]+)\)", note)}
        return {"held": bool(self.xero.groups(self.debtor) & _HOLDS), "tasks": len(made - done)}

    def _bill(self, entry: Mapping[str, Any], today: date) -> None:
        made = self.books.invoice(
            self.debtor,
            entry["amount"],
            day=entry.get("issued", today),
            due=entry["due"],
            InvoiceNumber=entry["bill"],
        )
        self.documents[entry["bill"]] = made
        self.items[made.id] = entry["bill"]

    def _pay(self, entry: Mapping[str, Any], today: date) -> None:
        self.books.pay(self.documents[entry["pay"]], entry.get("amount"), day=today)

    def _credit(self, entry: Mapping[str, Any], today: date) -> None:
        self.documents[entry["credit"]] = self.books.credit_note(self.debtor, entry["amount"], day=today)

    def _allocate(self, entry: Mapping[str, Any], today: date) -> None:
        credit, invoice = self.documents[entry["allocate"]], self.documents[entry["to"]]
        amount = min(credit.data["RemainingCredit"], invoice.data["AmountDue"])
        self.books.allocate(credit, invoice, Decimal(entry.get("amount", amount)), day=today)

    def _expect(self, entry: Mapping[str, Any], _today: date) -> None:
        self.books.expect_payment_on(self.documents[entry["expect"]], entry.get("day"))

    def _quote(self, entry: Mapping[str, Any], today: date) -> None:
        if not entry.get("prepaid"):
            made = self.books.quote(
                self.debtor, entry["amount"], day=today, status="SENT", QuoteNumber=entry["quote"]
            )
            self.documents[entry["quote"]] = made
            self.orders[entry["quote"]] = made.id

    def _confirm(self, entry: Mapping[str, Any], _today: date) -> None:
        self.books.accept_quote(self.documents[entry["confirm"]])


def _marker(note: str) -> str:
    found = re.search(r"\[rl#([0-9a-f]+)\]", note)
    assert found
    return found[1]
