"""Who is due for assessment, and what the latest assessment of each customer was.

Works inside the transaction it is given; deciding is `rules.assess`, what is written out is `outbox`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from relance_sync.rules.decisions import Assessment, Wait
from relance_sync.rules.money import quantize, to_minor
from relance_sync.rules.reasons import Code
from relance_sync.store import tables
from relance_sync.store.encoding import assessment_json, decisions_digest
from relance_sync.store.engine import upsert

_reviews = tables.reviews.c
_STALE = {Code.DATA_STALE, Code.BANK_STALE}


def mark_changed(connection: Connection, company_id: str, customers: Iterable[str]) -> None:
    """Mark customers for assessment."""
    rows = [
        {"company": company_id, "customer": id_, "changes": 1, "assessed_changes": 0}
        # In one order everywhere, so that two programs never wait for one another.
        for id_ in sorted(customers)
    ]
    if not rows:
        return
    insert = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(tables.reviews)
    statement = insert.on_conflict_do_update(
        index_elements=["company", "customer"], set_={"changes": _reviews.changes + 1}
    )
    connection.execute(statement, rows)


def mark_waiting(connection: Connection, company_id: str) -> None:
    """Mark the customers whose last assessment waited for fresher data."""
    waiting = and_(_reviews.company == company_id, _reviews.waits_for_pull)
    connection.execute(update(tables.reviews).where(waiting).values(changes=_reviews.changes + 1))


def to_assess(
    connection: Connection,
    company_id: str,
    today: date,
    policy_version: str,
    mode: str | None,
    *,
    files: bool = False,
) -> list[str]:
    """Return the ids of the customers to assess today, sorted.

    Those with changed data, never assessed, with a review due, or assessed under another policy or in
    another mode (what was only observed is not yet written; None for any mode), with `files` also those
    without a file on the platform; of these only those that have anything, and those that had something when
    they were last assessed.
    """
    customers = tables.customers.c
    changed = _reviews.changes != _reviews.assessed_changes
    never = _reviews.assessed_on.is_(None)
    due = or_(changed, never, _reviews.next_review <= today, _reviews.policy_version != policy_version)
    if mode is not None:
        due = or_(due, _reviews.mode != str(mode))
    if files:
        there = tables.files.c
        due = or_(due, ~exists().where(there.company == customers.company, there.customer == customers.id))
    # What lost its last invoice may still have an effect waiting that must be called off.
    emptied = and_(changed, _reviews.assessed_on.is_not(None))
    joined = tables.customers.outerjoin(
        tables.reviews, and_(_reviews.company == customers.company, _reviews.customer == customers.id)
    )
    query = (
        select(customers.id)
        .select_from(joined)
        .where(customers.company == company_id, due, or_(*_anything(), emptied))
        .order_by(customers.id)
    )
    return list(connection.execute(query).scalars())


def _anything() -> list[ColumnElement[bool]]:
    customers = tables.customers.c
    conditions: list[tuple[Table, list[ColumnElement[bool]]]] = [
        (tables.invoices, []),
        (tables.credits_, []),
        (tables.orders, []),
        (tables.holds, [tables.holds.c.ended_on.is_(None)]),
        (tables.tasks, [tables.tasks.c.closed_on.is_(None)]),
    ]
    return [
        exists().where(
            table.c.company == customers.company,
            table.c.customer == customers.id,
            *condition,
        )
        for table, condition in conditions
    ]


def save_assessments(
    connection: Connection,
    company_id: str,
    assessments: Sequence[Assessment],
    mode: str,
    seen: Mapping[str, int],
) -> list[Assessment]:
    """Keep the latest assessment of each customer and note that it is no longer due.

    Args:
        connection: In a transaction.
        company_id: The company.
        assessments: One per customer.
        mode: In which they were made.
        seen: Count of changes when each account was read; without it, what is stored now counts as seen.

    Returns:
        The assessments whose decisions are not those of the last time.
    """
    ids = [assessment.customer for assessment in assessments]
    found = connection.execute(
        select(_reviews.customer, _reviews.changes, _reviews.decided).where(
            _reviews.company == company_id, _reviews.customer.in_(ids)
        )
    )
    known = {customer: (changes, decided) for customer, changes, decided in found}
    rows, news = [], []
    for assessment in assessments:
        changes, before = known.get(assessment.customer, (0, None))
        row = _row(company_id, assessment, mode)
        row |= {"changes": changes, "assessed_changes": seen.get(assessment.customer, changes)}
        rows.append(row)
        if row["decided"] != before:
            news.append(assessment)
    if rows:
        names = [name for name in rows[0] if name not in {"company", "customer", "changes"}]
        connection.execute(upsert(connection.dialect, tables.reviews, update=names), rows)
    return news


def _row(company_id: str, assessment: Assessment, mode: str) -> dict[str, Any]:
    codes = {reason.code for decision in assessment.decisions for reason in decision.reasons}
    currency = assessment.overdue.currency
    return {
        "company": company_id,
        "customer": assessment.customer,
        "assessed_on": assessment.today,
        "policy_version": assessment.policy_version,
        "next_review": assessment.next_review,
        "stage": str(assessment.stage),
        "exposure": to_minor(quantize(assessment.exposure.amount.amount, currency), currency),
        "overdue": to_minor(quantize(assessment.overdue.amount, currency), currency),
        "currency": currency,
        "mode": mode,
        "waits_for_pull": not codes.isdisjoint(_STALE),
        "idle": codes == {Code.NOTHING_OPEN} and all(isinstance(each, Wait) for each in assessment.decisions),
        "decided": decisions_digest(assessment.decisions),
        "assessment": assessment_json(assessment),
    }
