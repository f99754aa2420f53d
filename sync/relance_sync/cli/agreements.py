"""`relance promise`, `dispute` and `pause`: record, list and close reasons not to chase.

They count from the next sync on; whether a promise was kept follows from the ledger, nobody enters it.
"""

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
from relance_sync.rules.agreements import Dispute, DisputeReason, Pause, Promise
from relance_sync.rules.explain import format_day
from relance_sync.rules.money import Money


def promise_add(
    session: Session,
    customer: CustomerArgument,
    due: Annotated[Day, typer.Option(metavar="DATE", formats=DAY_FORMAT, help="The promised day.")],
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
    debt = debt_of(session, company, found, invoice or (), today)
    day = day_from(due, today, session)
    promises = [
        Promise(
            id=new_id(),
            customer=found.id,
            due=day,
            made_on=today,
            invoices=debt.invoices,
            amount=promised,
            open_amount=owed,
            source=by or user(),
            note=note,
        )
        for promised, owed in _promised(session, debt, amount, currency)
    ]
    for promise in promises:
        session.store.add_promise(company.name, promise)
    ids = ", ".join(each.id for each in promises)
    said = session.say("promise_added", id=ids, customer=found.name, due=format_day(day, session.language))
    return told(session, promises, said)


def _promised(
    session: Session, debt: Debt, amount: str | None, currency: str | None
) -> list[tuple[Money | None, Money | None]]:
    """Return what is promised, and what is open of it now: of all of it, once for each currency."""
    if amount is None and currency is None:
        # With nothing open yet, it is about what is billed today: kept once nothing of that is open.
        return [(None, owed) for owed in debt.open().values()] or [(None, None)]
    if amount is None:
        return [(None, debt.in_one(currency, session))]
    promised = amount_from(amount, currency or debt.account.company.currency, session)
    return [(promised, debt.in_one(promised.currency, session))]


def dispute_add(
    session: Session,
    customer: CustomerArgument,
    reason: Annotated[
        DisputeReason, typer.Option(metavar="REASON", help=f"Why: {', '.join(DisputeReason)}.")
    ] = DisputeReason.OTHER,
    invoice: InvoiceOption = None,
    note: NoteOption = "",
    by: ByOption = "",
) -> Exit:
    """Record that a customer disputes invoices, or everything."""
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    disputes = [
        Dispute(
            id=new_id(),
            customer=found.id,
            opened_on=today,
            invoice=each,
            reason=reason,
            source=by or user(),
            note=note,
        )
        for each in debt_of(session, company, found, invoice or (), today).invoices or [None]
    ]
    for dispute in disputes:
        session.store.add_dispute(company.name, dispute)
    ids = ", ".join(each.id for each in disputes)
    return told(session, disputes, session.say("dispute_added", id=ids, customer=found.name))


def pause_add(
    session: Session,
    customer: CustomerArgument,
    until: Annotated[Day, typer.Option(metavar="DATE", formats=DAY_FORMAT, help="Last day of the pause.")],
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
        id=new_id(),
        customer=found.id,
        since=today,
        until=day_from(until, today, session),
        source=by or user(),
        note=note,
    )
    session.store.add_pause(company.name, pause)
    day = format_day(pause.until, session.language)
    return told(session, [pause], session.say("pause_added", id=pause.id, customer=found.name, until=day))


def promise_close(session: Session, id_: IdArgument) -> Exit:
    """Withdraw a promise."""
    return close(session, "promise", id_, session.store.close_promise)


def dispute_close(session: Session, id_: IdArgument) -> Exit:
    """Settle a dispute.

    Its invoice is chased again.
    """
    return close(session, "dispute", id_, session.store.close_dispute)


def pause_close(session: Session, id_: IdArgument) -> Exit:
    """End a pause early."""
    return close(session, "pause", id_, session.store.close_pause)


def promise_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List promises and what became of them; of one customer also those that stand in the books."""
    company, id_ = whose(session, customer)
    promises = session.store.agreements(company.name, id_).promises
    account = id_ and session.store.account(session.known(company), id_, session.today(company))
    return listed(session, company, "promise", account.all_promises if account else promises)


def dispute_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List disputes."""
    company, id_ = whose(session, customer)
    return listed(session, company, "dispute", session.store.agreements(company.name, id_).disputes)


def pause_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List pauses."""
    company, id_ = whose(session, customer)
    return listed(session, company, "pause", session.store.agreements(company.name, id_).pauses)
