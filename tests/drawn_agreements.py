"""Hypothesis strategies for what people agree on, and for what was paid and when."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from relance_sync.rules.account import (
    Account,
    HoldApproval,
    HoldOverride,
    RecordedInterruption,
)
from relance_sync.rules.agreements import (
    Dispute,
    DisputeReason,
    Pause,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
)
from relance_sync.rules.ledger import (
    Allocation,
    Invoice,
    Payment,
)
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Route
from relance_sync.rules.recorded_contacts import Call, HandOver, Reached
from relance_sync.rules.score import Calibration, Limits, PaidInvoice, Portfolio
from tests.drawn import MOSTLY, NEVER, amounts, days, money


@st.composite
def agreements(draw: st.DrawFn, account: Account) -> Account:
    """Give an account agreements, disputes, pauses and approvals that begin and end around TODAY."""
    invoice = st.sampled_from([each.id for each in account.invoices] or ["gone"])
    closed = st.one_of(st.none(), st.none(), days(-20, 30))
    word = {"id": st.uuids().map(str), "customer": st.just("7"), "closed_on": closed}
    promises = st.builds(
        Promise,
        due=days(-15, 25),
        made_on=days(-40, 0),
        invoices=st.lists(invoice, max_size=2, unique=True).map(tuple),
        amount=st.one_of(st.none(), money()),
        open_amount=st.one_of(st.none(), money()),
        **word,
    )
    disputes = st.builds(
        Dispute,
        opened_on=days(-40, 20),
        invoice=st.one_of(invoice, invoice, st.none()),
        reason=st.sampled_from(DisputeReason),
        **word,
    )
    pauses = st.builds(Pause, since=days(-20, 20), until=st.one_of(days(-10, 30), st.just(NEVER)), **word)
    approvals = st.builds(
        HoldApproval,
        by=st.sampled_from(["Anne", "Marc"]),
        day=days(-20, 10),
        until=st.one_of(days(-5, 30), st.just(NEVER)),
        **word,
    )
    return replace(
        account,
        promises=tuple(draw(st.lists(promises, max_size=1))),
        payment_plans=tuple(draw(st.lists(payment_plans(invoice), max_size=1))),
        settlements=tuple(draw(st.lists(settlements(invoice), max_size=1))),
        disputes=tuple(draw(st.lists(disputes, max_size=2))),
        pauses=tuple(draw(st.lists(pauses, max_size=1))),
        approvals=tuple(draw(st.lists(approvals, max_size=2))),
        overrides=tuple(draw(st.lists(overrides(), max_size=2))),
        interruptions=tuple(draw(st.lists(interruptions(invoice), max_size=2))),
        hand_overs=tuple(draw(st.lists(hand_overs(invoice), max_size=1))),
        calls=tuple(draw(st.lists(calls(), max_size=2))),
    )


def overrides() -> st.SearchStrategy[HoldOverride]:
    """Draw a person's word that held orders, or one of them, may go on."""
    return st.builds(
        HoldOverride,
        id=st.uuids().map(str),
        customer=st.just("7"),
        by=st.sampled_from(["Anne", "Marc"]),
        reason=st.just("a fair in Lyon"),
        day=days(-20, 15),
        until=st.one_of(days(-10, 30), st.just(NEVER)),
        order=st.sampled_from([None, None, "0", "1"]),
        closed_on=st.one_of(st.none(), st.none(), days(-10, 30)),
    )


def interruptions(invoice: st.SearchStrategy[str]) -> st.SearchStrategy[RecordedInterruption]:
    """Draw what may interrupt the limitation; not every ground counts, and not everyone confirms."""
    fact = st.builds(
        Interruption,
        ground=st.sampled_from(Ground),
        day=days(-400, 20),
        confirmed_by=st.sampled_from(["Anne", "Anne", None]),
    )
    return st.builds(
        RecordedInterruption,
        id=st.uuids().map(str),
        customer=st.just("7"),
        fact=fact,
        invoices=st.lists(invoice, max_size=2, unique=True).map(tuple),
    )


