"""`relance plan` and `settlement`: payment by instalments, and partial waivers; record, list and close them.

They count from the next sync on; whether they are kept follows from the ledger, nobody enters it.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated

import typer

from relance_sync.cli.agreed import (
    DAY_FORMAT,
    ByOption,
    Debt,
    IdArgument,
    InvoiceOption,
    NoteOption,
    WhoseArgument,
    close,
    debt_of,
    new_id,
    told,
    user,
    whose,
)
from relance_sync.cli.agreed_list import listed
from relance_sync.cli.customers import CustomerArgument
from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day, amount_from, day_from
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.rules.agreement_states import covered, state_of
from relance_sync.rules.agreements import AgreementState, PaymentPlan, PlanPart, Settlement
from relance_sync.rules.explain import format_day, format_money
from relance_sync.rules.instalments import Every, instalments
from relance_sync.rules.money import Money, to_minor

CurrencyOption = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Currency. Default: the only one in which anything is open."),
]
PartOption = Annotated[
    list[str] | None,
    typer.Option(metavar="DATE=AMOUNT", help="One instalment, such as 2026-12-01=500; may be repeated."),
]
PartsOption = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Split what is open into so many equal instalments.")
]
FirstOption = Annotated[
    Day | None, typer.Option(metavar="DATE", formats=DAY_FORMAT, help="With --parts: day of the first one.")
]
EveryOption = Annotated[Every, typer.Option(metavar="PERIOD", help=f"With --parts: {', '.join(Every)}.")]
PaysOption = Annotated[
    str, typer.Option(metavar="AMOUNT", help="What the customer pays; the rest is waived.")
]
DueOption = Annotated[Day, typer.Option(metavar="DATE", formats=DAY_FORMAT, help="Last day of payment.")]


def plan_add(
    session: Session,
    customer: CustomerArgument,
    part: PartOption = None,
    parts: PartsOption = None,
    first: FirstOption = None,
    every: EveryOption = Every.MONTH,
    currency: CurrencyOption = None,
    invoice: InvoiceOption = None,
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Record a payment plan: dated instalments that take the place of the due dates for chasing.

    One missed instalment breaks it.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    debt = debt_of(session, company, found, invoice or (), today)
    owed = debt.in_one(currency, session)
    if bool(part) == (parts is not None) or (parts is not None and first is None):
        raise Stop(session.say("plan_parts"))
    agreed = (
        _regular(session, owed, parts, day_from(first, today, session), every)
        if parts is not None and first is not None
        else _told_parts(session, part or (), owed, today)
    )
    plan = PaymentPlan(
        id=new_id(),
        customer=found.id,
        made_on=today,
        parts=agreed,
        open_amount=owed,
        invoices=debt.invoices,
        source=by or user(),
        note=note,
    )
    _refuse_second(session, company, debt, plan, today)
    session.store.add_payment_plan(company.name, plan)
    return told(session, [plan], _plan_words(session, plan, found.name))


def settlement_add(
    session: Session,
    customer: CustomerArgument,
    pays: PaysOption,
    due: DueOption,
    currency: CurrencyOption = None,
    invoice: InvoiceOption = None,
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Record a settlement: if the customer pays a part by a day, the rest is waived.

    Once it is kept, nobody asks for the rest, and a colleague is told to write it off.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    debt = debt_of(session, company, found, invoice or (), today)
    owed = debt.in_one(currency, session)
    paid = _whole(session, amount_from(pays, owed.currency, session))
    if paid.amount >= owed.amount:
        raise Stop(session.say("nothing_waived", owed=format_money(owed, session.language)))
    settlement = Settlement(
        id=new_id(),
        customer=found.id,
        made_on=today,
        due=day_from(due, today, session),
        pays=paid,
        open_amount=owed,
        invoices=debt.invoices,
        source=by or user(),
        note=note,
    )
    _refuse_second(session, company, debt, settlement, today)
    session.store.add_settlement(company.name, settlement)
    return told(session, [settlement], _settlement_words(session, settlement, found.name))


def plan_close(session: Session, id_: IdArgument) -> Exit:
    """End a payment plan.

    What is still open is chased again.
    """
    return close(session, "plan", id_, session.store.close_payment_plan)


def settlement_close(session: Session, id_: IdArgument) -> Exit:
    """End a settlement.

    What is still open is chased again.
    """
    return close(session, "settlement", id_, session.store.close_settlement)


def plan_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List payment plans, what became of them, and what is to be paid next."""
    company, id_ = whose(session, customer)
    return listed(session, company, "plan", session.store.agreements(company.name, id_).payment_plans)


