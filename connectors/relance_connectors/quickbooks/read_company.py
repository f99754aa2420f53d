"""What QuickBooks says about the company itself, read with one call and kept in a small file for a week.

These facts hardly ever change, and every call is counted. The file may be deleted: it is read anew.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from relance_connectors.quickbooks.client import Client, Row
from relance_connectors.quickbooks.query import EVERY, query, quoted
from relance_connectors.quickbooks.read_rows import reference
from relance_connectors.state_file import StateFile
from relance_sync.errors import Stop

_RECEIVABLE = f"AccountType = {quoted('Accounts Receivable')}"

_FORMAT = 1
_KEPT = timedelta(days=7)
_CODE = 2
# Where most of a country's companies are: only CompanyInfo of some countries names the zone.
_ZONES = {
    "AU": "Australia/Sydney",
    "CA": "America/Toronto",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata",
    "NZ": "Pacific/Auckland",
    "SG": "Asia/Singapore",
    "US": "America/New_York",
    "ZA": "Africa/Johannesburg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """The company as far as it is known.

    Attributes:
        currency: ISO 4217 code of its own currency.
        country: ISO 3166-1 alpha-2 code; None if unknown.
        language: ISO 639-1 code; None if unknown.
        zone: IANA name of its time zone; a guess by its country if QuickBooks does not say.
        receivables: Ids of its accounts of the type Accounts Receivable.
        customer_types: Names by id.
    """

    name: str
    currency: str
    country: str | None = None
    language: str | None = None
    zone: str = "UTC"
    receivables: tuple[str, ...] = ()
    customer_types: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Read what `asdict` made and JSON carried."""
        return cls(**{**content, "receivables": tuple(content["receivables"])})


class CompanyFile:
    """The facts, in memory, in the file, or asked for.

    One company's file belongs to one company's books: facts of other books are not taken.
    """

    def __init__(
        self, client: Client, realm: Callable[[], str], file: StateFile | None, now: Callable[[], datetime]
    ) -> None:
        """Nothing is read yet.

        Args:
            client: How to ask.
            realm: Gives the number of the books.
            file: None to keep the facts in this process only.
            now: Aware UTC clock.
        """
        self._client = client
        self._realm = realm
        self._file = file
        self._now = now
        self._facts: CompanyFacts | None = None
        self._asked = False

    def facts(self, *, renewed: bool = False) -> CompanyFacts:
        """Return the facts.

        Args:
            renewed: Ask QuickBooks unless this process did.

        Raises:
            Stop: If QuickBooks does not say in which currency the books are kept.
        """
        if renewed and not self._asked:
            self._facts = None
        elif self._facts is None:
            self._facts = self._kept()
        if self._facts is None:
            self._facts = read_company(self._client)
            self._asked = True
            self._keep(self._facts)
        return self._facts

    def _kept(self) -> CompanyFacts | None:
        text = self._file.read() if self._file else None
        try:
            content = json.loads(text or b"")
            read_on = datetime.fromisoformat(content["read_on"])
            if content["format"] != _FORMAT or content["realm"] != self._realm():
                return None
            if not timedelta(0) <= self._now() - read_on < _KEPT:
                return None
            return CompanyFacts.of(content["facts"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def _keep(self, facts: CompanyFacts) -> None:
        if self._file:
            content = {
                "format": _FORMAT,
                "realm": self._realm(),
                "read_on": self._now().isoformat(),
                "facts": asdict(facts),
            }
            self._file.write(json.dumps(content, indent=1).encode())


def read_company(client: Client) -> CompanyFacts:
    """Ask QuickBooks about the company with one call.

    Raises:
        Stop: If it does not say in which currency the books are kept.
    """
    infos, preferences, receivables, types = client.select(
        query("CompanyInfo"),
        query("Preferences"),
        query("Account", _RECEIVABLE, EVERY, most=1000),
        query("CustomerType", most=1000),
    )
    info = infos[0] if infos else {}
    country = str(info.get("Country") or "").upper()
    return CompanyFacts(
        name=str(info.get("CompanyName") or info.get("LegalName") or "QuickBooks"),
        currency=_currency(preferences),
        country=country if len(country) == _CODE else None,
        language=str(info.get("SupportedLanguages") or "")[:_CODE].lower() or None,
        zone=_zone(info.get("DefaultTimeZone")) or _ZONES.get(country, "UTC"),
        receivables=tuple(str(row.get("Id")) for row in receivables),
        customer_types={str(row.get("Id")): str(row["Name"]) for row in types if row.get("Name")},
    )


def _currency(preferences: list[Row]) -> str:
    section = preferences[0].get("CurrencyPrefs") if preferences else None
    currency = reference(section, "HomeCurrency") if isinstance(section, dict) else ""
    if not currency:
        raise Stop(
            "QuickBooks does not say in which currency the books are kept. Look there under Account and"
            " settings > Advanced > Currency."
        )
    return currency


def _zone(name: object) -> str | None:
    try:
        return ZoneInfo(str(name)).key if name else None
    except (KeyError, ValueError, OSError):
        return None
