"""`relance override`: a named person lets orders of a held customer go on, for a reason and until a day."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from relance_sync.cli.agreed import IdArgument, WhoseArgument, close, new_id, whose
from relance_sync.cli.customers import CustomerArgument
from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day, day_from
from relance_sync.cli.jsonable import Json, day_json
from relance_sync.cli.orders import find_order
from relance_sync.cli.session import Session
from relance_sync.errors import Stop
from relance_sync.rules.account import Account, HoldOverride
from relance_sync.rules.explain import format_day
from relance_sync.rules.holds import waiting_orders


def override_add(
    session: Session,
    customer: CustomerArgument,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides: it is kept in the history.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why: colleagues read it.")],
    until: Annotated[Day, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Last day.")],
    order: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Only this order. Default: all of them.")
    ] = None,
) -> Exit:
    """Let orders of a held customer go on.

    While it runs the hold is a warning; afterwards it comes back if its reasons stand.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    if not by.strip() or not reason.strip():
        raise Stop(session.say("override_no_by"))
    account = session.account(company, found, today)
    known = find_order(session, account, order, waiting_orders(account)) if order else None
    override = HoldOverride(
        id=new_id(),
        customer=found.id,
        by=by.strip(),
        reason=reason.strip(),
        day=today,
        until=day_from(until, today, session),
        order=known.id if known else None,
    )
    session.store.add_override(company.name, override)
    if session.out.as_json:
        session.out.document({"company": company.name, "added": [_json(override)]})
        return Exit.OK
    orders = known.number if known else session.say("all_orders")
    day = format_day(override.until, session.language)
    session.out.line(
        session.say(
            "override_added", id=override.id, by=override.by, orders=orders, customer=found.name, until=day
        )
    )
    return Exit.OK


def override_close(session: Session, id_: IdArgument) -> Exit:
    """Take an override back."""
    return close(session, "override", id_, session.store.close_override)


def override_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List overrides: whose they are, why, and until when."""
    company, asked = whose(session, customer)
    today = session.today(company)
    overrides = session.store.agreements(company.name, asked).overrides
    if session.out.as_json:
        rows = [_json(each) | {"state": _state(each, today)} for each in overrides]
        session.out.document({"company": company.name, "overrides": rows})
        return Exit.OK
    headings = ("id", "customer", "since", "until", "order", "state", "by", "why")
    whom = {one.customer for one in overrides}
    accounts = {each: session.store.account(session.known(company), each, today) for each in whom}
    session.out.table(
        [session.say(key) for key in headings],
        [_row(session, each, accounts[each.customer], today) for each in overrides],
    )
    if not overrides:
        session.out.line(session.say("none_listed"))
    return Exit.OK


def _state(override: HoldOverride, today: date) -> str:
    if override.closed_on is not None and override.closed_on <= today:
        return "closed"
    return "open" if override.runs(today) else "over"


def _row(session: Session, override: HoldOverride, account: Account | None, today: date) -> Sequence[str]:
    """Write a row; ids where the books no longer say a name or a number."""
    language, id_ = session.language, override.order
    numbers = {each.id: each.number for each in account.orders} if account else {}
    return (
        override.id,
        account.customer.name if account else override.customer,
        format_day(override.day, language),
        format_day(override.until, language),
        session.say("all_orders") if id_ is None else numbers.get(id_, id_),
        session.say(f"state_{_state(override, today)}"),
        override.by,
        override.reason,
    )


def _json(override: HoldOverride) -> Json:
    return {
        "id": override.id,
        "customer": override.customer,
        "by": override.by,
        "reason": override.reason,
        "day": day_json(override.day),
        "until": day_json(override.until),
        "order": override.order,
        "closed_on": day_json(override.closed_on),
    }
