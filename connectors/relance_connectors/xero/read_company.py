"""What Xero says about the organisation, and how its time zones are called elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from tzlocal.windows_tz import win_tz

from relance_connectors.company_file import usual_zone
from relance_connectors.xero.client import Client
from relance_sync.errors import Stop

_LEFT_OUT = str.maketrans("", "", " .-")
_CODE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """The organisation as far as it is known.

    Attributes:
        currency: ISO 4217 code of its base currency.
        country: ISO 3166-1 alpha-2 code; None if unknown.
        zone: IANA name of its time zone; a guess by its country if Xero's name for it is unknown.
        short_code: By which addresses in the browser name it; empty if unknown.
    """

    name: str
    currency: str
    country: str | None = None
    zone: str = "UTC"
    short_code: str = ""

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Read what `asdict` made and JSON carried."""
        return cls(**content)


def read_company(client: Client) -> CompanyFacts:
    """Ask Xero about the organisation with one call.

    Raises:
        Stop: If it does not say in which currency the books are kept.
    """
    told = client.organisation()
    currency = told.get("BaseCurrency")
    if not isinstance(currency, str) or not currency:
        raise Stop(
            "Xero does not say in which currency the books are kept. Look there under Settings > Currencies."
        )
    country = str(told.get("CountryCode") or "").upper()
    return CompanyFacts(
        name=str(told.get("Name") or told.get("LegalName") or "Xero"),
        currency=currency,
        country=country if len(country) == _CODE else None,
        zone=zone(told.get("Timezone"), country),
        short_code=str(told.get("ShortCode") or ""),
    )


def zone(name: object, country: str) -> str:
    """Return the IANA name of a time zone as Xero calls it: Windows' name in capitals, without gaps.

    >>> zone("NEWZEALANDSTANDARDTIME", "NZ")
    'Pacific/Auckland'

    Args:
        name: `Timezone` of the organisation.
        country: Its country's code: what decides if Xero's name is unknown.
    """
    return _zones().get(str(name)) or usual_zone(country)


@cache
def _zones() -> Mapping[str, str]:
    # The table of the Unicode consortium (CLDR), as tzlocal keeps it.
    return {name.translate(_LEFT_OUT).upper(): iana for name, iana in win_tz.items()}
