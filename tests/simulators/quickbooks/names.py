"""The rules of list records: customers and vendors, accounts, items, terms and plain names.

What a transaction must fulfil is in documents.py.
"""

from __future__ import annotations

from typing import Any

from tests.simulators.journal import NOTHING

from . import errors, references
from .company import Company, Data, Record, Work

DELETED = " (deleted)"
DEEPEST = 5
_BY_SUB_TYPE = {
    "CashOnHand": "Bank",
    "Checking": "Bank",
    "MoneyMarket": "Bank",
    "Savings": "Bank",
    "AccountsReceivable": "Accounts Receivable",
    "Inventory": "Other Current Asset",
    "PrepaidExpenses": "Other Current Asset",
    "UndepositedFunds": "Other Current Asset",
    "AccountsPayable": "Accounts Payable",
    "CreditCard": "Credit Card",
    "SalesTaxPayable": "Other Current Liability",
    "OpeningBalanceEquity": "Equity",
    "RetainedEarnings": "Equity",
    "SalesOfProductIncome": "Income",
    "ServiceFeeIncome": "Income",
    "OtherPrimaryIncome": "Income",
    "SuppliesMaterialsCogs": "Cost of Goods Sold",
    "AdvertisingPromotional": "Expense",
    "OfficeGeneralAdministrativeExpenses": "Expense",
    "BadDebts": "Expense",
}
_NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
CLASSES = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}


def prepare(company: Company, entity: str, data: Data, record: Record | None) -> Data:
    """Return the record as it will be stored, with what the platform adds.

    Raises:
        Refusal: a rule of the list is not kept.
    """
    data = references.follow(company, entity, data, record.data if record else None)
    data.setdefault("Active", True)
    if entity in {"Customer", "Vendor"}:
        return _person(company, entity, data, record)
    if entity == "Term":
        data["Type"] = "DATE_DRIVEN" if data.get("DayOfMonthDue") is not None else "STANDARD"
    if entity == "Account":
        _account(company, data)
    if entity == "Item":
        _item(data)
    if entity in {"Account", "Item", "Class", "Department"}:
        _in_tree(company, entity, data, "Name")
    _unique(company, entity, data, record)
    return data


def rename_children(work: Work, record: Record) -> None:
    """Carry a parent's name into the full names below it."""
    for child in sorted(work.company.children.get(record.id, ())):
        below = work.company.find(record.entity, child)
        if below is not None:
            full = f"{record.data['FullyQualifiedName']}:{below.data['DisplayName']}"
            if full != below.data["FullyQualifiedName"]:
                parent = {"value": record.id, "name": record.data["DisplayName"]}
                work.change(
                    below, {**below.data, "FullyQualifiedName": full, "ParentRef": parent}, version=False
                )
                rename_children(work, below)


def _person(company: Company, entity: str, data: Data, record: Record | None) -> Data:
    made_up = " ".join(str(data[part]) for part in _NAME_PARTS if data.get(part))
    name = str(data.get("DisplayName") or made_up).strip()
    if not name:
        raise errors.business(
            "DisplayName or at least one of Title, GivenName, MiddleName, FamilyName or Suffix is required.",
            "6000",
        )
    if any(mark in name for mark in ":\t\n"):
        raise errors.business("The name can't contain a colon, a tab or a new line.", "6000")
    name = _marked(name, active=data["Active"])
    taken = company.names.get(name.casefold())
    if taken and (record is None or taken != record.key):
        raise errors.duplicate_name(taken[0].lower())
    data["DisplayName"] = name
    data["PrintOnCheckName"] = data.get("PrintOnCheckName") or data.get("CompanyName") or name
    data["CurrencyRef"] = _currency(company, data.get("CurrencyRef"), record)
    data["Balance"] = record.data["Balance"] if record else NOTHING
    if entity == "Customer":
        _customer(company, data, record)
    return data


