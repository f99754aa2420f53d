"""`relance limitation`: until when claims can go to court, and the facts that move that day.

Answers come from the store, the rules and the law's tables; the platform is not called. Not legal advice.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

import typer

from relance_sync.cli.agreed import IdArgument, InvoiceOption, WhoseArgument, debt_of, new_id
from relance_sync.cli.customers import CustomerArgument
from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day
from relance_sync.cli.jsonable import Json, customer_json, day_json, money_json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.rules.account import Account, RecordedInterruption
from relance_sync.rules.explain import format_day, format_money
from relance_sync.rules.ledger import Customer
from relance_sync.rules.limitation import Fact, Ground, Interruption, LimitationState, Unmoved
from relance_sync.rules.limitation_watch import Watched, watch
from relance_sync.rules.policy import Policy

_PAGE = 5000
_DAYS = ["%Y-%m-%d"]
_COLUMNS = (
    "customer",
    "invoice",
    "due",
    "open",
    "limitation_last_day",
    "limitation_days_left",
    "state",
    "limitation_why",
)
_FACT_COLUMNS = ("id", "limitation_ground", "when", "limitation_proof", "confirmed_by", "invoice")
Row = tuple[Customer, Watched]


def limitation_list(
    session: Session,
    customer: WhoseArgument = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Every open item, not only those near their last day or past it.")
    ] = False,
) -> Exit:
    """List the last days on which open items can be claimed in court.

    With a customer all of its open items; without one what is near or past, of all customers.
    """
    company = session.company()
    policy, today = session.policy(company), session.today(company)
    found = session.customer(company, customer) if customer else None
    near_only = found is None and not everything
    rows = [
        (account.customer, each)
        for account in _accounts(session, company, found, today)
        for each in watch(account, policy, today)
        if not near_only or each.limitation.state is not LimitationState.RUNNING
    ]
    facts = session.store.agreements(company.name, found.id).interruptions if found else ()
    _tell(session, company, policy, rows, facts, near_only=near_only)
    return Exit.OK


def limitation_interrupt(
    session: Session,
    customer: CustomerArgument,
    ground: Annotated[Ground, typer.Option(help="What interrupted the time.")],
    day: Annotated[Day, typer.Option(metavar="DATE", formats=_DAYS, help="The day on which it took place.")],
    proof: Annotated[str, typer.Option(metavar="TEXT", help="Where the proof is.")],
    confirmed_by: Annotated[
        str, typer.Option("--confirmed-by", metavar="NAME", help="Who looked at the proof.")
    ],
    invoice: InvoiceOption = None,
) -> Exit:
    """Record what interrupted the limitation, confirmed by a named person.

    Only what the country's law knows counts; a formal notice never does.
    """
    company = session.company()
    policy, today = session.policy(company), session.today(company)
    found = session.customer(company, customer)
    if not confirmed_by.strip() or not proof.strip():
        raise Stop(session.say("limitation_no_name"))
    if day.date() > today:
        raise Stop(session.say("limitation_future", day=format_day(day.date(), session.language)))
    debt = debt_of(session, company, found, invoice or (), today)
    fact = Interruption(ground=ground, day=day.date(), confirmed_by=confirmed_by.strip(), proof=proof.strip())
    recorded = RecordedInterruption(id=new_id(), customer=found.id, fact=fact, invoices=debt.invoices)
    session.store.add_interruption(company.name, recorded)
    account = session.account(company, found, today)
    about = {item.id for item in debt.items}
    rows = [(found, each) for each in watch(account, policy, today) if each.item.id in about]
    if not session.out.as_json:
        session.out.line(session.say("limitation_recorded", id=recorded.id, customer=found.name))
    _tell(session, company, policy, rows, (recorded,))
    return Exit.OK


def limitation_remove(session: Session, id_: IdArgument) -> Exit:
    """Take out an interruption that was recorded by mistake."""
    company = session.company()
    if not session.store.remove_interruption(company.name, id_):
        raise Stop(session.say("limitation_no_fact", id=id_))
    if session.out.as_json:
        session.out.document({"company": company.name, "removed": id_})
    else:
        session.out.line(session.say("limitation_removed", id=id_))
    return Exit.OK


def _accounts(
    session: Session, company: CompanySettings, customer: Customer | None, today: date
) -> Iterator[Account]:
    if customer is not None:
        yield session.account(company, customer, today)
        return
    known, after = session.known(company), None
    while ids := session.store.known_ids(company.name, "customer", after, _PAGE):
        yield from session.store.accounts(known, ids, today)
        after = ids[-1]


def _tell(
    session: Session,
    company: CompanySettings,
    policy: Policy,
    rows: Sequence[Row],
    facts: Sequence[RecordedInterruption],
    *,
    near_only: bool = False,
) -> None:
    problem = _problem(session, company, policy)
    today = session.today(company)
    if session.out.as_json:
        document: Json = {"company": company.name, "today": day_json(today), "problem": problem}
        document["items"] = [_json(customer, each) for customer, each in rows]
        document["interruptions"] = [_fact_json(each) for each in facts]
        session.out.document(document)
        return
    if problem:
        session.out.warn(problem)
        return
    if not rows:
        session.out.line(session.say("limitation_none" if near_only else "limitation_none_open"))
    else:
        session.out.table(
            [session.say(key) for key in _COLUMNS], [_row(session, *each) for each in rows], right=(3, 5)
        )
        session.out.line(session.say("limitation_no_advice"))
    if facts:
        session.out.table(
            [session.say(key) for key in _FACT_COLUMNS], [_fact_row(session, each) for each in facts]
        )


def _problem(session: Session, company: CompanySettings, policy: Policy) -> str | None:
    """Say why nothing is watched at all; None if it is."""
    country = policy.limitation.country or session.known(company).country
    if not any(period.country == country for period in policy.law.limitation):
        return session.say("limitation_no_law", country=country or "-")
    return None


def _row(session: Session, customer: Customer, watched: Watched) -> list[str]:
    language, found = session.language, watched.limitation
    why = [found.period.article]
    why += [_words(session, each.fact, article=each.article) for each in found.moved]
    why += [_words(session, each.fact, why=each) for each in found.unmoved]
    return [
        customer.name,
        watched.item.invoice.number,
        format_day(watched.due, language),
        format_money(watched.item.residual, language),
        format_day(found.last_day, language),
        str(found.days_left),
        session.say(f"limitation_{found.state}"),
        "; ".join(why),
    ]


def _words(session: Session, fact: Fact, *, article: str = "", why: Unmoved | None = None) -> str:
    ground = fact.ground if isinstance(fact, Interruption) else "formal_notice"
    said = {"ground": session.say(f"ground_{ground}"), "day": format_day(fact.day, session.language)}
    if why is None:
        return session.say("limitation_moved", article=article, **said)
    return session.say("limitation_unmoved", why=session.say(f"ignored_{why.why}"), **said)


def _fact_row(session: Session, recorded: RecordedInterruption) -> list[str]:
    fact = recorded.fact
    return [
        recorded.id,
        session.say(f"ground_{fact.ground}"),
        format_day(fact.day, session.language),
        fact.proof,
        fact.confirmed_by or "",
        ", ".join(recorded.invoices) or session.say("everything"),
    ]


def _json(customer: Customer, watched: Watched) -> Json:
    found = watched.limitation
    return {
        "customer": customer_json(customer),
        "item": watched.item.id,
        "invoice": watched.item.invoice.number,
        "due": day_json(watched.due),
        "residual": money_json(watched.item.residual),
        "last_day": day_json(found.last_day),
        "days_left": found.days_left,
        "state": str(found.state),
        "article": found.period.article,
        "moved": [_plain(each.fact) | {"article": each.article} for each in found.moved],
        "unmoved": [_plain(each.fact) | {"why": str(each.why)} for each in found.unmoved],
    }


def _plain(fact: Fact) -> Json:
    ground = str(fact.ground) if isinstance(fact, Interruption) else "formal_notice"
    return {"ground": ground, "day": day_json(fact.day)}


def _fact_json(recorded: RecordedInterruption) -> Json:
    fact = recorded.fact
    return _plain(fact) | {
        "id": recorded.id,
        "customer": recorded.customer,
        "invoices": list(recorded.invoices),
        "proof": fact.proof,
        "confirmed_by": fact.confirmed_by,
    }
