"""Hypothesis strategies for whole situations: an account, a policy and a calendar, around one day.

They are drawn rich on purpose (several currencies, holds in force, contacts, agreements that begin and end
around the day), because the rules must hold together for every mixture. They judge nothing themselves.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from relance_sync.rules.account import (
    Account,
    HoldApproval,
    HoldOverride,
    HoldState,
    OpenTask,
    RecordedInterruption,
)
from relance_sync.rules.agreements import (
    ContactEvent,
    Dispute,
    DisputeReason,
    ItemStep,
    Pause,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
)
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import AlertKind, Hold
from relance_sync.rules.hold_rules import DefaultRule, HoldRules, Level, OverdueRule
from relance_sync.rules.ledger import (
    Allocation,
    Company,
    Credit,
    Customer,
    Installment,
    Invoice,
    Kind,
    Order,
    OrderState,
    Payment,
    Rate,
)
from relance_sync.rules.limitation import Ground, Interruption, LimitationPeriod
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Channel, Entry, Plan, Route, Stage, Step, Tone
from relance_sync.rules.policy import (
    AgreementRules,
    AlertRules,
    ContactRules,
    Law,
    LimitationRules,
    Policy,
    Watch,
)
from relance_sync.rules.score import Calibration, Grade, Limits, PaidInvoice, Portfolio
from relance_sync.rules.segments import Segment

TODAY = date(2026, 6, 15)
FAR = TODAY + timedelta(days=1000)
NEVER = date.max  # what some books write for "never"
COMPANY = Company(id="acme", name="Acme", currency="EUR")
CURRENCIES = ("EUR", "USD", "JPY")
PLANS = ("standard", "gentle")
MOST_STEPS = 4
SHORT_LAW = Law(
    limitation=(
        LimitationPeriod(
            country="FR", kind=None, years=1, article="art. 1", grounds={Ground.ACKNOWLEDGEMENT: "art. 2"}
        ),
    )
)
MOSTLY = (*[True] * 7, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything `assess` is asked with, except the day."""

    account: Account
    policy: Policy
    calendar: Calendar


def days(earliest: int = -100, latest: int = 60) -> st.SearchStrategy[date]:
    """Draw a day near TODAY."""
    return st.integers(earliest, latest).map(lambda offset: TODAY + timedelta(days=offset))


def amounts(least: int = 1) -> st.SearchStrategy[Decimal]:
    """Draw cents: small sums and round ones more often than others, so that thresholds are met."""
    round_ones = st.sampled_from([10000, 50000, 100000]).filter(lambda cents: cents >= least)
    return st.one_of(round_ones, st.integers(least, 200000)).map(lambda cents: Decimal(cents).scaleb(-2))


def money(least: int = 1) -> st.SearchStrategy[Money]:
    """Draw an amount in one of the currencies."""
    return st.builds(Money, amount=amounts(least), currency=st.sampled_from(CURRENCIES))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan of one to four steps, in order of their days and stages."""
    count = draw(st.integers(1, MOST_STEPS))
    offsets = sorted(draw(st.lists(st.integers(-10, 50), min_size=count, max_size=count)))
    firmer = st.sampled_from(list(Stage)[1:])
    stages = sorted(draw(st.lists(firmer, min_size=count, max_size=count)), key=lambda stage: stage.rank)
    if stages[0] is Stage.HANDED_OVER:
        stages[0] = Stage.FORMAL_NOTICE
    steps = tuple(
        Step(
            id=f"s{position}",
            stage=stages[position],
            channel=draw(st.sampled_from(Channel)),
            tone=draw(st.sampled_from(Tone)),
            before_due=-offset if offset < 0 else None,
            after_due=offset if offset >= 0 else None,
            minimum=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal(50), Decimal(500)])),
            minimum_share=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("0.3"), Decimal(1)])),
            after_previous=draw(st.sampled_from([0, 0, 3, 12])),
            repeat_every=draw(st.sampled_from([None, None, 1, 9])) if offset >= 0 else None,
            fallback=draw(st.sampled_from([None, None, (), tuple(Channel)])),
            route=draw(st.sampled_from(Route)) if stages[position] is Stage.HANDED_OVER else None,
        )
        for position, offset in enumerate(offsets)
    )
    entry = draw(st.sampled_from(Entry))
    entry_step = draw(st.sampled_from([None, *(step.id for step in steps)]))
    return Plan(steps=steps, entry=entry, entry_step=entry_step if entry is Entry.BY_AGE else None)


def default_rules() -> st.SearchStrategy[DefaultRule]:
    """Draw what repeated defaults lead to; windows are short, so that defaults fall out of them."""
    return st.builds(
        DefaultRule,
        grades=st.lists(st.sampled_from(Grade), min_size=1, unique=True).map(tuple),
        times=st.integers(1, 3),
        days_late=st.integers(1, 40),
        within_days=st.integers(1, 90),
        level=st.sampled_from(Level),
    )


def limitation_rules() -> st.SearchStrategy[LimitationRules]:
    """Draw a limitation watch, by a law whose period is short enough for the days of a test."""
    return st.builds(
        LimitationRules, warning_days=st.integers(1, 400), country=st.sampled_from(["FR", "FR", None])
    )


@st.composite
def hold_rules(draw: st.DrawFn) -> HoldRules:
    """Draw what holds an order; every trigger may be absent."""
    overdue = st.builds(
        OverdueRule,
        amount=st.sampled_from([Decimal(0), Decimal(100), Decimal(1000)]),
        days=st.integers(1, 60),
        level=st.sampled_from(Level),
    )
    stages = st.dictionaries(st.sampled_from(list(Stage)[1:]), st.sampled_from(Level), max_size=3)
    return HoldRules(
        over_limit=draw(st.sampled_from(Level)),
        overdue=tuple(draw(st.lists(overdue, max_size=2))),
        stages=draw(stages),
        defaults=draw(default_rules()),
        returned_payment=draw(st.sampled_from(Level)),
        returned_days=draw(st.integers(1, 40)),
        broken_plan=draw(st.sampled_from(Level)),
        expires_after_days=draw(st.integers(1, 40)),
    )


def segments() -> st.SearchStrategy[Segment]:
    """Draw a segment of the platform's label or of old acquaintances, who become so by mere time."""
    labels, since = st.sampled_from([("vip",), ()]), st.sampled_from([None, None, 60, 95])
    return st.builds(
        Segment,
        name=st.just("vip"),
        plan=st.sampled_from(PLANS),
        labels=labels,
        minimum_relationship_days=since,
    )


