"""What a new organisation begins with: accounts, tax rates, currencies, a branding theme, users.

Codes and names follow Xero's demo company. Nothing here is booked.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .books import Ledger

# Role, code, name, type, class, system account, tax type.
ACCOUNTS = (
    ("bank", "090", "Business Bank Account", "BANK", "ASSET", None, "NONE"),
    ("sales", "200", "Sales", "REVENUE", "REVENUE", None, "OUTPUT2"),
    ("expense", "400", "Advertising", "EXPENSE", "EXPENSE", None, "INPUT2"),
    ("bad debts", "450", "Bad Debts", "EXPENSE", "EXPENSE", None, "NONE"),
    ("gain", "497", "Bank Revaluations", "EXPENSE", "EXPENSE", "REALISEDCURRENCYGAIN", "NONE"),
    ("receivable", "610", "Accounts Receivable", "CURRENT", "ASSET", "DEBTORS", "NONE"),
    ("payable", "800", "Accounts Payable", "CURRLIAB", "LIABILITY", "CREDITORS", "NONE"),
    ("tax", "820", "VAT", "CURRLIAB", "LIABILITY", "GST", "NONE"),
    ("rounding", "860", "Rounding", "CURRLIAB", "LIABILITY", "ROUNDING", "NONE"),
    ("owner", "970", "Owner A Funds Introduced", "EQUITY", "EQUITY", None, "NONE"),
)
# Name, tax type, report type, per cent.
TAX_RATES = (
    ("20% (VAT on Income)", "OUTPUT2", "OUTPUT", "20.0000"),
    ("20% (VAT on Expenses)", "INPUT2", "INPUT", "20.0000"),
    ("No VAT", "NONE", "NONE", "0.0000"),
    ("Zero Rated Income", "ZERORATEDOUTPUT", "OUTPUT", "0.0000"),
)
_PAYABLE = frozenset({"owner", "bad debts"})


def furnish(ledger: Ledger, currencies: Iterable[str]) -> None:
    """Put in what an organisation begins with.

    Args:
        currencies: others than its own in use.
    """
    with ledger.work() as work:
        for code in (ledger.currency, *currencies):
            work.add("Currency", {"Code": code, "Description": code}, id_=code)
        for role, code, name, kind, class_, system, tax in ACCOUNTS:
            data = {"Code": code, "Name": name, "Type": kind, "Status": "ACTIVE", "TaxType": tax}
            data |= {"Class": class_, "SystemAccount": system} if system else {"Class": class_}
            bank = {
                "BankAccountNumber": "1234567890",
                "BankAccountType": "BANK",
                "CurrencyCode": ledger.currency,
            }
            flags = {"EnablePaymentsToAccount": role in _PAYABLE, "ShowInExpenseClaims": False}
            shown = {**data, **(bank if kind == "BANK" else {}), **flags, "HasAttachments": False}
            ledger.roles[role] = work.add("Account", shown).id
        for name, tax, report, percent in TAX_RATES:
            rate = Decimal(percent)
            part = {"Name": "VAT", "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
            head = {"Name": name, "TaxType": tax, "ReportTaxType": report, "Status": "ACTIVE"}
            where = {f"CanApplyTo{each}": True for each in ("Assets", "Equity", "Expenses", "Liabilities")}
            rates = {"CanApplyToRevenue": True, "DisplayTaxRate": rate, "EffectiveRate": rate}
            work.add("TaxRate", {**head, **where, **rates, "TaxComponents": [part]})
        theme = {"Name": "Standard", "SortOrder": 0, "Type": "INVOICE", "CreatedDateUTC": ledger.opened}
        made = work.add("BrandingTheme", theme)
        work.change(made, {"BrandingThemeID": made.id, **theme})
        person = {"FirstName": "Ann", "LastName": "Keeper", "EmailAddress": "ann@example.com"}
        work.add("User", {**person, "IsSubscriber": True, "OrganisationRole": "STANDARD"})
