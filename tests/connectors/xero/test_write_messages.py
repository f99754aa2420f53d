"""Reminders that Xero sends: to whom, which invoices, and at most once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from relance_connectors.shortening import size
from relance_sync.errors import Retry, Skip, Stop, Unclear
from relance_sync.ports import EffectKind, Receipt, Text
from tests.connectors.xero.desk import Desk, desk
from tests.simulators.xero import Kind

GONE = "5f0c9c1e-0000-4000-8000-000000000000"


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_each_invoice_is_sent_to_the_customer(at: Desk) -> None:
    amy = at.books.contact("Amy", email="a@example.com")
    invoices = [at.books.invoice(amy, "10") for _ in range(2)]
    wanted = at.effect(
        EffectKind.MESSAGE, amy, items=(*(each.id for each in invoices), "JournalEntry:9"), language="fr"
    )
    assert at.writer().find(wanted) is None
    at.forget_calls()
    receipt = at.writer().deliver(wanted)
    assert at.calls() == {"GET Contacts": 1, "PUT Invoices/History": 2, "POST Invoices/Email": 2}
    assert at.mails() == [f"{each.id} to a@example.com" for each in invoices]
    told = f"Relance: Une relance part par e-mail à a@example.com : {wanted.text.title} {wanted.marker}"
    assert [at.notes(each) for each in invoices] == [[told], [told]]
    assert (receipt.reference, receipt.found) == (
        f"Invoices:{','.join(each.id for each in invoices)}",
        False,
    )
    assert receipt.url == f"{at.simulator.url}/app/contacts/contact/{amy.id}"
    at.later()
    writer = at.writer()
    found = writer.find(wanted)
    assert found is not None
    assert (found.reference, found.found) == (receipt.reference, True)
    assert writer.deliver(wanted).found
    assert len(at.mails()) == 2


def test_a_long_title_is_cut(at: Desk) -> None:
    amy = at.books.contact("Amy", email=f"{'a' * 180}@example.com")
    invoice = at.books.invoice(amy, "10")
    text = Text(title="Your invoices are late. " * 20)
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,), text=text)
    at.writer().deliver(wanted)
    (note,) = at.notes(invoice)
    assert size(note) <= 250
    assert note.endswith(f"… {wanted.marker}")


def test_a_customer_without_an_address_or_archived_is_left_out(at: Desk) -> None:
    amy, bob = at.books.contact("Amy"), at.books.contact("Bob", email="b@example.com")
    for customer, told in (
        (amy, "^Amy has no e-mail address in Xero, .* Add the"),
        (bob, "Bob” is archived"),
    ):
        invoice = at.books.invoice(customer, "10")
        if customer is bob:
            at.books.archive(bob)
        with pytest.raises(Skip, match=told):
            at.writer().deliver(at.effect(EffectKind.MESSAGE, customer, items=(invoice.id,)))
        assert at.notes(invoice) == []
    assert at.mails() == []


@pytest.mark.parametrize("items", [("JournalEntry:1/0",), ()])
def test_what_is_no_invoice_cannot_be_sent(at: Desk, items: tuple[str, ...]) -> None:
    wanted = at.effect(EffectKind.MESSAGE, at.books.contact("Amy", email="a@example.com"), items=items)
    for act in (at.writer().deliver, at.writer().find):
        with pytest.raises(Skip, match="It sends invoices; any other debt"):
            act(wanted)
    assert at.calls() == {}


def test_an_invoice_that_is_refused_does_not_undo_the_others(at: Desk) -> None:
    amy = at.books.contact("Amy", email="a@example.com")
    first, voided = at.books.invoice(amy, "10"), at.books.void(at.books.invoice(amy, "10"))
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(voided.id, first.id))
    receipt = at.writer().deliver(wanted)
    assert receipt.reference == f"Invoices:{first.id}"
    assert at.mails() == [f"{first.id} to a@example.com"]
    going_out, refused = at.notes(voided)
    assert "goes out" in going_out
    assert refused == f"Relance: The reminder was not sent: Xero refused it. {wanted.marker}"
    at.later()
    assert at.writer().find(wanted) is None


def test_a_day_without_e_mails_and_the_next_one(at: Desk) -> None:
    amy = at.books.contact("Amy", email="a@example.com")
    invoice = at.books.invoice(amy, "10")
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,))
    at.books.mails_a_day(0)
    for _ in range(2):
        # At once, and when Xero has forgotten the first try: each try that was refused says so.
        with pytest.raises(Skip, match="daily email limit"):
            at.writer().deliver(wanted)
        at.later()
    assert len(at.notes(invoice)) == 4
    writer = at.writer()
    assert writer.find(wanted) is None
    at.books.mails_a_day(1000)
    assert not writer.deliver(wanted).found
    assert len(at.mails()) == 1
    assert at.writer().find(wanted) is not None


@pytest.mark.parametrize(
    "kind",
    [
        Kind.RESET_AFTER_COMMIT,
        Kind.TIMEOUT_AFTER_COMMIT,
        Kind.HTML_502,
        Kind.RESET_BEFORE,
        Kind.TIMEOUT_BEFORE,
        Kind.HTML_503,
        Kind.SERVER_ERROR,
    ],
)
@pytest.mark.parametrize("nth", [0, 2])
@pytest.mark.parametrize("same", [True, False], ids=["same process", "new process"])
def test_an_e_mail_whose_answer_is_lost_is_not_sent_again(at: Desk, kind: Kind, nth: int, same: bool) -> None:
    amy = at.books.contact("Amy", email="a@example.com")
    invoices = [at.books.invoice(amy, "10") for _ in range(3)]
    wanted = at.effect(EffectKind.MESSAGE, amy, items=tuple(each.id for each in invoices))
    at.trouble(kind, path="/email", after=nth)
    writer = at.writer()
    with pytest.raises(Unclear):
        writer.deliver(wanted)
    at.later()
    again = writer if same else at.writer()
    found = again.find(wanted)
    assert (found is None) == (nth < 2)
    assert again.deliver(wanted).reference == f"Invoices:{','.join(each.id for each in invoices)}"
    # In doubt it is not sent again: that it was is not known, but every other one is there once.
    doubtful = at.mails().count(f"{invoices[nth].id} to a@example.com")
    assert doubtful == (kind in {Kind.RESET_AFTER_COMMIT, Kind.TIMEOUT_AFTER_COMMIT, Kind.HTML_502})
    for invoice in invoices:
        assert len(at.notes(invoice)) == 1
        assert invoice is invoices[nth] or at.mails().count(f"{invoice.id} to a@example.com") == 1
    # Nor by the process that does not know.
    assert writer.deliver(wanted).reference == f"Invoices:{','.join(each.id for each in invoices)}"
    assert at.mails().count(f"{invoices[nth].id} to a@example.com") == doubtful


@pytest.mark.parametrize("kind", [Kind.RESET_BEFORE, Kind.RESET_AFTER_COMMIT])
def test_a_note_in_doubt_holds_no_e_mail_back(at: Desk, kind: Kind) -> None:
    at.attempts = 1
    amy = at.books.contact("Amy", email="a@example.com")
    invoice = at.books.invoice(amy, "10")
    wanted, writer = at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,)), at.writer()
    at.trouble(kind, path="/history")
    with pytest.raises(Unclear):
        writer.deliver(wanted)
    at.later()
    # This process knows that it came no further than to the note.
    assert writer.find(wanted) is None
    assert not writer.deliver(wanted).found
    assert len(at.mails()) == len(at.notes(invoice)) == 1


@pytest.mark.parametrize("kind", [Kind.THROTTLED_MINUTE, Kind.THROTTLED_CONCURRENT])
def test_a_busy_platform_is_asked_again(at: Desk, kind: Kind) -> None:
    amy = at.books.contact("Amy", email="a@example.com")
    invoice = at.books.invoice(amy, "10")
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,))
    at.trouble(kind, path="/email")
    assert not at.writer().deliver(wanted).found
    assert len(at.mails()) == len(at.notes(invoice)) == 1


def test_a_day_that_ends_between_note_and_e_mail(at: Desk) -> None:
    amy = at.books.contact("Amy", email="a@example.com")
    invoice = at.books.invoice(amy, "10")
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,))
    at.trouble(Kind.THROTTLED_DAY, path="/email", retry_after=3600)
    with pytest.raises((Retry, Stop)) as caught:
        at.writer().deliver(wanted)
    # It certainly did not go out, and goes out the next day.
    assert not isinstance(caught.value, Unclear)
    at.later(60)
    assert not at.writer().deliver(wanted).found
    assert len(at.mails()) == 1
    assert at.writer().find(wanted) is not None


def test_an_e_mail_does_not_stop_what_comes_after_it(at: Desk) -> None:
    amy = at.books.contact("Amy", email="a@example.com")
    gone = at.effect(EffectKind.MESSAGE, amy, items=(GONE,))
    refused, written = at.writer().deliver_batch([gone, at.effect(EffectKind.NOTE, amy)])
    assert isinstance(refused, Skip)
    assert isinstance(written, Receipt)
    assert at.mails() == []
