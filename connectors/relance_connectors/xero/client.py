"""Xero's accounting API: what can be asked and written; rows are raw JSON objects, numbers int or Decimal.

xero-python builds the requests, out of its models where something is written. What is asked and written, and
what a row means, is for reader and writer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from xero_python import accounting

from relance_connectors import breakdowns
from relance_connectors.exchange import Answer, Call
from relance_connectors.transport import Transport
from relance_connectors.xero.sdk import Sdk
from relance_mappings.converters import Unfit
from relance_mappings.xero_values import instant
from relance_sync.errors import Retry, Skip, Stop

Row: TypeAlias = Mapping[str, Any]
"""A record as Xero sent it; its reader checks it."""

MOST = 1000
"""Rows of a page, where Xero lets us choose."""

LONGEST_NOTE = 250
"""Characters of a note in History & Notes."""

_TRIES = 3
_DONE, _NOTHING_NEW, _NOT_FOUND = 204, 304, 404
_SILENT = frozenset({_DONE, _NOTHING_NEW, _NOT_FOUND})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Endpoint:
    """How the SDK names what concerns one kind of record.

    Attributes:
        many, one: Its words in names of methods.
        size: Rows of a page; None if all come at once.
        sized: True if we may say how many.
    """

    many: str
    one: str
    size: int | None = None
    sized: bool = False


def _paged(many: str, one: str) -> _Endpoint:
    return _Endpoint(many=many, one=one, size=MOST, sized=True)


_ENDPOINTS: Mapping[str, _Endpoint] = {
    "Contacts": _paged("contacts", "contact"),
    "Invoices": _paged("invoices", "invoice"),
    "CreditNotes": _paged("credit_notes", "credit_note"),
    "Payments": _paged("payments", "payment"),
    "Overpayments": _paged("overpayments", "overpayment"),
    "Prepayments": _paged("prepayments", "prepayment"),
    "Quotes": _Endpoint(many="quotes", one="quote", size=100),
    "BatchPayments": _Endpoint(many="batch_payments", one="batch_payment"),
    "ContactGroups": _Endpoint(many="contact_groups", one="contact_group"),
    "Currencies": _Endpoint(many="currencies", one="currency"),
    "Accounts": _Endpoint(many="accounts", one="account"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of one endpoint.

    Attributes:
        number: Of the page, from 1.
        last: True if no page comes after it.
        items: How many rows all pages have; None if Xero does not say.
        time: When Xero answered, by its own clock; None if it does not say.
    """

    rows: tuple[Row, ...] = field(repr=False, default=())
    number: int = 1
    last: bool = True
    items: int | None = None
    time: datetime | None = None


