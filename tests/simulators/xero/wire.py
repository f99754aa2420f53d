"""What the two halves of the simulator say to each other, and nothing else.

The outer half (server, tokens, limits, idempotency, troubles, webhooks) turns HTTP into `Request` and writes
`Response` as HTTP. The inner half (`organisation`, `accounting`) is the accounting API and its books; it
knows no sockets, tokens or limits. `Books` is all the outer half asks of an organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class Headers(dict[str, str]):
    """Headers of a request, found in any case: the names are kept in lower case."""

    def __init__(self, told: Mapping[str, str] | None = None) -> None:
        super().__init__({name.lower(): value for name, value in (told or {}).items()})

    def get(self, name: str, default: Any = None) -> Any:
        """Return a header's value."""
        return super().get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to the accounting API that has passed tokens, tenant, scopes, limits and idempotency.

    Attributes:
        path: below `/api.xro/2.0`, decoded, e.g. `/Invoices/ID/History`; no slash at the end.
        query: decoded; of a name that is given twice the last.
        body: as it came.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=Headers)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer.

    Attributes:
        body: dicts, lists, texts, Decimals and so on, written as JSON with the digits they have; bytes go out
            as they are (a PDF, then `Content-Type` is among the headers); None is an empty body.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A change that Xero has webhooks for.

    Attributes:
        category: `CONTACT`, `INVOICE` or `CREDITNOTE`.
        kind: `CREATE` or `UPDATE` (also for what is archived, voided or deleted).
        record: its ContactID, InvoiceID or CreditNoteID.
        at: aware instant of the change.
        data: `{"Type": ..., "Status": ...}` of a credit note; None for the others.
    """

    category: str
    kind: str
    record: str
    at: datetime
    data: Mapping[str, str] | None = None


class Books(Protocol):
    """What an organisation offers to the outer half. The verbs and `AccountingApi.handle` lock it themselves.

    `Organisation(tenant_id, name, currency, now=...)` makes one; `now` is called for the instant of whatever
    a verb does, as `handle` is told its instant.

    """

    verbs: frozenset[str]
    """Names of the methods that the control endpoint may call."""

    @property
    def tenant_id(self) -> str:
        """Return its id, a UUID, the `xero-tenant-id` of requests."""
        ...

    @property
    def name(self) -> str:
        """Return what it is called."""
        ...

    @property
    def currency(self) -> str:
        """Return its base currency."""
        ...

    @property
    def notices(self) -> list[Notice]:
        """Return every change in order; the list is only ever appended to."""
        ...

    def find(self, entity: str, id_: str) -> Any:
        """Return the record a verb takes, e.g. of `Invoice` and its id; LookupError if there is none."""
        ...

    def shown(self, done: Any) -> Any:
        """Return what a verb returned as the API shows it, ready for JSON; None as `{}`."""
        ...

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Return id, status and update time of every record, by entity, deleted ones too."""
        ...

    def outbox(self) -> list[dict[str, Any]]:
        """Return the e-mails sent, ready for JSON."""
        ...

    def faults(self) -> list[str]:
        """Return what does not add up; always empty."""
        ...


class Api(Protocol):
    """The accounting API; `accounting.AccountingApi` is it."""

    def handle(self, organisation: Any, request: Request, now: datetime) -> Response:
        """Answer a request; refusals are answers (400 envelope, 404 and so on), nothing is raised."""
        ...
