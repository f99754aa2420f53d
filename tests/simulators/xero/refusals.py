"""Refusals: the errors Xero answers with, and nothing of when they are raised.

Messages are those that Xero's documentation, its published description or public issue trackers quote;
docs/reference/simulator-xero.md names the source.
"""

from __future__ import annotations

from typing import Any

NOTHING_ID = "00000000-0000-0000-0000-000000000000"
WRONG_STATUS = "Invoice not of valid status for modification"
SETTLED = "This document cannot be edited as it has a payment or credit note allocated to it."
LOCKED = "The document date cannot be before the period lock date."
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)


class Invalid(Exception):
    """One element of a write is refused (error 10, ValidationException)."""

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


class Missing(Exception):
    """Nothing is under this address (404)."""


class Refused(Exception):
    """The whole request is refused."""

    def __init__(self, number: int, kind: str, message: str, status: int = 400) -> None:
        super().__init__(f"{number} {kind}: {message}")
        self.number, self.kind, self.message, self.status = number, kind, message, status

    def body(self) -> dict[str, Any]:
        """Return the answer's body."""
        return {"ErrorNumber": self.number, "Type": self.kind, "Message": self.message}


def bad_query(why: str) -> Refused:
    """A filter or an order that cannot be read."""
    return Refused(16, "QueryParseException", why)


def bad_data(why: str) -> Refused:
    """A body that cannot be read."""
    return Refused(14, "PostDataInvalidException", why)


def envelope(elements: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the answer to a write of which elements were refused."""
    return {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": elements,
    }


def named(name: str) -> Invalid:
    """Another active contact has the name."""
    return Invalid(
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )
