"""Reads requests that are XML, as older clients write them, into the JSON form everything inside works with.

Answers are JSON only. What the fields mean is the accounting API's business.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from tests.simulators import exact_json


def as_json(body: bytes) -> bytes:
    """Return an XML body as JSON; what is no XML, or declares a document type, as it came.

    >>> as_json(b"<Contacts><Contact><Name>Amy</Name></Contact></Contacts>")
    b'{"Contacts":[{"Name":"Amy"}]}'
    >>> as_json(b"<Invoice><Contact><Name>Amy</Name></Contact><LineItems><LineItem/></LineItems></Invoice>")
    b'{"Contact":{"Name":"Amy"},"LineItems":[{}]}'
    """
    if b"<!" in body.replace(b"<![CDATA[", b"").replace(b"<!--", b""):
        return body
    try:
        root = ET.fromstring(body)  # noqa: S314 - declarations, and with them entities, are refused above
    except ET.ParseError:
        return body
    value = _value(root)
    return exact_json.encode({root.tag: value} if isinstance(value, list) else value).encode()


def _value(element: ET.Element) -> Any:
    if len(element) and all(_plural(each.tag) == element.tag for each in element):
        return [_value(each) or {} for each in element]
    if len(element):
        return {each.tag: _value(each) for each in element}
    return (element.text or "").strip()


def _plural(singular: str) -> str:
    if singular == "TrackingCategory":
        return "Tracking"  # as lines have it
    if singular.endswith("y"):
        return f"{singular[:-1]}ies"
    return f"{singular}es" if singular.endswith("s") else f"{singular}s"
