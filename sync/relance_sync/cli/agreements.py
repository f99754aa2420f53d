"""`relance promise`, `dispute` and `pause`: record, list and close reasons not to chase.

They count from the next sync on; whether a promise was kept follows from the ledger, nobody enters it.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from typing import Annotated
from uuid import uuid4

import typer

from relance_sync.cli.customers import CustomerArgument
from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day, amount_from, day_from
from relance_sync.cli.jsonable import day_json, money_json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.rules.agreement_states import promise_state
from relance_sync.rules.agreements import (
    Dispute,
    Pause,
    Promise,
    dispute_runs,
    pause_runs,
)
from relance_sync.rules.explain import format_day, format_money
from relance_sync.rules.money import Money

Agreement = Promise | Dispute | Pause
_DAY_FORMAT = ["%Y-%m-%d"]

NoteOption = Annotated[str, typer.Option(metavar="TEXT", help="A word for colleagues.")]
ByOption = Annotated[
    str, typer.Option(metavar="NAME", help="Who says so. Default: the user of this machine.")
]
InvoiceOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NUMBER", help="Only this open invoice; may be repeated. Default: all of them."),
]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")]
WhoseArgument = Annotated[
    str | None, typer.Argument(metavar="CUSTOMER", help="Its id, or a part of its name. Default: all.")
]


def promise_add(
    session: Session,
    customer: CustomerArgument,
    due: Annotated[Day, typer.Option(metavar="DATE", formats=_DAY_FORMAT, help="The promised day.")],
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What was promised. Default: all of it.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Currency of the amount. Default: the company's.")
    ] = None,
    invoice: InvoiceOption = None,
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Record a promise to pay by a day."""
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    code = currency or session.known(company).currency
    promise = Promise(
        id=_new_id(),
        customer=found.id,
        due=day_from(due, today, session),
        made_on=today,
        invoices=tuple(_invoices(session, company, found.id, invoice or (), today)),
        amount=amount_from(amount, code, session) if amount else None,
        source=by or _user(),
        note=note,
    )
    session.store.add_promise(company.name, promise)
    day = format_day(promise.due, session.language)
    return _told(
        session, [promise], session.say("promise_added", id=promise.id, customer=found.name, due=day)
    )