def _customer(company: Company, data: Data, record: Record | None) -> None:
    for name, default in (("Job", False), ("BillWithParent", False), ("Taxable", True)):
        if data.get(name) is None:
            data[name] = default
    data["PreferredDeliveryMethod"] = data.get("PreferredDeliveryMethod") or "Print"
    data["BalanceWithJobs"] = record.data["BalanceWithJobs"] if record else NOTHING
    if not data["Job"]:
        data.pop("ParentRef", None)
    elif not data.get("ParentRef"):
        raise errors.missing("ParentRef")
    if record and data.get("ParentRef"):
        _no_circle(company, record.id, data["ParentRef"]["value"])
    _in_tree(company, "Customer", data, "DisplayName")
    if not data.get("ParentRef"):
        data.pop("Level", None)


def _no_circle(company: Company, customer: str, parent: str) -> None:
    above: str | None = parent
    while above:
        if above == customer:
            raise errors.business("You can't make a customer a sub-customer of itself.", "6000")
        found = company.find("Customer", above)
        above = ((found.data.get("ParentRef") or {}) if found else {}).get("value")


def _marked(name: str, *, active: Any) -> str:
    plain = name.removesuffix(DELETED)
    return plain if active else plain + DELETED


def _currency(company: Company, sent: Data | None, record: Record | None) -> Data:
    if record:
        if sent and sent["value"] != record.data["CurrencyRef"]["value"]:
            raise errors.business("You can't change the currency of a name that has one.", "6000")
        return dict(record.data["CurrencyRef"])
    code = sent["value"].upper() if sent else company.currency
    if code != company.currency and not company.preferences["CurrencyPrefs"]["MultiCurrencyEnabled"]:
        raise errors.business("Multi Currency should be enabled to perform this operation", "6000")
    known = [each.data for each in company.living("CompanyCurrency") if each.data["Code"] == code]
    if code != company.currency and not known:
        raise errors.bad_reference("CurrencyRef", f"Currency {code} is not set up")
    return {"value": code, "name": known[0]["Name"] if known else code}


def _in_tree(company: Company, entity: str, data: Data, key: str) -> None:
    parent = company.find(entity, data["ParentRef"]["value"]) if data.get("ParentRef") else None
    above = f"{parent.data['FullyQualifiedName']}:" if parent else ""
    data["FullyQualifiedName"] = f"{above}{data[key]}"
    level = data["FullyQualifiedName"].count(":")
    if level >= DEEPEST:
        raise errors.business("You can't nest names deeper than five levels.", "6000")
    if parent or entity != "Account":
        data["Level"] = level


def _account(company: Company, data: Data) -> None:
    kind = data.get("AccountType") or _BY_SUB_TYPE.get(data.get("AccountSubType", ""))
    if not kind and not data.get("AccountSubType"):
        raise errors.missing("AccountType")
    if kind not in CLASSES:
        raise errors.bad_choice("AccountType", kind or data.get("AccountSubType"))
    data["AccountType"] = kind
    data["Classification"] = CLASSES[kind]
    data["SubAccount"] = bool(data.get("ParentRef"))
    data.setdefault("CurrencyRef", {"value": company.currency, "name": company.currency})
    data.setdefault("CurrentBalance", NOTHING)
    data.setdefault("CurrentBalanceWithSubAccounts", NOTHING)


def _item(data: Data) -> None:
    data["Type"] = data.get("Type") or "Service"
    if data["Type"] in {"Service", "Inventory"} and not data.get("IncomeAccountRef"):
        raise errors.missing("IncomeAccountRef")
    if data["Type"] == "Category":
        data.pop("IncomeAccountRef", None)
    data["SubItem"] = bool(data.get("ParentRef"))


def _unique(company: Company, entity: str, data: Data, record: Record | None) -> None:
    key = (
        "FullyQualifiedName"
        if "FullyQualifiedName" in data
        else ("Code" if entity == "CompanyCurrency" else "Name")
    )
    name = str(data[key]).casefold()
    for each in company.living(entity):
        if each is not record and str(each.data.get(key, "")).casefold() == name:
            raise errors.duplicate_name(entity.lower())
