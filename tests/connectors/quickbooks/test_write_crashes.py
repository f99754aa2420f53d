"""Writing into QuickBooks with an accident at every call in turn: all is there once, no word is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from relance_connectors.block import markers, without_block
from relance_sync.errors import Retry, Unclear
from relance_sync.ports import Effect, EffectKind, Receipt
from tests.connectors.quickbooks.desk import Desk, desk
from tests.simulators.quickbooks import Kind

SETTINGS = {"hold_terms": "Due on receipt", "hold_estimates": "Rejected"}
BY_HAND = "Call first.\r\n'VIP' \\ 🦜\n"


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


@dataclass(kw_only=True)
class Night:
    """One customer with an order and two late invoices, and what is to be written about them."""

    customer: Any
    estimate: Any
    invoices: list[str]
    before: list[dict[str, Any]]
    effects: list[Effect]


def night(at: Desk) -> Night:
    amy = at.books.customer("Amy", email="a@example.com", term="Net 30", notes=BY_HAND)
    estimate = at.books.estimate(amy, 10, status="Accepted", PrivateNote=BY_HAND)
    invoices = [at.books.invoice(amy, 10).id for _ in range(2)]
    effects = [
        at.effect(EffectKind.NOTE, amy),
        at.effect(EffectKind.ACTIVITY, amy),
        at.hold_order(estimate),
        at.effect(EffectKind.HOLD, amy),
        at.effect(EffectKind.MESSAGE, amy, items=tuple(invoices)),
    ]
    before = [at.now(each) for each in (amy, estimate)]
    return Night(customer=amy, estimate=estimate, invoices=invoices, before=before, effects=effects)


def written(at: Desk, effects: Sequence[Effect]) -> list[Receipt]:
    """Write as the flow does, with a process that dies whenever something is unclear."""
    receipts: dict[str, Receipt] = {}
    for _ in range(5):
        pending = [each for each in effects if each.key not in receipts]
        if not pending:
            return [receipts[each.key] for each in effects]
        for effect, outcome in zip(pending, at.writer(**SETTINGS).deliver_batch(pending), strict=True):
            if isinstance(outcome, Unclear):
                outcome = at.writer(**SETTINGS).find(effect)  # noqa: PLW2901  # settled before anything else
            if isinstance(outcome, Receipt):
                receipts[effect.key] = outcome
            else:
                assert outcome is None or isinstance(outcome, Retry), outcome
    raise AssertionError("never done")


def check_written(at: Desk, made: Night) -> None:
    note, activity, order, hold, _ = made.effects
    assert [len(at.notes(each.marker)) for each in (note, activity)] == [1, 1]
    assert len(at.notes()) == 2
    for record, effect, field, was in (
        (made.customer, hold, "Notes", made.before[0]),
        (made.estimate, order, "PrivateNote", made.before[1]),
    ):
        text = at.now(record)[field]
        assert markers(text) == (effect.marker,)
        assert without_block(text) == was[field]
    assert at.now(made.customer)["SalesTermRef"]["name"] == "Due on receipt"
    assert at.now(made.estimate)["TxnStatus"] == "Rejected"
    assert at.mails() == [f"{each} to a@example.com" for each in made.invoices]


@pytest.mark.parametrize("attempts", [1, 4])
@pytest.mark.parametrize("nth", range(5))
@pytest.mark.parametrize(
    "kind", [Kind.RESET_BEFORE, Kind.RESET_AFTER_COMMIT, Kind.TRUNCATED, Kind.HTML_502, Kind.HTML_503]
)
def test_an_accident_at_every_call_in_turn(at: Desk, kind: Kind, nth: int, attempts: int) -> None:
    at.attempts = attempts
    made = night(at)
    at.trouble(kind, after=nth)
    activity, order = written(at, made.effects)[1:3]
    check_written(at, made)
    back = [
        at.closing(activity, made.customer),
        at.closing(order, made.customer),
        at.effect(EffectKind.RELEASE, made.customer),
    ]
    at.simulator.world.troubles.clear()
    at.trouble(kind, after=nth)
    written(at, back)
    assert [at.now(each) for each in (made.customer, made.estimate)] == made.before
    assert len(at.notes(back[0].marker)) == 1
    assert len(at.notes()) == 2


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER_COMMIT])
def test_no_answer_to_the_writes(at: Desk, kind: Kind) -> None:
    at.attempts = 1
    made = night(at)
    at.trouble(kind, path="requestid")
    at.trouble(kind, path="/send")
    written(at, made.effects)
    check_written(at, made)


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER_COMMIT, Kind.RESET_BEFORE])
@pytest.mark.parametrize("which", range(4))
def test_an_accident_at_each_effect_written_alone(at: Desk, kind: Kind, which: int) -> None:
    at.attempts = 1
    made = night(at)
    for effect in made.effects[:which]:
        written(at, [effect])
    at.trouble(kind, path="requestid")
    for effect in made.effects[which:]:
        written(at, [effect])
    check_written(at, made)


def test_what_a_person_wrote_after_an_unclear_hold_stays(at: Desk) -> None:
    at.attempts = 1
    made = night(at)
    at.trouble(Kind.RESET_BEFORE, path="requestid")
    outcomes = at.writer(**SETTINGS).deliver_batch(made.effects)
    assert isinstance(outcomes[3], Unclear)
    at.books.edit(made.customer, Notes="Ask Jane.", SalesTermRef={"value": at.books.term("Net 60").id})
    written(at, made.effects)
    assert at.now(made.customer)["Notes"].startswith("Ask Jane.\n--- Relance")
    written(at, [at.effect(EffectKind.RELEASE, made.customer)])
    assert at.now(made.customer)["Notes"] == "Ask Jane."
    assert at.now(made.customer)["SalesTermRef"]["name"] == "Net 60"


def test_a_write_that_arrives_twice_is_done_once(at: Desk) -> None:
    made = night(at)
    at.trouble(Kind.DUPLICATE, path="requestid", times=0)
    written(at, made.effects)
    check_written(at, made)
