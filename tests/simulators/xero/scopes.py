"""Which scope lets a token through to which part of the accounting API. Tokens are in oauth.py.

Broad scopes (`accounting.transactions`, `accounting.reports.read`) are those of apps made before March 2026;
newer apps have granular ones only. A scope that ends in `.read` is for GET alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

USUAL = "offline_access accounting.invoices accounting.contacts accounting.payments accounting.settings"
TRANSACTIONS, REPORTS = "accounting.transactions", "accounting.reports.read"
IDENTITY = frozenset({"openid", "profile", "email", "offline_access"})

_GROUPS = {
    "accounting.invoices": (
        "creditnotes",
        "invoices",
        "items",
        "linkedtransactions",
        "purchaseorders",
        "quotes",
        "repeatinginvoices",
    ),
    "accounting.payments": ("batchpayments", "overpayments", "payments", "prepayments"),
    "accounting.banktransactions": ("banktransactions", "banktransfers"),
    "accounting.manualjournals": ("manualjournals",),
    "accounting.classicexpenses": ("expenseclaims", "receipts"),
}
_SETTINGS = frozenset(
    {"accounts", "brandingthemes", "currencies", "invoicereminders", "items", "organisation"}
    | {"organisations", "setup"}
    | {"taxrates", "trackingcategories", "users"}
)
_REPORTS = {
    "agedpayablesbycontact": "aged",
    "agedreceivablesbycontact": "aged",
    "balancesheet": "balancesheet",
    "banksummary": "banksummary",
    "budgetsummary": "budgetsummary",
    "executivesummary": "executivesummary",
    "profitandloss": "profitandloss",
    "tenninetynine": "tenninetynine",
    "trialbalance": "trialbalance",
}
_READ_ONLY = {"journals": "accounting.journals.read", "budgets": "accounting.budgets.read"}
_BROAD = frozenset({TRANSACTIONS, f"{TRANSACTIONS}.read", REPORTS})


def known(*, broad: bool = True) -> frozenset[str]:
    """Return every scope that can be asked for; `broad`: the broad ones too."""
    written = [*_GROUPS, TRANSACTIONS, "accounting.contacts", "accounting.settings", "accounting.attachments"]
    reports = {f"accounting.reports.{each}.read" for each in _REPORTS.values()}
    reports |= {REPORTS, "accounting.reports.taxreports.read", *_READ_ONLY.values()}
    every = IDENTITY | {*written, *(f"{each}.read" for each in written), *reports, "paymentservices"}
    return every if broad else every - _BROAD


def unknown(asked: Iterable[str], *, broad: bool) -> list[str]:
    """Return the scopes that an app may not ask for; `broad`: whether it has the broad ones."""
    allowed = known(broad=broad)
    return [each for each in asked if each not in allowed]


def allows(granted: Collection[str], method: str, path: str) -> bool:
    """Return whether scopes are enough for a request; `path` is below `/api.xro/2.0`.

    What is not there needs none: the API says so itself.

    >>> [allows({"accounting.invoices.read"}, each, "/Invoices") for each in ("GET", "PUT")]
    [True, False]
    >>> allows({"accounting.transactions"}, "PUT", "/Quotes/7d/History")
    True
    """
    parts = [each for each in path.lower().split("/") if each]
    enough = list(_enough(method, parts))
    return not enough or any(each in granted for each in enough)


def _enough(method: str, parts: list[str]) -> Iterator[str]:
    first = parts[0] if parts else ""
    if first == "reports":
        yield REPORTS
        yield f"accounting.reports.{_REPORTS.get(parts[1] if len(parts) > 1 else '', 'none')}.read"
    elif first in _READ_ONLY:
        yield _READ_ONLY[first]
    elif first == "paymentservices" or "paymentservices" in parts:
        yield "paymentservices"
    else:
        for each in _written(first, parts):
            yield each
            if method == "GET":
                yield f"{each}.read"


def _written(first: str, parts: list[str]) -> Iterator[str]:
    if "attachments" in parts:
        yield "accounting.attachments"
        return
    if first in _SETTINGS or "cissettings" in parts:
        yield "accounting.settings"
    elif first in {"contacts", "contactgroups"}:
        yield "accounting.contacts"
    for granular, entities in _GROUPS.items():
        if first in entities:
            yield granular
            yield TRANSACTIONS
