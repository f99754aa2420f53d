"""Shows records as Xero's JSON has them: whole, in pages, briefly. It changes nothing.

Empty fields are left out, as Xero does; days come in both forms where Xero gives both. Documents are in
showing_documents.py.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from . import contacts, dates, filtering, settlement
from .books import Ledger
from .records import Data, Note, Record

_CONTACT = (
    *("ContactNumber", "AccountNumber", "ContactStatus", "Name", "FirstName", "LastName", "CompanyNumber"),
    *("EmailAddress", "BankAccountDetails", "TaxNumber", "AccountsReceivableTaxType"),
    *("AccountsPayableTaxType", "DefaultCurrency", "MergedToContactID"),
)
# What only paged answers and single contacts carry.
_MORE = ("Website", "PaymentTerms", "SalesDefaultAccountCode", "PurchasesDefaultAccountCode")
_EMPTY_ADDRESS = {"City": "", "Region": "", "PostalCode": "", "Country": ""}
_EMPTY_PHONE = {"PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}
_ZONES = {
    "America/Los_Angeles": "PACIFICSTANDARDTIME",
    "America/New_York": "EASTERNSTANDARDTIME",
    "Australia/Sydney": "AUSEASTERNSTANDARDTIME",
    "Europe/London": "GMTSTANDARDTIME",
    "Europe/Paris": "ROMANCESTANDARDTIME",
    "Pacific/Auckland": "NEWZEALANDSTANDARDTIME",
}


def contact(ledger: Ledger, record: Record, *, whole: bool, summary: bool = False) -> Data:
    """Show a contact. Balances, terms and defaults come with `whole`: in pages and single contacts only."""
    data = record.data
    shown: Data = {"ContactID": record.id, **kept(data, _CONTACT)}
    if not summary:
        shown["Addresses"] = [
            {"AddressType": kind, **_EMPTY_ADDRESS, **data.get("Addresses", {}).get(kind, {})}
            for kind in contacts.ADDRESSES
        ]
        shown["Phones"] = [
            {"PhoneType": kind, **_EMPTY_PHONE, **data.get("Phones", {}).get(kind, {})}
            for kind in contacts.PHONES
        ]
        shown["ContactGroups"] = [group(ledger, each) for each in contacts.groups_of(ledger, record.id)]
        shown["ContactPersons"] = data.get("ContactPersons", [])
    shown["UpdatedDateUTC"] = dates.instant(record.updated)
    for name, sales in (("IsSupplier", False), ("IsCustomer", True)):
        shown[name] = filtering.trades(ledger, record, sales=sales)
    if whole and not summary:
        shown |= kept(data, _MORE)
        shown |= _balances(ledger, record)
        shown["HasAttachments"] = False
    return {**shown, "HasValidationErrors": False, **(record.odd or {})}


def _balances(ledger: Ledger, record: Record) -> Data:
    """Show what is open with a contact; a contact without documents has no balances."""
    if not ledger.store.documents.get(record.id):
        return {}
    today = ledger.today()
    found = {
        name: {
            "Outstanding": settlement.outstanding(ledger, record.id, sales=sales),
            "Overdue": settlement.outstanding(ledger, record.id, sales=sales, overdue_on=today),
        }
        for name, sales in (("AccountsReceivable", True), ("AccountsPayable", False))
    }
    return {"Balances": found}


def kept(data: Data, names: tuple[str, ...]) -> Data:
    """Return those fields that are there."""
    return {name: data[name] for name in names if data.get(name) not in (None, "")}


def brief_contact(ledger: Ledger, id_: str) -> Data:
    """Show a contact inside a document of a list."""
    record = ledger.record(("Contact", id_))
    shown = {"ContactID": id_, "Name": record.data["Name"]}
    empty: Data = {"Addresses": [], "Phones": [], "ContactGroups": [], "ContactPersons": []}
    odd = {name: value for name, value in (record.odd or {}).items() if name in shown}
    return {**shown, **odd, **empty, "HasValidationErrors": False}


def group(ledger: Ledger, record: Record, *, whole: bool = False) -> Data:
    """Show a contact group; its contacts come with `whole` only."""
    inside = [brief_contact(ledger, each) for each in record.data["Contacts"]] if whole else []
    data = record.data
    head = {"ContactGroupID": record.id, "Name": data["Name"], "Status": data["Status"]}
    return {**head, "Contacts": inside, "HasValidationErrors": False, **(record.odd or {})}


def account(_ledger: Ledger, record: Record) -> Data:
    """Show an account."""
    shown = {
        "AccountID": record.id,
        **{name: value for name, value in record.data.items() if value is not None},
    }
    return {**shown, "UpdatedDateUTC": dates.instant(record.updated), **(record.odd or {})}


def account_link(ledger: Ledger, id_: str) -> Data:
    """Show an account inside a payment."""
    return {"AccountID": id_, **kept(ledger.record(("Account", id_)).data, ("Code", "Name"))}


def plain(_ledger: Ledger, record: Record) -> Data:
    """Show a tax rate, currency or branding theme: what it holds."""
    return {name: _wire(value) for name, value in {**record.data, **(record.odd or {})}.items()}


def user(_ledger: Ledger, record: Record) -> Data:
    """Show a user."""
    return {"UserID": record.id, **record.data, "UpdatedDateUTC": dates.instant(record.updated)}


def _wire(value: Any) -> Any:
    return dates.instant(value) if isinstance(value, datetime) else value


def note(told: Note) -> Data:
    """Show a line of a record's history."""
    shown = {"Changes": told.changes, "DateUTCString": dates.instant_text(told.at)}
    shown |= {"DateUTC": dates.instant(told.at), "User": told.user}
    return {**shown, **({"Details": told.details} if told.details else {})}


def updated(record: Record) -> Data:
    """Return both forms of a record's update time."""
    text = record.updated.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")
    return {"UpdatedDateUTC": dates.instant(record.updated), "UpdatedDateUTCString": text}


def both(data: Data, name: str) -> Data:
    """Return both forms of a day; nothing if it is not set."""
    day = data.get(name)
    return {f"{name}String": dates.day_text(day), name: dates.day(day)} if day else {}


def organisation(ledger: Ledger) -> Data:
    """Show the organisation."""
    locks = {"PeriodLockDate": ledger.period_lock, "EndOfYearLockDate": ledger.year_lock}
    return {
        "Name": ledger.name,
        "LegalName": ledger.name,
        "PaysTax": True,
        "Version": "UK" if ledger.country == "GB" else "GLOBAL",
        "OrganisationType": "COMPANY",
        "BaseCurrency": ledger.currency,
        "CountryCode": ledger.country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "SalesTaxBasis": "ACCRUAL",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": dates.short_instant(ledger.opened),
        "OrganisationEntityType": "COMPANY",
        "Timezone": _ZONES.get(ledger.zone.key, "UTC"),
        "ShortCode": ledger.short_code,
        "OrganisationID": ledger.tenant_id,
        "Edition": "BUSINESS",
        "Class": "PREMIUM",
        **{name: dates.day(day) for name, day in locks.items() if day},
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
