"""Notes and activities in Xero, and that an activity is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_connectors.shortening import size
from relance_connectors.xero import history
from relance_connectors.xero.client import Client, Row
from relance_sync.errors import Skip, Stop, Unclear
from relance_sync.ports import EffectKind, Line, Receipt, Target, Text
from tests.connectors.xero.desk import Desk, desk
from tests.simulators.xero import Kind

LONG = Text(title="Many invoices are late", paragraphs=("A very long story, told in 🧾 and words. " * 80,))
TWO = Text(title="Many invoices are late", paragraphs=("A very long story, told in 🧾 and words. " * 6,))
GONE = "5f0c9c1e-0000-4000-8000-000000000000"


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_a_note_stands_on_the_customer(at: Desk) -> None:
    amy = at.books.contact("Amy's “Bird” \\ Sanctuary")
    line = Line(number="1001", due=date(2026, 10, 31), amount=Decimal("1234.5"), currency="GBP")
    wanted = at.effect(EffectKind.NOTE, amy, text=Text(title="Late", lines=(line,), closing=("Call.",)))
    receipt = at.writer().deliver(wanted)
    assert at.notes(amy) == [f"Relance: Late\n1001 · 31 Oct 2026 · GBP 1,234.50\nCall. {wanted.marker}"]
    assert receipt.reference == f"Contacts:{amy.id}#{wanted.key[:8]}"
    assert receipt.url == f"{at.simulator.url}/app/contacts/contact/{amy.id}"
    assert at.calls() == {"PUT Contacts/History": 1}


@pytest.mark.parametrize("entity", ["Invoice", "Quote"])
def test_a_note_on_a_document(at: Desk, entity: str) -> None:
    amy = at.books.contact("Amy")
    document = at.books.invoice(amy, "10") if entity == "Invoice" else at.books.quote(amy, "10")
    wanted = at.effect(EffectKind.NOTE, document)
    page = {"Invoice": "invoicing/view", "Quote": "quotes/view"}[entity]
    assert at.writer().deliver(wanted).url == f"{at.simulator.url}/app/{page}/{document.id}"
    assert len(at.notes(document, wanted.marker)) == 1
    assert at.writer().find(wanted) is not None


def test_an_activity_says_what_by_when_and_by_whom(at: Desk) -> None:
    quote = at.books.quote(at.books.contact("Amy"), "10")
    text = Text(title="Call about two invoices", paragraphs=("They are late.",))
    english = at.effect(EffectKind.ACTIVITY, quote, responsible="Jane", text=text)
    french = at.effect(EffectKind.ACTIVITY, quote, deadline=None, text=text, language="fr")
    at.writer().deliver_batch([english, french])
    assert at.notes(quote) == [
        "Relance: To do: Call about two invoices\nDue: 28 Nov 2026 · Who: Jane\nThey are late. "
        + english.marker,
        f"Relance: À faire : Call about two invoices\nThey are late. {french.marker}",
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
    amy = at.books.contact(said[:120], terms=30)
    text = Text(title=said, paragraphs=(said,))
    effects = [
        at.effect(EffectKind.NOTE, amy, text=text),
        at.effect(EffectKind.ACTIVITY, amy, text=text, responsible=said),
        at.effect(EffectKind.HOLD, amy, text=text),
    ]
    note, todo, hold = at.writer(hold_terms=True).deliver_batch(effects)
    assert isinstance(todo, Receipt)
    assert isinstance(hold, Receipt)
    assert isinstance(note, Receipt)
    for each in effects:
        assert at.writer().find(each) is not None
    back = [
        at.closing(todo, amy, text=text),
        at.effect(EffectKind.RELEASE, amy, text=text, closes=hold.reference),
    ]
    assert all(isinstance(each, Receipt) for each in at.writer().deliver_batch(back))
    for each in back:
        assert at.writer().find(each) is not None
    for details in at.notes(amy):
        assert size(details) <= 250
        assert details.startswith("Relance: ")
    assert at.terms(amy) == {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}


def test_a_long_text_becomes_several_notes(at: Desk) -> None:
    amy = at.books.contact("Amy")
    wanted = at.effect(EffectKind.NOTE, amy, text=TWO)
    at.writer().deliver(wanted)
    # Xero shows the newest first.
    second, first = at.notes(amy)
    assert first.endswith(f" (1/2) {wanted.marker}")
    assert second.endswith(f" (2/2) {wanted.marker}")
    parts = [each.removeprefix("Relance: ").split(" (")[0] for each in (first, second)]
    assert " ".join(parts).split() == f"{TWO.title} {TWO.paragraphs[0]}".split()
    assert at.calls() == {"PUT Contacts/History": 1}


class TakesOne(Client):
    """Speaks with a Xero that takes one note of a call."""

    def add_history(self, endpoint: str, record: str, *details: str, key: str) -> tuple[Row, ...]:
        return super().add_history(endpoint, record, details[0], key=key)


class TellsOne(Client):
    """Speaks with a Xero that takes all notes of a call and tells of one."""

    def add_history(self, endpoint: str, record: str, *details: str, key: str) -> tuple[Row, ...]:
        return super().add_history(endpoint, record, *details, key=key)[:1]


@pytest.mark.parametrize(
    ("client_type", "calls"),
    [
        (TakesOne, {"PUT Contacts/History": 4, "GET Contacts/History": 1}),
        (TellsOne, {"PUT Contacts/History": 1, "GET Contacts/History": 1}),
    ],
)
def test_a_xero_that_takes_or_tells_of_one_note_in_a_call(
    at: Desk, client_type: type[Client], calls: dict[str, int]
) -> None:
    at.client_type = client_type
    amy, writer = at.books.contact("Amy"), at.writer()
    first, second = (at.effect(EffectKind.NOTE, amy, text=LONG) for _ in range(2))
    writer.deliver(first)
    assert at.calls() == calls
    at.forget_calls()
    writer.deliver(second)
    # It is tried once in a process.
    assert at.calls() == {"PUT Contacts/History": 4}
    for each in (first, second):
        numbers = [note[-20:-14] for note in at.notes(amy, each.marker)]
        assert sorted(numbers) == [" (1/4)", " (2/4)", " (3/4)", " (4/4)"]


def test_of_a_very_long_text_the_end_is_left_out(at: Desk) -> None:
    amy = at.books.contact("Amy")
    wanted = at.effect(EffectKind.NOTE, amy, text=LONG)
    at.writer().deliver(wanted)
    notes = at.notes(amy)
    assert len(notes) == 4
    assert all(200 < size(each) <= 250 for each in notes)
    assert notes[0].endswith(f"… (4/4) {wanted.marker}")
    assert at.writer().find(wanted) is not None


@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=1500),
    st.sampled_from(["", "The end."]),
    st.integers(1, 4),
)
def test_notes_always_fit_and_can_be_found(text: str, ending: str, most: int) -> None:
    marker = "[rl#7f3a9c12]"
    notes = history._notes(text, ending, marker, most)
    assert 1 <= len(notes) <= most
    assert all(size(each) <= 250 for each in notes)
    assert ending in notes[-1]
    numbers = [found[0] for each in notes for found in history._numbers([each], marker)]
    assert numbers == list(range(1, len(notes) + 1))


@pytest.mark.parametrize("kind", [EffectKind.NOTE, EffectKind.ACTIVITY])
def test_twice_is_once(at: Desk, kind: EffectKind) -> None:
    amy = at.books.contact("Amy")
    wanted, writer = at.effect(kind, amy), at.writer()
    assert writer.find(wanted) is None
    first = writer.deliver(wanted)
    at.forget_calls()
    second = writer.deliver(wanted)
    assert (first.found, second.found, second.reference) == (False, True, first.reference)
    assert at.calls() == {}
    # Another process does not know: for some minutes the request's key makes it one note.
    assert at.writer().deliver(wanted).reference == first.reference
    assert len(at.notes(amy, wanted.marker)) == 1


@pytest.mark.parametrize("kind", [EffectKind.NOTE, EffectKind.ACTIVITY])
def test_a_note_whose_key_is_forgotten_is_found(at: Desk, kind: EffectKind) -> None:
    amy = at.books.contact("Amy")
    wanted = at.effect(kind, amy)
    at.writer().deliver(wanted)
    at.later()
    writer = at.writer()
    found = writer.find(wanted)
    assert found is not None
    assert writer.deliver(wanted) == found
    assert len(at.notes(amy)) == 1


@pytest.mark.parametrize("minutes", [0, 10])
def test_what_is_missing_of_a_long_note_is_written(at: Desk, minutes: int) -> None:
    at.attempts, at.client_type = 1, TakesOne
    amy = at.books.contact("Amy")
    wanted = at.effect(EffectKind.NOTE, amy, text=LONG)
    at.trouble(Kind.RESET_BEFORE, after=3, path="/history")
    with pytest.raises(Unclear):
        at.writer().deliver(wanted)
    at.later(minutes)
    writer = at.writer()
    assert writer.find(wanted) is None
    assert not writer.deliver(wanted).found
    assert [each[-20:-14] for each in at.notes(amy)] == [" (4/4)", " (3/4)", " (2/4)", " (1/4)"]


@pytest.mark.parametrize("passed", [1, 3])
def test_a_day_that_is_used_up_in_the_middle_of_a_long_note(at: Desk, passed: int) -> None:
    at.client_type = TakesOne
    amy = at.books.contact("Amy")
    wanted, other = at.effect(EffectKind.NOTE, amy, text=LONG), at.effect(EffectKind.NOTE, amy)
    at.trouble(Kind.THROTTLED_DAY, after=passed, times=1, path="/history", retry_after=3600)
    begun, untouched = at.writer().deliver_batch([wanted, other])
    # One or two of its four notes stand there: whoever goes on must look.
    assert isinstance(begun, Unclear)
    assert not isinstance(untouched, Unclear | Receipt)
    at.later(60)
    writer = at.writer()
    assert writer.find(wanted) is None
    writer.deliver(wanted)
    assert len(at.notes(amy, wanted.marker)) == 4


def test_a_day_that_is_used_up_stops_the_company(at: Desk) -> None:
    amy = at.books.contact("Amy")
    wanted = [at.effect(EffectKind.NOTE, amy) for _ in range(2)]
    at.trouble(Kind.THROTTLED_DAY, times=0, retry_after=7200)
    outcomes = at.writer().deliver_batch(wanted)
    assert [type(each) for each in outcomes] == [Stop, Stop]
    assert at.calls() == {"throttled_day": 1}
    assert at.notes(amy) == []


def test_another_text_under_the_same_key_is_looked_for(at: Desk) -> None:
    amy = at.books.contact("Amy")
    wanted = at.effect(EffectKind.NOTE, amy)
    at.writer().deliver(wanted)
    reworded = at.effect(EffectKind.NOTE, amy, key=wanted.key, text=Text(title="Said otherwise"))
    writer = at.writer()
    with pytest.raises(Unclear):
        writer.deliver(reworded)
    assert writer.find(reworded) is not None
    assert len(at.notes(amy)) == 1


def test_a_done_activity_is_a_second_note_and_the_first_is_still_found(at: Desk) -> None:
    quote, writer = at.books.quote(at.books.contact("Amy"), "10"), at.writer()
    todo = at.effect(EffectKind.ACTIVITY, quote)
    closing = at.closing(writer.deliver(todo), at.books.contact("Bob"), text=Text(title="Paid in full."))
    assert writer.find(closing) is None
    receipt = writer.deliver(closing)
    told = f"Relance: Done: Paid in full.\n(rl#{todo.key[:8]}) {closing.marker}"
    assert at.notes(quote)[1:] == [told]
    assert (receipt.found, receipt.reference) == (False, closing.closes)
    assert writer.deliver(closing).found
    at.later()
    for effect in (todo, closing):
        assert at.writer().find(effect) is not None
    assert len(at.notes(quote, todo.marker)) == len(at.notes(quote, closing.marker)) == 1


@pytest.mark.parametrize("closes", ["", "Contacts:1#7f3a9c12", "mail.activity:1", f"Contacts:{GONE}", "x:y"])
def test_only_an_activity_can_be_closed(at: Desk, closes: str) -> None:
    with pytest.raises(Skip, match="no activity"):
        at.writer().deliver(at.effect(EffectKind.CLOSE, at.books.contact("Amy"), closes=closes))


@pytest.mark.parametrize(("kind", "id_"), [("customer", "x"), ("lead", GONE), ("order", "CreditNote:1")])
def test_a_target_that_is_nothing_in_xero(at: Desk, kind: str, id_: str) -> None:
    wanted = at.effect(EffectKind.NOTE, at.books.contact("Amy"), target=Target(kind=kind, id=id_))
    with pytest.raises(Skip, match="no record of Xero"):
        at.writer().deliver(wanted)
    assert at.calls() == {}


def test_a_note_on_what_is_not_there(at: Desk) -> None:
    wanted = at.effect(EffectKind.NOTE, at.books.contact("Amy"), target=Target(kind="customer", id=GONE))
    assert at.writer().find(wanted) is None
    with pytest.raises(Skip, match="not found"):
        at.writer().deliver(wanted)


def test_there_is_no_degree_of_trust(at: Desk) -> None:
    with pytest.raises(Skip, match="nothing like “trust”"):
        at.writer().deliver(at.effect(EffectKind.TRUST, at.books.contact("Amy"), trust="bad"))


def test_one_that_is_refused_does_not_stop_the_others(at: Desk) -> None:
    amy = at.books.contact("Amy")
    effects = [
        at.effect(EffectKind.NOTE, amy),
        at.effect(EffectKind.NOTE, amy, target=Target(kind="customer", id=GONE)),
        at.effect(EffectKind.TRUST, amy),
        at.effect(EffectKind.ACTIVITY, amy),
    ]
    writer = at.writer()
    assert [type(each) for each in writer.deliver_batch(effects)] == [Receipt, Skip, Skip, Receipt]
    assert [type(each) for each in at.writer().find_batch(effects)] == [Receipt, type(None), Skip, Receipt]


def test_a_note_in_a_locked_period(at: Desk) -> None:
    amy = at.books.contact("Amy")
    invoice = at.books.invoice(amy, "10", day="2026-01-10")
    at.books.lock_period("2026-06-30")
    wanted = at.effect(EffectKind.NOTE, invoice)
    assert not at.writer().deliver(wanted).found
