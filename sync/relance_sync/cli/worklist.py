"""`relance worklist`: the customers who need attention, as the store remembers their last assessment."""

from typing import Annotated

import typer

from relance_sync.cli.customers import hold_json
from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import day_json, decision_json, money_json
from relance_sync.cli.session import Session
from relance_sync.rules.account import HoldState
from relance_sync.rules.explain import format_day, format_money, headline, word
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.money import Money
from relance_sync.rules.score_words import format_figure
from relance_sync.store import WorklistRow

_HEADINGS = ("customer", "stage", "risk", "overdue", "exposure", "hold", "tasks", "decision", "next_review")


def worklist(
    session: Session,
    name: Annotated[
        str | None, typer.Argument(metavar="COMPANY", help="The company. Default: the only one.")
    ] = None,
) -> Exit:
    """List the customers who need attention.

    Most overdue first, as last assessed.
    """
    chosen = session.company(name)
    known = session.known(chosen)
    rows = session.store.worklist(chosen.name)
    if session.out.as_json:
        customers = [_json(row, session.language) for row in rows]
        session.out.document({"company": chosen.name, "customers": customers})
        return Exit.OK
    cells = [_row(session, row) for row in rows]
    session.out.table([session.say(key) for key in _HEADINGS], cells, title=known.name, right=(3, 4, 6))
    if not rows:
        session.out.line(session.say("worklist_empty", name=known.name))
    return Exit.OK


def _json(row: WorklistRow, language: str) -> dict[str, object]:
    return {
        "customer": {"id": row.customer, "name": row.name},
        "stage": str(row.stage),
        "risk": str(row.grade),
        "points": None if row.points is None else format_figure(row.points, "en"),
        "exposure": money_json(Money(amount=row.exposure, currency=row.currency)),
        "overdue": money_json(Money(amount=row.overdue, currency=row.currency)),
        "hold": hold_json(row.hold),
        "open_tasks": row.tasks,
        "decisions": [decision_json(each, row.assessed_on, language) for each in row.decisions],
        "assessed_on": day_json(row.assessed_on),
        "next_review": day_json(row.next_review),
    }


def _row(session: Session, row: WorklistRow) -> list[str]:
    language = session.language
    return [
        row.name,
        word(str(row.stage), language),
        _risk(session, row),
        format_money(Money(amount=row.overdue, currency=row.currency), language),
        format_money(Money(amount=row.exposure, currency=row.currency), language),
        _hold_word(session, row.hold),
        str(row.tasks) if row.tasks else "",
        "\n".join(headline(each, language) for each in row.decisions),
        format_day(row.next_review, language) if row.next_review else "",
    ]


def _risk(session: Session, row: WorklistRow) -> str:
    if row.points is None:
        return session.say("score_unrated")
    return f"{row.grade} ({format_figure(row.points, session.language)})"


def _hold_word(session: Session, hold: HoldState | None) -> str:
    if hold is None:
        return ""
    if hold.proposal:
        return session.say("proposed")
    return session.say("hold_level" if hold.level is Level.HOLD else "warn_level")