def contact_rules() -> st.SearchStrategy[ContactRules]:
    """Draw how often customers may be contacted."""
    return st.builds(
        ContactRules,
        gap_days=st.integers(0, 10),
        channel_gap_days=st.dictionaries(st.sampled_from(Channel), st.integers(0, 20), max_size=2),
        week_cap=st.sampled_from([None, None, 1, 2]),
        month_cap=st.sampled_from([None, None, 1, 3]),
    )


def agreement_rules() -> st.SearchStrategy[AgreementRules]:
    """Draw when agreements are broken, and where chasing resumes."""
    return st.builds(
        AgreementRules,
        tolerance_days=st.integers(0, 3),
        tolerance_amount=st.sampled_from([Decimal(0), Decimal(0), Decimal(1), Decimal(100)]),
        resume_promise=st.sampled_from(Stage),
        resume_plan=st.sampled_from(Stage),
        resume_settlement=st.sampled_from(Stage),
    )


def alert_rules() -> st.SearchStrategy[AlertRules]:
    """Draw what colleagues are told of."""
    return st.builds(
        AlertRules,
        on=st.lists(st.sampled_from(Watch), unique=True).map(tuple),
        good_payer_days=st.integers(1, 30),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy with two plans."""
    return Policy(
        version="drawn",
        plans={name: draw(plans()) for name in PLANS},
        default_plan=draw(st.sampled_from(PLANS)),
        segments=draw(st.lists(segments(), max_size=1).map(tuple)),
        contact=draw(contact_rules()),
        data_max_age_days=draw(st.sampled_from([500, 60, 3, 0])),
        bank_max_age_days=draw(st.sampled_from([None, None, None, 40, 2])),
        agreements=draw(agreement_rules()),
        alerts=draw(alert_rules()),
        limitation=draw(limitation_rules()),
        law=SHORT_LAW,
        hold=draw(hold_rules()),
    )


def calendars() -> st.SearchStrategy[Calendar]:
    """Draw a calendar; a company that never closes and one open a single weekday are among them."""
    weekdays = st.frozensets(st.integers(0, 6), max_size=6)
    return st.builds(
        Calendar,
        closed_weekdays=st.one_of(st.just(frozenset({5, 6})), weekdays),
        holidays=st.frozensets(days(-10, 60), max_size=6),
    )


def customers() -> st.SearchStrategy[Customer]:
    """Draw a customer of any kind, reachable or not, with every meaning of the credit limit."""
    return st.builds(
        Customer,
        id=st.just("7"),
        name=st.just("Brasserie du Port"),
        kind=st.sampled_from([Kind.ENTITY, Kind.ENTITY, Kind.PERSON, None]),
        email=st.sampled_from(["compta@brasserie.example", None]),
        phone=st.sampled_from(["+33 2 00 00 00 00", None]),
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
        customer=st.just("7"),
        by=st.sampled_from(["Anne", "Marc"]),
        day=days(-20, 10),
        until=st.one_of(days(-5, 30), st.just(NEVER)),
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
