"""Writing notes and holds with python-quickbooks as its documentation shows it: the fewest calls it can make.

Customers are read with one query and saved in its batches, and so are notes. Nothing is paced, repeated or
looked for, and a hold is a line in the customer's notes.
"""

from collections.abc import Sequence
from types import SimpleNamespace

import requests
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_update
from quickbooks.objects import Attachable, AttachableRef, Customer
from quickbooks.objects.batchrequest import BatchResponse

from benchmarks.drawn_quickbooks import DrawnQuickBooks

_HOLD = "--- On hold: invoices are late. ---"


class _Session(requests.Session):
    """What the library needs of a session; its own insists on https."""

    def __init__(self, access_token: str) -> None:
        super().__init__()
        self.access_token = access_token
        self.trust_env = False


class Library:
    """The library, for one company."""

    def __init__(self, drawn: DrawnQuickBooks) -> None:
        """Prepare; nothing is called yet."""
        opened = drawn.opened
        right = SimpleNamespace(
            environment="production",
            client_id=opened.client_id,
            access_token=opened.access_token,
            refresh_token=opened.refresh_token,
        )
        self._client = QuickBooks(auth_client=right, company_id=opened.realm, minorversion=75)
        self._client.api_url_v3 = f"{opened.url}/v3"
        self._client.session = _Session(opened.access_token)

    def write(self, customers: Sequence[str], notes: Sequence[str], holds: int) -> None:
        """Attach a note to one customer after the other, and put a line into the notes of the first ones."""
        attached = [self._note(customers[n % len(customers)], note) for n, note in enumerate(notes)]
        _succeed(batch_create(attached, qb=self._client))
        ids = ", ".join(f"'{each}'" for each in customers[:holds])
        held = Customer.where(f"Id IN ({ids})", max_results=1000, qb=self._client)
        for customer in held:
            customer.Notes = f"{customer.Notes}\n{_HOLD}"
        _succeed(batch_update(held, qb=self._client))

    def _note(self, customer: str, text: str) -> object:
        reference = AttachableRef()
        reference.EntityRef = SimpleNamespace(type="Customer", value=customer)
        note = Attachable()
        note.Note = text
        note.AttachableRef = [reference]
        return note


def _succeed(response: BatchResponse) -> None:
    if response.faults:
        raise RuntimeError(str(response.faults[0].Error[0].Detail))
