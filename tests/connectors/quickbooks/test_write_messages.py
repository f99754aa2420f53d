"""Reminders that QuickBooks sends: to whom, which invoices, and at most once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from relance_sync.errors import RelanceError, Skip, Unclear
from relance_sync.ports import EffectKind, Receipt
from tests.connectors.quickbooks.desk import TODAY, Desk, desk
from tests.simulators.quickbooks import Kind


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_each_invoice_is_sent_to_the_customer(at: Desk) -> None:
    amy = at.books.customer("Amy", email="a@example.com, boss@example.com")
    invoices = [at.books.invoice(amy, 10).id for _ in range(2)]
    debt = at.books.journal(amy, 5)
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(*invoices, f"JournalEntry:{debt.id}/0"))
    assert at.writer().find(wanted) is None
    receipt = at.writer().deliver(wanted)
    assert at.mails() == [f"{each} to a@example.com, boss@example.com" for each in invoices]
    assert (receipt.reference, receipt.found) == (f"Invoice:{','.join(invoices)}", False)
    assert receipt.url == f"{at.simulator.url}/app/customerdetail?nameId={amy.id}"
    again = at.writer().deliver(wanted)
    assert (again.reference, again.found) == (receipt.reference, True)
    assert at.writer().find(wanted) is not None
    assert len(at.mails()) == 2


def test_the_address_on_the_invoice_is_the_second_choice(at: Desk) -> None:
    amy = at.books.customer("Amy")
    invoice = at.books.invoice(amy, 10, BillEmail={"Address": "billing@example.com"})
    at.writer().deliver(at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,)))
    assert at.mails() == [f"{invoice.id} to billing@example.com"]


def test_addresses_parted_by_semicolons(at: Desk) -> None:
    amy = at.books.customer("Amy")
    at.books.odd(amy, PrimaryEmailAddr={"Address": " a@example.com; boss@example.com"})
    invoice = at.books.invoice(amy, 10)
    at.writer().deliver(at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,)))
    assert at.mails() == [f"{invoice.id} to a@example.com, boss@example.com"]


def test_a_customer_without_an_address_is_left_out(at: Desk) -> None:
    amy = at.books.customer("Amy")
    invoice = at.books.invoice(amy, 10)
    with pytest.raises(Skip, match=r"^Amy has no e-mail address in QuickBooks, .* Add the address"):
        at.writer().deliver(at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,)))
    assert at.mails() == []


@pytest.mark.parametrize("items", [("JournalEntry:1/0",), (), ("99",)])
def test_what_is_no_invoice_cannot_be_sent(at: Desk, items: tuple[str, ...]) -> None:
    amy = at.books.customer("Amy", email="a@example.com")
    at.books.journal(amy, 5)
    wanted = at.effect(EffectKind.MESSAGE, amy, items=items)
    for act in (at.writer().deliver, at.writer().find):
        with pytest.raises(Skip, match="It sends invoices; a debt booked by a journal entry"):
            act(wanted)


@pytest.mark.parametrize(
    ("hours", "sent"),
    [
        (0, True),  # noon of the day the message was planned
        (-12, True),  # its first minute
        (-13, True),  # the evening before, when the day had begun elsewhere: rather no e-mail than two
        (-36, False),  # noon of the day before
    ],
)
def test_what_a_person_sent_that_day_is_not_sent_again(at: Desk, hours: int, sent: bool) -> None:
    amy = at.books.customer("Amy", email="a@example.com")
    invoice = at.books.invoice(amy, 10)
    at.simulator.world.clock.set(at.simulator.world.clock.now() + timedelta(hours=hours))
    at.books.email(invoice, "a@example.com")
    at.simulator.world.clock.set(at.simulator.world.clock.now() - timedelta(hours=hours))
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,))
    assert at.writer().deliver(wanted).found is sent
    assert len(at.mails()) == (1 if sent else 2)


def test_an_invoice_that_is_refused_does_not_undo_the_others(at: Desk) -> None:
    amy = at.books.customer("Amy")
    first = at.books.invoice(amy, 10, BillEmail={"Address": "a@example.com"})
    second = at.books.invoice(amy, 10)
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(first.id, second.id))
    receipt = at.writer().deliver(wanted)
    assert receipt.reference == f"Invoice:{first.id}"
    assert at.mails() == [f"{first.id} to a@example.com"]
    again = at.writer().deliver(wanted)
    assert (receipt.found, again.found, again.reference) == (False, True, receipt.reference)
    assert len(at.mails()) == 1


@pytest.mark.parametrize(
    "kind", [Kind.RESET_AFTER_COMMIT, Kind.TIMEOUT_AFTER_COMMIT, Kind.TRUNCATED, Kind.HTML_502]
)
@pytest.mark.parametrize("nth", [0, 1, 2])
def test_an_e_mail_whose_answer_is_lost_is_not_sent_again(at: Desk, kind: Kind, nth: int) -> None:
    amy = at.books.customer("Amy", email="a@example.com")
    invoices = [at.books.invoice(amy, 10).id for _ in range(3)]
    wanted = at.effect(EffectKind.MESSAGE, amy, items=tuple(invoices))
    at.trouble(kind, path="/send", after=nth)
    with pytest.raises(Unclear):
        at.writer().deliver(wanted)
    assert len(at.mails()) == nth + 1
    found = at.writer().find(wanted)
    assert (found is None) == (nth < 2)
    assert at.writer().deliver(wanted).reference == f"Invoice:{','.join(invoices)}"
    assert at.mails() == [f"{each} to a@example.com" for each in invoices]


@pytest.mark.parametrize("kind", [Kind.RESET_BEFORE, Kind.TIMEOUT_BEFORE, Kind.HTML_503, Kind.SERVER_ERROR])
def test_an_e_mail_that_never_left_is_sent_once(at: Desk, kind: Kind) -> None:
    amy = at.books.customer("Amy", email="a@example.com")
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(at.books.invoice(amy, 10).id,))
    at.trouble(kind, path="/send")
    with pytest.raises(Unclear):
        at.writer().deliver(wanted)
    assert at.mails() == []
    assert at.writer().find(wanted) is None
    assert not at.writer().deliver(wanted).found
    assert len(at.mails()) == 1


def test_a_busy_platform_is_asked_again(at: Desk) -> None:
    amy = at.books.customer("Amy", email="a@example.com")
    wanted = at.effect(EffectKind.MESSAGE, amy, items=(at.books.invoice(amy, 10).id,))
    at.trouble(Kind.THROTTLED_LOWER, path="/send")
    assert not at.writer().deliver(wanted).found
    assert len(at.mails()) == 1


def test_two_reminders_about_one_invoice_in_one_batch(at: Desk) -> None:
    amy = at.books.customer("Amy", email="a@example.com")
    invoice = at.books.invoice(amy, 10)
    both = [at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,)) for _ in range(2)]
    first, second = at.writer().deliver_batch(both)
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert (first.found, second.found) == (False, True)
    assert len(at.mails()) == 1


def test_a_days_end_of_e_mails_leaves_the_notes_written(at: Desk) -> None:
    amy = at.books.customer("Amy", email="a@example.com")
    other = at.books.invoice(amy, 10)
    for _ in range(40):
        at.books.email(other, "a@example.com")
    invoice = at.books.invoice(amy, 10)
    effects = [
        at.effect(EffectKind.MESSAGE, amy, items=(invoice.id,), day=TODAY),
        at.effect(EffectKind.NOTE, amy),
    ]
    refused, written = at.writer().deliver_batch(effects)
    assert isinstance(refused, RelanceError)
    assert "40 e-mails a day" in refused.user_message
    assert isinstance(written, Receipt)
