"""What people ask about customers: explain, and what is decided about them.

Answers come from the store and the rules; the platform is not called.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import (
    assessment_json,
    customer_json,
    day_json,
    money_json,
)
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.rules.account import Account, HoldState
from relance_sync.rules.assess import assess
from relance_sync.rules.calibration import graded_by
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.explain import describe, format_day, format_money, word
from relance_sync.rules.ledger import Customer, days_late
from relance_sync.rules.money import Money
from relance_sync.rules.policy import Policy
from relance_sync.rules.score_words import explain_rating

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help="Its id, or a part of its name.")]


def explain_customer(session: Session, customer: CustomerArgument) -> Exit:
    """Explain what is decided, and why.

    Shows figures, open items, and the decisions of today with their reasons. Nothing is written.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    account, assessment, _ = assess_customer(session, company, found, today)
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


def assess_customer(
    session: Session, company: CompanySettings, customer: Customer, today: date
) -> tuple[Account, Assessment, Policy]:
    """Assess a customer today, from what is stored."""
    account = session.account(company, customer, today)
    policy = session.policy(company)
    if account.calibration is not None:
        policy = graded_by(policy, account.calibration)
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
    for line in _rating_lines(session, assessment):
        out.line(line)
    _show_items(session, account, today)
    for decision in assessment.decisions:
        out.line(f"• {describe(decision, today, language)}")
    review = assessment.next_review
    out.line(say("explain_review", day=format_day(review, language)) if review else say("explain_no_review"))


def _rating_lines(session: Session, assessment: Assessment) -> Iterator[str]:
    """Say the grade, what led to it, and the segment."""
    rating, segment = assessment.risk.rating, assessment.risk.segment
    yield from explain_rating(rating, session.language) if rating else [session.say("explain_no_rating")]
    if segment:
        yield session.say("explain_segment", segment=segment)


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
