"""What must be true of the books after every write, checked for the contacts and documents it touched.

A finding is a fault of the simulator, never of a client: it is kept in `Ledger.broken` and raised. A contact
with more than 500 documents is added up at every hundredth only; `everything` leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tests.simulators.journal import NOTHING, Key, unbalanced

from . import settlement
from .postings import CREDITS, postings_of
from .records import Record

if TYPE_CHECKING:
    from .books import Ledger

_MANY, _EVERY = 500, 100


class BooksDoNotBalance(AssertionError):
    """The simulator made a mistake in its own books."""


def hold(ledger: Ledger, contacts: Iterable[str], documents: Iterable[Key]) -> None:
    """Check what a write touched.

    Raises:
        BooksDoNotBalance: something does not add up.
    """
    due = [each for each in contacts if _is_due(len(ledger.store.documents.get(each, ())))]
    found = [*_of_documents(ledger, documents), *_of_contacts(ledger, due)]
    if found:
        ledger.broken.extend(found)
        raise BooksDoNotBalance("; ".join(found))


def _is_due(documents: int) -> bool:
    return documents <= _MANY or documents % _EVERY == 0


def everything(ledger: Ledger) -> list[str]:
    """Check the whole books; an empty list is good."""
    with ledger.lock:
        keys = [(name, id_) for name, table in ledger.store.tables.items() for id_ in table]
        contacts = ledger.store.tables["Contact"]
        return [*_of_documents(ledger, keys), *_of_contacts(ledger, contacts), *ledger.store.journal.faults()]


def _of_documents(ledger: Ledger, keys: Iterable[Key]) -> Iterator[str]:
    for key in keys:
        postings = ledger.store.journal.of(key)
        if off := unbalanced(postings):
            yield f"{key}: debits exceed credits by {off}"
        record = ledger.find(*key)
        if record is None:
            continue
        if key[0] in settlement.BOOKING and postings != postings_of(ledger, record):
            yield f"{key}: posts something else than its ledger holds"
        if key[0] == "Invoice" or key[0] in CREDITS:
            yield from _of_settlement(ledger, record)


def _of_settlement(ledger: Ledger, record: Record) -> Iterator[str]:
    paid, allocated = settlement.settled(ledger, record)
    rest = record.data["Total"] - paid - allocated
    if rest < 0 <= record.data["Total"]:
        yield f"{record.key}: {-rest} more is settled than it amounts to"
    if record.status in {"VOIDED", "DELETED", "DRAFT", "SUBMITTED"} and (paid or allocated):
        yield f"{record.key}: settled, though it is {record.status}"
    if record.status in {"AUTHORISED", "PAID"}:
        if rest != settlement.left(record):
            yield f"{record.key}: {rest} is left, it shows {settlement.left(record)}"
        if (rest == 0) != (record.status == "PAID"):
            yield f"{record.key}: is {record.status} with {rest} left"


def _of_contacts(ledger: Ledger, contacts: Iterable[str]) -> Iterator[str]:
    for contact in contacts:
        owed = settlement.outstanding(ledger, contact, sales=True)
        booked = ledger.store.journal.receivable.get(contact, NOTHING)
        if owed != booked:
            yield f"contact {contact}: open items are {owed}, the ledger says {booked}"
