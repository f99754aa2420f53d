"""Turns what people told us into rows and back: agreements, words on a hold, interruptions, own contacts.

One shape per kind. Nothing here touches a database; `agreements` does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Table

from relance_sync.rules.account import HoldApproval, HoldOverride, RecordedInterruption, Told
from relance_sync.rules.agreements import (
    Dispute,
    DisputeReason,
    Pause,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
)
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.money import Money, from_minor
from relance_sync.rules.plans import Route
from relance_sync.rules.recorded_contacts import Call, HandOver, Reached
from relance_sync.store import tables
from relance_sync.store.account_rows import money_from
from relance_sync.store.rows import minor

Agreement = Promise | PaymentPlan | Settlement | Dispute | Pause | HoldOverride | HoldApproval | HandOver
"""What a person ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldShape:
    """Where a kind is kept.

    Attributes:
        begins: Column by which they are sorted.
        row: Builds the row, without the company.
        read: Reads a row back.
    """

    table: Table
    begins: str
    row: Callable[[Any], dict[str, Any]]
    read: Callable[[Row[Any]], Any]


def _plain(told: Told) -> dict[str, Any]:
    return {name: getattr(told, name) for name in type(told).__slots__}


def _kept(row: Row[Any], *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _money(amount: int | None, currency: str | None) -> Money | None:
    if amount is None or currency is None:
        return None
    return money_from(amount, currency)


def _minor(money: Money | None) -> tuple[int | None, str | None]:
    return (None, None) if money is None else (minor(money.amount, money.currency), money.currency)


def _promise_row(promise: Promise) -> dict[str, Any]:
    amount, currency = _minor(promise.amount)
    open_amount, open_currency = _minor(promise.open_amount)
    return _plain(promise) | {
        "invoices": list(promise.invoices),
        "amount": amount,
        "currency": currency,
        "open_amount": open_amount,
        "open_currency": open_currency,
    }


def _promise(row: Row[Any]) -> Promise:
    return Promise(
        **_kept(row, "id", "customer", "due", "made_on", "closed_on", "source", "note"),
        invoices=tuple(row.invoices),
        amount=_money(row.amount, row.currency),
        open_amount=_money(row.open_amount, row.open_currency),
    )


def _payment_plan_row(plan: PaymentPlan) -> dict[str, Any]:
    currency = plan.open_amount.currency
    return _plain(plan) | {
        "invoices": list(plan.invoices),
        "parts": [[each.due.isoformat(), minor(each.amount, currency)] for each in plan.parts],
        "open_amount": minor(plan.open_amount.amount, currency),
        "currency": currency,
    }


def _payment_plan(row: Row[Any]) -> PaymentPlan:
    return PaymentPlan(
        **_kept(row, "id", "customer", "made_on", "closed_on", "source", "note"),
        invoices=tuple(row.invoices),
        parts=tuple(_part(due, amount, row.currency) for due, amount in row.parts),
        open_amount=money_from(row.open_amount, row.currency),
    )


def _part(due: str, amount: int, currency: str) -> PlanPart:
    return PlanPart(due=date.fromisoformat(due), amount=Decimal(from_minor(amount, currency)))


def _settlement_row(settlement: Settlement) -> dict[str, Any]:
    currency = settlement.pays.currency
    return _plain(settlement) | {
        "invoices": list(settlement.invoices),
        "pays": minor(settlement.pays.amount, currency),
        "open_amount": minor(settlement.open_amount.amount, currency),
        "currency": currency,
    }


def _settlement(row: Row[Any]) -> Settlement:
    return Settlement(
        **_kept(row, "id", "customer", "made_on", "due", "closed_on", "source", "note"),
        invoices=tuple(row.invoices),
        pays=money_from(row.pays, row.currency),
        open_amount=money_from(row.open_amount, row.currency),
    )


def _dispute_row(dispute: Dispute) -> dict[str, Any]:
    return _plain(dispute) | {"reason": str(dispute.reason)}


def _dispute(row: Row[Any]) -> Dispute:
    kept = _kept(row, "id", "customer", "opened_on", "invoice", "closed_on", "source", "note")
    return Dispute(**kept, reason=DisputeReason(row.reason))


def _pause(row: Row[Any]) -> Pause:
    return Pause(**_kept(row, *Pause.__slots__))


def _override_row(override: HoldOverride) -> dict[str, Any]:
    row = _plain(override)
    return row | {"by_whom": row.pop("by"), "order_id": row.pop("order")}


def _override(row: Row[Any]) -> HoldOverride:
    kept = _kept(row, "id", "customer", "reason", "day", "until", "closed_on")
    return HoldOverride(**kept, by=row.by_whom, order=row.order_id)


def _interruption_row(recorded: RecordedInterruption) -> dict[str, Any]:
    fact = recorded.fact
    return {
        "id": recorded.id,
        "customer": recorded.customer,
        "ground": str(fact.ground),
        "day": fact.day,
        "confirmed_by": fact.confirmed_by,
        "proof": fact.proof,
        "invoices": list(recorded.invoices),
    }


def _interruption(row: Row[Any]) -> RecordedInterruption:
    fact = Interruption(
        ground=Ground(row.ground), day=row.day, confirmed_by=row.confirmed_by, proof=row.proof
    )
    return RecordedInterruption(id=row.id, customer=row.customer, fact=fact, invoices=tuple(row.invoices))


def _approval_row(approval: HoldApproval) -> dict[str, Any]:
    row = _plain(approval)
    return row | {"by_whom": row.pop("by")}


def _approval(row: Row[Any]) -> HoldApproval:
    kept = _kept(row, "id", "customer", "reason", "day", "until", "closed_on")
    return HoldApproval(**kept, by=row.by_whom)


def _hand_over_row(hand_over: HandOver) -> dict[str, Any]:
    row = _plain(hand_over)
    return row | {
        "to_whom": row.pop("to"),
        "invoices": list(hand_over.invoices),
        "route": str(hand_over.route),
    }


def _hand_over(row: Row[Any]) -> HandOver:
    kept = _kept(row, "id", "customer", "day", "closed_on", "source", "note")
    return HandOver(**kept, to=row.to_whom, invoices=tuple(row.invoices), route=Route(row.route))


def _call_row(call: Call) -> dict[str, Any]:
    return _plain(call) | {"reached": str(call.reached)}


def _call(row: Row[Any]) -> Call:
    kept = _kept(row, "id", "customer", "day", "counts", "person", "source", "note")
    return Call(**kept, reached=Reached(row.reached))


SHAPES: Mapping[type[Told], ToldShape] = {
    Promise: ToldShape(table=tables.promises, begins="made_on", row=_promise_row, read=_promise),
    PaymentPlan: ToldShape(
        table=tables.payment_plans,
        begins="made_on",
        row=_payment_plan_row,
        read=_payment_plan,
    ),
    Settlement: ToldShape(
        table=tables.settlements,
        begins="made_on",
        row=_settlement_row,
        read=_settlement,
    ),
    Dispute: ToldShape(table=tables.disputes, begins="opened_on", row=_dispute_row, read=_dispute),
    Pause: ToldShape(table=tables.pauses, begins="since", row=_plain, read=_pause),
    HoldOverride: ToldShape(table=tables.overrides, begins="day", row=_override_row, read=_override),
    RecordedInterruption: ToldShape(
        table=tables.interruptions,
        begins="day",
        row=_interruption_row,
        read=_interruption,
    ),
    HoldApproval: ToldShape(table=tables.approvals, begins="day", row=_approval_row, read=_approval),
    HandOver: ToldShape(table=tables.hand_overs, begins="day", row=_hand_over_row, read=_hand_over),
    Call: ToldShape(table=tables.calls, begins="day", row=_call_row, read=_call),
}
