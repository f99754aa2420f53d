"""`relance law`: how long the tables of the law last, and a calculator of late-payment interest.

Both work without a workspace; a folder `law` in the current one may hold newer tables. Not legal advice.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day, amount_from
from relance_sync.cli.jsonable import Json, money_json
from relance_sync.cli.session import Session
from relance_sync.config.law_tables import OVERRIDES, read_law
from relance_sync.errors import Stop
from relance_sync.rules.explain import format_day, format_money, format_percent
from relance_sync.rules.interest import BelowFloor, Debt, LateCharges, LateLaw, Segment, late_charges
from relance_sync.rules.ledger import Kind, days_late
from relance_sync.rules.money import Money, total
from relance_sync.rules.reference_rates import MissingRate, RateTable, half_year

_EURO = "EUR"
_DAYS = ["%Y-%m-%d"]
_RATE = re.compile(r"\d+([.,]\d+)?")


def law_check(session: Session) -> Exit:
    """Say how long each rate table lasts.

    Exit code 1 if one has ended. Works without a workspace.
    """
    law = read_law(session.options.workspace)
    today = session.options.today or datetime.now(UTC).astimezone().date()
    ended = [table for table in law.rates.values() if table.last_day < today]
    code = Exit.PARTLY if ended else Exit.OK
    if session.out.as_json:
        tables = [_table_json(table, law.titles[table.name], today) for table in law.rates.values()]
        session.out.document({"today": today.isoformat(), "tables": tables})
        return code
    headings = [session.say(key) for key in ("law_table", "what", "law_since", "until", "law_days_left")]
    rows = [
        [
            table.name,
            law.titles[table.name],
            format_day(table.first_day, session.language),
            format_day(table.last_day, session.language),
            str(days_late(today, table.last_day)),
        ]
        for table in law.rates.values()
    ]
    session.out.table(headings, rows, right=(4,))
    for table in ended:
        session.out.warn(_ended(session, table))
    if not ended:
        first = min(table.last_day for table in law.rates.values())
        session.out.line(session.say("law_lasts", day=format_day(first, session.language)))
    return code


def law_interest(
    session: Session,
    country: Annotated[
        str,
        typer.Option("--country", metavar="CODE", help="Whose law: FR, GB, EU (the minimum), or another."),
    ],
    amount: Annotated[str, typer.Option("--amount", metavar="AMOUNT", help="What is open, taxes included.")],
    due: Annotated[Day, typer.Option("--due", metavar="DATE", formats=_DAYS, help="The due date.")],
    on: Annotated[Day, typer.Option("--on", metavar="DATE", formats=_DAYS, help="Day of payment, or any.")],
    rate: Annotated[
        str | None,
        typer.Option(
            "--rate", metavar="PERCENT", help="The rate of the contract, per year. Default: the law's."
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency", metavar="CODE", help="Currency of the amount. Default: the country's, else EUR."
        ),
    ] = None,
    *,
    consumer: Annotated[
        bool, typer.Option("--consumer", help="The customer is a consumer: nothing is owed by these rules.")
    ] = False,
) -> Exit:
    """Compute late-payment interest and compensation between businesses.

    Works without a workspace. Not legal advice.
    """
    law = read_law(session.options.workspace).late_payment.get(country.upper())
    agreed = None if rate is None else _rate_from(rate, session)
    if law is None and agreed is None:
        raise Stop(session.say("law_no_table", country=country))
    principal = amount_from(amount, currency or (law.currency if law else _EURO), session)
    kind = Kind.PERSON if consumer else Kind.ENTITY
    debt = Debt(company="", invoice="", principal=principal, due=due.date(), kind=kind)
    charges = _computed(session, debt, law, on.date(), agreed)
    if session.out.as_json:
        session.out.document({"country": country.upper(), **_charges_json(charges)})
    else:
        _show(session, charges)
    return Exit.OK


def _rate_from(text: str, session: Session) -> Decimal:
    plain = text.replace("%", "").strip()
    if not _RATE.fullmatch(plain):
        raise Stop(session.say("law_bad_rate"))
    return Decimal(plain.replace(",", "."))


def _computed(
    session: Session, debt: Debt, law: LateLaw | None, on: date, agreed: Decimal | None
) -> LateCharges:
    if law and len(law.compensation) > 1 and debt.principal.currency != law.currency:
        raise Stop(session.say("law_currency", currency=law.currency))
    try:
        return late_charges(debt, law, on, agreed=agreed)
    except MissingRate as missing:
        raise Stop(_missing(session, missing.table, missing.day)) from None


def _missing(session: Session, table: str, day: date) -> str:
    return session.say("law_missing", table=table, half=half_year(day), file=f"{OVERRIDES}/{table}.toml")


def _ended(session: Session, table: RateTable) -> str:
    day = format_day(table.last_day, session.language)
    return session.say("law_ended", table=table.name, day=day, file=f"{OVERRIDES}/{table.name}.toml")


def _show(session: Session, charges: LateCharges) -> None:
    """Print the segments, what was found about the floor, and the sums."""
    language = session.language
    if charges.consumer:
        session.out.line(session.say("law_consumer"))
        return
    if not charges.segments:
        session.out.line(session.say("law_not_late", day=format_day(charges.debt.due, language)))
        return
    headings = [session.say(key) for key in ("law_since", "until", "law_days", "law_rate", "law_interest")]
    rows = [
        [
            format_day(each.since, language),
            format_day(each.until, language),
            str(each.days),
            format_percent(each.percent, language),
            format_money(each.interest, language),
        ]
        for each in charges.segments
    ]
    session.out.table(headings, rows, right=(2, 3, 4))
    figures = {
        "interest": format_money(charges.interest, language),
        "compensation": format_money(charges.compensation, language),
    }
    session.out.line(session.say("law_sum", **figures))
    if charges.compensation.currency == charges.interest.currency:
        session.out.line(session.say("law_total", total=format_money(_total(charges), language)))
    for below in charges.below_floor:
        session.out.warn(_below(session, below))
    session.out.line(session.say("law_no_advice"))


def _below(session: Session, below: BelowFloor) -> str:
    return session.say(
        "law_below_floor",
        agreed=format_percent(below.agreed, session.language),
        floor=format_percent(below.floor, session.language),
        since=format_day(below.since, session.language),
        until=format_day(below.until, session.language),
    )


def _total(charges: LateCharges) -> Money:
    owed = (charges.debt.principal, charges.interest, charges.compensation)
    return total(owed, charges.interest.currency)


def _table_json(table: RateTable, title: str, today: date) -> Json:
    return {
        "table": table.name,
        "title": title,
        "since": table.first_day.isoformat(),
        "until": table.last_day.isoformat(),
        "days_left": days_late(today, table.last_day),
        "ended": table.last_day < today,
    }


def _segment_json(segment: Segment) -> Json:
    return {
        "since": segment.since.isoformat(),
        "until": segment.until.isoformat(),
        "days": segment.days,
        "percent": f"{segment.percent:f}",
        "interest": money_json(segment.interest),
    }


def _charges_json(charges: LateCharges) -> Json:
    same = charges.compensation.currency == charges.interest.currency
    return {
        "amount": money_json(charges.debt.principal),
        "due": charges.debt.due.isoformat(),
        "on": charges.on.isoformat(),
        "usage": str(charges.usage),
        "consumer": charges.consumer,
        "interest": money_json(charges.interest),
        "segments": [_segment_json(each) for each in charges.segments],
        "compensation": money_json(charges.compensation),
        "total": money_json(_total(charges)) if same else None,
        "below_floor": [
            {
                "since": each.since.isoformat(),
                "until": each.until.isoformat(),
                "agreed": f"{each.agreed:f}",
                "floor": f"{each.floor:f}",
            }
            for each in charges.below_floor
        ],
    }
