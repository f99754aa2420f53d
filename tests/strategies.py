"""Hypothesis strategies for whole situations: an account, a policy and a calendar, around one day.

They are drawn rich on purpose (several currencies, holds in force, contacts, agreements that begin and end
around the day), because the rules must hold together for every mixture. They judge nothing themselves.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from relance_sync.rules.account import (
    Account,
    HoldState,
    OpenTask,
)
from relance_sync.rules.agreements import (
    ContactEvent,
    ItemStep,
)
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import AlertKind, Hold
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import (
    Credit,
    Customer,
    Installment,
    Invoice,
    Kind,
    Order,
    OrderState,
    Rate,
)
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Channel
from relance_sync.rules.policy import (
    Policy,
)
from tests.drawn import (
    COMPANY,
    CURRENCIES,
    FAR,
    MOST_STEPS,
    MOSTLY,
    NEVER,
    PLANS,
    TODAY,
    amounts,
    days,
    money,
)
from tests.drawn_agreements import agreements, calibrations, paid_invoices, payments
from tests.drawn_policies import calendars, policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything `assess` is asked with, except the day."""

    account: Account
    policy: Policy
    calendar: Calendar


def customers() -> st.SearchStrategy[Customer]:
    """Draw a customer of any kind, reachable or not, with every meaning of the credit limit."""
    return st.builds(
        Customer,
        id=st.just("7"),
        name=st.just("Brasserie du Port"),
        kind=st.sampled_from([Kind.ENTITY, Kind.ENTITY, Kind.PERSON, None]),
        email=st.sampled_from(["compta@brasserie.example", None]),
        phone=st.sampled_from(["+33 2 00 00 00 00", None]),
        mobile=st.sampled_from(["+33 6 00 00 00 00", None]),
        segment=st.sampled_from([None, "vip"]),
        plan=st.sampled_from([None, None, "gentle", "unknown"]),
        credit_limit=st.one_of(st.none(), st.just(Decimal(0)), amounts()),
        chased=st.sampled_from(MOSTLY),
    )


@st.composite
def invoices(draw: st.DrawFn, number: int) -> Invoice:
    """Draw an invoice of one to three installments, paid, part paid or open."""
    currency = draw(st.sampled_from(["EUR", *CURRENCIES]))
    installments = []
    for position in range(draw(st.integers(1, 3))):
        amount = draw(amounts())
        residual = draw(st.one_of(st.just(amount), st.just(Decimal(0)), st.just(amount / 2)))
        installments.append(
            Installment(
                id=f"{number}.{position}",
                due=draw(
                    st.one_of(
                        days(-60, 40),
                        days(-60, 40),
                        st.sampled_from([None, NEVER]),
                        days(-410, -330),
                    )
                ),
                amount=amount,
                residual=residual,
                booked=residual,
            )
        )
    return Invoice(
        id=str(number),
        customer="7",
        number=f"INV/{number:04}",
        issued=draw(days(-90, 0)),
        currency=currency,
        installments=tuple(installments),
        plan=draw(st.sampled_from([None, None, "gentle"])),
        chased=draw(st.sampled_from(MOSTLY)),
        expected_on=draw(st.one_of(st.none(), st.none(), days(-20, 20))),
        expected_since=draw(st.one_of(st.none(), days(-30, 0))),
    )


@st.composite
def orders(draw: st.DrawFn, number: int) -> Order:
    """Draw an order in any state."""
    worth = draw(money())
    return Order(
        id=str(number),
        customer="7",
        number=f"SO{number:03}",
        day=draw(days(-60, 0)),
        state=draw(st.sampled_from(OrderState)),
        total=worth,
        uninvoiced=draw(st.sampled_from([worth, Money(amount=Decimal(0), currency=worth.currency)])),
        prepaid=draw(st.booleans()),
        to_deliver=draw(st.booleans()),
    )


def rates() -> st.SearchStrategy[tuple[Rate, ...]]:
    """Draw exchange rates, some of the future; a currency may have none."""
    one = st.builds(
        Rate,
        currency=st.sampled_from(CURRENCIES[1:]),
        day=days(-30, 30),
        value=st.sampled_from([Decimal("0.8"), Decimal("0.91234"), Decimal("1.1"), Decimal("0.0061")]),
    )
    return st.lists(one, max_size=4, unique_by=lambda rate: (rate.currency, rate.day)).map(tuple)


@st.composite
def contacts(draw: st.DrawFn, items: tuple[str, ...], latest: int) -> tuple[ContactEvent, ...]:
    """Draw what went out so far; a step may no longer exist."""
    step = st.builds(
        ItemStep,
        item=st.sampled_from(items or ("gone",)),
        plan=st.sampled_from([*PLANS, "unknown"]),
        step=st.sampled_from([f"s{position}" for position in range(MOST_STEPS)]),
    )
    return tuple(
        ContactEvent(
            key=f"contact-{number}",
            day=draw(days(-40, latest)),
            channel=draw(st.sampled_from(Channel)),
            currency=draw(st.sampled_from(CURRENCIES)),
            steps=tuple(draw(st.lists(step, max_size=3))),
        )
        for number in range(draw(st.integers(0, 3)))
    )


