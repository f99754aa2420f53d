"""The accounting API: which address does what, in what form it is asked and answered. No sockets, no tokens.

Everything about the books is behind it: writing, querying, changes, batch, sending, settings, uploads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.simulators import exact_json

from . import (
    accounts,
    batch,
    changes,
    entities,
    errors,
    querying,
    reports,
    sending,
    settings,
    stamps,
    uploads,
    writing,
    xml_form,
)
from .company import Company, Data, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to one company.

    Attributes:
        parts: what stands behind the company in the path.
        headers: by lower-case name.
    """

    method: str
    parts: tuple[str, ...]
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def request_id(self) -> str | None:
        """Return the requestid, None if there is none."""
        return self.params.get("requestid") or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of it.

    Attributes:
        payload: the answer's content; None if `raw` is set.
        metered: whether it is a CorePlus read.
    """

    operation: str
    payload: Data | None = None
    raw: bytes = b""
    content_type: str = ""
    metered: bool = False


class Api:
    """Answers requests.

    Attributes:
        sandbox: whether sandbox limits hold (40 e-mails a day).
        cap_whole: whether change data capture caps the whole answer at 1,000 objects, not each entity.
    """

    def __init__(self, *, sandbox: bool = True, cap_whole: bool = False) -> None:
        self.sandbox, self.cap_whole = sandbox, cap_whole

    def answer(self, company: Company, app: str, request: Request) -> Answer:
        """Answer a request.

        Raises:
            Refusal: with the fault to answer.
        """
        batch.check_request_id(request.request_id)
        first = request.parts[0].lower() if request.parts else ""
        special = {
            "query": self._query,
            "cdc": self._cdc,
            "batch": self._batch,
            "upload": self._upload,
            "download": self._download,
            "reports": self._reports,
        }
        if first in special:
            return special[first](company, app, request)
        if first in {"companyinfo", "preferences", "exchangerate"}:
            return self._settings(company, app, request, first)
        entity = entities.BY_PATH.get(first)
        if entity is None:
            raise errors.unsupported(first or "none")
        if request.method == "GET":
            return self._read(company, request, entity)
        if request.method != "POST":
            raise errors.unsupported(request.method)
        return self._write(company, app, request, entity)

    def _query(self, company: Company, _app: str, request: Request) -> Answer:
        text = (
            request.params.get("query", "")
            if request.method == "GET"
            else request.body.decode("utf-8", "replace")
        )
        name = text.lower().partition(" from ")[2].split()[:1]
        operation = f"query {entities.BY_PATH.get(name[0], name[0]) if name else '?'}"
        found = querying.answer(company, text)
        return self._told(company, operation, {"QueryResponse": found}, metered=True)

    def _cdc(self, company: Company, _app: str, request: Request) -> Answer:
        names, since = request.params.get("entities", ""), request.params.get("changedSince", "")
        found = changes.since(company, names, since, cap_whole=self.cap_whole)
        return self._told(company, "cdc", {"CDCResponse": [{"QueryResponse": found}]}, metered=True)

    def _batch(self, company: Company, app: str, request: Request) -> Answer:
        sent = content(request)
        items = batch.run(company, sent, request.request_id, lambda id_, do: once(company, app, id_, do))
        asks = any("Query" in each for each in sent["BatchItemRequest"] if isinstance(each, dict))
        return self._told(company, "batch", {"BatchItemResponse": items}, metered=asks)

    def _upload(self, company: Company, app: str, request: Request) -> Answer:
        done = once(
            company, app, request.request_id, lambda: uploads.take(company, request.headers, request.body)
        )
        return self._told(company, "upload", {"AttachableResponse": done})

    def _download(self, company: Company, _app: str, request: Request) -> Answer:
        id_ = request.parts[1] if len(request.parts) > 1 else ""
        raw = uploads.address(company, id_).encode()
        return Answer(operation="download", raw=raw, content_type="text/plain", metered=True)

    def _reports(self, company: Company, _app: str, request: Request) -> Answer:
        name = request.parts[1] if len(request.parts) > 1 else ""
        found = reports.report(company, name, request.params)
        return Answer(operation=f"report {name}", payload=found, metered=True)

    def _settings(self, company: Company, app: str, request: Request, name: str) -> Answer:
        entity = {"companyinfo": "CompanyInfo", "preferences": "Preferences", "exchangerate": "ExchangeRate"}[
            name
        ]
        if request.method == "POST":
            sent = content(request)
            do = _setter(company, entity, sent)
            return self._told(
                company, f"update {entity}", {entity: once(company, app, request.request_id, do)}
            )
        if name == "exchangerate":
            params = {key.lower(): value for key, value in request.params.items()}
            found = settings.exchange_rate(
                company, params.get("sourcecurrencycode", ""), params.get("asofdate")
            )
        else:
            found = settings.info(company) if name == "companyinfo" else settings.preferences(company)
        return self._told(company, f"read {entity}", {entity: found}, metered=True)

    def _read(self, company: Company, request: Request, entity: str) -> Answer:
        if len(request.parts) < 2:  # only lists through a query
            raise errors.missing("Id")
        id_ = request.parts[1]
        with company.lock:
            if request.parts[2:] == ("pdf",):
                raw = sending.pdf(company, entity, id_)
                return Answer(
                    operation=f"pdf {entity}", raw=raw, content_type="application/pdf", metered=True
                )
            accounts.freshen(company, entity)
            found = sending.find(company, entity, id_).text(company.zone)
        return self._told(company, f"read {entity}", {entity: found}, metered=True)

    def _write(self, company: Company, app: str, request: Request, entity: str) -> Answer:
        if request.parts[2:] == ("send",):
            operation, do = "send", self._sender(company, request, entity)
        else:
            operation, do = _operation(company, entity, content(request), request.params)

        def shown() -> Any:
            record = do()
            if record.deleted:
                return {
                    name: value for name, value in record.body(company.zone).items() if name != "MetaData"
                }
            return record.text(company.zone)

        done = once(company, app, request.request_id, shown)
        return self._told(company, f"{operation} {entity}", {entity: done})

    def _sender(self, company: Company, request: Request, entity: str) -> Callable[[], Record]:
        to = request.params.get("sendTo")
        return lambda: sending.send(company, entity, request.parts[1], to, sandbox=self.sandbox)

    def _told(self, company: Company, operation: str, payload: Data, *, metered: bool = False) -> Answer:
        time = stamps.response_time(company.clock.now(), company.zone)
        return Answer(operation=operation, payload={**payload, "time": time}, metered=metered)


def once(company: Company, app: str, request_id: str | None, do: Callable[[], Any]) -> Any:
    """Do something once for a requestid of an app; the same id gets the first answer again."""
    if request_id is None:
        return do()
    with company.lock:
        key = f"{app} {request_id}"
        if key not in company.answers:
            company.answers[key] = do()
        return company.answers[key]


def content(request: Request) -> Any:
    """Return what a request's body says, JSON or XML.

    Raises:
        Refusal: it is neither.
    """
    if "xml" in request.headers.get("content-type", ""):
        return xml_form.read(request.body)
    try:
        return exact_json.decode(request.body)
    except ValueError:
        raise errors.unknown_property("failed to parse json object; a property") from None


def _setter(company: Company, entity: str, sent: Any) -> Callable[[], Any]:
    if entity == "ExchangeRate":
        return lambda: settings.set_exchange_rate(company, sent)
    return lambda: settings.update(company, entity, sent)


def _operation(
    company: Company, entity: str, sent: Any, params: Mapping[str, str]
) -> tuple[str, Callable[[], Record]]:
    asked = params.get("operation", "").lower()
    if asked == "void" or (params.get("include", "").lower() == "void"):
        return "void", lambda: writing.void(company, entity, sent)
    if asked == "delete":
        return "delete", lambda: writing.delete(company, entity, sent)
    if asked not in {"", "create", "update"}:
        raise errors.unsupported(f"{asked} on {entity}")
    known = isinstance(sent, dict) and sent.get("Id") not in (None, "")
    if asked == "update" or (known and asked != "create"):
        return "update", lambda: writing.update(company, entity, sent, dict(params))
    return "create", lambda: writing.create(company, entity, sent, dict(params))
