"""The accounting API: finds what a request is about, has it done, and wraps the answer as Xero does.

It knows no sockets, tokens, limits or idempotency; what is read and written is elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from . import contacts, dates, history, listing, mailing, payments, reports, showing, showing_documents
from . import sent as read
from .books import API_USER, Ledger
from .endpoints import ENDPOINTS, NOT_KEPT, ONE, Detail, Endpoint
from .records import Data, Record
from .refusals import NOTHING_ID, Invalid, Missing, Refused, bad_data, envelope
from .wire import Request, Response

_NOT_FOUND = b"The resource you're looking for cannot be found"
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_ALLOCATED = frozenset({"CreditNote", "Overpayment", "Prepayment"})
_UNITS = {2: Decimal("0.01"), 4: Decimal("0.0001")}
_SHORT = 255


class Organised(Protocol):
    """What has books: an organisation."""

    ledger: Ledger


class _Withdrawn(Exception):
    """A write of several elements is undone because some were refused."""

    def __init__(self, refused: list[Data]) -> None:
        super().__init__("refused")
        self.refused = refused


def _withdraw(refused: list[Data]) -> None:
    if refused:
        raise _Withdrawn(refused)


class AccountingApi:
    """Answers requests below `/api.xro/2.0`."""

    def handle(self, organisation: Organised, request: Request, now: datetime) -> Response:
        """Answer a request; refusals are answers too."""
        ledger = organisation.ledger
        with ledger.at(now, API_USER):
            try:
                return _Call(ledger, request).answer()
            except Missing:
                return Response(
                    status=404, body=_NOT_FOUND, headers={"Content-Type": "text/html; charset=utf-8"}
                )
            except Refused as refusal:
                return Response(status=refusal.status, body=refusal.body())
            except Invalid as refusal:
                return Response(status=400, body=envelope([_refused({}, "", refusal)]))


class _Call:
    """One request on its way."""

    def __init__(self, ledger: Ledger, request: Request) -> None:
        self.ledger, self.request = ledger, request
        self.query = {name.lower(): value for name, value in request.query.items()}
        self.parts = [each for each in request.path.split("/") if each]
        self.method = request.method.upper()

    def answer(self) -> Response:
        """Find what the request is about and do it."""
        special = self._special()
        if special is not None:
            return special
        endpoint = ENDPOINTS.get(self.parts[0].lower()) if self.parts else None
        if endpoint is None:
            raise Missing
        if len(self.parts) == 1:
            return self._list(endpoint) if self.method == "GET" else self._write(endpoint, None)
        record = self._record(endpoint, self.parts[1])
        return self._nowhere() if record is None else self._about(endpoint, record)

    def _about(self, endpoint: Endpoint, record: Record) -> Response:
        """Answer what is about one record."""
        if len(self.parts) == 2 and self.method == "GET":
            return self._one(endpoint, record)
        if len(self.parts) == 2:
            return self._write(endpoint, record.id)
        try:
            return self._below(endpoint, record, [each.lower() for each in self.parts[2:]])
        except Invalid as refusal:
            return Response(status=400, body=envelope([_refused({}, endpoint.entity, refusal, record.id)]))

    def _special(self) -> Response | None:
        path = "/".join(self.parts).lower()
        if self.method != "GET":
            return None
        if path in {"organisation", "organisations"}:
            return self._wrapped("Organisations", [showing.organisation(self.ledger)])
        if path == "invoicereminders/settings":
            return self._wrapped("InvoiceReminders", [{"Enabled": self.ledger.reminders}])
        if path == "reports/agedreceivablesbycontact":
            return self._wrapped("Reports", [reports.aged_receivables(self.ledger, self.query)])
        return self._wrapped(NOT_KEPT[path], []) if path in NOT_KEPT else None

    def _wrapped(self, plural: str, found: list[Data], more: Data | None = None) -> Response:
        body = {
            "Id": self.ledger.store.next_id("Response"),
            "Status": "OK",
            "ProviderName": "Simulated app",
            "DateTimeUTC": dates.short_instant(self.ledger.now()),
            **(more or {}),
            plural: found,
        }
        return Response(body=body)

    def _nowhere(self) -> Response:
        """Answer what is about a record that is not there; notes on it are refused in a way of their own."""
        if self.method == "GET" or [each.lower() for each in self.parts[2:]] != ["history"]:
            raise Missing
        missing = Invalid("The document with the supplied id was not found for this endpoint.")
        return Response(status=400, body=envelope([_refused({}, "", missing)]))

    def _record(self, endpoint: Endpoint, told: str) -> Record | None:
        record = self.ledger.find(endpoint.entity, told)
        if record is None and endpoint.number:
            table = self.ledger.store.tables[endpoint.entity].values()
            record = next((each for each in table if each.data.get(endpoint.number) == told), None)
        return record

    def _show(self, endpoint: Endpoint, record: Record, detail: Detail) -> Data:
        found = endpoint.show(self.ledger, record, detail)
        if endpoint.units is not None:
            exact = _UNITS[4 if self.query.get("unitdp") == "4" else endpoint.units]
            for each in found.get("LineItems") or ():
                if "UnitAmount" in each:
                    each["UnitAmount"] = each["UnitAmount"].quantize(exact, rounding="ROUND_HALF_UP")
        return found

    def _list(self, endpoint: Endpoint) -> Response:
        since = self.request.headers.get("if-modified-since")
        page = listing.select(self.ledger, endpoint.entity, self.query, since)
        detail = Detail(paged=page.paged, summary=page.summary)
        found = [self._show(endpoint, each, detail) for each in page.records]
        pages = {"pagination": page.pagination} if page.pagination else {}
        return self._wrapped(endpoint.plural, found, pages)

    def _one(self, endpoint: Endpoint, record: Record) -> Response:
        if endpoint.pdf and "application/pdf" in str(self.request.headers.get("accept", "")):
            return Response(body=_PDF, headers={"Content-Type": "application/pdf"})
        return self._wrapped(endpoint.plural, [self._show(endpoint, record, ONE)])

    def _body(self) -> Any:
        try:
            return json.loads(self.request.body or b"{}", parse_float=Decimal)
        except ValueError:
            raise bad_data("The request body is not valid JSON.") from None

    def _elements(self, plural: str) -> list[Data]:
        """Return what was sent: a list under its name, a list, or one element alone."""
        body = self._body()
        if isinstance(body, dict):
            named = next((body[each] for each in body if each.lower() == plural.lower()), [body])
        else:
            named = body
        if not isinstance(named, list) or not all(isinstance(each, dict) for each in named):
            raise bad_data(f"{plural} must be a list of objects.")
        return named

    def _write(self, endpoint: Endpoint, id_: str | None) -> Response:
        if endpoint.write is None or self.method not in {"PUT", "POST"} or (id_ and self.method == "PUT"):
            raise Refused(21, "MethodNotAllowedException", "The method is not supported here.", status=405)
        sent = self._elements(endpoint.plural)
        summarize = self.query.get("summarizeerrors", "true").lower() != "false"
        how: dict[str, Any] = {"create": self.method == "PUT", "id_": id_}
        if endpoint.units is not None:
            how["unitdp"] = 4 if self.query.get("unitdp") == "4" else endpoint.units
        if not summarize:
            done = [self._written(endpoint, each, how, tell=True)[0] for each in sent]
            return self._wrapped(endpoint.plural, done)
        try:
            with self.ledger.work():
                tried = [self._written(endpoint, each, how, tell=False) for each in sent]
                _withdraw([shown for shown, fine in tried if not fine])
        except _Withdrawn as withdrawn:
            return Response(status=400, body=envelope(withdrawn.refused))
        name = f"{endpoint.entity}ID"  # shown anew: update times move only when all is done
        made = [self.ledger.record((endpoint.entity, shown[name])) for shown, _ in tried]
        return self._wrapped(endpoint.plural, [self._show(endpoint, each, ONE) for each in made])

    def _written(
        self, endpoint: Endpoint, sent: Data, how: dict[str, Any], *, tell: bool
    ) -> tuple[Data, bool]:
        if endpoint.write is None:
            raise Missing
        try:
            record = endpoint.write(self.ledger, sent, **how)
        except Invalid as refusal:
            return _refused(sent, endpoint.entity, refusal, how["id_"]), False
        told = {"StatusAttributeString": "OK"} if tell else {}
        return {**self._show(endpoint, record, ONE), **told}, True

    def _below(self, endpoint: Endpoint, record: Record, rest: list[str]) -> Response:
        """Answer what is below a record."""
        what, method = rest[0], self.method
        if what == "history" and endpoint.history and len(rest) == 1:
            return self._history(record)
        if what == "allocations" and endpoint.entity in _ALLOCATED:
            return self._allocations(record, rest[1:])
        if what == "contacts" and endpoint.entity == "ContactGroup":
            return self._members(record, rest[1:])
        if what == "pdf" and endpoint.pdf and method == "GET":
            return Response(body=_PDF, headers={"Content-Type": "application/pdf"})
        if endpoint.entity == "Invoice" and (what, method) == ("email", "POST"):
            mailing.email(self.ledger, record)
            return Response(status=204)
        if endpoint.entity == "Invoice" and (what, method) == ("onlineinvoice", "GET"):
            if record.data["Type"] != "ACCREC" or record.status in {"DRAFT", "SUBMITTED", "DELETED"}:
                raise Invalid("An online invoice is there for approved sales invoices only.")
            url = f"https://in.xero.example/{record.id}"
            return self._wrapped("OnlineInvoices", [{"OnlineInvoiceUrl": url}])
        raise Missing

    def _history(self, record: Record) -> Response:
        if self.method == "GET":
            found = [showing.note(each) for each in reversed(record.history)]
            return self._wrapped("HistoryRecords", found)
        many = history.note(self.ledger, record, self._elements("HistoryRecords"))
        made = [showing.note(each) for each in record.history[-many:]]
        kept = ("Details", "DateUTCString", "DateUTC")
        answer = [{**{name: each[name] for name in kept}, "ValidationErrors": []} for each in made]
        return self._wrapped("HistoryRecords", answer)

    def _allocations(self, record: Record, rest: list[str]) -> Response:
        if rest and self.method == "DELETE":
            gone = payments.unallocate(self.ledger, record, rest[0])
            return Response(body=showing_documents.allocation_gone(gone))
        if rest or self.method not in {"PUT", "POST"}:
            raise Missing
        sent = self._elements("Allocations")
        with self.ledger.work():
            made = [payments.allocate(self.ledger, record, each) for each in sent]
        found = [showing_documents.allocation(self.ledger, each) for each in made]
        return self._wrapped("Allocations", found)

    def _members(self, group: Record, rest: list[str]) -> Response:
        if group.status == "DELETED":
            raise Missing
        if self.method == "DELETE":
            if rest and self.ledger.find("Contact", rest[0]) is None:
                raise Missing
            contacts.leave(self.ledger, group, rest or group.data["Contacts"])
            return Response(status=204)
        if rest or self.method != "PUT":
            raise Missing
        joined = contacts.join(self.ledger, group, self._elements("Contacts"))
        found = [{**showing.brief_contact(self.ledger, each.id), "ValidationErrors": []} for each in joined]
        return self._wrapped("Contacts", found)


def _refused(sent: Mapping[str, Any], entity: str, refusal: Invalid, id_: str | None = None) -> Data:
    """Return a refused element: its short fields, its id (zeros for a new one) and what is wrong with it."""
    echo = {name: value for name, value in sent.items() if isinstance(value, str) and len(value) <= _SHORT}
    echo = {name: value for name, value in echo.items() if "Date" not in name and not name.endswith("ID")}
    shown: Data = dict(echo)
    if entity:
        shown[f"{entity}ID"] = id_ or read.text(dict(sent), f"{entity}ID", _SHORT) or NOTHING_ID
    shown |= {"HasErrors": True, "HasValidationErrors": True, "StatusAttributeString": "ERROR"}
    return {**shown, "ValidationErrors": [{"Message": each} for each in refusal.messages]}
