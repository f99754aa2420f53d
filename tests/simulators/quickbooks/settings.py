"""What a company has only one of, or keeps by date: CompanyInfo, Preferences, exchange rates.

They have no ids of their own and no tables; records with ids are elsewhere.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from . import checking, documents, errors
from .company import Company, Data
from .query_language import Query
from .stamps import stamp

_STAMPED = datetime(2024, 1, 1, tzinfo=UTC)


def info(company: Company) -> Data:
    """Return CompanyInfo."""
    return {**company.info, **_head(company, "CompanyInfo", "1")}


def preferences(company: Company) -> Data:
    """Return Preferences."""
    return {**company.preferences, **_head(company, "Preferences", "1")}


def update(company: Company, entity: str, sent: Any) -> Data:
    """Change CompanyInfo or Preferences; sections that are not sent stay as they are.

    Raises:
        Refusal: stale, or a section that does not exist.
    """
    standing = company.info if entity == "CompanyInfo" else company.preferences
    if not isinstance(sent, dict) or sent.get("SyncToken") in (None, ""):
        raise errors.missing("SyncToken")
    if str(sent["SyncToken"]) != str(company.settings_version[entity]):
        raise errors.stale("another user")
    new = dict(standing)
    for name, value in sent.items():
        if name in {"Id", "SyncToken", "MetaData", "domain", "sparse"}:
            continue
        if name not in standing:
            raise errors.unknown_property(name)
        inner = isinstance(value, dict) and isinstance(standing[name], dict)
        new[name] = {**standing[name], **value} if inner else value
    with company.work():
        if entity == "CompanyInfo":
            company.info = new
        else:
            company.preferences = new
        company.settings_version[entity] += 1
    return info(company) if entity == "CompanyInfo" else preferences(company)


def exchange_rate(company: Company, code: str, day: str | None) -> Data:
    """Return the rate of a currency on a day (None: today).

    Raises:
        Refusal: no currency is named, or the day cannot be read.
    """
    if not code:
        raise errors.missing("sourcecurrencycode")
    when = checking.day(day, "asofdate") if day else documents.today(company).isoformat()
    return {
        "SourceCurrencyCode": code.upper(),
        "TargetCurrencyCode": company.currency,
        "Rate": documents.rate(company, code.upper(), when),
        "AsOfDate": when,
        "MetaData": {"LastUpdatedTime": stamp(company.clock.now(), company.zone)},
        "domain": "QBO",
        "sparse": False,
    }


def set_exchange_rate(company: Company, sent: Any) -> Data:
    """Enter a rate for a day.

    Raises:
        Refusal: currency or rate are missing, or another currency than the home one is the target.
    """
    if not isinstance(sent, dict) or not sent.get("SourceCurrencyCode"):
        raise errors.missing("SourceCurrencyCode")
    if sent.get("TargetCurrencyCode") not in (None, "", company.currency):
        raise errors.business("TargetCurrencyCode must be the home currency.", "6000")
    value = checking.number(sent.get("Rate"), "Rate")
    if value <= 0:
        raise errors.bad_number("Rate", value)
    day = checking.day(sent.get("AsOfDate") or documents.today(company).isoformat(), "AsOfDate")
    code = str(sent["SourceCurrencyCode"]).upper()
    with company.lock:
        company.rates[code, day] = value
    return exchange_rate(company, code, day)


def rows(company: Company, query: Query) -> tuple[str, list[Data]] | None:
    """Return the entity's name and what a query on it finds; None if the entity is none of these."""
    name = query.entity.lower()
    if name == "companyinfo":
        return "CompanyInfo", [info(company)]
    if name == "preferences":
        return "Preferences", [preferences(company)]
    if name != "exchangerate":
        return None
    asked = {each.path.lower(): each.values for each in query.conditions}
    unknown = set(asked) - {"sourcecurrencycode", "asofdate"}
    if unknown:
        raise errors.bad_query(f"Property {min(unknown)} not found for Entity ExchangeRate")
    codes = asked.get("sourcecurrencycode") or tuple(sorted({code for code, _ in company.rates}))
    return "ExchangeRate", [exchange_rate(company, each, asked.get("asofdate", (None,))[0]) for each in codes]


def _head(company: Company, entity: str, id_: str) -> Data:
    meta = {"CreateTime": stamp(_STAMPED, company.zone), "LastUpdatedTime": stamp(_STAMPED, company.zone)}
    version = str(company.settings_version[entity])
    return {"domain": "QBO", "sparse": False, "Id": id_, "SyncToken": version, "MetaData": meta}
