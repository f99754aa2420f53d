"""The process is killed, the connection cut or the memory lost at every write in turn, on the Xero simulator.

At the first writes of each round somebody works on the same contact and quote right before our write arrives.
E-mails go out at most once: one whose fate is unknown is not sent again.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from relance_connectors.xero.texts import words
from tests.cutting_proxy import Fate
from tests.end_to_end.busy_office import BusyOffice
from tests.end_to_end.disasters import FATES, Disaster, Round, at_every_write
from tests.end_to_end.signed_in_desk import POLICY
from tests.end_to_end.xero_desk import XeroDesk, open_desk
from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero.records import Record

pytestmark = pytest.mark.long

TODAY = date(2026, 6, 30)
HELD = words("en").hold_group
AT_ONCE = {"Day": 0, "Type": "DAYSAFTERBILLDATE"}
TERMS = {"Day": 30, "Type": "DAYSAFTERBILLDATE"}


@dataclass(kw_only=True)
class XeroRound(Round):
    """One organisation: a late customer with terms, a quote, and a group and notes of people's.

    Attributes:
        edits: How often people worked meanwhile.
    """

    desk: XeroDesk
    amy: Record
    quote: Record
    invoice: Record
    edits: int = 0

    def people_write(self) -> None:
        """Write a note, change the contact, put it into a group: as people do who have it open."""
        organisation = self.desk.organisation
        self.edits += 1
        organisation.note(self.quote, f"Paul, {self.edits}")
        organisation.edit(self.amy, AccountNumber=f"A{self.edits}")
        organisation.contact_group(f"Group {self.edits}", [self.amy])

    def faults(self) -> list[str]:
        return self.desk.organisation.faults()

    def pay(self) -> None:
        self.desk.organisation.pay(self.invoice)

    def check_held(self) -> None:
        self._check_people()
        self._check_ours()
        assert HELD in self.desk.groups(self.amy)
        assert self.amy.data["PaymentTerms"]["Sales"] == AT_ONCE
        assert self._moves() == ["Sent"]
        assert any(note.startswith("Relance: To do") for note in self.desk.notes(self.amy))

    def check_released(self) -> None:
        self._check_people()
        self._check_ours()
        assert HELD not in self.desk.groups(self.amy)
        assert self.amy.data["PaymentTerms"]["Sales"] == TERMS
        assert self._moves() == ["Sent", "Accepted"]

    def _moves(self) -> list[str]:
        """Return what became of the quote since the customer accepted it."""
        return [each.changes for each in self.quote.history if each.changes in {"Sent", "Accepted"}][2:]

    def _check_people(self) -> None:
        """What people did is there, all of it and once."""
        by_hand = [note.details for note in self.quote.history if "Paul" in note.details]
        assert by_hand == [f"Paul, {number + 1}" for number in range(self.edits)]
        assert {"VIP", *(f"Group {number + 1}" for number in range(self.edits))} <= self.desk.groups(self.amy)
        assert self.amy.data.get("AccountNumber", "A0") == f"A{self.edits}"
        assert sum(note.details == "Call first." for note in self.amy.history) == 1

    def _check_ours(self) -> None:
        """Every note of ours stands once, our groups are made once, and no e-mail went out twice."""
        tables = self.desk.organisation.ledger.store.tables
        for record in (self.amy, self.quote, self.invoice):
            ours = Counter(_told(note.details) for note in record.history if "[rl#" in note.details)
            assert ours
            assert max(ours.values()) == 1
        names = Counter(each.data["Name"] for each in tables["ContactGroup"].values())
        assert max(names.values()) == 1
        assert len(self.desk.xero.world.organisations[self.desk.organisation.tenant_id].outbox()) <= 1


def _told(note: str) -> tuple[str, ...]:
    """Return what makes a note the same as another one: its marker, and its number among several."""
    return tuple(re.findall(r"\(\d/\d\)|\[rl#[0-9a-f]+\]", note))


@pytest.fixture
def xero() -> Iterator[Simulator]:
    # A process of its own does not wait by the simulator's clock, and would be refused.
    with Simulator(start=datetime(2026, 1, 1, tzinfo=UTC), frozen=True, limits=Limits.none()) as running:
        yield running
        assert not running.world.faults()


@contextlib.contextmanager
def rounds(xero: Simulator, folder: Path) -> Iterator[Callable[[], XeroRound]]:
    """Give what makes one round after the other, all behind one proxy."""
    with BusyOffice(xero.url) as proxy, pytest.MonkeyPatch.context() as patch:

        def begin() -> XeroRound:
            number = len(xero.world.organisations)
            organisation = xero.open(f"Round {number}")
            place = folder / str(number)
            place.mkdir()
            desk = open_desk(xero, place, patch, organisation)
            desk.policy(POLICY)
            desk.dawn(TODAY)
            desk.wait_on_the_clock()
            desk.open_company(mode="auto", server=proxy.url, more="hold_terms = true\nhold_quotes = true")
            made = XeroRound(desk=desk, proxy=proxy, **late(organisation))
            proxy.quiet()
            return made

        yield begin


def late(organisation: Organisation) -> dict[str, Any]:
    amy = organisation.contact("Amy", email="a@example.com", terms=30, CompanyNumber="01234567")
    organisation.note(amy, "Call first.")
    organisation.contact_group("VIP", [amy])
    issued = TODAY - timedelta(days=90)
    return {
        "amy": amy,
        "quote": organisation.quote(amy, "100.00", status="ACCEPTED"),
        "invoice": organisation.invoice(amy, "1200.00", day=issued, due=issued + timedelta(days=30)),
    }


@FATES
@pytest.mark.parametrize("disaster", [Round.cut, Round.kill, Round.lose])
def test_what_is_written_stands_once(xero: Simulator, tmp_path: Path, disaster: Disaster, fate: Fate) -> None:
    played = 0
    with rounds(xero, tmp_path) as begin:
        for made in at_every_write(begin, disaster, fate):
            made.check_held()
            played += 1
    assert played > 5
    assert len(made.desk.organisation.outbox()) == 1, "undisturbed, the reminder goes out"


@FATES
@pytest.mark.parametrize("disaster", [Round.cut, Round.kill])
def test_what_is_taken_back_gives_people_back_what_they_had(
    xero: Simulator, tmp_path: Path, disaster: Disaster, fate: Fate
) -> None:
    def paid(made: XeroRound) -> None:
        made.desk.json("sync")
        made.pay()

    played = 0
    with rounds(xero, tmp_path) as begin:
        for made in at_every_write(begin, disaster, fate, paid):
            made.check_released()
            played += 1
    assert played > 2
