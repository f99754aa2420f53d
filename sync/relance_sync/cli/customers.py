"""What people ask about customers: explain, check-order, and the confirmation of a hold.

Answers come from the store and the rules; the platform is not called.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day, amount_from, day_from
from relance_sync.cli.jsonable import (
    assessment_json,
    customer_json,
    day_json,
    money_json,
    reason_json,
)
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.rules.account import Account, HoldApproval, HoldState
from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Assessment, Hold
from relance_sync.rules.explain import describe, explain, format_day, format_money, word
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Customer, days_late
from relance_sync.rules.money import Money
from relance_sync.rules.order_check import OrderAnswer, check_order
from relance_sync.rules.policy import Policy

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help="Its id, or a part of its name.")]


def explain_customer(session: Session, customer: CustomerArgument) -> Exit:
    """Explain what is decided, and why.

    Shows figures, open items, and the decisions of today with their reasons. Nothing is written.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    account, assessment, _ = _assess(session, company, found, today)
    if session.out.as_json:
        document: dict[str, object] = {"company": company.name, "today": day_json(today)}
        document |= {"customer": customer_json(found), "credit_limit": _limit_json(account)}
        document |= {"hold": hold_json(account.hold), "synced_on": day_json(account.synced_on)}
        document |= assessment_json(assessment, session.language)
        document["items"] = [
            {
                "id": item.id,
                "invoice": item.invoice.number,
                "due": day_json(item.due),
                "days_late": days_late(item.due, today) if item.due else None,
                "residual": money_json(item.residual),
            }
            for item in account.items
        ]
        session.out.document(document)
    else:
        _show_account(session, account, assessment)
    return Exit.OK


def hold_json(hold: HoldState | None) -> dict[str, object] | None:
    """Write a hold; None for none."""
    if hold is None:
        return None
    return {"level": hold.level.name.lower(), "since": day_json(hold.since), "proposal": hold.proposal}


def _assess(
    session: Session, company: CompanySettings, customer: Customer, today: date
) -> tuple[Account, Assessment, Policy]:
    account = session.account(company, customer, today)
    policy = session.policy(company)
    return account, assess(account, policy, session.calendar(company), today), policy


def _limit_json(account: Account) -> dict[str, object] | None:
    limit = account.customer.credit_limit
    return None if limit is None else money_json(Money(amount=limit, currency=account.company.currency))


def _show_account(session: Session, account: Account, assessment: Assessment) -> None:
    out, say, language, today = session.out, session.say, session.language, assessment.today
    customer, exposed, currency = account.customer, assessment.exposure, account.company.currency

    def money(amount: Decimal) -> str:
        return format_money(Money(amount=amount, currency=currency), language)

    out.line(say("explain_title", name=customer.name, id=customer.id), style="bold")
    if customer.url:
        out.line(customer.url)
    figures = {
        "items": money(exposed.open_items),
        "orders": money(exposed.orders),
        "credits": money(exposed.credits),
    }
    out.line(say("explain_figures", exposure=money(exposed.amount.amount), **figures))
    if exposed.missing_rates:
        out.line(say("explain_missing", currencies=", ".join(exposed.missing_rates)), style="yellow")
    limit = customer.credit_limit
    headroom = None if limit is None else money(limit - exposed.amount.amount)
    out.line(
        say("explain_no_limit")
        if limit is None
        else say("explain_limit", limit=money(limit), headroom=headroom)
    )
    stage = word(str(assessment.stage), language)
    out.line(say("explain_stage", stage=stage, overdue=format_money(assessment.overdue, language)))
    _show_items(session, account, today)
    for decision in assessment.decisions:
        out.line(f"• {describe(decision, today, language)}")
    review = assessment.next_review
    out.line(say("explain_review", day=format_day(review, language)) if review else say("explain_no_review"))


def _show_items(session: Session, account: Account, today: date) -> None:
    say, language = session.say, session.language
    rows = [
        [
            item.invoice.number,
            format_day(item.due, language) if item.due else "",
            str(days_late(item.due, today)) if item.due else "",
            format_money(item.residual, language),
        ]
        for item in account.items
    ]
    session.out.table([say(key) for key in ("invoice", "due", "late", "open")], rows, right=(2, 3))


def check_one_order(
    session: Session,
    customer: CustomerArgument,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="The order's total, taxes included.")],
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Its currency. Default: the company's.")
    ] = None,
) -> Exit:
    """Say whether an order may go on.

    Exit code 0 for go, 3 for hold, with the reason.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    account, assessment, policy = _assess(session, company, found, today)
    # The order may be in a currency that the account does not hold yet.
    account = replace(account, rates=session.store.rates(company.name, today))
    wanted = amount_from(amount, currency or account.company.currency, session)
    try:
        answer = check_order(account, policy, assessment.stage, assessment.risk, today, wanted)
    except ValueError:
        # The only refusal of the rules: a currency without a rate.
        raise Stop(
            session.say("no_rate", currency=wanted.currency, company_currency=account.company.currency)
        ) from None
    if session.out.as_json:
        session.out.document(
            {
                "company": company.name,
                "customer": customer_json(found),
                "amount": money_json(wanted),
                "go": answer.go,
                "level": answer.level.name.lower(),
                "headroom": money_json(answer.headroom) if answer.headroom else None,
                "reasons": [reason_json(each, today, session.language) for each in answer.reasons],
                "synced_on": day_json(account.synced_on),
            }
        )
    else:
        _show_answer(session, account, answer, wanted, today)
    return Exit.OK if answer.go else Exit.HOLD


def _show_answer(session: Session, account: Account, answer: OrderAnswer, wanted: Money, today: date) -> None:
    out, say, language = session.out, session.say, session.language
    key = "order_hold" if not answer.go else "order_go" if answer.level is Level.NONE else "order_warn"
    out.line(say(key, customer=account.customer.name, amount=format_money(wanted, language)), style="bold")
    for reason in answer.reasons:
        out.line(explain(reason, today, language))
    if answer.headroom is not None:
        out.line(say("headroom", headroom=format_money(answer.headroom, language)))
    if account.synced_on:
        out.line(say("as_of", day=format_day(account.synced_on, language)))


def hold_confirm(
    session: Session,
    customer: CustomerArgument,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who confirms: it is kept in the history.")],
    until: Annotated[
        Day | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Last day. Default: the policy's term."),
    ] = None,
) -> Exit:
    """Confirm a proposed hold.

    A hold of a natural person is only proposed until somebody confirms it; the next sync sets it.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    _, assessment, policy = _assess(session, company, found, today)
    if not any(isinstance(each, Hold) and each.proposal for each in assessment.decisions):
        raise Stop(session.say("no_proposal", customer=found.name))
    term = timedelta(days=policy.hold.expires_after_days)
    last = day_from(until, today, session) if until else today + term
    approval = HoldApproval(customer=found.id, by=by, day=today, until=last)
    session.store.add_approval(company.name, approval)
    if session.out.as_json:
        document: dict[str, object] = {"company": company.name, "customer": customer_json(found)}
        session.out.document(document | {"by": by, "day": day_json(today), "until": day_json(last)})
    else:
        day = format_day(last, session.language)
        session.out.line(session.say("hold_confirmed", customer=found.name, by=by, until=day))
    return Exit.OK
