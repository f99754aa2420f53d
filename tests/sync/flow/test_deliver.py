"""Several effects at once: each stands for itself, and what ends the company comes after their record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance_sync.errors import Retry, Skip, Stop
from relance_sync.flow import Mode
from relance_sync.ports import Effect, EffectKind, Page
from relance_sync.rules.ledger import Invoice
from tests.sync.flow.conftest import MONDAY, Office

NAMES = ("Blanc", "Brun", "Gris", "Noir", "Vert")


@pytest.fixture
def busy(office: Office) -> Office:
    """Five reminders, a note and a task each, three effects at once."""
    office.books.capabilities = replace(office.books.capabilities, batch=3)
    for name in NAMES:
        office.late(name, "100.00", 10)
    return office


def refuse(office: Office, customer: str, error: Exception) -> None:
    deliver = office.books.deliver

    def refusing(effect: Effect) -> object:
        if effect.customer == customer:
            raise error
        return deliver(effect)

    office.books.deliver = refusing  # type: ignore[assignment]


def written(office: Office) -> set[str]:
    return {each.effect.customer for each in office.books.written}


def test_so_many_at_once_as_the_platform_takes(busy: Office) -> None:
    sizes = []
    batch = busy.books.deliver_batch

    def counted(effects: list[Effect]) -> object:
        sizes.append(len(effects))
        return batch(effects)

    busy.books.deliver_batch = counted  # type: ignore[assignment]
    report = busy.sync()
    assert sizes == [3, 3, 3, 1]
    assert len(report.delivered) == 10


def test_one_that_is_refused_does_not_stop_the_others(busy: Office) -> None:
    refuse(busy, "gris", Skip("Gris is gone."))
    report = busy.sync()
    assert written(busy) == {"blanc", "brun", "noir", "vert"}
    assert {(effect.customer, problem) for effect, problem in report.failed} == {("gris", "Gris is gone.")}
    assert report.waiting == 0


def test_the_end_for_the_company_comes_after_the_record_of_what_was_written(busy: Office) -> None:
    refuse(busy, "brun", Stop("The subscription has ended."))
    with pytest.raises(Stop, match="subscription"):
        busy.sync()
    assert "blanc" in written(busy)
    assert {row.effect.customer for row in busy.store.outbox("acme", states=("delivered",))} >= {"blanc"}
    assert not list(busy.store.outbox("acme", states=("sending",)))
    del busy.books.deliver  # type: ignore[attr-defined]
    busy.sync()
    keys = [each.effect.key for each in busy.books.written]
    assert len(keys) == len(set(keys)) == 10


def test_a_platform_that_is_down_is_left_alone_after_some_tries(busy: Office) -> None:
    refused = []

    def down(effects: list[Effect]) -> object:
        refused.extend(effects)
        return [Retry("Not now.") for _ in effects]

    busy.books.deliver_batch = down  # type: ignore[assignment]
    report = busy.sync()
    assert len(refused) == 3
    assert report.waiting == 10


def test_a_message_is_checked_before_any_of_its_batch_is_marked(busy: Office) -> None:
    def silent(_: object) -> object:
        raise Retry("Not now.")

    busy.books.residuals = silent  # type: ignore[assignment]
    busy.sync(Mode.AUTO)
    assert len(busy.books.of_kind(EffectKind.NOTE)) == 5
    assert busy.books.messages == []
    assert not list(busy.store.outbox("acme", states=("sending",)))
    del busy.books.residuals  # type: ignore[attr-defined]
    busy.sync(Mode.AUTO)
    assert {each.day for each in busy.books.messages} == {MONDAY}
    assert len(busy.books.messages) == 5


def test_the_messages_of_a_batch_are_checked_with_one_question(busy: Office) -> None:
    asked = []
    residuals = busy.books.residuals

    def counted(items: list[str]) -> object:
        asked.append(len(items))
        return residuals(items)

    busy.books.residuals = counted  # type: ignore[assignment]
    busy.sync(Mode.AUTO)
    assert len(busy.books.messages) == 5
    assert sum(asked) == 5
    assert len(asked) < 5


def test_a_message_whose_figures_cannot_be_read_does_not_stop_the_others(busy: Office) -> None:
    bills = (each for each in busy.books.records(Invoice) if each.customer == "gris")
    gris = next(bills).installments[0].id
    residuals = busy.books.residuals

    def odd(items: list[str]) -> object:
        if gris in items:
            raise Skip("Gris is odd.")
        return residuals(items)

    busy.books.residuals = odd  # type: ignore[assignment]
    report = busy.sync(Mode.AUTO)
    assert len(busy.books.messages) == 4
    assert [problem for _, problem in report.failed] == ["Gris is odd."]


def test_a_page_may_tell_the_newest_bank_day(office: Office) -> None:
    office.books.bank_day = None
    pages = office.books.changes

    def told(cursor: str | None, *, full: bool = False) -> object:
        yield Page(kind="payment", bank_day=MONDAY)
        yield from pages(cursor, full=full)

    office.books.changes = told  # type: ignore[assignment]
    office.late("Noir", "100.00", 10)
    office.sync()
    pulled = office.store.pulled("acme")
    assert pulled is not None
    assert pulled.bank_day == MONDAY