class Client:
    """The API of one organisation; for one thread, as its transport.

    Every method raises what the transport raises. Reads raise no `Skip`: what is not there is None or empty.
    """

    def __init__(self, transport: Transport, *, tenant: Callable[[], str]) -> None:
        """Prepare; nothing is called yet.

        Args:
            transport: Knows Xero's pace, refusals and the company's rights.
            tenant: Gives the organisation's id; asked at each call, as it stands with the tokens.
        """
        self._sdk = Sdk(transport)
        self._where = f"Xero at {transport.address}"
        self._tenant = tenant

    def page(
        self, endpoint: str, number: int = 1, *, since: datetime | None = None, **filters: object
    ) -> Page:
        """Read a page.

        Args:
            endpoint: Such as `Invoices`.
            number: Of the page, from 1.
            since: Only what was created or changed at this instant or later; aware.
            filters: By the SDK's names, those that the endpoint has: `where`, `order`, `i_ds`, `statuses`,
                `contact_i_ds`, `summary_only`, `include_archived`, `page_size` ...
        """
        known = _ENDPOINTS[endpoint]
        asked: dict[str, Any] = dict(filters)
        if known.size:
            asked["page"] = number
        if known.sized:
            asked.setdefault("page_size", known.size)
        if since:
            # Xero's form: an instant in UTC that does not say so.
            asked["if_modified_since"] = since.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        told = self._read(endpoint.lower(), f"get_{known.many}", **asked)
        rows = tuple(told.get(endpoint) or ())
        size = asked.get("page_size", known.size)
        pages = told.get("pagination") or {}
        last = number >= pages["pageCount"] if "pageCount" in pages else not size or len(rows) < size
        return Page(rows=rows, number=number, last=last, items=pages.get("itemCount"), time=_answered(told))

    def row(self, endpoint: str, record: str) -> Row | None:
        """Read one record by its id, with all it has; None if Xero has none of that id."""
        method = f"get_{_ENDPOINTS[endpoint].one}"
        return _first(self._read(endpoint.lower(), method, record, accept=_NOT_FOUND), endpoint)

    def organisation(self) -> Row:
        """Read what Xero says about the organisation."""
        return _first(self._read("organisation", "get_organisations"), "Organisations") or {}

    def reminds(self) -> bool:
        """Tell whether Xero itself sends invoice reminders to this organisation's customers."""
        told = self._read("invoicereminders", "get_invoice_reminders")
        return any(each.get("Enabled") is True for each in told.get("InvoiceReminders") or ())

    def history(self, endpoint: str, record: str) -> tuple[Row, ...]:
        """Read History & Notes of a record, newest first; empty if there is no such record."""
        method = f"get_{_ENDPOINTS[endpoint].one}_history"
        told = self._read(f"{endpoint.lower()}/history", method, record, accept=_NOT_FOUND)
        return tuple(told.get("HistoryRecords") or ())

    def add_history(self, endpoint: str, record: str, *details: str, key: str) -> tuple[Row, ...]:
        """Add notes to History & Notes, which nobody can change or delete any more.

        Args:
            endpoint: Such as `Contacts`, `Invoices` or `Quotes`.
            record: Its id.
            details: Of each note, at most `LONGEST_NOTE` characters.
            key: Xero does what carries the same key only once, for some minutes; 128 characters at most.

        Returns:
            The notes that Xero says it took.
        """
        notes = accounting.HistoryRecords(
            history_records=[accounting.HistoryRecord(details=each) for each in details]
        )
        method = f"create_{_ENDPOINTS[endpoint].one}_history"
        told = self._write(f"{endpoint.lower()}/history", method, record, notes, idempotency_key=key)
        return tuple(told.get("HistoryRecords") or ())

    def update(self, endpoint: str, record: str, *, key: str, **changes: object) -> Row:
        """Change a contact, an invoice or a quote, and return its new state; what is not named stays.

        Args:
            endpoint: `Contacts`, `Invoices` or `Quotes`.
            record: Its id.
            key: See `add_history`.
            changes: By the SDK's names of the record's attributes, such as `expected_payment_date`.

        Raises:
            Skip: If Xero refuses it, or the SDK's model says that it would.
        """
        known = _ENDPOINTS[endpoint]
        model, models = _MODELS[endpoint]
        try:
            body = models(**{known.many: [model(**changes)]})
        except ValueError as refused:
            raise Skip(
                "Relance wanted to write something that Xero does not take. Nothing was written. This is a"
                " mistake in Relance: please report it, with the line of relance.log.",
                detail=f"{endpoint}: {refused}",
            ) from None
        told = self._write(endpoint.lower(), f"update_{known.one}", record, body, idempotency_key=key)
        return _first(told, endpoint) or {}

    def expect_payment(self, invoice: str, day: date | None, *, key: str) -> None:
        """Enter when an invoice is expected to be paid; None takes the day away.

        Raises:
            Skip: If Xero refuses it: the invoice is paid, if only in part, or its period is locked.
        """
        if day:
            self.update("Invoices", invoice, key=key, expected_payment_date=day)
            return
        # The SDK's model cannot say it, and null would change nothing: an empty text in this field does.
        body = {"Invoices": [{"ExpectedPaymentDateString": ""}]}
        self._write("invoices", "update_invoice", invoice, body, idempotency_key=key)

    def email_invoice(self, invoice: str, *, key: str) -> None:
        """Let Xero send an invoice by e-mail; never repeated, for the customer would get it twice.

        Args:
            invoice: Its id.
            key: See `add_history`.

        Raises:
            Unclear: If it is not known whether it was sent.
        """
        body = accounting.RequestEmpty()
        self._write("invoices/email", "email_invoice", invoice, body, idempotency_key=key, repeatable=False)

    def create_group(self, name: str, *, key: str) -> Row:
        """Create a contact group and return it."""
        body = accounting.ContactGroups(contact_groups=[accounting.ContactGroup(name=name)])
        told = self._write("contactgroups", "create_contact_group", body, idempotency_key=key)
        return _first(told, "ContactGroups") or {}

    def add_to_group(self, group: str, contacts: Sequence[str], *, key: str) -> None:
        """Put contacts into a group; those that are in it stay."""
        body = accounting.Contacts(contacts=[accounting.Contact(contact_id=each) for each in contacts])
        method = "create_contact_group_contacts"
        self._write("contactgroups/contacts", method, group, body, idempotency_key=key)

    def remove_from_group(self, group: str, contact: str) -> None:
        """Take a contact out of a group; one that is not in it is as good."""
        # Without a key, for a deletion has none: done twice it is done.
        self._write("contactgroups/contacts", "delete_contact_group_contact", group, contact)

    def _read(
        self, label: str, method: str, *args: object, accept: int = _NOTHING_NEW, **asked: object
    ) -> Row:
        """Read through the SDK; an empty object if Xero answers with the status `accept`."""
        meaning = Call(method="", path="", endpoint=label, metered=1, accept=frozenset({accept}))
        try:
            return self._ask(meaning, method, *args, **asked)
        except Skip as refused:
            raise Stop(
                f"{self._where} does not take a question of Relance. This is a mistake in Relance: please"
                " report it, with the line of relance.log.",
                detail=refused.detail,
            ) from None

    def _write(self, label: str, method: str, *args: object, repeatable: bool = True, **asked: object) -> Row:
        """Write through the SDK; a deletion of what is not there is done."""
        gone = {_NOT_FOUND} if method.startswith("delete") else set[int]()
        meaning = Call(
            method="",
            path="",
            endpoint=label,
            write=True,
            repeatable=repeatable,
            metered=1,
            accept=frozenset(gone),
        )
        return self._ask(meaning, method, *args, **asked)

    def _ask(self, meaning: Call, method: str, *args: object, **asked: object) -> Row:
        """Call a method of the SDK; an answer that breaks off is asked for again."""
        self._sdk.meaning = meaning
        for _ in range(_TRIES):
            answer: Answer = getattr(self._sdk.api, method)(
                self._tenant(), *args, **asked, _preload_content=False
            )
            told = {} if answer.status in _SILENT else _object(answer)
            if told is not None:
                return told
            if not meaning.safe_again:
                break
        if meaning.write:
            raise breakdowns.unclear(self._where, meaning.endpoint)
        raise Retry(
            f"{self._where} keeps breaking off its answers. Nothing is lost; try again later.",
            detail=meaning.endpoint,
        )


_MODELS: Mapping[str, tuple[Callable[..., object], Callable[..., object]]] = {
    "Contacts": (accounting.Contact, accounting.Contacts),
    "Invoices": (accounting.Invoice, accounting.Invoices),
    "Quotes": (accounting.Quote, accounting.Quotes),
}


def _first(told: Row, endpoint: str) -> Row | None:
    rows = told.get(endpoint)
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else None


def _answered(told: Row) -> datetime | None:
    try:
        return instant(told.get("DateTimeUTC")).astimezone(UTC)
    except Unfit:
        return None


def _object(answer: Answer) -> Row | None:
    """Return the answer's JSON object; None if it broke off, or is something else."""
    try:
        told = answer.json()
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
