"""Reports in the platform's report form: aged receivables and customer balances, and which others there are.

Profit and loss is in a module of its own. Other reports are not part of the simulator and are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.simulators.journal import NOTHING

from . import checking, documents, errors, profit_and_loss, settlement, stamps
from .company import Company, Data

_BUCKETS = ("Current", "1 - 30", "31 - 60", "61 - 90", "91 and over")


def report(company: Company, name: str, params: Mapping[str, str]) -> Data:
    """Return a report.

    Raises:
        Refusal: there is none of this name.
    """
    with company.lock:
        if name == "AgedReceivables":
            day = date.fromisoformat(
                checking.day(params.get("report_date") or documents.today(company).isoformat(), "report_date")
            )
            rows = [
                [customer.data["DisplayName"], *aged, sum(aged, NOTHING)]
                for customer in company.living("Customer")
                if any(aged := ages(company, customer.id, day))
            ]
            return _form(company, name, ["Customer", *_BUCKETS, "Total"], rows)
        if name == "CustomerBalance":
            owed = [each for each in company.living("Customer") if each.data["Balance"]]
            balances: list[list[Any]] = [[each.data["DisplayName"], each.data["Balance"]] for each in owed]
            return _form(company, name, ["Customer", "Total"], balances)
        if name == "ProfitAndLoss":
            return profit_and_loss.profit_and_loss(company, params)
    raise errors.unsupported(f"report {name}")


def ages(company: Company, customer: str, day: date) -> list[Decimal]:
    """Return what a customer owes by days past due; credits and unapplied payments are current."""
    sums = [NOTHING] * len(_BUCKETS)
    for key in company.documents.get(customer, ()):
        record = company.find(*key)
        if record is None:
            continue
        if record.entity == "Payment" and record.data["CustomerRef"]["value"] == customer:
            sums[0] -= record.data["UnappliedAmt"]
        for line in settlement.claims(record, company):
            if line.customer == customer:
                due = date.fromisoformat(record.data.get("DueDate") or record.data["TxnDate"])
                late = (day - due).days if line.amount > 0 else 0
                sums[0 if late <= 0 else min((late - 1) // 30 + 1, 4)] += settlement.remaining(company, line)
    return sums


def _form(company: Company, name: str, columns: list[str], rows: list[list[Any]]) -> Data:
    totals = [sum((row[place] for row in rows), NOTHING) for place in range(1, len(columns))]
    now = company.clock.now()
    return {
        "Header": {
            "Time": stamps.stamp(now, company.zone),
            "ReportName": name,
            "EndPeriod": documents.today(company).isoformat(),
            "Currency": company.currency,
            "Option": [{"Name": "NoReportData", "Value": "false" if rows else "true"}],
        },
        "Columns": {
            "Column": [
                {
                    "ColTitle": "" if title == "Customer" else title,
                    "ColType": "Customer" if title == "Customer" else "Money",
                }
                for title in columns
            ]
        },
        "Rows": {
            "Row": [
                *({"ColData": [{"value": _cell(each)} for each in row]} for row in rows),
                {
                    "Summary": {
                        "ColData": [{"value": "TOTAL"}, *({"value": _cell(each)} for each in totals)]
                    },
                    "type": "Section",
                    "group": "GrandTotal",
                },
            ]
        },
    }


def _cell(value: Any) -> str:
    return str(value) if value or isinstance(value, str) else ""
