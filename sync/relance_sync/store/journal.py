"""The history: what was decided, written, recorded and what failed, in order, never changed.

Rows are only ever added; the database itself refuses to change or delete one. `store` decides when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from relance_sync.rules.decisions import Assessment, Decision
from relance_sync.rules.reasons import Figure, Reason
from relance_sync.store import tables
from relance_sync.store.encoding import decision_from, decision_json, decision_name

_history = tables.history.c


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of a customer's history.

    Attributes:
        at: When, UTC.
        kind: `decided`, `written`, `recorded` (by a person) or `failed`.
        code: For a decision its first reason's code, else the kind of effect or of agreement.
        title: For a decision its name (`remind`, `wait`, ...), else one line for people.
        figures: Of the first reason, typed; else what was recorded, as text.
        decision: The decision itself; None for everything else.
        policy_version, mode, run_id: Of the run it belongs to; empty for what a person recorded.
        reference: What the platform calls the thing written; else empty.
        problem: Why it failed; else empty.
    """

    at: datetime
    kind: str
    code: str
    title: str
    figures: Mapping[str, Figure]
    decision: Decision | None
    policy_version: str
    mode: str
    run_id: str
    reference: str
    problem: str

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons of the decision; empty for everything else."""
        return () if self.decision is None else self.decision.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line to add; `detail` is JSON."""

    customer: str
    kind: str
    code: str
    title: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    policy_version: str = ""
    mode: str = ""
    run_id: str = ""
    reference: str = ""


def record(connection: Connection, company_id: str, at: datetime, entries: Sequence[Entry]) -> None:
    """Add lines, in their order."""
    rows = [
        {name: getattr(entry, name) for name in Entry.__slots__} | {"company": company_id, "at": at}
        for entry in entries
    ]
    if rows:
        connection.execute(tables.history.insert(), rows)


def decided(assessment: Assessment, mode: str, run_id: str) -> list[Entry]:
    """Write an assessment as lines, one for each decision."""
    return [
        Entry(
            customer=assessment.customer,
            kind="decided",
            code=str(decision.reasons[0].code) if decision.reasons else "",
            title=decision_name(decision),
            detail=decision_json(decision),
            policy_version=assessment.policy_version,
            mode=mode,
            run_id=run_id,
        )
        for decision in assessment.decisions
    ]


def history(connection: Connection, company_id: str, customer_id: str) -> list[HistoryEntry]:
    """Return a customer's history, oldest first."""
    query = (
        select(tables.history)
        .where(_history.company == company_id, _history.customer == customer_id)
        .order_by(_history.seq)
    )
    return [_entry(row) for row in connection.execute(query)]


def _entry(row: Row[Any]) -> HistoryEntry:
    decision = decision_from(row.detail) if row.kind == "decided" else None
    reasons = decision.reasons if decision else ()
    return HistoryEntry(
        at=row.at,
        kind=row.kind,
        code=row.code,
        title=row.title,
        figures=(reasons[0].figures if reasons else {}) if decision else row.detail.get("figures", {}),
        decision=decision,
        policy_version=row.policy_version,
        mode=row.mode,
        run_id=row.run_id,
        reference=row.reference,
        problem=row.detail.get("problem", ""),
    )
