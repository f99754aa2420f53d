"""What Odoo says about the company itself, and what converters must know of it."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from relance_connectors.odoo.read_rows import Rows
from relance_connectors.odoo.rpc import many2one
from relance_sync.errors import Stop
from relance_sync.ports import Books

FIELDS = ("name", "currency_id", "country_id", "partner_id", "account_use_credit_limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """The company as far as the pull needs it.

    Attributes:
        currency: Its currency, as Odoo points to it: number and ISO 4217 code.
        country: Number of its country; None if it has none.
        credit_limits: Whether it uses credit limits.
    """

    name: str
    currency: tuple[int, str]
    country: int | None
    language: str | None
    zone: ZoneInfo
    credit_limits: bool


def read_company(rows: Rows) -> CompanyFacts:
    """Read the company.

    Raises:
        Stop: If there is none with this number.
    """
    company_id = rows.reading.company_id
    found = rows.by_ids("res.company", [company_id], FIELDS)
    if not found:
        raise Stop(f"Odoo has no company with the number {company_id}. Correct company_id in relance.toml.")
    row = found[0]
    partner = rows.by_ids("res.partner", [many2one(row["partner_id"]) or 0], ("tz", "lang"))
    said = partner[0] if partner else {}
    # A company has a time zone only as a contact; most leave it to their users.
    zone = said.get("tz") or rows.call("res.users", "context_get").get("tz")
    return CompanyFacts(
        name=row["name"],
        currency=(row["currency_id"][0], row["currency_id"][1]),
        country=many2one(row["country_id"]),
        language=str(said["lang"]).split("_")[0] if said.get("lang") else None,
        zone=_zone(zone),
        credit_limits=bool(row["account_use_credit_limit"]),
    )


def read_books(rows: Rows, facts: CompanyFacts) -> Books:
    """Read the rest of what people want to know about the company."""
    country = rows.by_ids("res.country", [facts.country], ("code",)) if facts.country else []
    bank = rows.search(
        "account.bank.statement.line",
        [["company_id", "=", rows.reading.company_id]],
        ("date",),
        order="date desc, id desc",
        limit=1,
    )
    return Books(
        name=facts.name,
        currency=facts.currency[1],
        country=country[0]["code"] or None if country else None,
        language=facts.language,
        time_zone=facts.zone.key,
        bank_day=date.fromisoformat(bank[0]["date"]) if bank and bank[0]["date"] else None,
        url=rows.reading.url or None,
    )


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name or "UTC"))
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
