"""Notes on records: append-only, at most 250 characters, by whoever is at work. Reading is in showing.py."""

from __future__ import annotations

from .books import Ledger
from .records import Data, Record
from .refusals import Invalid

LONGEST = 250


def note(ledger: Ledger, record: Record, sent: list[Data]) -> int:
    """Add notes to a record; return how many. Its update time stays.

    Raises:
        Invalid: a note is empty or too long; then none is added.
    """
    if not sent:
        raise Invalid("A history record must be specified")
    for each in sent:
        details = each.get("Details")
        if not details:
            raise Invalid("The Details field must be specified.")
        if len(str(details)) > LONGEST:
            raise Invalid(f"The Details field cannot be longer than {LONGEST} characters.")
    with ledger.work() as work:
        for each in sent:
            work.remark(record, "Note", str(each["Details"]), ledger.user)
    return len(sent)
