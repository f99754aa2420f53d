"""Notes and activities in QuickBooks, and that an activity is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from relance_connectors.shortening import size
from relance_sync.errors import Skip
from relance_sync.ports import EffectKind, Line, Receipt, Target, Text
from tests.connectors.quickbooks.desk import Desk, desk

LONG = Text(title="Many invoices are late", paragraphs=("A very long story, told in 🧾 and words. " * 80,))


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_a_note_stands_on_the_customer(at: Desk) -> None:
    amy = at.books.customer("Amy's “Bird” \\ Sanctuary")
    line = Line(number="1001", due=date(2026, 10, 31), amount=Decimal("1234.5"), currency="USD")
    wanted = at.effect(EffectKind.NOTE, amy, text=Text(title="Late", lines=(line,), closing=("Call.",)))
    receipt = at.writer().deliver(wanted)
    assert at.notes() == [f"Late\n1001 · 31 Oct 2026 · USD 1,234.50\nCall.\n{wanted.marker}"]
    (note,) = at.books.company.living("Attachable")
    assert note.data["AttachableRef"] == [{"EntityRef": {"type": "Customer", "value": amy.id}}]
    assert receipt.reference == f"Attachable:{note.id}"
    assert receipt.url == f"{at.simulator.url}/app/customerdetail?nameId={amy.id}"


def test_a_note_on_an_invoice_and_on_a_journal_entry(at: Desk) -> None:
    amy = at.books.customer("Amy")
    documents = [at.books.invoice(amy, 10), at.books.journal(amy, 10)]
    targets = [documents[0].id, f"JournalEntry:{documents[1].id}/0"]
    for target in targets:
        wanted = at.effect(EffectKind.NOTE, amy, target=Target(kind="invoice", id=target))
        assert at.writer().deliver(wanted).url is not None
        assert at.writer().find(wanted) is not None
    placed = [each.data["AttachableRef"][0]["EntityRef"] for each in at.books.company.living("Attachable")]
    assert placed == [{"type": each.entity, "value": each.id} for each in documents]


def test_an_activity_says_what_by_when_and_by_whom(at: Desk) -> None:
    estimate = at.books.estimate(at.books.customer("Amy"), 10)
    text = Text(title="Call about two invoices", paragraphs=("They are late.",))
    english = at.effect(EffectKind.ACTIVITY, estimate, responsible="Jane", text=text)
    french = at.effect(EffectKind.ACTIVITY, estimate, deadline=None, text=text, language="fr")
    at.writer().deliver_batch([english, french])
    assert at.notes() == [
        f"To do: Call about two invoices\nDue: 25 Nov 2026 · Who: Jane\nThey are late.\n{english.marker}",
        f"À faire : Call about two invoices\nThey are late.\n{french.marker}",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "O'Brien's \"Birds\" \\\\ 'x\\'",
        "Søren & Ünal <b>100 %</b>",
        "🦜🧾👩‍👧" * 60,
        "A" * 300,
        "tab\tand\u202fspace",
        "日本語 " * 75,
    ],
)
def test_texts_arrive_as_they_are(at: Desk, said: str) -> None:
    amy = at.books.customer("Amy", notes=f"{said}\r\n", term="Net 30")
    at.books.odd(amy, DisplayName=said[:300])
    estimate = at.books.estimate(amy, 10, PrivateNote=said)
    before = [at.now(each) for each in (amy, estimate)]
    writer = at.writer(hold_terms="Due on receipt", hold_estimates="Rejected")
    text = Text(title=said, paragraphs=(said,))
    effects = [
        at.effect(EffectKind.NOTE, amy, text=text),
        at.effect(EffectKind.ACTIVITY, amy, text=text, responsible=said),
        at.hold_order(estimate, text=text, responsible=said),
        at.effect(EffectKind.HOLD, amy, text=text),
    ]
    note, todo, order, hold = writer.deliver_batch(effects)
    assert isinstance(todo, Receipt)
    assert isinstance(order, Receipt)
    assert at.notes()[0] == f"{said}\n{said}\n{effects[0].marker}"
    assert at.notes()[1].startswith(f"To do: {said}\nDue: 25 Nov 2026 · Who: {said}\n")
    for each in effects:
        assert at.writer(hold_estimates="Rejected").find(each) is not None
    back = [at.closing(todo, amy, text=text), at.closing(order, amy), at.effect(EffectKind.RELEASE, amy)]
    assert all(isinstance(each, Receipt) for each in (note, hold, *writer.deliver_batch(back)))
    assert [at.now(each) for each in (amy, estimate)] == before


def test_a_long_note_is_cut_and_keeps_its_marker(at: Desk) -> None:
    wanted = at.effect(EffectKind.NOTE, at.books.customer("Amy"), text=LONG)
    at.writer().deliver(wanted)
    (note,) = at.notes()
    assert 1900 < size(note) <= 2000
    assert note.endswith(f"…\n{wanted.marker}")


@pytest.mark.parametrize("kind", [EffectKind.NOTE, EffectKind.ACTIVITY])
def test_twice_is_once(at: Desk, kind: EffectKind) -> None:
    wanted, writer = at.effect(kind, at.books.customer("Amy")), at.writer()
    assert writer.find(wanted) is None
    first = writer.deliver(wanted)
    at.forget_calls()
    second = writer.deliver(wanted)
    assert (first.found, second.found, second.reference) == (False, True, first.reference)
    assert at.calls() == {}
    # Another process does not know: the request's key makes it one note.
    assert at.writer().deliver(wanted).reference == first.reference
    assert len(at.notes(wanted.marker)) == 1


def test_a_note_among_more_notes_than_a_page_is_found(at: Desk) -> None:
    amy = at.books.customer("Amy")
    for number in range(1003):
        at.books.note(amy, f"Call {number}")
    wanted = at.effect(EffectKind.NOTE, amy)
    at.writer().deliver(wanted)
    at.forget_calls()
    assert at.writer().find(wanted) is not None
    assert at.calls() == {"query Attachable": 2}


def test_a_done_activity_says_why_and_is_still_found(at: Desk) -> None:
    amy, writer = at.books.customer("Amy"), at.writer()
    todo = at.effect(EffectKind.ACTIVITY, amy)
    closing = at.closing(writer.deliver(todo), amy, text=Text(title="Paid in full."))
    assert writer.find(closing) is None
    receipt = writer.deliver(closing)
    (note,) = at.notes()
    assert note.startswith(f"Done: Paid in full. {closing.marker}\nTo do: ")
    assert note.endswith(todo.marker)
    assert (receipt.found, receipt.reference) == (False, closing.closes)
    at.forget_calls()
    assert writer.deliver(closing).found
    assert at.calls() == {"query Attachable": 1}
    for effect in (todo, closing):
        assert at.writer().find(effect) is not None


def test_a_long_activity_has_room_for_its_end(at: Desk) -> None:
    amy, writer = at.books.customer("Amy"), at.writer()
    receipt = writer.deliver(at.effect(EffectKind.ACTIVITY, amy, text=LONG))
    (before,) = at.notes()
    closing = at.closing(receipt, amy, text=Text(title="It was settled today. " * 30))
    writer.deliver(closing)
    (note,) = at.notes()
    assert note.endswith(before)
    assert size(note) <= 2000
    assert note.startswith("Done: It was settled today. It was")
    assert f"… {closing.marker}" in note.splitlines()[0]


def test_what_people_add_to_an_activity_stays(at: Desk) -> None:
    amy, writer = at.books.customer("Amy"), at.writer()
    receipt = writer.deliver(at.effect(EffectKind.ACTIVITY, amy))
    (note,) = at.books.company.living("Attachable")
    theirs = f"Called twice.\r\n{note.data['Note']}\r\nAsk Jim."
    at.books.edit(note, Note=theirs, Tag="calls")
    writer.deliver(at.closing(receipt, amy))
    assert at.now(note)["Note"].endswith(theirs)
    assert at.now(note)["Tag"] == "calls"


def test_a_full_activity_is_left_alone_and_says_what_to_do(at: Desk) -> None:
    amy, writer = at.books.customer("Amy"), at.writer()
    receipt = writer.deliver(at.effect(EffectKind.ACTIVITY, amy))
    (note,) = at.books.company.living("Attachable")
    at.books.edit(note, Note="x" * 1990)
    with pytest.raises(Skip, match="Make 9 characters free"):
        writer.deliver(at.closing(receipt, amy))
    at.books.edit(at.books.company.tables["Attachable"][note.id], Note="x" * 1980)
    assert not writer.deliver(at.closing(receipt, amy)).found
    assert at.notes()[0].startswith("Done")


def test_a_deleted_activity_is_closed(at: Desk) -> None:
    amy, writer = at.books.customer("Amy"), at.writer()
    receipt = writer.deliver(at.effect(EffectKind.ACTIVITY, amy))
    at.books.delete(at.books.company.tables["Attachable"]["1"])
    assert writer.deliver(at.closing(receipt, amy)).found


@pytest.mark.parametrize("closes", ["", "Customer:1", "mail.activity:1", "Attachable:x", "Estimate:#1"])
def test_only_an_activity_can_be_closed(at: Desk, closes: str) -> None:
    with pytest.raises(Skip, match="no activity"):
        at.writer().deliver(at.effect(EffectKind.CLOSE, at.books.customer("Amy"), closes=closes))


@pytest.mark.parametrize(("kind", "id_"), [("customer", "x"), ("order", "JournalEntry:1/0"), ("lead", "1")])
def test_a_target_that_is_nothing_in_quickbooks(at: Desk, kind: str, id_: str) -> None:
    wanted = at.effect(EffectKind.NOTE, at.books.customer("Amy"), target=Target(kind=kind, id=id_))
    with pytest.raises(Skip, match="no record of QuickBooks"):
        at.writer().deliver(wanted)
    assert at.calls() == {}


def test_there_is_no_degree_of_trust(at: Desk) -> None:
    with pytest.raises(Skip, match="nothing like “trust”"):
        at.writer().deliver(at.effect(EffectKind.TRUST, at.books.customer("Amy"), trust="bad"))


def test_a_note_on_what_was_deleted(at: Desk) -> None:
    estimate = at.books.estimate(at.books.customer("Amy"), 10)
    at.books.delete(estimate)
    with pytest.raises(Skip, match="deleted, merged or made inactive"):
        at.writer().deliver(at.effect(EffectKind.NOTE, estimate))
