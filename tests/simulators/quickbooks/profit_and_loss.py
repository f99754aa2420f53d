"""The report on profit and loss, for a span of days: one column for all of it, or one for each month or day.

It goes by the day of the transactions (accrual). Further parameters of the platform's report are ignored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from tests.simulators.journal import NOTHING

from . import checking, documents, entities, errors, stamps
from .company import Company, Data

Row = list[Decimal]
Column = tuple[date, date]

_MOST_COLUMNS = 400

# Title, group, type of account, and whether what it holds is a gain (1) or a cost (-1).
_SECTIONS = (
    ("Income", "Income", "Income", 1),
    ("Cost of Goods Sold", "COGS", "Cost of Goods Sold", -1),
    ("Expenses", "Expenses", "Expense", -1),
    ("Other Income", "OtherIncome", "Other Income", 1),
    ("Other Expenses", "OtherExpenses", "Other Expense", -1),
)
_GAINS = frozenset(kind for _, _, kind, _ in _SECTIONS)
# Title and group of what stands behind a section, and of which sections it is the sum.
_RESULTS = {
    "COGS": (("Gross Profit", "GrossProfit", ("Income", "COGS")),),
    "Expenses": (("Net Operating Income", "NetOperatingIncome", ("Income", "COGS", "Expenses")),),
    "OtherExpenses": (
        ("Net Other Income", "NetOtherIncome", ("OtherIncome", "OtherExpenses")),
        ("Net Income", "NetIncome", tuple(group for _, group, _, _ in _SECTIONS)),
    ),
}


def profit_and_loss(company: Company, params: Mapping[str, str]) -> Data:
    """Return the report; without dates, of this year until today.

    Raises:
        Refusal: a date is none, or the columns are too many or of a kind that is not known.
    """
    today = documents.today(company)
    start = _day(params, "start_date", today.replace(month=1, day=1))
    end = _day(params, "end_date", today)
    by = params.get("summarize_column_by") or "Total"
    columns = _columns(start, end, by)
    rows = _rows(company, columns)
    return {
        "Header": {
            "Time": stamps.stamp(company.clock.now(), company.zone),
            "ReportName": "ProfitAndLoss",
            "ReportBasis": "Accrual",
            "StartPeriod": start.isoformat(),
            "EndPeriod": end.isoformat(),
            "SummarizeColumnsBy": by,
            "Currency": company.currency,
            "Option": [{"Name": "NoReportData", "Value": "false" if rows else "true"}],
        },
        "Columns": {"Column": _heads(columns, by)},
        "Rows": {"Row": rows} if rows else {},
    }


def _day(params: Mapping[str, str], name: str, usual: date) -> date:
    return date.fromisoformat(checking.day(params[name], name)) if params.get(name) else usual


def _columns(start: date, end: date, by: str) -> list[Column]:
    """Return the first and the last day of each column; the last one is for all of it."""
    if by not in {"Total", "Days", "Month"}:
        raise errors.unsupported(f"summarize_column_by {by}")
    columns: list[Column] = []
    first = start
    while first <= end and by != "Total":
        last = first
        if by == "Month":
            next_month = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
            last = min(end, next_month - timedelta(days=1))
        columns.append((first, last))
        first = last + timedelta(days=1)
        if len(columns) > _MOST_COLUMNS:
            raise errors.unsupported(f"report of more than {_MOST_COLUMNS} columns")
    return [*columns, (start, end)]


def _gains(company: Company, columns: Sequence[Column]) -> dict[str, Row]:
    """Return what each account that counts gained in each column; a cost is negative."""
    gains: dict[str, Row] = defaultdict(lambda: [NOTHING] * len(columns))
    counted = {each.id for each in company.living("Account") if each.data["AccountType"] in _GAINS}
    for name in company.tables:
        for record in company.living(name) if entities.ENTITIES[name].transaction else ():
            postings = [each for each in company.journal.of(record.key) if each.account in counted]
            day = record.data["TxnDate"] if postings else ""
            for place, (first, last) in enumerate(columns):
                if first.isoformat() <= day <= last.isoformat():
                    for each in postings:
                        gains[each.account][place] -= each.amount
    return gains


def _rows(company: Company, columns: Sequence[Column]) -> list[Data]:
    gains = _gains(company, columns)
    if not gains:
        return []
    rows: list[Data] = []
    sums: dict[str, Row] = {}
    for title, group, kind, sign in _SECTIONS:
        accounts = [
            (each.data["Name"], each.id)
            for each in company.living("Account")
            if each.data["AccountType"] == kind and each.id in gains
        ]
        sums[group] = _added([gains[id_] for _, id_ in accounts], len(columns))
        if accounts:
            lines = [
                {"ColData": _cells(name, _times(sign, gains[id_]), id_=id_), "type": "Data"}
                for name, id_ in accounts
            ]
            head = {"ColData": _cells(title, [NOTHING] * len(columns))}
            foot = _section(f"Total {title}", group, _times(sign, sums[group]))
            rows.append({"Header": head, "Rows": {"Row": lines}, **foot})
        for name, result, of in _RESULTS.get(group, ()):
            rows.append(_section(name, result, _added([sums[each] for each in of], len(columns))))
    return rows


def _section(title: str, group: str, row: Row) -> Data:
    return {"Summary": {"ColData": _cells(title, row)}, "type": "Section", "group": group}


def _added(rows: Sequence[Row], width: int) -> Row:
    return [sum((row[place] for row in rows), NOTHING) for place in range(width)]


def _times(sign: int, row: Row) -> Row:
    return [sign * each for each in row]


def _cells(title: str, row: Row, *, id_: str = "") -> list[Data]:
    first = {"value": title, **({"id": id_} if id_ else {})}
    return [first, *({"value": str(each) if each else ""} for each in row)]


def _heads(columns: Sequence[Column], by: str) -> list[Data]:
    def head(title: str, kind: str, **meta: str) -> Data:
        told = [{"Name": name, "Value": value} for name, value in meta.items()]
        return {"ColTitle": title, "ColType": kind, "MetaData": told}

    spans = [
        head(
            f"{first:%b} {first.day}, {first.year}" if by == "Days" else f"{first:%b %Y}",
            "Money",
            StartDate=first.isoformat(),
            EndDate=last.isoformat(),
            ColKey=first.isoformat(),
        )
        for first, last in columns[:-1]
    ]
    return [head("", "Account", ColKey="account"), *spans, head("Total", "Money", ColKey="total")]
