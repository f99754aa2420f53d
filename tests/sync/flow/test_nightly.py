"""A nightly pass over what changed or is due decides the same as a pass over everybody, night after night."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from relance_sync.config import read_policy
from relance_sync.flow import Mode, RunReport
from relance_sync.rules.account import HoldOverride, RecordedInterruption
from relance_sync.rules.agreements import Dispute, Pause, PaymentPlan, PlanPart, Promise, Settlement
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.calibration import graded_by
from relance_sync.rules.decisions import Assessment, Decision, Wait
from relance_sync.rules.ledger import Invoice, Kind, OrderState, Payment
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.money import money
from relance_sync.rules.reasons import Code
from relance_sync.store import open_store, tables
from relance_sync.store.encoding import decision_from
from tests.sync.flow.conftest import MONDAY, Books, Office

NAMES = ("Brun", "Noir", "Vert", "Blanc")
POLICY = read_policy(None)


@dataclass
class Town:
    """Four customers and what happens to them; every happening is drawn from one chance.

    Attributes:
        log: What happened, for the message of a failure.
        done: Number of agreements so far.
    """

    office: Office
    chance: Random
    log: list[str] = field(default_factory=list)
    done: int = 0

    @property
    def _today(self) -> date:
        return self.office.today

    def night(self, days: int, happenings: int) -> None:
        """Let some days pass, in which this and that happens."""
        self.office.later(days)
        self.office.books.today = self._today
        for _ in range(happenings):
            happening = self.chance.choice(HAPPENINGS)
            name = self.chance.choice(NAMES)
            self.log.append(f"{self._today} {happening.__name__} {name}")
            happening(self, name)

    def past(self) -> None:
        """Let everybody have paid before, more or less late: grades differ from the first night on."""
        books = self.office.books
        for name in NAMES:
            for _ in range(self.chance.randint(0, 3)):
                due = self._in(-200, -100)
                invoice = books.invoice(name, "100.00", due=due)
                books.today = due + timedelta(days=self.chance.choice([-5, 0, 2, 10, 60]))
                books.pay(name, "100.00", invoice=invoice)

    def _id(self) -> str:
        self.done += 1
        return f"n{self.done}"

    def _in(self, first: int, last: int) -> date:
        return self._today + timedelta(days=self.chance.randint(first, last))

    def bills(self, name: str) -> None:
        dues = [self._in(-90, 40) for _ in range(self.chance.randint(1, 2))]
        self.office.books.invoice(name, f"{self.chance.randint(5, 3000)}.50", due=sorted(dues))

    def bills_long_ago(self, name: str) -> None:
        self.office.books.invoice(name, "400.00", due=self._in(-1900, -1600))

    def bills_abroad(self, name: str) -> None:
        self.office.books.invoice(name, "100.00", due=self._in(-40, 10), currency="USD")

    def rates(self, _: str) -> None:
        self.office.books.rate("USD", f"0.{self.chance.randint(80, 99)}", day=self._in(-3, 9))

    def pays(self, name: str) -> None:
        self.office.books.pay(name, f"{self.chance.choice([20, 400, 3000])}.00")

    def bank_takes_back(self, _: str) -> None:
        if stand := [each for each in self.office.books.records(Payment) if each.returned_on is None]:
            self.office.books.give_back(self.chance.choice(stand))

    def credits(self, name: str) -> None:
        self.office.books.credit(name, "55.00")

    def cancels(self, _: str) -> None:
        if invoices := self.office.books.records(Invoice):
            self.office.books.cancel(self.chance.choice(invoices))

    def orders(self, name: str) -> None:
        state = self.chance.choice([OrderState.QUOTATION, OrderState.CONFIRMED])
        self.office.books.order(name, "700.00", state=state, to_deliver=state is OrderState.CONFIRMED)

    def changes(self, name: str) -> None:
        self.office.books.customer(
            name,
            kind=self.chance.choice([Kind.ENTITY, Kind.PERSON]),
            tags=self.chance.choice([(), ("Public sector",)]),
            credit_limit=self.chance.choice([None, Decimal(0), Decimal(500)]),
            chased=self.chance.random() < 0.9,
        )

    def differs(self, name: str) -> None:
        self.office.books.state_balance(name, "1.23")

    def agrees_again(self, _: str) -> None:
        self.office.books.stated.clear()

    def promises(self, name: str) -> None:
        promised = Promise(
            id=self._id(),
            customer=name.lower(),
            due=self._in(0, 20),
            made_on=self._today,
            amount=self.chance.choice([None, money("20", "EUR")]),
            open_amount=self.chance.choice([None, money("900", "EUR")]),
        )
        self.office.store.add_promise("acme", promised)

    def plans(self, name: str) -> None:
        first = self._in(1, 20)
        parts = tuple(
            PlanPart(due=first + timedelta(days=days), amount=Decimal(amount))
            for days, amount in ((0, 20), (25, 300))
        )
        plan = PaymentPlan(
            id=self._id(),
            customer=name.lower(),
            made_on=self._today,
            parts=parts,
            open_amount=money("320", "EUR"),
        )
        self.office.store.add_payment_plan("acme", plan)

    def settles(self, name: str) -> None:
        settlement = Settlement(
            id=self._id(),
            customer=name.lower(),
            made_on=self._today,
            due=self._in(1, 20),
            pays=money("400", "EUR"),
            open_amount=money("500", "EUR"),
        )
        self.office.store.add_settlement("acme", settlement)

    def disputes(self, name: str) -> None:
        mine = [each for each in self.office.books.records(Invoice) if each.customer == name.lower()]
        invoice = self.chance.choice(mine).id if mine else None
        dispute = Dispute(id=self._id(), customer=name.lower(), opened_on=self._today, invoice=invoice)
        self.office.store.add_dispute("acme", dispute)

    def pauses(self, name: str) -> None:
        pause = Pause(id=self._id(), customer=name.lower(), since=self._today, until=self._in(1, 30))
        self.office.store.add_pause("acme", pause)

    def overrides(self, name: str) -> None:
        override = HoldOverride(
            id=self._id(),
            customer=name.lower(),
            by="Ann",
            reason="A good customer.",
            day=self._today,
            until=self._in(1, 30),
        )
        self.office.store.add_override("acme", override)

    def interrupts(self, name: str) -> None:
        fact = Interruption(ground=Ground.ACKNOWLEDGEMENT, day=self._in(-300, 5), confirmed_by="Ann")
        recorded = RecordedInterruption(id=self._id(), customer=name.lower(), fact=fact)
        self.office.store.add_interruption("acme", recorded)

    def closes(self, _: str) -> None:
        id_ = f"n{self.chance.randint(1, max(self.done, 1))}"
        store = self.office.store
        for close in (
            store.close_promise,
            store.close_payment_plan,
            store.close_settlement,
            store.close_dispute,
            store.close_pause,
            store.close_override,
        ):
            close("acme", id_, self._today)

    def another_card(self, _: str) -> None:
        policy = self.office.policy
        card = replace(policy.score, late_ratio=self.chance.choice([40, 60, 80]))
        self.office.policy = replace(policy, score=card, version=f"card {card.late_ratio}")


HAPPENINGS: list[Callable[[Town, str], None]] = [
    *(Town.bills,) * 4,
    *(Town.pays,) * 4,
    Town.bills_long_ago,
    Town.bills_abroad,
    Town.rates,
    Town.bank_takes_back,
    Town.credits,
    Town.cancels,
    Town.orders,
    Town.changes,
    Town.differs,
    *(Town.agrees_again,) * 2,
    Town.promises,
    Town.plans,
    Town.settles,
    Town.disputes,
    Town.pauses,
    Town.overrides,
    Town.interrupts,
    *(Town.closes,) * 2,
    Town.another_card,
]


@contextmanager
def town(seed: int) -> Iterator[Town]:
    with open_store("sqlite://") as store:
        yield Town(Office(books=Books(), store=store, policy=POLICY, today=MONDAY), Random(seed))  # noqa: S311


def sync(office: Office, mode: Mode) -> RunReport:
    """Sync until nothing more is to be written: what is written may ask for more."""
    report = office.sync(mode)
    for _ in range(5):
        if not report.delivered:
            break
        report = office.sync(mode)
    return report


def full_pass(office: Office) -> dict[str, Assessment]:
    """Assess every customer there is, whether anything changed or not."""
    company = office.store.company("acme")
    kept = office.store.calibration("acme", office.today)
    assert company is not None
    assert kept is not None
    policy = graded_by(office.policy, kept.calibration)
    ids = office.store.known_ids("acme", "customer", None, 100)
    accounts = office.store.accounts(company, ids, office.today)
    return {each.customer.id: assess(each, policy, Calendar(), office.today) for each in accounts}


def stored(office: Office) -> dict[str, tuple[tuple[Decision, ...], str, str]]:
    """By customer, the decisions, stage and grade that were last kept."""
    columns = tables.reviews.c
    query = select(columns.customer, columns.stage, columns.assessment).where(
        columns.assessed_on.is_not(None)
    )
    with office.store._database.read() as connection:
        return {
            row.customer: (
                tuple(map(decision_from, row.assessment["decisions"])),
                row.stage,
                (row.assessment["risk"]["rating"] or {}).get("grade", "unrated"),
            )
            for row in connection.execute(query)
        }


def idle(assessment: Assessment) -> bool:
    """Tell whether nothing is decided: such a customer need not be assessed at all."""
    return all(
        isinstance(each, Wait) and {reason.code for reason in each.reasons} == {Code.NOTHING_OPEN}
        for each in assessment.decisions
    )


@given(
    st.integers(0, 10**9),
    st.sampled_from([Mode.OBSERVE, Mode.ASSIST]),
    st.lists(st.tuples(st.integers(0, 35), st.integers(0, 5)), min_size=2, max_size=8),
)
def test_a_nightly_pass_decides_the_same_as_a_full_one(
    seed: int, mode: Mode, nights: list[tuple[int, int]]
) -> None:
    with town(seed) as here:
        here.past()
        for days, happenings in nights:
            here.night(days, happenings)
            sync(here.office, mode)
            kept = stored(here.office)
            for customer, fresh in full_pass(here.office).items():
                if customer not in kept:
                    assert idle(fresh), (customer, here.log)
                    continue
                now = (fresh.decisions, str(fresh.stage), str(fresh.risk.grade))
                assert kept[customer] == now, (customer, here.log)


def test_a_night_without_any_change_assesses_nobody() -> None:
    """The property would hold for a pass over everybody too: here the nightly pass shows that it is none."""
    with town(1) as here:
        for name in NAMES:
            here.office.late(name, "100.00", 10)
        assert len(here.office.sync(Mode.OBSERVE).assessed) == len(NAMES)
        here.office.books.pay("Brun", "20.00")
        assert [each.customer.id for each in here.office.sync(Mode.OBSERVE).assessed] == ["brun"]
        assert not here.office.sync(Mode.OBSERVE).assessed