def settlement_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List settlements and what became of them."""
    company, id_ = whose(session, customer)
    return listed(session, company, "settlement", session.store.agreements(company.name, id_).settlements)


def _regular(session: Session, owed: Money, count: int, first: date, every: Every) -> tuple[PlanPart, ...]:
    try:
        return instalments(owed, first, count, every)
    except (ValueError, OverflowError) as error:
        raise Stop(
            session.say("plan_split", owed=format_money(owed, session.language), count=count)
        ) from error


def _told_parts(session: Session, parts: Sequence[str], owed: Money, today: date) -> tuple[PlanPart, ...]:
    """Read instalments as typed, in the order of their days.

    Raises:
        Stop: If one is none, two are of one day, or together they are more than is open.
    """
    read = sorted((_told_part(session, each, owed, today) for each in parts), key=lambda each: each.due)
    if len({each.due for each in read}) < len(read):
        raise Stop(session.say("plan_same_day"))
    asked = sum((each.amount for each in read), Decimal(0))
    if asked > owed.amount:
        language = session.language
        raise Stop(
            session.say(
                "plan_too_much",
                asked=format_money(Money(amount=asked, currency=owed.currency), language),
                owed=format_money(owed, language),
            )
        )
    return tuple(read)


def _told_part(session: Session, text: str, owed: Money, today: date) -> PlanPart:
    day, _, amount = text.partition("=")
    try:
        typed = datetime.combine(date.fromisoformat(day.strip()), time())
    except ValueError:
        raise Stop(session.say("bad_part", text=text)) from None
    money = _whole(session, amount_from(amount, owed.currency, session))
    return PlanPart(due=day_from(typed, today, session), amount=money.amount)


def _whole(session: Session, amount: Money) -> Money:
    """Return an amount that can be paid.

    Raises:
        Stop: If it has a fraction of a cent.
    """
    try:
        to_minor(amount.amount, amount.currency)
    except ValueError:
        raise Stop(session.say("bad_cents", currency=amount.currency)) from None
    return amount


def _refuse_second(
    session: Session,
    company: CompanySettings,
    debt: Debt,
    agreement: PaymentPlan | Settlement,
    today: date,
) -> None:
    """Refuse a second plan or settlement about the same items: one payment would count for both.

    Raises:
        Stop: If one runs; it is named.
    """
    account, rules = debt.account, session.policy(company).agreements
    items = {item.id for item in covered(agreement, account)}
    for kind, running in (("plan", account.payment_plans), ("settlement", account.settlements)):
        for each in running:
            runs = state_of(each, account, rules, today) is AgreementState.OPEN
            if runs and items.intersection(item.id for item in covered(each, account)):
                raise Stop(session.say("runs_already", id=each.id, kind=kind))


def _plan_words(session: Session, plan: PaymentPlan, customer: str) -> str:
    language, currency = session.language, plan.open_amount.currency
    listed_parts = ", ".join(
        session.say(
            "pays_by",
            amount=format_money(Money(amount=each.amount, currency=currency), language),
            day=format_day(each.due, language),
        )
        for each in plan.parts
    )
    said = session.say("plan_added", id=plan.id, customer=customer, parts=listed_parts)
    rest = plan.open_amount.amount - sum((each.amount for each in plan.parts), Decimal(0))
    if not rest:
        return said
    left = format_money(Money(amount=rest, currency=currency), language)
    return f"{said} {session.say('plan_rest', rest=left)}"


def _settlement_words(session: Session, settlement: Settlement, customer: str) -> str:
    language, pays = session.language, settlement.pays
    rest = Money(amount=settlement.open_amount.amount - pays.amount, currency=pays.currency)
    return session.say(
        "settlement_added",
        id=settlement.id,
        customer=customer,
        pays=format_money(pays, language),
        due=format_day(settlement.due, language),
        rest=format_money(rest, language),
    )
