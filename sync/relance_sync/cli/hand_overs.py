"""`relance hand-over` and `call`: contacts that people made by themselves.

Whom to hand over, and whom to call, say the plans; here a person says that it was done.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Annotated

import typer

from relance_sync.cli.agreed import (
    DAY_FORMAT,
    ByOption,
    IdArgument,
    NoteOption,
    WhoseArgument,
    close,
    debt_of,
    new_id,
    user,
    whose,
)
from relance_sync.cli.customers import CustomerArgument
from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day
from relance_sync.cli.jsonable import Json, day_json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.rules.account import Account
from relance_sync.rules.explain import format_day
from relance_sync.rules.ledger import OpenItem, days_late
from relance_sync.rules.plans import Channel, Route
from relance_sync.rules.recorded_contacts import Call, HandOver, Reached

_DayOption = Annotated[
    Day | None, typer.Option(metavar="DATE", formats=DAY_FORMAT, help="When it was. Default: today.")
]


def hand_over_add(
    session: Session,
    customer: CustomerArgument,
    to: Annotated[str, typer.Option(metavar="NAME", help="The collection firm or the lawyer.")],
    route: Annotated[
        Route, typer.Option(metavar="ROUTE", help=f"Who goes on: {', '.join(Route)}.")
    ] = Route.AGENCY,
    day: _DayOption = None,
    invoice: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBER", help="Only this open invoice; may be repeated. Default: all overdue."),
    ] = None,
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Record that debts were handed over to a collection firm or for the court.

    From then on nobody else reminds of these invoices.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    debt = debt_of(session, company, found, invoice or (), today)
    invoices = debt.invoices or tuple(
        dict.fromkeys(item.invoice.id for item in debt.items if _overdue(item, today))
    )
    if not to.strip():
        raise Stop(session.say("hand_over_no_to"))
    if not invoices:
        raise Stop(session.say("nothing_overdue", customer=found.name))
    hand_over = HandOver(
        id=new_id(),
        customer=found.id,
        day=_past(day, today, session),
        to=to.strip(),
        route=route,
        invoices=invoices,
        source=by or user(),
        note=note,
    )
    session.store.add_hand_over(company.name, hand_over)
    numbers = ", ".join(_numbers(debt.account, invoices))
    values = {"id": hand_over.id, "customer": found.name, "to": hand_over.to, "invoices": numbers}
    return _added(session, company, hand_over, session.say("hand_over_added", **values))


def hand_over_close(session: Session, id_: IdArgument) -> Exit:
    """Take debts back.

    What is still open of them is chased again.
    """
    return close(session, "hand-over", id_, session.store.close_hand_over)


def hand_over_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List what was handed over: to whom, when, and whether it was taken back."""
    company, asked = whose(session, customer)
    found = session.store.agreements(company.name, asked).hand_overs
    headings = ("id", "customer", "since", "until", "handed_to", "what", "by", "note")
    return _listed(session, company, "hand_overs", headings, found)


def call_add(
    session: Session,
    customer: CustomerArgument,
    reached: Annotated[
        Reached, typer.Option(metavar="RESULT", help=f"Who answered: {', '.join(Reached)}.")
    ] = Reached.REACHED,
    person: Annotated[str, typer.Option("--with", metavar="NAME", help="Whom the caller spoke with.")] = "",
    day: _DayOption = None,
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Note a call that took place.

    It is a contact if somebody was reached, unless an open task asked for it: that counts already.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    account = session.account(company, found, today)
    call = Call(
        id=new_id(),
        customer=found.id,
        day=_past(day, today, session),
        counts=reached is Reached.REACHED and not _asked_for(account),
        reached=reached,
        person=person,
        source=by or user(),
        note=note,
    )
    session.store.add_call(company.name, call)
    said = "call_added" if call.counts else "call_added_no_contact"
    return _added(session, company, call, session.say(said, id=call.id, customer=found.name))


def call_remove(session: Session, id_: IdArgument) -> Exit:
    """Take out a call that was noted by mistake."""
    company = session.company()
    if not session.store.remove_call(company.name, id_):
        raise Stop(session.say("no_call", id=id_))
    if session.out.as_json:
        session.out.document({"company": company.name, "removed": id_})
    else:
        session.out.line(session.say("call_removed", id=id_))
    return Exit.OK


def call_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List calls: when, and who was reached."""
    company, asked = whose(session, customer)
    found = session.store.agreements(company.name, asked).calls
    return _listed(
        session, company, "calls", ("id", "customer", "since", "what", "spoke_with", "by", "note"), found
    )


def _asked_for(account: Account) -> bool:
    """Tell whether an open task of ours asks for a call."""
    calls = {each.key for each in account.contacts if each.channel == Channel.CALL}
    return any(task.key in calls for task in account.tasks)


def _overdue(item: OpenItem, today: date) -> bool:
    return item.due is not None and days_late(item.due, today) > 0


def _past(day: Day | None, today: date, session: Session) -> date:
    """Return the day on which something took place; Stop if it has not come."""
    if day is None:
        return today
    if day.date() > today:
        raise Stop(session.say("not_yet_a_fact", day=format_day(day.date(), session.language)))
    return day.date()


def _numbers(account: Account | None, invoices: Sequence[str]) -> list[str]:
    """Return the numbers of invoices; ids where the books no longer say one."""
    known = {each.id: each.number for each in account.invoices} if account else {}
    return [known.get(each, each) for each in invoices]


def _added(session: Session, company: CompanySettings, told: HandOver | Call, sentence: str) -> Exit:
    if session.out.as_json:
        session.out.document({"company": company.name, "added": [_json(told)]})
    else:
        session.out.line(sentence)
    return Exit.OK


def _listed(
    session: Session,
    company: CompanySettings,
    key: str,
    headings: Sequence[str],
    found: Sequence[HandOver | Call],
) -> Exit:
    if session.out.as_json:
        session.out.document({"company": company.name, key: [_json(each) for each in found]})
        return Exit.OK
    today, known = session.today(company), session.known(company)
    accounts = {id_: session.store.account(known, id_, today) for id_ in {each.customer for each in found}}
    rows = [_row(session, each, accounts[each.customer]) for each in found]
    session.out.table([session.say(heading) for heading in headings], rows)
    if not found:
        session.out.line(session.say("none_listed"))
    return Exit.OK


def _row(session: Session, told: HandOver | Call, account: Account | None) -> list[str]:
    language = session.language
    first = [told.id, account.customer.name if account else told.customer, format_day(told.day, language)]
    last = [told.source, told.note]
    if isinstance(told, Call):
        return [*first, session.say(f"reached_{told.reached}"), told.person, *last]
    until = format_day(told.closed_on, language) if told.closed_on else ""
    return [*first, until, told.to, ", ".join(_numbers(account, told.invoices)), *last]


def _json(told: HandOver | Call) -> Json:
    values = {each.name: getattr(told, each.name) for each in fields(told)}
    return {name: day_json(each) if isinstance(each, date) else each for name, each in values.items()}
