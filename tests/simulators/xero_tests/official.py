"""Holds exchanges with Xero's accounting API against the description Xero publishes, and its SDK's models.

`findings` says what of one exchange is not as described: the answer's shape, its hydration in xero-python's
models (which are stricter: dates, enumerations, lengths), the request's fields and parameters. What is right
in itself (amounts, states) it does not know. witness.py has every answer of a running simulator checked.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

with warnings.catch_warnings():  # the library's own, at import
    warnings.simplefilter("ignore")
    from xero_python.accounting import models
    from xero_python.api_client import ModelFinder, deserialize

DESCRIPTION = Path(__file__).resolve().parents[2] / "oracles" / "xero_accounting.yaml"
# Fields that Xero's own examples or pages have and its description leaves out.
ELSEWHERE = frozenset(
    {"Id", "Status", "ProviderName", "DateTimeUTC", "SummarizeErrors", "ID", "HasValidationErrors"}
    | {"DateString", "DueDateString", "ExpectedPaymentDateString", "PlannedPaymentDateString", "HasErrors"}
    | {"ExpiryDateString", "DateUTCString", "TotalDiscount", "ValidationErrors", "IsDeleted"}
)
# What the pages describe and the description does not: adding notes by POST.
_AS = {("POST", "History"): "put"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer.

    Attributes:
        path: below `/api.xro/2.0`, decoded.
        sent, told: the bodies as they were on the wire.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    sent: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    told: bytes = b""


def findings(exchange: Exchange) -> list[str]:
    """Return what is not as described; answers that are not (401, 404, 429, ...) are passed over."""
    where = f"{exchange.method} {exchange.path} {exchange.status}"
    operation = _operation(exchange.method, exchange.path)
    if operation is None:
        return [f"{where}: not described"] if exchange.status < 300 else []
    found = [*_of_request(operation, exchange), *_of_answer(operation, exchange)]
    return [f"{where}: {each}" for each in found]


@cache
def description() -> dict[str, Any]:
    """Return the description; it is read once."""
    with DESCRIPTION.open("rb") as file:
        read: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return read


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Return the described addresses as patterns, those without variables first."""
    paths = sorted(description()["paths"], key=lambda each: each.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", each), re.IGNORECASE), each) for each in paths]


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for pattern, template in _templates():
        if pattern.fullmatch(path):
            known = description()["paths"][template]
            name = _AS.get((method, template.rpartition("/")[2]), method.lower())
            if name in known:
                operation: dict[str, Any] = known[name]
                return operation
    return None


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        found: Any = description()
        for each in part["$ref"].removeprefix("#/").split("/"):
            found = found[each]
        part = found
    return part


def _schema(part: dict[str, Any]) -> dict[str, Any] | None:
    content = _resolved(part).get("content") or {}
    found: dict[str, Any] | None = (content.get("application/json") or {}).get("schema")
    return found


@cache
def _validator(reference: str) -> jsonschema.Draft4Validator:
    """Return what checks one schema. The description says nothing of null, so draft 4 reads it as it is."""
    root = {"$ref": reference, "components": description()["components"]}
    return jsonschema.Draft4Validator(root, format_checker=jsonschema.FormatChecker(formats=["uuid"]))


def _invalid(schema: dict[str, Any], data: Any) -> Iterator[str]:
    checker = (
        _validator(schema["$ref"])
        if "$ref" in schema
        else jsonschema.Draft4Validator({**schema, "components": description()["components"]})
    )
    for error in checker.iter_errors(data):
        yield f"{'/'.join(str(each) for each in error.absolute_path)}: {error.message[:200]}"


def _strange(schema: dict[str, Any], data: Any) -> Iterator[str]:
    yield from (f"{each}: no such field is described" for each in sorted(set(_unknown(schema, data))))


def _unknown(schema: dict[str, Any], data: Any, path: str = "") -> Iterator[str]:
    """Walk through fields that no schema names."""
    schema = _resolved(schema)
    if isinstance(data, list):
        for each in data:
            yield from _unknown(schema.get("items", {}), each, path)
    elif isinstance(data, dict) and "properties" in schema:
        for name, value in data.items():
            if name in schema["properties"]:
                yield from _unknown(schema["properties"][name], value, f"{path}/{name}")
            elif name not in ELSEWHERE:
                yield f"{path}/{name}"


def _of_request(operation: dict[str, Any], exchange: Exchange) -> Iterator[str]:
    known = {_resolved(each)["name"].casefold() for each in operation.get("parameters", [])}
    for name in exchange.query:
        if name.casefold() not in known:
            yield f"query: no parameter {name} is described"
    body = operation.get("requestBody")
    if not exchange.sent or exchange.status >= 400:
        return
    schema = _schema(body) if body else None
    if schema is None:
        yield "request: no body is described"
        return
    data = _listed(schema, json.loads(exchange.sent))
    yield from (f"request {each}" for each in [*_invalid(schema, data), *_strange(schema, data)])


def _listed(schema: dict[str, Any], data: Any) -> Any:
    """Return a body as described: Xero takes one element alone where a list under its name is described."""
    properties = _resolved(schema).get("properties", {})
    lists = [name for name, each in properties.items() if _resolved(each).get("type") == "array"]
    wrapped = len(properties) <= 3 and lists and isinstance(data, dict) and not set(data) & set(properties)
    return {lists[-1]: [data]} if wrapped else data


def _of_answer(operation: dict[str, Any], exchange: Exchange) -> Iterator[str]:
    described = operation["responses"].get(str(exchange.status))
    if described is None:
        if exchange.status < 300:
            yield "answer: no such status is described"
        return
    if exchange.status == 204 or exchange.content_type == "application/pdf":
        return
    schema = _schema(described)
    if schema is None:
        return
    data = json.loads(exchange.told)
    yield from (f"answer {each}" for each in _invalid(schema, data))
    if exchange.status < 300 and "$ref" in schema:  # refusals echo what was sent, strange fields too
        yield from (f"answer {each}" for each in _strange(schema, data))
        yield from unhydrated(schema["$ref"].rpartition("/")[2], exchange.told)


def unhydrated(model: str, body: bytes | str) -> Iterable[str]:
    """Return why xero-python cannot read a body as one of its models; nothing if it can."""
    try:
        deserialize(model, json.loads(body, parse_float=Decimal), ModelFinder(models))
    except (ValueError, TypeError, AttributeError) as error:
        return [f"answer: xero-python cannot read it as {model}: {error}"]
    return []
