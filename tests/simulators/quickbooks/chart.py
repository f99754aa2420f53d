"""A new company's books: chart of accounts, items, terms, payment methods, tax codes, settings.

The numbers and names follow Intuit's sandbox company. Nothing here is booked.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.simulators.clock import Clock

from . import writing
from .company import Company, Data

# Ids are those of Intuit's sandbox companies, which samples and other clients' tests name.
ACCOUNTS = (
    ("services", 1, "Services", "Income", "ServiceFeeIncome"),
    ("retained", 2, "Retained Earnings", "Equity", "RetainedEarnings"),
    ("undeposited", 4, "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("opening", 34, "Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("bank", 35, "Checking", "Bank", "Checking"),
    ("savings", 36, "Savings", "Bank", "Savings"),
    ("income", 79, "Sales of Product Income", "Income", "SalesOfProductIncome"),
    ("goods sold", 80, "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("inventory", 81, "Inventory Asset", "Other Current Asset", "Inventory"),
    ("receivable", 84, "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("discount", 86, "Discounts given", "Income", "DiscountsRefundsGiven"),
    ("tax", 90, "Board of Equalization Payable", "Other Current Liability", "SalesTaxPayable"),
    ("bad debts", 93, "Bad Debts", "Expense", "BadDebts"),
    ("exchange", 94, "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss"),
)
ITEMS = (
    (1, "Services", "services", "60"),
    (2, "Hours", "services", "60"),
    (10, "Pest Control", "services", "35"),
)
TERMS = (("Due on receipt", 0), ("Net 10", 10), ("Net 15", 15), ("Net 30", 30), ("Net 60", 60))
METHODS = (("Cash", "NON_CREDIT_CARD"), ("Check", "NON_CREDIT_CARD"), ("Visa", "CREDIT_CARD"))
SALES_TAX = Decimal("8.0")


def open_company(
    realm: str,
    name: str,
    clock: Clock,
    *,
    country: str = "US",
    currency: str = "USD",
    zone: str = "America/Los_Angeles",
    currencies: tuple[str, ...] = (),
) -> Company:
    """Return a company with everything but customers.

    Args:
        currency: home currency, ISO code.
        currencies: others in use; with any, the company is multi-currency.
    """
    company = Company(
        realm=realm, name=name, clock=clock, zone=ZoneInfo(zone), country=country, currency=currency
    )
    company.info = _info(company)
    company.preferences = _preferences(company, multi=bool(currencies))
    for code in currencies:
        writing.create(company, "CompanyCurrency", {"Code": code, "Name": code})
    for role, number, title, kind, sub_kind in ACCOUNTS:
        sent = {"Name": title, "AccountType": kind, "AccountSubType": sub_kind}
        company.counters["Account"] = number - 1
        company.roles[role] = writing.create(company, "Account", sent).id
    for title, days in TERMS:
        writing.create(company, "Term", {"Name": title, "DueDays": days})
    for title, kind in METHODS:
        writing.create(company, "PaymentMethod", {"Name": title, "Type": kind})
    for number, title, role, price in ITEMS:
        company.counters["Item"] = number - 1
        reference = {"value": company.roles[role]}
        writing.create(
            company,
            "Item",
            {"Name": title, "Type": "Service", "UnitPrice": price, "IncomeAccountRef": reference},
        )
    _read_only_lists(company)
    return company


def _read_only_lists(company: Company) -> None:
    with company.work() as work:
        rate = work.add("TaxRate", {"Name": "California", "Active": True, "RateValue": SALES_TAX})
        detail = [
            {"TaxRateRef": {"value": rate.id, "name": "California"}, "TaxTypeApplicable": "TaxOnAmount"}
        ]
        code = {"Name": "California", "Active": True, "Taxable": True, "TaxGroup": True}
        work.add("TaxCode", {**code, "SalesTaxRateList": {"TaxRateDetail": detail}})
        for name in ("Retail", "Wholesale", "Credit hold"):
            work.add("CustomerType", {"Name": name, "Active": True})


def _info(company: Company) -> Data:
    start = company.clock.now().astimezone(company.zone).date() - timedelta(days=730)
    address = {"Id": "1", "Line1": "123 Sierra Way", "City": "San Pablo", "CountrySubDivisionCode": "CA"}
    return {
        "CompanyName": company.name,
        "LegalName": company.name,
        "CompanyAddr": address,
        "CustomerCommunicationAddr": address,
        "LegalAddr": address,
        "CustomerCommunicationEmailAddr": {"Address": "books@example.com"},
        "PrimaryPhone": {},
        "CompanyStartDate": start.isoformat(),
        "FiscalYearStartMonth": "January",
        "Country": company.country,
        "Email": {"Address": "books@example.com"},
        "WebAddr": {},
        "SupportedLanguages": "en",
        "DefaultTimeZone": company.zone.key,
        "NameValue": [
            {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            {"Name": "SubscriptionStatus", "Value": "PAID"},
        ],
    }


def _preferences(company: Company, *, multi: bool) -> Data:
    terms = {"value": "4", "name": "Net 30"}
    return {
        "AccountingInfoPrefs": {
            "FirstMonthOfFiscalYear": "January",
            "UseAccountNumbers": True,
            "TaxYearMonth": "January",
            "ClassTrackingPerTxn": False,
            "TrackDepartments": False,
            "CustomerTerminology": "Customers",
        },
        "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityWithPriceAndRate": True},
        "SalesFormsPrefs": {
            "CustomTxnNumbers": False,
            "AllowDeposit": True,
            "AllowDiscount": True,
            "AllowEstimates": True,
            "AllowShipping": False,
            "ETransactionEnabledStatus": "NotApplicable",
            "DefaultTerms": terms,
            "DefaultCustomerMessage": "Thank you for your business.",
            "AutoApplyCredit": False,
        },
        "EmailMessagesPrefs": {
            "InvoiceMessage": {
                "Subject": f"Invoice from {company.name}",
                "Message": "Your invoice is attached.",
            },
            "EstimateMessage": {
                "Subject": f"Estimate from {company.name}",
                "Message": "Please review the estimate.",
            },
        },
        "VendorAndPurchasesPrefs": {"TrackingByCustomer": True, "BillableExpenseTracking": True},
        "TimeTrackingPrefs": {"UseServices": True, "WorkWeekStartDate": "Monday"},
        "TaxPrefs": {"UsingSalesTax": True, "TaxGroupCodeRef": {"value": "1"}},
        "CurrencyPrefs": {"HomeCurrency": {"value": company.currency}, "MultiCurrencyEnabled": multi},
        "ReportPrefs": {"ReportBasis": "Accrual"},
        "OtherPrefs": {
            "NameValue": [
                {"Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": "Thank you for your business."},
                {"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"},
            ]
        },
    }
