"""The Xero section of `relance.toml`, checked by hand: key by key, with errors that name file and key.

Nothing is called here. The client secret is the company's key and not among these settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from relance_connectors.settings_section import Section, text
from relance_connectors.web_address import web_address

FREE_DAILY_CALLS = 1000
"""What Xero's free tier allows; the others have 5,000."""

_FEWEST_CALLS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class XeroSettings:
    """As which application, on which books.

    Attributes:
        client_id: Of the application in Xero's developer account.
        secret: False for an application of the kind “Mobile or desktop app”, which has no client secret.
        redirect: Where the browser is sent after the sign-in; exactly as in the developer account.
        tenant_id: The organisation; None to take the only one that is chosen in the browser.
        daily_calls: What Xero's tier allows for an organisation in a day.
        language: ISO 639-1 code of the words Relance uses by itself, such as the names of its contact groups.
        hold_terms: Whether invoices are due at once for a customer during a hold, if it has payment terms of
            its own.
        hold_quotes: Whether an accepted quote is only sent, no longer accepted, during a hold.
        show_promises: Whether a promise told to Relance is entered as an invoice's expected payment date.
        grade_groups: Whether customers who owe something are in a contact group of their grade.
        server: Address of a simulator in place of Xero's servers; None for Xero.
    """

    client_id: str
    secret: bool = True
    redirect: str = "http://localhost:8765/callback"
    tenant_id: str | None = None
    daily_calls: int = FREE_DAILY_CALLS
    language: str = "en"
    hold_terms: bool = False
    hold_quotes: bool = False
    show_promises: bool = False
    grade_groups: bool = False
    server: str | None = None


_EXAMPLES = {
    "client_id": 'client_id = "4E5F6A..."',
    "secret": "secret = false",
    "redirect": 'redirect = "http://localhost:8765/callback"',
    "tenant_id": 'tenant_id = "fe79f7dd-b6d4-4a92-ba7b-538af6289c58"',
    "daily_calls": "daily_calls = 5000",
    "language": 'language = "fr"',
    "hold_terms": "hold_terms = true",
    "hold_quotes": "hold_quotes = true",
    "show_promises": "show_promises = true",
    "grade_groups": "grade_groups = true",
    "server": 'server = "http://127.0.0.1:8300"',
}


def read_settings(given: Mapping[str, object], company: str) -> XeroSettings:
    """Check a company's Xero settings.

    Args:
        given: The section as it stands in the file.
        company: Name of the company in the workspace, for messages.

    Raises:
        Stop: Naming file and key, if a key is unknown, missing or of the wrong kind.
    """
    section = Section(company=company, examples=_EXAMPLES)
    return XeroSettings(**section.read(given, ("client_id",), _CHECKS))


def _truth(value: object, section: Section, name: str) -> bool:
    if not isinstance(value, bool):
        raise section.refuse(name, f"must be true or false. Write for example: {_EXAMPLES[name]}")
    return value


def _calls(value: object, section: Section, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < _FEWEST_CALLS:
        raise section.refuse(
            name, f"must be a number, {_FEWEST_CALLS} or more. Write for example: {_EXAMPLES[name]}"
        )
    return value


def _tenant(value: object, section: Section, name: str) -> str:
    words = text(value, section, name)
    try:
        return str(UUID(words))
    except ValueError:
        raise section.refuse(
            name,
            "must be the organisation's identifier, as `relance connect` shows it. Write for example:"
            f" {_EXAMPLES[name]}",
        ) from None


_CHECKS: Mapping[str, Callable[[object, Section, str], Any]] = {
    "client_id": text,
    "secret": _truth,
    "redirect": web_address,
    "tenant_id": _tenant,
    "daily_calls": _calls,
    "language": text,
    "hold_terms": _truth,
    "hold_quotes": _truth,
    "show_promises": _truth,
    "grade_groups": _truth,
    "server": web_address,
}
