"""The balances that the chart of accounts shows, worked out when somebody looks.

The ledger itself is in company.py and postings.py.
"""

from __future__ import annotations

from decimal import Decimal

from tests.simulators.journal import NOTHING

from .company import Company

_CREDIT = frozenset({"Liability", "Equity", "Revenue"})
_WITH_BALANCE = frozenset({"Asset", "Liability", "Equity"})


def freshen(company: Company, entity: str) -> None:
    """Bring the balances of accounts up to date; versions do not move. Other entities are left alone."""
    if entity != "Account":
        return
    for record in company.living("Account"):
        shown = {
            "CurrentBalance": _own(company, record.id),
            "CurrentBalanceWithSubAccounts": _with_children(company, record.id),
        }
        if any(record.data.get(name) != value for name, value in shown.items()):
            record.data, record.written = {**record.data, **shown}, None


def _own(company: Company, account: str) -> Decimal:
    record = company.tables["Account"][account]
    kind = record.data["Classification"]
    amount = company.journal.accounts.get(account, NOTHING) if kind in _WITH_BALANCE else NOTHING
    return -amount if kind in _CREDIT else amount


def _with_children(company: Company, account: str) -> Decimal:
    below = [
        each.id
        for each in company.living("Account")
        if (each.data.get("ParentRef") or {}).get("value") == account
    ]
    return _own(company, account) + sum((_with_children(company, each) for each in below), NOTHING)
