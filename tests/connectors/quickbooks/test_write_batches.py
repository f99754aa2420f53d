"""Many effects with few calls: what is counted, what is refused for itself, and who edits in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from relance_connectors.block import markers
from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Unclear
from relance_sync.ports import Effect, EffectKind, Receipt, Target
from tests.connectors.quickbooks.desk import Desk, desk
from tests.simulators.quickbooks import Kind, batch, errors


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def written(outcomes: Sequence[Receipt | RelanceError]) -> list[Receipt]:
    receipts = [each for each in outcomes if isinstance(each, Receipt)]
    assert len(receipts) == len(outcomes), outcomes
    return receipts


def test_thirty_notes_are_one_call_and_no_read(at: Desk) -> None:
    effects = [at.effect(EffectKind.NOTE, at.books.customer(f"Amy {n}")) for n in range(30)]
    receipts = written(at.writer().deliver_batch(effects))
    assert (at.calls(), at.metered()) == ({"batch": 1}, 0)
    assert [each.reference for each in receipts] == [f"Attachable:{n}" for n in range(1, 31)]
    assert len({each.key for each in receipts}) == 30


def test_a_mixed_batch_is_one_metered_read_and_one_write(at: Desk) -> None:
    writer = at.writer(hold_terms="Due on receipt", hold_estimates="Rejected")
    customers = [at.books.customer(f"Amy {n}", notes="Call first.") for n in range(9)]
    estimates = [at.books.estimate(each, 10) for each in customers[:5]]
    todo = written(writer.deliver_batch([at.effect(EffectKind.ACTIVITY, each) for each in customers]))
    at.forget_calls()
    effects = [
        *(at.effect(EffectKind.NOTE, each) for each in customers),
        *(at.hold_order(each) for each in estimates),
        *(at.effect(EffectKind.HOLD, each) for each in customers),
        *(at.closing(receipt, customers[0]) for receipt in todo[:7]),
    ]
    assert len(effects) == 30
    receipts = written(writer.deliver_batch(effects))
    assert (at.calls(), at.metered()) == ({"batch": 2}, 1)
    at.forget_calls()
    assert all(each.found for each in written(writer.deliver_batch(effects)))
    assert (at.calls(), at.metered()) == ({"batch": 1}, 1)
    at.forget_calls()
    orders = receipts[9:14]
    back = [
        *(at.effect(EffectKind.RELEASE, each) for each in customers),
        *(at.closing(each, customers[0]) for each in orders),
    ]
    written(writer.deliver_batch(back))
    assert (at.calls(), at.metered()) == ({"batch": 2}, 1)
    assert {at.now(each)["Notes"] for each in customers} == {"Call first."}
    assert {at.now(each)["TxnStatus"] for each in estimates} == {"Pending"}


def test_more_than_thirty_effects_are_written_in_order(at: Desk) -> None:
    amy = at.books.customer("Amy")
    effects = [at.effect(EffectKind.NOTE, amy) for _ in range(65)]
    written(at.writer().deliver_batch(effects))
    assert at.calls() == {"batch": 3}
    assert [each.rpartition("\n")[2] for each in at.notes()] == [each.marker for each in effects]


def test_the_same_effect_twice_in_a_batch_is_one_note(at: Desk) -> None:
    wanted = at.effect(EffectKind.NOTE, at.books.customer("Amy"))
    first, second = written(at.writer().deliver_batch([wanted, wanted]))
    assert (first.found, second.found, second.reference) == (False, True, first.reference)
    assert len(at.notes()) == 1


def test_what_cannot_be_written_does_not_stop_the_others(at: Desk) -> None:
    customers = [at.books.customer(f"Amy {n}") for n in range(30)]
    at.books.deactivate(customers[3])
    effects = [
        at.effect(EffectKind.NOTE if n % 2 else EffectKind.HOLD, each) for n, each in enumerate(customers)
    ]
    gone = {5: ("customer", "999"), 8: ("customer", "998"), 11: ("order", "9"), 14: ("customer", "a")}
    for n, (kind, id_) in gone.items():
        effects[n] = at.effect(effects[n].kind, customers[n], target=Target(kind=kind, id=id_))
    outcomes = at.writer().deliver_batch(effects)
    assert {n for n, each in enumerate(outcomes) if not isinstance(each, Receipt)} == gone.keys()
    assert all(isinstance(outcomes[n], Skip) for n in gone)
    assert (at.calls(), at.metered()) == ({"query Customer": 1, "batch": 1}, 1)
    at.forget_calls()
    # Nothing that was refused is tried for another reason than before.
    assert [isinstance(each, Skip) for each in at.writer().deliver_batch(effects)].count(True) == 4


def test_a_failure_inside_quickbooks_at_one_item_is_looked_into(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects = [at.effect(EffectKind.NOTE, at.books.customer(f"Amy {n}")) for n in range(3)]
    done = batch._done

    def failing(company: Any, item: dict[str, Any]) -> Any:
        answer = done(company, item)
        if item["bId"] == "2":
            raise errors.Refusal("10000", "failed", "failed inside", kind="SystemFault", status=500)
        return answer

    monkeypatch.setattr(batch, "_done", failing)
    writer = at.writer()
    outcomes = writer.deliver_batch(effects)
    assert [type(each) for each in outcomes] == [Receipt, Unclear, Receipt]
    assert writer.find(effects[1]) is not None


# -- people who edit at the same moment ----------------------------------------------------------------


def meanwhile(at: Desk, person: Any, *, times: int = 1) -> None:
    """Let a person act between our read and our write, some times."""
    gateway = at.simulator.world.troubles
    strike, left = gateway.strike, [times]

    def struck(method: str, target: str, body: bytes) -> Any:
        writes = b'"SyncToken"' in body
        if writes and left[0]:
            left[0] -= 1
            person()
        return strike(method, target, body)

    gateway.strike = struck  # type: ignore[method-assign]


def test_a_person_edits_between_our_read_and_our_write(at: Desk) -> None:
    customers = [at.books.customer(f"Amy {n}", notes="Call first.") for n in range(4)]
    effects = [at.effect(EffectKind.HOLD, each) for each in customers]
    meanwhile(at, lambda: at.books.edit(customers[1], Notes="Call Jim.\r\nNot Joe.", Title="Dr"))
    written(at.writer().deliver_batch(effects))
    # One read and one write for all, and once more for the one that was stale.
    assert (at.calls(), at.metered()) == ({"query Customer": 2, "batch": 1, "update Customer": 1}, 2)
    for each, effect in zip(customers, effects, strict=True):
        assert markers(at.now(each)["Notes"]) == (effect.marker,)
    assert at.now(customers[1])["Notes"].startswith("Call Jim.\r\nNot Joe.\n--- Relance")
    assert at.now(customers[1])["Title"] == "Dr"


@pytest.mark.parametrize("kind", [EffectKind.HOLD, EffectKind.RELEASE, EffectKind.CLOSE])
def test_every_change_is_merged_with_a_persons(at: Desk, kind: EffectKind) -> None:
    amy, writer = at.books.customer("Amy", notes="Call first."), at.writer()
    if kind is EffectKind.RELEASE:
        writer.deliver(at.effect(EffectKind.HOLD, amy))
    todo = writer.deliver(at.effect(EffectKind.ACTIVITY, amy))
    wanted = at.closing(todo, amy) if kind is EffectKind.CLOSE else at.effect(kind, amy)
    (record, field) = (amy, "Notes")
    if kind is EffectKind.CLOSE:
        (record, field) = (at.books.company.tables["Attachable"]["1"], "Note")
    meanwhile(at, lambda: at.books.edit(record, **{field: f"{at.now(record)[field]}\nAsk Jane."}))
    assert not writer.deliver(wanted).found
    assert at.now(record)[field].count("Ask Jane.") == 1
    assert (at.now(amy)["Notes"] == "Call first.\nAsk Jane.") is (kind is EffectKind.RELEASE)


def test_a_person_holds_the_order_back_first(at: Desk) -> None:
    estimate = at.books.estimate(at.books.customer("Amy"), 10, status="Accepted")
    meanwhile(at, lambda: at.books.edit(estimate, TxnStatus="Closed", PrivateNote="Gone."))
    with pytest.raises(Skip, match="is closed in QuickBooks"):
        at.writer(hold_estimates="Rejected").deliver(at.hold_order(estimate))
    assert (at.now(estimate)["TxnStatus"], at.now(estimate)["PrivateNote"]) == ("Closed", "Gone.")


def test_a_record_that_never_rests_is_left_for_later(at: Desk) -> None:
    amy = at.books.customer("Amy")
    bob = at.books.customer("Bob")
    meanwhile(at, lambda: at.books.edit(amy, Notes=at.now(amy).get("Notes", "") + "."), times=9)
    refused, done = at.writer().deliver_batch([at.effect(EffectKind.HOLD, each) for each in (amy, bob)])
    assert isinstance(refused, Skip)
    assert "Somebody changed a record" in refused.user_message
    assert isinstance(done, Receipt)
    assert at.now(amy)["Notes"] == "..."


# -- a platform that cannot be called ------------------------------------------------------------------


def mixed(at: Desk) -> list[Effect]:
    amy = at.books.customer("Amy", email="a@example.com")
    invoice = at.books.invoice(amy, 10)
    return [
        at.effect(EffectKind.NOTE, amy),
        at.effect(EffectKind.HOLD, amy),
        at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,)),
        at.effect(EffectKind.RELEASE, amy),
    ]


@pytest.mark.parametrize("path", ["/batch", "query"])
def test_a_read_that_fails_is_all_that_is_tried(at: Desk, path: str) -> None:
    at.attempts = 1
    effects = mixed(at)[:3] if path == "/batch" else mixed(at)[:2]
    at.trouble(Kind.RESET_BEFORE, path=path)
    outcomes = at.writer().deliver_batch(effects)
    assert [type(each) for each in outcomes] == [Retry] * len(effects)
    assert sum(at.calls().values()) == 1
    assert (at.notes(), at.mails()) == ([], [])


def test_after_an_unclear_write_no_e_mail_is_sent(at: Desk) -> None:
    at.attempts = 1
    effects = mixed(at)
    at.trouble(Kind.RESET_AFTER_COMMIT, path="requestid")
    outcomes = at.writer().deliver_batch(effects)
    assert [type(each) for each in outcomes] == [Unclear, Unclear, Retry, Retry]
    assert at.mails() == []


def test_a_permission_that_ends_under_way_keeps_the_receipts(at: Desk) -> None:
    effects = mixed(at)
    at.trouble(Kind.FORBIDDEN, path="/send")
    outcomes = at.writer().deliver_batch(effects)
    assert [type(each) for each in outcomes] == [Receipt, Receipt, Reconnect, Reconnect]
    at.trouble(Kind.FORBIDDEN)
    with pytest.raises(Reconnect):
        at.writer().deliver(effects[0])


def test_what_became_of_a_whole_batch_is_one_question(at: Desk) -> None:
    at.attempts = 1
    writer = at.writer()
    effects = [at.effect(EffectKind.NOTE, at.books.customer(f"Amy {n}")) for n in range(30)]
    at.trouble(Kind.RESET_AFTER_COMMIT, path="/batch")
    assert {type(each) for each in writer.deliver_batch(effects)} == {Unclear}
    at.forget_calls()
    assert all(writer.find_batch(effects))
    assert at.calls() == {"query Attachable": 1}
    # Asked once more, it looks again.
    assert writer.find(effects[0]) is not None
    assert at.calls() == {"query Attachable": 2}


def test_what_was_seen_before_a_write_is_not_believed_after_it(at: Desk) -> None:
    at.attempts = 1
    writer, amy = at.writer(), at.books.customer("Amy")
    effects = [at.effect(EffectKind.NOTE, amy), at.effect(EffectKind.HOLD, amy)]
    at.trouble(Kind.RESET_BEFORE, path="requestid")
    assert {type(each) for each in writer.deliver_batch(effects)} == {Unclear}
    assert writer.find(effects[0]) is None
    written(writer.deliver_batch(effects))
    assert writer.find(effects[1]) is not None
