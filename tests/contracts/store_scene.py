"""What the store's contract is told with: small records of every kind, and a store of one company.

Values are chosen so that a field that is lost or mixed up shows.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from relance_sync.ports import Effect, EffectKind, Page, Receipt, Target, Text
from relance_sync.rules.account import Account
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.decisions import Assessment, Decision, Risk, Wait
from relance_sync.rules.exposure import Exposure
from relance_sync.rules.ledger import (
    RECORD_KINDS,
    Company,
    Customer,
    Installment,
    Invoice,
    Kind,
    Order,
    OrderState,
    Record,
)
from relance_sync.rules.money import money
from relance_sync.rules.plans import Stage
from relance_sync.rules.reasons import Code, because
from relance_sync.store import OutboxRow, Store

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 4, 30, tzinfo=UTC)
COMPANY = Company(id="acme", name="Acme SARL", currency="EUR", language="fr", country="FR")
CUSTOMER = Customer(
    id="c1",
    name="Élodie Brun",
    kind=Kind.PERSON,
    email="elodie@example.com",
    phone="+33 1 23",
    language="fr",
    segment="retail",
    tags=("Baker", "Café"),
    plan="gentle",
    collector="7",
    salesperson="8",
    credit_limit=Decimal(0),
    chased=False,
    url="https://example.com/c1",
)


def customer(id_: str = "c1", **fields: Any) -> Customer:
    return Customer(id=id_, name=fields.pop("name", f"Customer {id_}"), **fields)


def installment(id_: str, residual: str = "100", **fields: Any) -> Installment:
    return Installment(
        id=id_,
        due=fields.pop("due", TODAY - timedelta(days=10)),
        amount=Decimal(fields.pop("amount", "100")),
        residual=Decimal(residual),
        **fields,
    )


def invoice(id_: str = "i1", owner: str = "c1", *parts: Installment, **fields: Any) -> Invoice:
    return Invoice(
        id=id_,
        customer=owner,
        number=f"INV/{id_}",
        issued=fields.pop("issued", TODAY - timedelta(days=40)),
        currency=fields.pop("currency", "EUR"),
        installments=parts or (installment(f"{id_}-1"),),
        **fields,
    )


def order(id_: str = "o1", owner: str = "c1", **fields: Any) -> Order:
    return Order(
        id=id_,
        customer=owner,
        number=f"S{id_}",
        day=TODAY,
        state=fields.pop("state", OrderState.QUOTATION),
        total=fields.pop("total", money("500", "EUR")),
        uninvoiced=fields.pop("uninvoiced", money("500", "EUR")),
        **fields,
    )


def page(*records: Record, **fields: Any) -> Page:
    kind = fields.pop("kind", None) or next(
        kind for kind, type_ in RECORD_KINDS.items() if isinstance(records[0], type_)
    )
    return Page(kind=kind, records=records, **fields)


def wait(code: Code = Code.NOTHING_OPEN, **figures: Any) -> Wait:
    return Wait(reasons=(because(code, **figures),))


def assessment(owner: str = "c1", *decisions: Decision, **fields: Any) -> Assessment:
    overdue = fields.pop("overdue", "0")
    return Assessment(
        customer=owner,
        today=fields.pop("today", TODAY),
        policy_version=fields.pop("policy_version", "v1"),
        risk=fields.pop("risk", Risk()),
        stage=fields.pop("stage", Stage.CURRENT),
        exposure=Exposure(
            amount=money(overdue, "EUR"), open_items=Decimal(overdue), orders=Decimal(0), credits=Decimal(0)
        ),
        overdue=money(overdue, "EUR"),
        decisions=decisions or (wait(),),
        next_review=fields.pop("next_review", None),
        **fields,
    )


def effect(name: str, kind: EffectKind = EffectKind.NOTE, owner: str = "c1", **fields: Any) -> Effect:
    return Effect(
        key=hashlib.sha256(name.encode()).hexdigest(),
        company=COMPANY.id,
        customer=owner,
        target=fields.pop("target", Target(kind="customer", id=owner)),
        kind=kind,
        text=Text(title=fields.pop("title", f"Title of {name}"), paragraphs=("Words.",)),
        language="fr",
        **fields,
    )


def reminder(name: str, *items: str, **fields: Any) -> Effect:
    steps = tuple(ItemStep(item=item, plan="standard", step="first") for item in items)
    fields = {"channel": "call", "currency": "EUR"} | fields
    return effect(name, EffectKind.ACTIVITY, items=items, steps=steps, **fields)


_numbers = itertools.count(1)


@dataclass
class Scene:
    """A store with one company, and the verbs of the tests.

    Attributes:
        runs: Numbers the runs.
    """

    store: Store
    runs: Any = field(default_factory=lambda: itertools.count(1))

    def pull(self, *records: Record, **fields: Any) -> frozenset[str]:
        """Save one page."""
        return self.store.save_page(COMPANY.id, page(*records, **fields))

    def due(self, today: date = TODAY, policy_version: str = "v1") -> list[str]:
        """Who is to be assessed."""
        return self.store.to_assess(COMPANY.id, today, policy_version)

    def account(self, id_: str = "c1", today: date = TODAY) -> Account:
        """Read an account that exists."""
        found = self.store.account(COMPANY, id_, today)
        assert found is not None
        return found

    def assess(self, assessed: Assessment | str = "c1", *effects: Effect, at: datetime = NOW) -> None:
        """Save one assessment with its effects, as a run of its own."""
        made = assessment(assessed) if isinstance(assessed, str) else assessed
        run = f"run{next(self.runs)}"
        self.store.save_plans(COMPANY.id, run, [(made, effects)], mode="assist", at=at)

    def deliver(self, sent: Effect, day: date = TODAY) -> str:
        """Pretend that an effect was written; returns its reference."""
        reference = f"thing:{next(_numbers)}"
        self.store.mark_sending(sent.key, NOW)
        receipt = Receipt(key=sent.key, reference=reference, written_at=NOW, url="https://example.com/1")
        self.store.save_receipt(sent, receipt, day=day)
        return reference

    def plan_and_deliver(self, *effects: Effect, day: date = TODAY) -> list[str]:
        """Plan effects of one customer and write them."""
        self.assess(assessment(effects[0].customer), *effects)
        return [self.deliver(each, day) for each in effects]

    def states(self, *of: Effect) -> list[str]:
        """Where the effects stand; those unknown to the outbox are `none`."""
        every = ("pending", "sending", "delivered", "failed", "cancelled")
        found = {row.effect.key: row.state for row in self.rows(*every)}
        return [str(found.get(each.key, "none")) for each in of]

    def rows(self, *states: str) -> list[OutboxRow]:
        """Rows of the outbox in these states."""
        return list(self.store.outbox(COMPANY.id, states=states))
