"""QuickBooks' API: python-quickbooks over our transport; rows are raw JSON objects, numbers int or Decimal.

The library builds the requests; pace, retries, rights and the meaning of refusals are the transport's. Its
objects are not used: they cannot tell zero from absent, and saving one overwrites what was not read. What is
asked and written is for reader and writer.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from quickbooks.client import QuickBooks
from quickbooks.exceptions import QuickbooksException

from relance_connectors.error_table import Fault
from relance_connectors.exchange import Call
from relance_connectors.quickbooks.limits import BATCH
from relance_connectors.quickbooks.refusals import STALE, TABLE, fault_in
from relance_connectors.transport import Transport
from relance_sync.errors import RelanceError, Retry, Unclear

Row: TypeAlias = Mapping[str, Any]
"""A record as QuickBooks sent it; its reader checks it."""

MOST = 30
"""Items of one batch."""

TOO_OLD = "too old"
"""Code of our own: changes of so long ago are no longer kept."""

_MINOR_VERSION = 75
_TRIES = 3
_KEY = 32
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record to write.

    Attributes:
        entity: Such as `Attachable`.
        body: What is sent, no more than is meant to change.
        key: QuickBooks does what carries the same key only once; 50 characters at most.
        operation: `create`, `update` or `delete`.
    """

    entity: str
    body: Mapping[str, Any]
    key: str
    operation: str = "create"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An answer to “what changed since”.

    Attributes:
        rows: By entity; what was deleted has the status `Deleted` and little else. Entities without changes
            are left out.
        time: The server's instant of the answer, ISO 8601 with offset.
    """

    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    time: str = ""


class _Library(QuickBooks):  # type: ignore[misc]  # it comes without types
    """The library, sending through our transport; `meaning` says what the next request is."""

    transport: Transport
    meaning: Call

    def process_request(
        self,
        request_type: str,
        url: str,
        headers: Mapping[str, str],
        params: Mapping[str, object],
        data: object,
    ) -> "_Response":
        """Send a request and hand the answer to the library; see `QuickBooks.process_request`."""
        answer = self.transport.send(
            replace(
                self.meaning,
                method=request_type,
                path=urlsplit(url).path,
                headers=headers,
                params={name: str(value) for name, value in params.items()},
                data=data.encode() if isinstance(data, str) else None,
            )
        )
        return _Response(status_code=answer.status, text=answer.body.decode(errors="replace"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    """What the library wants to know of an answer."""

    status_code: int
    text: str


class Client:
    """The API of one company; for one thread, as its transport.

    Attributes:
        time: The server's instant of its last answer, ISO 8601 with offset; empty before the first.
    """

    def __init__(self, transport: Transport, *, realm: Callable[[], str]) -> None:
        """Prepare; nothing is called yet.

        Args:
            transport: Knows QuickBooks' pace, refusals and the company's rights.
            realm: Gives the number of the books; asked at the first call, as it stands with the tokens.
        """
        self._library = _Library(minorversion=_MINOR_VERSION, use_decimal=True)
        self._library.transport = transport
        self._where = f"QuickBooks at {transport.address}"
        self._realm = realm
        self.time = ""

    def select(self, *queries: str) -> list[list[Row]]:
        """Ask one or more questions with one call, and return the rows of each.

        Args:
            queries: From `query.query`, 30 at most.

        Raises:
            Retry, Reconnect, Skip, Stop: As the transport; a question that fails fails all of them.
        """
        return [
            next((rows for rows in answer.values() if isinstance(rows, list)), [])
            for answer in self._ask(queries)
        ]

    def count(self, *queries: str) -> list[int]:
        """Count with one call; see `select`.

        Args:
            queries: That ask for `COUNT(*)`.
        """
        return [int(answer.get("totalCount") or 0) for answer in self._ask(queries)]

    def changes(self, entities: Sequence[str], since: str) -> Changed | Fault:
        """Ask what changed.

        Args:
            entities: Such as `Customer` and `Invoice`.
            since: An instant, ISO 8601 with offset; included.

        Returns:
            What changed; a fault with the code `TOO_OLD` if QuickBooks no longer knows.
        """
        answer = self._call(
            Call(method="", path="", endpoint="cdc", metered=1, accept=frozenset({400})),
            lambda: self._library.change_data_capture(",".join(entities), since),
        )
        if isinstance(answer, Fault):
            if "older than" in answer.message:
                return Fault(code=TOO_OLD, message=answer.message)
            raise TABLE.error(400, answer, where=self._where, endpoint="cdc")
        rows: dict[str, list[Row]] = {}
        for part in answer.get("CDCResponse") or ():
            for listed in part.get("QueryResponse") or ():
                for entity, found in listed.items():
                    if isinstance(found, list):
                        rows.setdefault(entity, []).extend(found)
        return Changed(rows=rows, time=str(answer["time"]))

    def write(self, *items: Item) -> list[Row | Fault]:
        """Write records with one call, each for itself; what carries a key that was seen is not done again.

        Args:
            items: 30 at most; in a batch QuickBooks knows them by all their keys together.

        Returns:
            For each its new state or, in a batch or if it was stale, what was wrong with it.

        Raises:
            Unclear: If it is not known what was done.
            Skip: If the only item is refused; otherwise see the faults.
        """
        if len(items) == 1:
            return [self._write_one(items[0])]
        asked = [
            {"bId": str(number), "operation": item.operation, item.entity: item.body}
            for number, item in enumerate(items, start=1)
        ]
        key = sha256("|".join(item.key for item in items).encode()).hexdigest()[:_KEY]
        answers = self._batch(asked, write=True, key=key)
        return [
            fault_in(answer) if "Fault" in answer else answer[item.entity]
            for item, answer in zip(items, answers, strict=True)
        ]

    def send_invoice(self, invoice: str, to: str, *, key: str | None = None) -> Row:
        """Let QuickBooks send an invoice by e-mail; sent again, the customer gets it twice.

        Args:
            invoice: Its id.
            to: One address, or several with commas.
            key: As of an item. Intuit does not say whether an e-mail heeds it, so nothing relies on it: it
                may catch what arrives twice, or so late that nobody waits for it any more. None for none.

        Raises:
            Unclear: If it is not known whether it was sent.
        """
        library = self._library
        url = f"{library.api_url}/company/{self._company()}/invoice/{invoice}/send"
        answer = self._call(
            Call(method="", path="", endpoint="invoice/send", write=True),
            lambda: library.post(
                url, None, content_type="application/octet-stream", params={"sendTo": to}, request_id=key
            ),
        )
        return dict(self._wanted(answer, "invoice/send")["Invoice"])

    def error(self, fault: Fault) -> RelanceError:
        """Return what a fault of one item means."""
        return TABLE.error(400, fault, where=self._where, endpoint="batch")

    def _write_one(self, item: Item) -> Row | Fault:
        endpoint = f"{item.entity.lower()}/{item.operation}"
        call = Call(
            method="", path="", endpoint=endpoint, write=True, repeatable=True, accept=frozenset({STALE})
        )
        way = self._library.create_object if item.operation == "create" else self._library.update_object
        if item.operation == "delete":
            way = self._library.delete_object
        body = json.dumps(item.body, ensure_ascii=False)
        answer = self._call(call, lambda: way(item.entity, body, request_id=item.key))
        return answer if isinstance(answer, Fault) else answer[item.entity]

    def _ask(self, queries: Sequence[str]) -> list[Row]:
        """Return QuickBooks' answer to each question."""
        if len(queries) == 1:
            call = Call(method="", path="", endpoint="query", metered=1)
            answer = self._wanted(self._call(call, lambda: self._library.query(queries[0])), "query")
            return [answer.get("QueryResponse") or {}]
        asked = [{"bId": str(number), "Query": query} for number, query in enumerate(queries, start=1)]
        answers = self._batch(asked)
        for answer in answers:
            if "Fault" in answer:
                raise self.error(fault_in(answer))
        return [answer.get("QueryResponse") or {} for answer in answers]

    def _batch(self, items: Sequence[Row], *, write: bool = False, key: str | None = None) -> list[Row]:
        """Send a batch and return the answers in the order of the items."""
        if len(items) > MOST:
            raise ValueError(f"{len(items)} items in one batch")
        library = self._library
        url = f"{library.api_url}/company/{self._company()}/batch"
        body = json.dumps({"BatchItemRequest": items}, ensure_ascii=False)
        call = Call(
            method="",
            path="",
            endpoint="batch/write" if write else "batch/query",
            write=write,
            repeatable=write,
            metered=0 if write else 1,
            lane=BATCH,
        )
        answer = self._wanted(self._call(call, lambda: library.post(url, body, request_id=key)), "batch")
        by_id = {each.get("bId"): each for each in answer["BatchItemResponse"]}
        return [by_id[item["bId"]] for item in items]

    def _call(self, meaning: Call, ask: Callable[[], Row]) -> Row | Fault:
        """Make a call through the library; an answer that breaks off is asked for again.

        Returns:
            The answer's JSON object, or the fault in it.
        """
        self._library.meaning = meaning
        self._company()
        for _ in range(_TRIES):
            try:
                answer: Row = ask()
            except QuickbooksException as refused:
                # The transport has looked at the status: what is left are answers we asked to see, and
                # bodies that are no JSON.
                fault = Fault(code=str(refused.error_code or ""), message=refused.detail or refused.message)
                if not refused.message.startswith("Error reading json response"):
                    return fault
            else:
                self.time = str(answer.get("time") or self.time)
                return answer
            if not meaning.safe_again:
                break
        if meaning.write:
            raise Unclear(
                f"{self._where} answered only in part to something that was being written. Relance looks"
                " there before it writes again.",
                detail=meaning.endpoint,
            )
        raise Retry(
            f"{self._where} keeps breaking off its answers. Nothing is lost; try again later.",
            detail=meaning.endpoint,
        )

    def _wanted(self, answer: Row | Fault, endpoint: str) -> Row:
        if isinstance(answer, Fault):
            raise TABLE.error(_OK, answer, where=self._where, endpoint=endpoint)
        return answer

    def _company(self) -> str:
        """Return the number of the books, known to the library from the first call on."""
        if not self._library.company_id:
            self._library.company_id = self._realm()
        return str(self._library.company_id)
