"""`relance hold`: a person confirms the hold of a natural person, takes that back, and sees who did."""

from datetime import timedelta
from typing import Annotated

import typer

from relance_sync.cli.agreed import DAY_FORMAT, IdArgument, WhoseArgument, close, new_id, whose
from relance_sync.cli.customers import CustomerArgument, assess_customer
from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day, day_from
from relance_sync.cli.jsonable import Json, customer_json, day_json
from relance_sync.cli.session import Session
from relance_sync.errors import Stop
from relance_sync.rules.account import HoldApproval
from relance_sync.rules.decisions import Hold
from relance_sync.rules.explain import format_day


def hold_confirm(
    session: Session,
    customer: CustomerArgument,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who confirms: it is kept in the history.")],
    until: Annotated[
        Day | None,
        typer.Option(metavar="DATE", formats=DAY_FORMAT, help="Last day. Default: the policy's term."),
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why: colleagues read it.")] = "",
) -> Exit:
    """Confirm a proposed hold.

    A hold of a natural person is only proposed until somebody confirms it; the next sync sets it.
    """
    company = session.company()
    found = session.customer(company, customer)
    today = session.today(company)
    if not by.strip():
        raise Stop(session.say("hold_no_by"))
    _, assessment, policy = assess_customer(session, company, found, today)
    if not any(isinstance(each, Hold) and each.proposal for each in assessment.decisions):
        raise Stop(session.say("no_proposal", customer=found.name))
    term = timedelta(days=policy.hold.expires_after_days)
    last = day_from(until, today, session) if until else today + term
    approval = HoldApproval(
        id=new_id(), customer=found.id, by=by.strip(), day=today, until=last, reason=reason.strip()
    )
    session.store.add_approval(company.name, approval)
    if session.out.as_json:
        document: Json = {"company": company.name, **_json(approval), "customer": customer_json(found)}
        session.out.document(document)
    else:
        day = format_day(last, session.language)
        session.out.line(
            session.say("hold_confirmed", id=approval.id, customer=found.name, by=approval.by, until=day)
        )
    return Exit.OK


def hold_withdraw(session: Session, id_: IdArgument) -> Exit:
    """Take the confirmation of a hold back.

    The hold is only proposed again, from the next sync on.
    """
    return close(session, "hold", id_, session.store.close_approval)


def hold_list(session: Session, customer: WhoseArgument = None) -> Exit:
    """List who confirmed holds, why, and until when."""
    company, asked = whose(session, customer)
    today = session.today(company)
    approvals = session.store.agreements(company.name, asked).approvals
    if session.out.as_json:
        rows = [_json(each) | {"state": _state(each, session)} for each in approvals]
        session.out.document({"company": company.name, "confirmations": rows})
        return Exit.OK
    headings = ("id", "customer", "since", "until", "state", "by", "why")
    known, language = session.known(company), session.language
    names = {
        id_: account.customer.name
        for id_ in {each.customer for each in approvals}
        if (account := session.store.account(known, id_, today))
    }
    rows_ = [
        [
            each.id,
            names.get(each.customer, each.customer),
            format_day(each.day, language),
            format_day(each.until, language),
            session.say(f"state_{_state(each, session)}"),
            each.by,
            each.reason,
        ]
        for each in approvals
    ]
    session.out.table([session.say(key) for key in headings], rows_)
    if not approvals:
        session.out.line(session.say("none_listed"))
    return Exit.OK


def _state(approval: HoldApproval, session: Session) -> str:
    today = session.today(session.company())
    if approval.closed_on is not None and approval.closed_on <= today:
        return "closed"
    return "open" if approval.runs(today) else "over"


def _json(approval: HoldApproval) -> Json:
    return {
        "id": approval.id,
        "customer": approval.customer,
        "by": approval.by,
        "day": day_json(approval.day),
        "until": day_json(approval.until),
        "reason": approval.reason,
        "closed_on": day_json(approval.closed_on),
    }