def dispute_add(
    session: Session,
    customer: CustomerArgument,
    invoice: InvoiceOption = None,
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Record that a customer disputes invoices, or everything."""
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    ids: Sequence[str | None] = _invoices(session, company, found.id, invoice or (), today) or [None]
    disputes = [
        Dispute(
            id=_new_id(), customer=found.id, opened_on=today, invoice=each, source=by or _user(), note=note
        )
        for each in ids
    ]
    for dispute in disputes:
        session.store.add_dispute(company.name, dispute)
    listed = ", ".join(each.id for each in disputes)
    return _told(session, disputes, session.say("dispute_added", id=listed, customer=found.name))


def pause_add(
    session: Session,
    customer: CustomerArgument,
    until: Annotated[Day, typer.Option(metavar="DATE", formats=_DAY_FORMAT, help="Last day of the pause.")],
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Leave a customer alone until a day.

    The day is required: a pause without an end is forgotten.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    pause = Pause(
        id=_new_id(),
        customer=found.id,
        since=today,
        until=day_from(until, today, session),
        source=by or _user(),
        note=note,
    )
    session.store.add_pause(company.name, pause)
    day = format_day(pause.until, session.language)
    return _told(session, [pause], session.say("pause_added", id=pause.id, customer=found.name, until=day))


def promise_close(session: Session, id_: IdArgument) -> Exit:
    """Withdraw a promise."""
    return _close(session, "promise", id_, session.store.close_promise)


def dispute_close(session: Session, id_: IdArgument) -> Exit:
    """Settle a dispute.

    Its invoice is chased again.
    """
    return _close(session, "dispute", id_, session.store.close_dispute)


def pause_close(session: Session, id_: IdArgument) -> Exit:
    """End a pause early."""
    return _close(session, "pause", id_, session.store.close_pause)


def promise_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List promises and what became of them."""
    company, whose = _whose(session, customer)
    return _list(session, company, "promise", session.store.agreements(company.name, whose).promises)


def dispute_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List disputes."""
    company, whose = _whose(session, customer)
    return _list(session, company, "dispute", session.store.agreements(company.name, whose).disputes)


def pause_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List pauses."""
    company, whose = _whose(session, customer)
    return _list(session, company, "pause", session.store.agreements(company.name, whose).pauses)


def _new_id() -> str:
    return uuid4().hex[:8]


def _user() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or ""


def _invoices(
    session: Session, company: CompanySettings, customer: str, numbers: Sequence[str], today: date
) -> list[str]:
    """Find open invoices by number or id.

    Raises:
        Stop: If one is not among the customer's open invoices, which are listed.
    """
    if not numbers:
        return []
    account = session.store.account(session.known(company), customer, today)
    items = account.items if account else ()
    ids = {name: item.invoice.id for item in items for name in (item.invoice.id, item.invoice.number)}
    for number in numbers:
        if number not in ids:
            known = ", ".join(sorted({item.invoice.number for item in items})) or "-"
            name = account.customer.name if account else customer
            raise Stop(session.say("no_invoice", customer=name, number=number, known=known))
    return [ids[number] for number in numbers]


def _told(session: Session, added: Sequence[Agreement], sentence: str) -> Exit:
    if session.out.as_json:
        session.out.document({"company": session.company().name, "added": [_json(each) for each in added]})
    else:
        session.out.line(sentence)
    return Exit.OK


def _json(agreement: Agreement) -> dict[str, object]:
    plain: dict[str, object] = {}
    for each in fields(agreement):
        value = getattr(agreement, each.name)
        match value:
            case date():
                plain[each.name] = day_json(value)
            case Money():
                plain[each.name] = money_json(value)
            case tuple():
                plain[each.name] = list(value)
            case _:
                plain[each.name] = value
    return plain


def _close(session: Session, kind: str, id_: str, close: Callable[[str, str, date], bool]) -> Exit:
    company = session.company()
    if not close(company.name, id_, session.today(company)):
        raise Stop(session.say("not_open", id=id_, kind=kind))
    if session.out.as_json:
        session.out.document({"company": company.name, "closed": id_})
    else:
        session.out.line(session.say(f"{kind}_closed", id=id_))
    return Exit.OK


def _whose(session: Session, customer: str | None) -> tuple[CompanySettings, str | None]:
    company = session.company()
    return company, session.customer(company, customer).id if customer else None


def _list(session: Session, company: CompanySettings, kind: str, agreements: Sequence[Agreement]) -> Exit:
    today = session.today(company)
    states = [(each, _state(session, company, each, today)) for each in agreements]
    if session.out.as_json:
        listed = [_json(each) | {"state": state} for each, state in states]
        session.out.document({"company": company.name, f"{kind}s": listed})
        return Exit.OK
    rows = [_row(session, company, each, state) for each, state in states]
    headings = [
        session.say(key) for key in ("id", "customer", "since", "until", "what", "state", "by", "note")
    ]
    session.out.table(headings, rows)
    if not rows:
        session.out.line(session.say("none_listed"))
    return Exit.OK


def _state(session: Session, company: CompanySettings, agreement: Agreement, today: date) -> str:
    if agreement.closed_on is not None and agreement.closed_on <= today:
        return "closed"
    match agreement:
        case Promise():
            account = session.store.account(session.known(company), agreement.customer, today)
            rules = session.policy(company).agreements
            return str(promise_state(agreement, account, rules, today)) if account else "over"
        case Dispute():
            return "open" if dispute_runs(agreement, today) else "over"
    return "open" if pause_runs(agreement, today) else "over"


def _row(session: Session, company: CompanySettings, agreement: Agreement, state: str) -> list[str]:
    language = session.language
    names = session.store.find_customers(company.name, agreement.customer)
    name = names[0].name if names else agreement.customer
    until: date | None
    match agreement:
        case Promise():
            since, until, what = agreement.made_on, agreement.due, ", ".join(agreement.invoices)
            if agreement.amount:
                what = " ".join([format_money(agreement.amount, language), what]).strip()
        case Dispute():
            since, until, what = agreement.opened_on, agreement.closed_on, agreement.invoice or ""
        case Pause():
            since, until, what = agreement.since, agreement.until, ""
    return [
        agreement.id,
        name,
        format_day(since, language),
        format_day(until, language) if until else "",
        what or session.say("everything"),
        session.say(f"state_{state}"),
        agreement.source,
        agreement.note,
    ]
