"""The QuickBooks section of `relance.toml`, checked by hand: key by key, with errors that name file and key.

Nothing is called here. The client secret is the company's key and not among these settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from relance_connectors.settings_section import Section, text
from relance_connectors.web_address import web_address

SANDBOX_REDIRECT = "http://localhost:8765/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickBooksSettings:
    """As which application, on which books.

    Attributes:
        client_id: Of the application in Intuit's developer account.
        environment: `production` or `sandbox`: the client_id belongs to one of them.
        redirect: Where the browser is sent after the sign-in; exactly as in the developer account.
        realm_id: Number of the books; None to take those that are chosen in the browser.
        server: Address of a simulator in place of Intuit's servers; None for Intuit.
        hold_terms: Name of the payment terms a customer has during a hold; None to leave them as they are.
        hold_estimates: Status an open estimate has during a hold, `Rejected` or `Closed`; None to leave it
            and to write a note only.
    """

    client_id: str
    environment: str = "production"
    redirect: str = SANDBOX_REDIRECT
    realm_id: str | None = None
    server: str | None = None
    hold_terms: str | None = None
    hold_estimates: str | None = None


_EXAMPLES = {
    "client_id": 'client_id = "ABc4711..."',
    "environment": 'environment = "production" or "sandbox"',
    "redirect": 'redirect = "https://mycompany.com/relance"',
    "realm_id": 'realm_id = "4620816365291273330"',
    "server": 'server = "http://127.0.0.1:8200"',
    "hold_terms": 'hold_terms = "Due on receipt"',
    "hold_estimates": 'hold_estimates = "Rejected" or "Closed"',
}


def read_settings(given: Mapping[str, object], company: str) -> QuickBooksSettings:
    """Check a company's QuickBooks settings.

    Args:
        given: The section as it stands in the file.
        company: Name of the company in the workspace, for messages.

    Raises:
        Stop: Naming file and key, if a key is unknown, missing or of the wrong kind.
    """
    section = Section(company=company, examples=_EXAMPLES)
    read = QuickBooksSettings(**section.read(given, ("client_id",), _CHECKS))
    if read.environment == "production" and read.server is None:
        _check_production(read, section)
    return read


def _check_production(read: QuickBooksSettings, section: Section) -> None:
    """Intuit sends the browser of a real company to pages with https only, never to an IP address."""
    if urlsplit(read.redirect).scheme != "https":
        raise section.refuse(
            "redirect",
            "must be an address with https that is registered in Intuit's developer account (Settings >"
            f" Redirect URIs > Production). Write for example: {_EXAMPLES['redirect']}",
        )


def _one_of(*choices: str) -> Callable[[object, Section, str], str]:
    def check(value: object, section: Section, name: str) -> str:
        if value not in choices:
            raise section.refuse(name, f"must be one of the two. Write: {_EXAMPLES[name]}")
        return str(value)

    return check


def _digits(value: object, section: Section, name: str) -> str:
    words = text(value, section, name)
    if not words.isdecimal():
        raise section.refuse(name, f"must be digits in quotes. Write for example: {_EXAMPLES[name]}")
    return words


_CHECKS: Mapping[str, Callable[[object, Section, str], str]] = {
    "client_id": text,
    "environment": _one_of("production", "sandbox"),
    "redirect": web_address,
    "realm_id": _digits,
    "server": web_address,
    "hold_terms": text,
    "hold_estimates": _one_of("Rejected", "Closed"),
}
