"""Refusals: the errors the platform answers with, by code, and nothing of when they are raised.

Codes, messages and details are those of Intuit's page "Error codes" and of answers that public issue trackers
quote; docs/reference/simulator-quickbooks.md names the source of each.
"""

from __future__ import annotations

from typing import Any

INACTIVE = (
    "Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)


class Refusal(Exception):
    """An answer that says no.

    Attributes:
        status: the HTTP status.
        lower: whether the gateway says it, in its own lower-case form, rather than the accounting service.
    """

    def __init__(  # the fields of an error are many
        self,
        code: str,
        message: str,
        detail: str,
        *,
        kind: str = "ValidationFault",
        element: str = "",
        status: int = 400,
        lower: bool = False,
    ) -> None:
        super().__init__(f"{code}: {message}: {detail}")
        self.code, self.message, self.detail, self.kind = code, message, detail, kind
        self.element, self.status, self.lower = element, status, lower

    def fault(self) -> dict[str, Any]:
        """Return the `Fault` of a JSON answer."""
        error = {"Message": self.message, "Detail": self.detail, "code": self.code}
        if self.kind != "Query":
            error["element"] = self.element
        return {"Error": [error], "type": "ValidationFault" if self.kind == "Query" else self.kind}

    def gateway(self, milliseconds: int) -> dict[str, Any]:
        """Return the gateway's answer, which is spelled in lower case."""
        error = {"message": self.message, "detail": self.detail, "code": self.code, "element": None}
        return {
            "warnings": None,
            "intuitObject": None,
            "fault": {"error": [error], "type": self.kind},
            "report": None,
            "queryResponse": None,
            "batchItemResponse": [],
            "attachableResponse": [],
            "syncErrorResponse": None,
            "requestId": None,
            "time": milliseconds,
            "status": None,
            "cdcresponse": [],
        }


def not_found(why: str = INACTIVE) -> Refusal:
    """Nothing stands under this id."""
    return Refusal("610", "Object Not Found", f"Object Not Found : {why}")


def stale(by: str) -> Refusal:
    """The SyncToken is not the one the record has now."""
    return Refusal(
        "5010",
        "Stale Object Error",
        f"Stale Object Error : You and {by} were working on this at the same time. "
        f"{by} finished before you did, so your work was not saved.",
    )


def missing(name: str) -> Refusal:
    """A field that must be there is not."""
    return Refusal(
        "2020",
        "Required param missing, need to supply the required value for the API",
        f"Required parameter {name} is missing in the request",
        element=name,
    )


def unknown_property(name: str) -> Refusal:
    """The entity has no such field."""
    return Refusal(
        "2010",
        "Request has invalid or unsupported property",
        f"Property Name:{name} specified is unsupported or invalid",
        element=name,
    )


def bad_number(name: str, value: object) -> Refusal:
    """A number was expected."""
    return Refusal("2090", "Invalid Number", f"Invalid Number : {value}", element=name)


def bad_date(name: str, value: object) -> Refusal:
    """A day was expected, as YYYY-MM-DD."""
    return Refusal(
        "2040",
        "Invalid Date",
        f"Invalid Date : {name} should be YYYY-MM-DD. Supplied value:{value}",
        element=name,
    )


def bad_type(name: str, value: object) -> Refusal:
    """Another kind of value was expected."""
    return Refusal(
        "2010", "Request has invalid or unsupported property", f"{name} cannot be {value!r}", element=name
    )


def bad_id(value: object) -> Refusal:
    """An id that is no number."""
    return Refusal(
        "2030",
        "Invalid ID",
        f"Invalid ID : Id should be a valid number. Supplied value:{value}",
        element="Id",
    )


def too_long(name: str, limit: int, length: int) -> Refusal:
    """A text is longer than the field."""
    return Refusal(
        "2050",
        "String length is either shorter or longer than supported by specification",
        f"String length specified does not match the supported length. Min:0 Max:{limit:,} supported. "
        f"Supplied length:{length:,}",
        element=name,
    )


def bad_choice(name: str, value: object) -> Refusal:
    """A word that is not one of the list."""
    return Refusal("2170", "Invalid Enumeration", f"Invalid Enumeration : {value}", element=name)


def bad_email(name: str) -> Refusal:
    """An e-mail address that is none."""
    return Refusal(
        "2210",
        "Email Address does not conform to the syntax rules of RFC 822.",
        "Email Address does not conform to the syntax rules of RFC 822.",
        element=name,
    )


def bad_reference(name: str, why: str = INACTIVE) -> Refusal:
    """A reference to what is not there or no longer active."""
    return Refusal("2500", "Invalid Reference Id", f"Invalid Reference Id : {why}", element=name)


def business(detail: str, code: str = "6000") -> Refusal:
    """The books would not allow it."""
    return Refusal(
        code,
        "A business validation error has occurred while processing your request",
        f"Business Validation Error: {detail}",
    )


def duplicate_name(kind: str) -> Refusal:
    """A name in use. Customers, vendors and employees share theirs."""
    return Refusal(
        "6240",
        "Duplicate Name Exists Error",
        f"The name supplied already exists. : Another {kind} is already using this name. "
        "Please use a different name.",
    )


def duplicate_number(number: str) -> Refusal:
    """A document number in use."""
    return Refusal(
        "6140",
        "Duplicate Document Number Error",
        "Duplicate Document Number Error : You must specify a different number. This number has already been "
        f"used. DocNumber={number} is assigned to TxnType=",
    )


def unsupported(operation: str) -> Refusal:
    """The entity cannot do that."""
    return Refusal("500", "Unsupported Operation", f"Operation {operation} is not supported.")


def syntax(detail: str) -> Refusal:
    """A query that cannot be read."""
    return Refusal("4000", "Error parsing query", f"QueryParserError: {detail}", kind="Query")


def bad_query(detail: str) -> Refusal:
    """A query that can be read, but asks for what there is not."""
    return Refusal("4001", "Invalid query", f"QueryValidationError: {detail}", kind="Query")


def unauthenticated(detail: str | None) -> Refusal:
    """No token, or one that does not count any more."""
    return Refusal(
        "3200",
        "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        detail or "",
        kind="AUTHENTICATION",
        status=401,
        lower=True,
    )


def unauthorized() -> Refusal:
    """The token is for another company."""
    return Refusal(
        "3100",
        "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
        "The application is not authorized for this company",
        kind="AUTHORIZATION",
        status=403,
        lower=True,
    )
