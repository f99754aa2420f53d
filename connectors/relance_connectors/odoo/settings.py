"""The Odoo section of `relance.toml`, checked by hand: key by key, with errors that name file and key.

Nothing is called here. The key itself is not among these settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from relance_connectors.odoo.rpc import Value
from relance_connectors.settings_section import Section, text


@dataclass(frozen=True, slots=True, kw_only=True)
class OdooSettings:
    """Where the books are and how to read them.

    Attributes:
        url: Address Odoo is opened with; no slash at its end.
        database: Name of the database.
        company_id: Odoo's number of the company (`res.company`).
        login: The API user's login; needed by Odoo 16 to 18 only.
        responsible: Login or number of the user who gets activities nobody else is responsible for; None
            for the API user.
        language: ISO 639-1 code of the words Relance uses by itself (name of the tag).
        page_size: Rows asked for at a time.
        timeout: Seconds to wait for an answer.
    """

    url: str
    database: str
    company_id: int
    login: str | None = None
    responsible: str | None = None
    language: str = "en"
    page_size: int = 1000
    timeout: float = 60.0


_EXAMPLES = {
    "url": 'url = "https://mycompany.odoo.com"',
    "database": 'database = "mycompany"',
    "company_id": "company_id = 1",
    "login": 'login = "relance@mycompany.com"',
    "responsible": 'responsible = "jane@mycompany.com"',
    "language": 'language = "fr"',
    "page_size": "page_size = 1000",
    "timeout": "timeout = 60",
}


def read_settings(given: Mapping[str, object], company: str) -> OdooSettings:
    """Check a company's Odoo settings.

    Args:
        given: The section as it stands in the file.
        company: Name of the company in the workspace, for messages.

    Raises:
        Stop: Naming file and key, if a key is unknown, missing or of the wrong kind.
    """
    section = Section(company=company, examples=_EXAMPLES)
    return OdooSettings(**section.read(given, ("url", "database", "company_id"), _CHECKS))


def _user(value: object, section: Section, name: str) -> str:
    return str(value) if _is_whole(value) else text(value, section, name)


def _whole(value: object, section: Section, name: str) -> int:
    if not isinstance(value, int) or not _is_whole(value):
        raise section.refuse(name, f"must be a whole number above 0. Write for example: {_EXAMPLES[name]}")
    return value


def _seconds(value: object, section: Section, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        raise section.refuse(name, f"must be seconds above 0. Write for example: {_EXAMPLES[name]}")
    return float(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _address(value: object, section: Section, name: str) -> str:
    words = text(value, section, name).rstrip("/")
    try:
        parts = urlsplit(words)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise section.refuse(name, f"must be a web address. Write for example: {_EXAMPLES[name]}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise section.refuse(name, f"must be the bare address, without user, ? or #: {_EXAMPLES[name]}")
    return words


_CHECKS: Mapping[str, Callable[[object, Section, str], Value]] = {
    "url": _address,
    "database": text,
    "company_id": _whole,
    "login": text,
    "responsible": _user,
    "language": text,
    "page_size": _whole,
    "timeout": _seconds,
}