def hand_overs(invoice: st.SearchStrategy[str]) -> st.SearchStrategy[HandOver]:
    """Draw invoices that others go on with, or went on with until they were taken back."""
    return st.builds(
        HandOver,
        id=st.uuids().map(str),
        customer=st.just("7"),
        day=days(-20, 0),
        to=st.just("Recouvrement SA"),
        invoices=st.lists(invoice, min_size=1, max_size=2, unique=True).map(tuple),
        route=st.sampled_from(Route),
        closed_on=st.one_of(st.none(), st.none(), days(-10, 0)),
    )


def calls() -> st.SearchStrategy[Call]:
    """Draw a call; not every one is a contact."""
    return st.builds(
        Call,
        id=st.uuids().map(str),
        customer=st.just("7"),
        day=days(-20, 0),
        counts=st.booleans(),
        reached=st.sampled_from(Reached),
    )


@st.composite
def payment_plans(draw: st.DrawFn, invoice: st.SearchStrategy[str]) -> PaymentPlan:
    """Draw a payment plan of one to three instalments."""
    count = draw(st.integers(1, 3))
    dues = sorted(draw(st.lists(days(-20, 40), min_size=count, max_size=count, unique=True)))
    return PaymentPlan(
        id=draw(st.uuids().map(str)),
        customer="7",
        made_on=draw(days(-40, 0)),
        parts=tuple(PlanPart(due=due, amount=draw(amounts())) for due in dues),
        open_amount=draw(money()),
        invoices=tuple(draw(st.lists(invoice, max_size=2, unique=True))),
        closed_on=draw(st.one_of(st.none(), st.none(), days(-20, 30))),
    )


@st.composite
def settlements(draw: st.DrawFn, invoice: st.SearchStrategy[str]) -> Settlement:
    """Draw a settlement; it may be kept at once by what was paid before."""
    pays = draw(money())
    more = Money(amount=pays.amount + draw(amounts()), currency=pays.currency)
    return Settlement(
        id=draw(st.uuids().map(str)),
        customer="7",
        made_on=draw(days(-40, 0)),
        due=draw(days(-15, 25)),
        pays=pays,
        open_amount=more,
        invoices=tuple(draw(st.lists(invoice, max_size=2, unique=True))),
        closed_on=draw(st.one_of(st.none(), st.none(), days(-20, 30))),
    )


@st.composite
def payments(draw: st.DrawFn, bills: tuple[Invoice, ...]) -> tuple[Payment, ...]:
    """Draw the payments behind what was paid of the invoices; some were taken back by the bank."""
    received = []
    for invoice in bills:
        for part in invoice.installments:
            if part.amount == part.residual or draw(st.booleans()):
                continue
            paid = Money(amount=part.amount - part.residual, currency=invoice.currency)
            day = draw(days(-60, 20))
            received.append(
                Payment(
                    id=f"payment-{part.id}",
                    customer="7",
                    day=day,
                    amount=paid,
                    allocations=(Allocation(installment=part.id, amount=paid, day=day),),
                    returned_on=draw(st.sampled_from([None, None, None, day, day + timedelta(days=9)])),
                )
            )
    return tuple(received)


@st.composite
def paid_invoices(draw: st.DrawFn) -> PaidInvoice:
    """Draw how one invoice was paid, if it was; the payment may bear a day to come."""
    due, late = draw(days(-90, 20)), draw(st.one_of(st.none(), st.integers(-10, 40)))
    return PaidInvoice(
        customer="7",
        issued=due - timedelta(days=30),
        due=due,
        paid=None if late is None else due + timedelta(days=late),
        amount=Decimal(100),
    )


def calibrations() -> st.SearchStrategy[Calibration | None]:
    """Draw what customers are graded against; there may be none, or one that rated nobody."""
    ends = (Decimal(10), Decimal(30), Decimal(60))
    drawn = st.builds(
        lambda day, rated: Calibration(
            on=day,
            portfolio=Portfolio(paid=10, late=3),
            limits=Limits(ends=ends, on=day) if rated else None,
        ),
        days(-60, 0),
        st.sampled_from(MOSTLY),
    )
    return st.one_of(drawn, drawn, st.none())
