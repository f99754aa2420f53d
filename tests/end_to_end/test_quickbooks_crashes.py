"""The process is killed, or the connection cut, at every write call in turn, on the QuickBooks simulator.

At the first writes of each round somebody edits the same customer and estimate right before our write
arrives. In some rounds all that Relance kept is lost then, too. Each round has books and a workspace of its
own, so that nothing is remembered of the one before; they end when a run has no write left to cut.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from relance_connectors.block import markers, without_block
from tests.cutting_proxy import Fate
from tests.end_to_end.busy_office import BusyOffice
from tests.end_to_end.disasters import FATES, Disaster, Round, at_every_write
from tests.end_to_end.quickbooks_desk import QuickBooksDesk, open_desk
from tests.end_to_end.signed_in_desk import POLICY
from tests.simulators.quickbooks import Books, Limits, Simulator
from tests.simulators.quickbooks.company import Record

pytestmark = pytest.mark.long

TODAY = date(2026, 6, 30)
SETTINGS = 'hold_terms = "Due on receipt"\nhold_estimates = "Rejected"'
BY_HAND = "Call first.\r\n'VIP' \\ 🦜\n"


@dataclass(kw_only=True)
class QuickBooksRound(Round):
    """One company of one workspace: a held order, two late customers, and what people wrote about them.

    Attributes:
        by_hand: By record, every word that people wrote into its notes.
    """

    desk: QuickBooksDesk
    amy: Record
    bob: Record
    estimate: Record
    invoices: list[Record]
    by_hand: dict[tuple[str, str], str] = field(default_factory=dict)

    def people_write(self) -> None:
        """Add a line to what stands in the notes now, as a person does who has the form open."""
        for record in (self.amy, self.estimate):
            name = _NOTES[record.entity]
            line = f"\nPaul, {len(self.by_hand[record.key])}"
            stands = record.data.get(name) or ""
            self.desk.books.edit(record, **{name: stands + line})
            self.by_hand[record.key] += line

    def faults(self) -> list[str]:
        return self.desk.books.faults()

    def pay(self) -> None:
        for invoice in self.invoices:
            self.desk.books.pay(invoice)

    def check_held(self) -> None:
        books, desk = self.desk.books, self.desk
        for record in (self.amy, self.bob, self.estimate):
            stands = record.data[_NOTES[record.entity]]
            assert len(markers(stands)) == 1
            assert without_block(stands) == self.by_hand[record.key]
        assert [each.data["SalesTermRef"]["name"] for each in (self.amy, self.bob)] == ["Due on receipt"] * 2
        assert self.estimate.data["TxnStatus"] == "Rejected"
        for customer in (self.amy, self.bob):
            marked = [note.rpartition("[rl#")[2] for note in desk.notes(customer.id)]
            assert len(marked) == len(set(marked)) > 0
        sent = [each.id for each in books.company.outbox]
        assert sorted(sent) == sorted(each.id for each in self.invoices)

    def check_released(self) -> None:
        for record in (self.amy, self.bob, self.estimate):
            assert (record.data.get(_NOTES[record.entity]) or "") == self.by_hand[record.key]
        assert [each.data["SalesTermRef"]["name"] for each in (self.amy, self.bob)] == ["Net 30"] * 2
        assert self.estimate.data["TxnStatus"] == "Accepted"
        assert len(self.desk.books.company.outbox) == len(self.invoices)


_NOTES = {"Customer": "Notes", "Estimate": "PrivateNote"}


@pytest.fixture
def quickbooks() -> Iterator[Simulator]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    # A process of its own does not wait by the simulator's clock, and would be refused.
    with Simulator(start=start, frozen=True, limits=Limits.none(), sandbox=False) as running:
        yield running
        assert not running.world.crashes


@contextlib.contextmanager
def rounds(quickbooks: Simulator, folder: Path) -> Iterator[Callable[[], QuickBooksRound]]:
    """Give what makes one round after the other, all behind one proxy."""
    with BusyOffice(quickbooks.url) as proxy, pytest.MonkeyPatch.context() as patch:

        def begin() -> QuickBooksRound:
            number = len(quickbooks.world.companies)
            books = quickbooks.open(f"93413453000000{number:02}", f"Round {number}")
            place = folder / str(number)
            place.mkdir()
            desk = open_desk(quickbooks, place, patch, books)
            desk.policy(POLICY)
            desk.dawn(TODAY)
            desk.wait_on_the_clock()
            desk.open_company(mode="auto", server=proxy.url, more=SETTINGS)
            made = QuickBooksRound(desk=desk, proxy=proxy, **late(books))
            made.by_hand = {made.amy.key: BY_HAND, made.bob.key: "", made.estimate.key: BY_HAND}
            proxy.quiet()
            return made

        yield begin


def late(books: Books) -> dict[str, Any]:
    amy = books.customer(
        "Amy's \\ Birds 🦜", email="a@example.com", term="Net 30", notes=BY_HAND, CompanyName="Amy"
    )
    bob = books.customer("Bob", email="b@example.com", term="Net 30", CompanyName="Bob")
    estimate = books.estimate(amy, 100, status="Accepted", PrivateNote=BY_HAND)
    issued = TODAY - timedelta(days=90)
    invoices = [
        books.invoice(customer, amount, day=issued, due=issued + timedelta(days=30))
        for customer, amount in ((amy, "1200.00"), (bob, "50.00"))
    ]
    return {"amy": amy, "bob": bob, "estimate": estimate, "invoices": invoices}


@FATES
@pytest.mark.parametrize("disaster", [Round.cut, Round.kill, Round.lose])
def test_what_is_written_stands_once_and_no_word_is_lost(
    quickbooks: Simulator, tmp_path: Path, disaster: Disaster, fate: Fate
) -> None:
    played = 0
    with rounds(quickbooks, tmp_path) as begin:
        for made in at_every_write(begin, disaster, fate):
            made.check_held()
            played += 1
    assert played > 3


@FATES
@pytest.mark.parametrize("disaster", [Round.cut, Round.kill])
def test_what_is_taken_back_leaves_nothing_behind_and_takes_no_word_along(
    quickbooks: Simulator, tmp_path: Path, disaster: Disaster, fate: Fate
) -> None:
    def paid(made: QuickBooksRound) -> None:
        made.desk.json("sync")
        made.pay()

    played = 0
    with rounds(quickbooks, tmp_path) as begin:
        for made in at_every_write(begin, disaster, fate, paid):
            made.check_released()
            played += 1
    assert played > 2


def test_a_first_reading_killed_at_any_call_ends_with_the_same_ledger(
    quickbooks: Simulator, tmp_path: Path
) -> None:
    with rounds(quickbooks, tmp_path) as begin:
        undisturbed = begin()
        figures = undisturbed.desk.sync("--mode", "observe")["assessed"]
        assert len(figures) == 2
        calls = len(undisturbed.proxy.calls)
        assert calls > 3
        for n in range(1, calls + 1):
            made = begin()
            made.kill(n, Fate.CUT_BEFORE, "--mode", "observe", writes_only=False)
            assert [call.fate for call in made.proxy.calls][n - 1] is Fate.CUT_BEFORE
            made.proxy.quiet()
            assert made.desk.sync("--mode", "observe")["assessed"] == figures, f"call {n}"