@st.composite
def tasks(draw: st.DrawFn, items: tuple[str, ...]) -> tuple[OpenTask, ...]:
    """Draw tasks that we wrote: about items, about an order, or about a hold."""
    return tuple(
        OpenTask(
            key=f"task-{number}",
            items=tuple(draw(st.lists(st.sampled_from(items or ("gone",)), max_size=2, unique=True))),
            order=draw(st.sampled_from([None, "0", "1"])),
            hold_cycle=draw(st.sampled_from([None, 1, 2])),
            alert=draw(st.sampled_from([None, None, *map(str, AlertKind)])),
        )
        for number in range(draw(st.integers(0, 2)))
    )


def holds() -> st.SearchStrategy[HoldState | None]:
    """Draw the hold in force, if any."""
    state = st.builds(
        HoldState,
        level=st.sampled_from([Level.WARN, Level.HOLD]),
        since=days(-45, 0),
        cycle=st.integers(1, 2),
        proposal=st.booleans(),
    )
    return st.one_of(st.none(), state)


@st.composite
def accounts(draw: st.DrawFn, *, latest_contact: int = 0) -> Account:
    """Draw an account.

    Args:
        latest_contact: Last day of a contact, from TODAY on.
    """
    bills = tuple(draw(invoices(number)) for number in range(draw(st.integers(0, 4))))
    items = tuple(each.id for invoice in bills for each in invoice.installments)
    credit = st.builds(
        Credit,
        id=st.uuids().map(str),
        customer=st.just("7"),
        number=st.just("RINV/1"),
        day=days(-30, 0),
        residual=money(),
        booked=amounts(),
    )
    hold = draw(holds())
    account = Account(
        company=COMPANY,
        customer=draw(customers()),
        invoices=bills,
        credits=tuple(draw(st.lists(credit, max_size=2))),
        payments=draw(payments(bills)),
        history=tuple(draw(st.lists(paid_invoices(), max_size=5))),
        calibration=draw(calibrations()),
        orders=tuple(draw(orders(number)) for number in range(draw(st.integers(0, 3)))),
        rates=draw(rates()),
        contacts=draw(contacts(items, latest_contact)),
        tasks=draw(tasks(items)),
        synced_on=draw(st.one_of(st.just(TODAY), st.just(TODAY), days(-5, 0), st.none())),
        bank_day=draw(st.one_of(st.just(TODAY), days(-10, 0), st.none())),
        hold=hold,
        holds_before=hold.cycle - 1 if hold else draw(st.integers(0, 2)),
    )
    said = draw(st.sampled_from([*["nothing"] * 4, "the same", "the same", "something else"]))
    if said != "nothing":
        balance = account.ledger_balance
        wrong = Decimal(1) if said == "something else" else Decimal(0)
        account = replace(account, balance=None if balance is None else balance + wrong)
    return draw(agreements(account))


def reliable(account: Account) -> Account:
    """Return the account with figures that can be acted on as long as a test looks."""
    return replace(account, synced_on=FAR, bank_day=FAR, balance=None)


def situations(account: st.SearchStrategy[Account] | None = None) -> st.SearchStrategy[Situation]:
    """Draw an account with the policy and the calendar it is assessed by."""
    drawn = accounts() if account is None else account
    return st.builds(Situation, account=drawn, policy=policies(), calendar=calendars())


def in_force(situation: Situation, since: date) -> Situation:
    """Return the situation with its hold decision of TODAY written down as set on an earlier day."""
    account = situation.account
    decisions = assess(account, situation.policy, situation.calendar, TODAY).decisions
    hold = next((each for each in decisions if isinstance(each, Hold)), None)
    if hold is None:
        return situation
    state = HoldState(level=hold.level, since=since, cycle=hold.cycle, proposal=hold.proposal)
    return replace(situation, account=replace(account, hold=state, holds_before=hold.cycle - 1))


def held_situations() -> st.SearchStrategy[Situation]:
    """Draw situations of customers over their limit whose hold, warning or proposal is in force."""
    over = st.builds(
        lambda account, kind: replace(
            account, customer=replace(account.customer, kind=kind, credit_limit=Decimal(1))
        ),
        accounts().map(reliable).filter(lambda account: account.items),
        st.sampled_from(Kind),
    )
    strict = st.builds(
        lambda policy, level: replace(policy, hold=replace(policy.hold, over_limit=level)),
        policies(),
        st.sampled_from([Level.HOLD, Level.HOLD, Level.WARN]),
    )
    drawn = st.builds(Situation, account=over, policy=strict, calendar=calendars())
    return st.builds(in_force, drawn, days(-39, 0))
