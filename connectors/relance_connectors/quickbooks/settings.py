"""The QuickBooks section of `relance.toml`, checked by hand: key by key, with errors that name file and key.

Nothing is called here. The client secret is the company's key and not among these settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from relance_connectors.transport import is_loopback
from relance_sync.errors import Stop

FILE = "relance.toml"
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
    """

    client_id: str
    environment: str = "production"
    redirect: str = SANDBOX_REDIRECT
    realm_id: str | None = None
    server: str | None = None


_EXAMPLES = {
    "client_id": 'client_id = "ABc4711..."',
    "environment": 'environment = "production" or "sandbox"',
    "redirect": 'redirect = "https://mycompany.com/relance"',
    "realm_id": 'realm_id = "4620816365291273330"',
    "server": 'server = "http://127.0.0.1:8200"',
}


def read_settings(given: Mapping[str, object], company: str) -> QuickBooksSettings:
    """Check a company's QuickBooks settings.

    Args:
        given: The section as it stands in the file.
        company: Name of the company in the workspace, for messages.

    Raises:
        Stop: Naming file and key, if a key is unknown, missing or of the wrong kind.
    """
    if unknown := sorted(set(given) - set(_EXAMPLES)):
        known = ", ".join(_EXAMPLES)
        raise _stop(company, unknown[0], f"is not known. Remove or correct it; known are: {known}.")
    if "client_id" not in given:
        raise _stop(company, "client_id", f"is missing. Write for example: {_EXAMPLES['client_id']}")
    read = QuickBooksSettings(**{name: _CHECKS[name](value, company, name) for name, value in given.items()})
    if read.environment == "production" and read.server is None:
        _check_production(read, company)
    return read


def _check_production(read: QuickBooksSettings, company: str) -> None:
    """Intuit sends the browser of a real company to pages with https only, never to an IP address."""
    if urlsplit(read.redirect).scheme != "https":
        raise _stop(
            company,
            "redirect",
            "must be an address with https that is registered in Intuit's developer account (Production >"
            f" Keys and OAuth > Redirect URIs). Write for example: {_EXAMPLES['redirect']}",
        )


def _stop(company: str, name: str, problem: str) -> Stop:
    return Stop(f"{FILE}, company “{company}”: the key {name} {problem}")


def _text(value: object, company: str, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _stop(company, name, f"must be text in quotes. Write for example: {_EXAMPLES[name]}")
    return value.strip()


def _environment(value: object, company: str, name: str) -> str:
    if value not in {"production", "sandbox"}:
        raise _stop(company, name, f"must be one of the two. Write: {_EXAMPLES[name]}")
    return str(value)


def _digits(value: object, company: str, name: str) -> str:
    text = _text(value, company, name)
    if not text.isdecimal():
        raise _stop(company, name, f"must be digits in quotes. Write for example: {_EXAMPLES[name]}")
    return text


def _address(value: object, company: str, name: str) -> str:
    text = _text(value, company, name)
    try:
        parts = urlsplit(text)
        usable = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(text))
        usable = usable and bool(parts.hostname) and (parts.port or 1) > 0
        usable = usable and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        usable = False
    if not usable:
        raise _stop(company, name, f"must be a web address with https. Write for example: {_EXAMPLES[name]}")
    return text


_CHECKS: Mapping[str, Callable[[object, str, str], str]] = {
    "client_id": _text,
    "environment": _environment,
    "redirect": _address,
    "realm_id": _digits,
    "server": _address,
}
