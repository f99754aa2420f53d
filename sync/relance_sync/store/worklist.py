"""The worklist and the search for a customer: what people look at, read from the latest assessments.

Works inside the transaction it is given and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from relance_sync.rules.account import HoldState
from relance_sync.rules.decisions import Decision
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Company, Customer
from relance_sync.rules.money import from_minor
from relance_sync.rules.plans import Stage
from relance_sync.rules.score import Grade
from relance_sync.store import tables
from relance_sync.store.account_rows import customer_from
from relance_sync.store.encoding import decision_from
from relance_sync.store.rows import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRow:
    """One customer as last assessed.

    Attributes:
        customer: Its id.
        name: Its name.
        exposure, overdue: In `currency`, the company's.
        hold: The hold in force; None if there is none.
        grade: As graded last; unrated if nothing was known.
        points: Of the grade; None if unrated.
        decisions: As decided last, never empty.
        tasks: How many tasks of ours are open.
        assessed_on: Day of the assessment.
        next_review: First day on which it can change without new data; None for never.
    """

    customer: str
    name: str
    stage: Stage
    exposure: Decimal
    overdue: Decimal
    currency: str
    hold: HoldState | None
    grade: Grade
    points: Decimal | None
    decisions: tuple[Decision, ...]
    tasks: int
    assessed_on: date
    next_review: date | None


def worklist(connection: Connection, company_id: str) -> list[WorklistRow]:
    """Return the assessed customers with anything open, most overdue first."""
    reviews, customers, holds, tasks = (
        table.c for table in (tables.reviews, tables.customers, tables.holds, tables.tasks)
    )
    counted = (
        select(tasks.customer, func.count().label("tasks"))
        .where(tasks.company == company_id, tasks.closed_on.is_(None))
        .group_by(tasks.customer)
        .subquery()
    )
    in_force = and_(
        holds.company == reviews.company, holds.customer == reviews.customer, holds.ended_on.is_(None)
    )
    query = (
        select(
            tables.reviews,
            customers.name,
            holds.level,
            holds.since,
            holds.cycle,
            holds.proposal,
            counted.c.tasks,
        )
        .join_from(
            tables.reviews,
            tables.customers,
            and_(customers.company == reviews.company, customers.id == reviews.customer),
        )
        .outerjoin(tables.holds, in_force)
        .outerjoin(counted, counted.c.customer == reviews.customer)
        .where(reviews.company == company_id, reviews.assessed_on.is_not(None))
        .where(or_(~reviews.idle, holds.level.is_not(None), counted.c.tasks > 0))
        .order_by(reviews.overdue.desc(), reviews.customer)
    )
    return [_row(row) for row in connection.execute(query)]


def _row(row: Row[Any]) -> WorklistRow:
    hold = None
    if row.level is not None:
        hold = HoldState(level=Level(row.level), since=row.since, cycle=row.cycle, proposal=row.proposal)
    # An assessment of an older release had no rating.
    risk = row.assessment.get("risk")
    rating = risk.get("rating") if isinstance(risk, dict) else None
    return WorklistRow(
        customer=row.customer,
        name=row.name,
        stage=Stage(row.stage),
        exposure=from_minor(row.exposure, row.currency),
        overdue=from_minor(row.overdue, row.currency),
        currency=row.currency,
        hold=hold,
        grade=Grade(rating["grade"]) if rating else Grade.UNRATED,
        points=Decimal(rating["points"]) if rating and rating["points"] is not None else None,
        decisions=tuple(decision_from(each) for each in row.assessment["decisions"]),
        tasks=row.tasks or 0,
        assessed_on=row.assessed_on,
        next_review=row.next_review,
    )


def find_customers(connection: Connection, company: Company, text: str) -> Sequence[Customer]:
    """Find customers by id, else by a part of their name in any case and without accents, sorted by name."""
    columns = tables.customers.c
    query = select(tables.customers).where(columns.company == company.id)
    found = connection.execute(query.where(columns.id == text)).all()
    if not found and text.strip():
        part = columns.folded.contains(folded(text.strip()), autoescape=True)
        found = connection.execute(query.where(part)).all()
    # Sorted here: databases do not agree on the order of letters.
    return [
        customer_from(row, company.currency) for row in sorted(found, key=lambda row: (row.folded, row.id))
    ]
