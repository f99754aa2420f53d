"""The XML form of requests and answers, beside the JSON form that everything inside works with.

References are elements with a `name` attribute, lists are repeated elements; domain and sparse are
attributes.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.simulators import exact_json

from . import errors

NAMESPACE = "http://schema.intuit.com/finance/v3"
_LISTS = frozenset(
    {"Line", "LinkedTxn", "AttachableRef", "CustomField", "OtherContactInfo", "TaxLine", "TaxRateDetail"}
    | {"BatchItemRequest", "Tag", "NameValue"}
)
_ATTRIBUTES = frozenset({"domain", "sparse", "status", "startPosition", "maxResults", "totalCount", "bId"})
_FIRST = ("Id", "SyncToken", "MetaData")


def written(payload: dict[str, Any], time: str) -> str:
    """Return an answer as XML."""
    inner = "".join(_element(name, value) for name, value in payload.items() if name != "time")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse xmlns="{NAMESPACE}" time="{time}">{inner}</IntuitResponse>'
    )


def read(body: bytes) -> Any:
    """Return a request's XML as its JSON form: the fields of the entity, or a batch.

    Raises:
        Refusal: it is not XML.
    """
    if b"<!" in body.replace(b"<![CDATA[", b"").replace(b"<!--", b""):
        raise errors.unknown_property("a document type declaration")
    try:
        root = ET.fromstring(body)  # noqa: S314 - declarations, and with them entities, are refused above
    except ET.ParseError as error:
        raise errors.unknown_property(f"failed to parse xml object; {error}") from None
    if _name(root) == "IntuitBatchRequest":
        return {"BatchItemRequest": [_batch_item(each) for each in root]}
    return _value(root)


def _batch_item(item: ET.Element) -> Any:
    found: dict[str, Any] = dict(item.attrib)
    for child in item:
        found[_name(child)] = child.text if _name(child) == "Query" else _value(child)
    return found


def _value(element: ET.Element) -> Any:
    name = _name(element)
    if len(element) == 0 and (name.endswith("Ref") or "name" in element.attrib) and name != "AttachableRef":
        return {"value": (element.text or "").strip(), **element.attrib}
    if len(element) == 0 and not (element.attrib or name.endswith("Detail")):
        return element.text
    found: dict[str, Any] = dict(element.attrib)
    for child in element:
        key = _name(child)
        if key in _LISTS:
            found.setdefault(key, []).append(_value(child))
        else:
            found[key] = _value(child)
    return found


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _element(name: str, value: Any) -> str:
    if isinstance(value, exact_json.Written):
        value = exact_json.decode(value)
    if isinstance(value, list):
        if name == "CDCResponse":
            return "".join(f"<CDCResponse>{_inside(each)}</CDCResponse>" for each in value)
        return "".join(_element(name, each) for each in value)
    if not isinstance(value, dict):
        return f"<{name}>{_text(value)}</{name}>"
    if name == "Fault":
        return _fault(value)
    if set(value) <= {"value", "name", "type"} and "value" in value:
        attributes = "".join(
            f" {key}={quoteattr(str(value[key]))}" for key in ("name", "type") if key in value
        )
        return f"<{name}{attributes}>{_text(value['value'])}</{name}>"
    attributes = "".join(f" {key}={quoteattr(_text(value[key]))}" for key in value if key in _ATTRIBUTES)
    return f"<{name}{attributes}>{_inside(value)}</{name}>"


def _inside(value: dict[str, Any]) -> str:
    keys = [*(key for key in _FIRST if key in value), *(key for key in value if key not in _FIRST)]
    return "".join(_element(key, value[key]) for key in keys if key not in _ATTRIBUTES)


def _fault(fault: dict[str, Any]) -> str:
    inner = "".join(
        f'<Error code="{each["code"]}" element={quoteattr(str(each.get("element", "")))}>'
        f"<Message>{escape(each['Message'])}</Message><Detail>{escape(each['Detail'])}</Detail></Error>"
        for each in fault["Error"]
    )
    return f"<Fault type={quoteattr(fault['type'])}>{inner}</Fault>"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else escape(str(value))
