"""What QuickBooks says about the company itself, asked with one call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from zoneinfo import ZoneInfo

from relance_connectors.company_file import usual_zone
from relance_connectors.quickbooks.client import Client, Row
from relance_connectors.quickbooks.query import EVERY, query, quoted
from relance_connectors.quickbooks.read_rows import reference
from relance_sync.errors import Stop

_RECEIVABLE = f"AccountType = {quoted('Accounts Receivable')}"

_CODE = 2


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
        """Read what `dataclasses.asdict` made and JSON carried."""
        return cls(**{**content, "receivables": tuple(content["receivables"])})


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
        zone=_zone(info.get("DefaultTimeZone")) or usual_zone(country),
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
