"""Promises that stand in the books: the day on which people there expect an invoice to be paid.

Some platforms have a field for it that people fill in when a customer names a day. Nobody noted there what
was open, nor when the day was named: the ledger knows at most since when it has seen it. Where such a promise
stands is `agreement_states`, as of any other.
"""

from collections.abc import Iterable, Iterator

from relance_sync.rules.agreements import Promise, covers
from relance_sync.rules.ledger import Invoice

BOOKS = "the books"
"""The source of these promises."""


def expected_promises(invoices: Iterable[Invoice], promises: Iterable[Promise]) -> Iterator[Promise]:
    """Yield a promise for each invoice of which the books say when payment is expected.

    A promise told to Relance stands in its place if it names the same day, for then they are one promise, or
    if it is the newer word. When nobody knows since when the day stands in the books, what was told is newer.

    Args:
        invoices: Of one customer.
        promises: Those told to Relance, withdrawn ones too.
    """
    told = tuple(promises)
    for invoice in invoices:
        if invoice.expected_on is None or any(_stands_for(each, invoice) for each in told):
            continue
        yield Promise(
            id=f"{BOOKS}: {invoice.id}, {invoice.expected_on.isoformat()}",
            customer=invoice.customer,
            due=invoice.expected_on,
            made_on=invoice.expected_since or invoice.issued,
            invoices=(invoice.id,),
            source=BOOKS,
        )


def _stands_for(told: Promise, invoice: Invoice) -> bool:
    if not covers(told, invoice):
        return False
    if told.due == invoice.expected_on:
        return True
    since = invoice.expected_since
    return told.closed_on is None and (since is None or told.made_on >= since)
