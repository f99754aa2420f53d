"""`relance check-order`: may an order go on? Asked of the store and the rules; the platform is not called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from relance_sync.cli.customers import CustomerArgument, assess_customer
from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import amount_from
from relance_sync.cli.jsonable import Json, customer_json, day_json, money_json, reason_json
from relance_sync.cli.session import Session
from relance_sync.errors import Stop
from relance_sync.rules.account import Account
from relance_sync.rules.explain import explain, format_day, format_money
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Order
from relance_sync.rules.money import Money
from relance_sync.rules.order_check import OrderAnswer, check_order


def check_one_order(
    session: Session,
    customer: CustomerArgument,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="The order's total, taxes included.")],
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Its currency. Default: the company's.")
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="An order the books know: AMOUNT is its new total."),
    ] = None,
) -> Exit:
    """Say whether an order may go on.

    A new order, or one that is changed or re-opened. Exit code 0 for go, 3 for hold, with the reason.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    account, assessment, policy = assess_customer(session, company, found, today)
    # The order may be in a currency that the account does not hold yet.
    account = replace(account, rates=session.store.rates(company.name, today))
    known = find_order(session, account, order, account.orders) if order else None
    code = currency or (known.total.currency if known else account.company.currency)
    wanted = amount_from(amount, code, session)
    try:
        answer = check_order(account, policy, assessment.stage, assessment.risk, today, wanted, known)
    except ValueError:
        # The only refusal of the rules: a currency without a rate.
        raise Stop(
            session.say("no_rate", currency=wanted.currency, company_currency=account.company.currency)
        ) from None
    if session.out.as_json:
        asked = {
            "company": company.name,
            "amount": money_json(wanted),
            "order": known.number if known else None,
        }
        session.out.document(asked | _json(session, account, answer, today))
    else:
        _show(session, account, answer, wanted, known, today)
    return Exit.OK if answer.go else Exit.HOLD


def find_order(session: Session, account: Account, number: str, among: Sequence[Order]) -> Order:
    """Find an order by its number or id.

    Raises:
        Stop: If it is not among these, which are listed.
    """
    found = next((each for each in among if number in {each.id, each.number}), None)
    if found is None:
        known = ", ".join(sorted(each.number for each in among)) or "-"
        raise Stop(session.say("no_order", customer=account.customer.name, number=number, known=known))
    return found


def _show(
    session: Session, account: Account, answer: OrderAnswer, wanted: Money, known: Order | None, today: date
) -> None:
    out, say, language = session.out, session.say, session.language
    customer = account.customer.name
    if known is not None and known.prepaid:
        out.line(say("order_prepaid", customer=customer, order=known.number), style="bold")
        return
    key = "order_hold" if not answer.go else "order_go" if answer.level is Level.NONE else "order_warn"
    out.line(say(key, customer=customer, amount=format_money(wanted, language)), style="bold")
    for reason in (*answer.reasons, *answer.release):
        out.line(explain(reason, today, language))
    if answer.headroom is not None:
        out.line(say("headroom", headroom=format_money(answer.headroom, language)))
    if account.synced_on:
        out.line(say("as_of", day=format_day(account.synced_on, language)))


def _json(session: Session, account: Account, answer: OrderAnswer, today: date) -> Json:
    language = session.language
    return {
        "customer": customer_json(account.customer),
        "go": answer.go,
        "level": answer.level.name.lower(),
        "headroom": money_json(answer.headroom) if answer.headroom else None,
        "reasons": [reason_json(each, today, language) for each in answer.reasons],
        "release": [reason_json(each, today, language) for each in answer.release],
        "synced_on": day_json(account.synced_on),
    }
