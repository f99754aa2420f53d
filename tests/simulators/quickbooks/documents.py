"""The rules of transactions: defaults, dates, numbers and what the lines of each kind must hold.

Sales forms are totalled in amounts.py. What a transaction does to other ones is settlement's.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.simulators.journal import NOTHING

from . import amounts, checking, errors, references, settlement
from .company import Company, Data, Record

SALES = frozenset({"Invoice", "Estimate", "CreditMemo", "SalesReceipt", "RefundReceipt"})
NUMBERED = SALES | {"JournalEntry"}


def prepare(company: Company, entity: str, data: Data, record: Record | None, options: Data) -> Data:
    """Return the transaction as it will be stored, totalled and with what the platform adds.

    Args:
        options: the query parameters of the request, such as `include`.

    Raises:
        Refusal: a rule of the transaction is not kept.
    """
    old = record.data if record else None
    data = references.follow(company, entity, data, old)
    data["Line"] = references.follow_lines(company, data.get("Line") or [], (old or {}).get("Line"))
    data["TxnDate"] = data.get("TxnDate") or (old or {}).get("TxnDate") or today(company).isoformat()
    _closed(company, data["TxnDate"], (old or {}).get("TxnDate"))
    _currency(company, data, old)
    _number(company, entity, data, record, options)
    data = _KINDS[entity](company, data, old)
    if data["CurrencyRef"]["value"] != company.currency and "TotalAmt" in data:
        data["HomeTotalAmt"] = (data["TotalAmt"] * data["ExchangeRate"]).quantize(checking.CENT)
    return data


def today(company: Company) -> date:
    """Return the company's day."""
    return company.clock.now().astimezone(company.zone).date()


def due_day(term: Data | None, issued: date) -> date:
    """Return when an invoice is due; without terms, on its own day.

    Source: Intuit's reference of Term: DueDays counts days from the invoice date; DayOfMonthDue is a day of
    the month, and an invoice within DueNextMonthDays of it falls due the month after.
    """
    if term is None:
        return issued
    if term["Type"] == "STANDARD":
        return issued + timedelta(days=int(term.get("DueDays") or 0))
    due = _day_of_month(issued.year, issued.month, int(term["DayOfMonthDue"]))
    while due - issued < timedelta(days=max(int(term.get("DueNextMonthDays") or 0), 0)) or due < issued:
        year, month = due.year + due.month // 12, due.month % 12 + 1
        due = _day_of_month(year, month, int(term["DayOfMonthDue"]))
    return due


def _day_of_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def closed(company: Company, day: str) -> bool:
    """Return whether the books of a day are closed."""
    last = company.preferences["AccountingInfoPrefs"].get("BookCloseDate")
    return bool(last) and day <= str(last)


def _closed(company: Company, *days: str | None) -> None:
    if any(closed(company, each) for each in days if each):
        raise errors.Refusal(
            "6210",
            "Account Period Closed, Cannot Update Through Services API",
            "Account Period Closed, Cannot Update Through Services API : The account period has closed and "
            "the account books cannot be updated through the QBO Services API.",
        )


def _currency(company: Company, data: Data, old: Data | None) -> None:
    customer = company.find("Customer", (data.get("CustomerRef") or {}).get("value", ""))
    theirs = customer.data["CurrencyRef"] if customer else None
    sent = data.get("CurrencyRef")
    if sent and theirs and sent["value"].upper() != theirs["value"]:
        raise errors.business("The transaction must be in the currency of its customer.", "6000")
    currency = theirs or sent or {"value": company.currency}
    data["CurrencyRef"] = {"value": currency["value"], "name": currency.get("name", currency["value"])}
    code = currency["value"]
    if code != company.currency and not company.preferences["CurrencyPrefs"]["MultiCurrencyEnabled"]:
        raise errors.business("Multi Currency should be enabled to perform this operation", "6000")
    if code == company.currency:
        data.pop("ExchangeRate", None)
    else:
        data["ExchangeRate"] = (
            data.get("ExchangeRate")
            or (old or {}).get("ExchangeRate")
            or rate(company, code, data["TxnDate"])
        )


def rate(company: Company, code: str, day: str) -> Decimal:
    """Return home currency per unit on a day: the last rate known up to it, 1 if there is none."""
    known = [
        (when, value) for (currency, when), value in company.rates.items() if currency == code and when <= day
    ]
    return max(known)[1] if known else Decimal(1)


def _number(company: Company, entity: str, data: Data, record: Record | None, options: Data) -> None:
    if entity not in NUMBERED:
        return
    own = company.preferences["SalesFormsPrefs"].get("CustomTxnNumbers")
    if not data.get("DocNumber"):
        if record is None and not own:
            data["DocNumber"] = _next_number(company, entity)
        return
    others = company.numbers.get((entity, data["DocNumber"]), set()) - ({record.id} if record else set())
    if others and options.get("include") != "allowduplicatedocnum":
        raise errors.duplicate_number(data["DocNumber"])


def _next_number(company: Company, entity: str) -> str:
    series = "journal number" if entity == "JournalEntry" else "sales number"
    while True:
        company.counters[series] += 1
        number = str(company.counters[series] + (0 if entity == "JournalEntry" else 1000))
        if not company.numbers.get((entity, number)):
            return number


def _sale(company: Company, data: Data, old: Data | None) -> Data:
    customer = company.find("Customer", (data.get("CustomerRef") or {}).get("value", ""))
    if customer and old is None and customer.data.get("BillAddr"):
        data.setdefault("BillAddr", customer.data["BillAddr"])
    for name, default in (
        ("ApplyTaxAfterDiscount", False),
        ("PrintStatus", "NeedToPrint"),
        ("EmailStatus", "NotSet"),
    ):
        data[name] = data.get(name) or default
    if data["EmailStatus"] == "NeedToSend" and not data.get("BillEmail"):
        raise errors.missing("BillEmail")
    data.setdefault("CustomField", [])
    data.setdefault("LinkedTxn", [])
    return amounts.total(company, data)


def _invoice(company: Company, data: Data, old: Data | None) -> Data:
    customer = company.find("Customer", data["CustomerRef"]["value"])
    if old is None and not data.get("SalesTermRef") and customer and customer.data.get("SalesTermRef"):
        data["SalesTermRef"] = customer.data["SalesTermRef"]
    for name in (
        "AllowIPNPayment",
        "AllowOnlinePayment",
        "AllowOnlineCreditCardPayment",
        "AllowOnlineACHPayment",
    ):
        data[name] = bool(data.get(name))
    data = _sale(company, data, old)
    term = company.find("Term", (data.get("SalesTermRef") or {}).get("value", ""))
    data["DueDate"] = (
        data.get("DueDate")
        or due_day(term.data if term else None, date.fromisoformat(data["TxnDate"])).isoformat()
    )
    if (data.get("Deposit") or NOTHING) > data["TotalAmt"]:
        raise errors.business("The deposit can't be more than the transaction amount.", "6000")
    data["Balance"] = (old or {}).get("Balance", data["TotalAmt"] - (data.get("Deposit") or NOTHING))
    return data


def _estimate(company: Company, data: Data, old: Data | None) -> Data:
    data["TxnStatus"] = data.get("TxnStatus") or (old or {}).get("TxnStatus") or "Pending"
    return _sale(company, data, old)


def _credit_memo(company: Company, data: Data, old: Data | None) -> Data:
    data = _sale(company, data, old)
    data["Balance"] = (old or {}).get("Balance", data["TotalAmt"])
    data["RemainingCredit"] = data["Balance"]
    return data


def _paid_at_once(company: Company, data: Data, old: Data | None) -> Data:
    return {**_sale(company, data, old), "Balance": NOTHING}


def _payment(company: Company, data: Data, _old: Data | None) -> Data:
    if data.get("TotalAmt") is None:
        raise errors.missing("TotalAmt")
    if data["TotalAmt"] < 0:
        raise errors.business("Transaction amount must be 0 or greater.", "6000")
    lines: dict[settlement.Target, Data] = {}
    for sent in data["Line"]:
        line = _applied(company, data["CustomerRef"]["value"], sent)
        target = settlement.target_of(line)
        if target in lines:
            line["Amount"] += lines[target]["Amount"]
        if line["Amount"]:
            lines[target] = line
    data["Line"] = list(lines.values())
    data["UnappliedAmt"] = settlement.unapplied(company, data)
    if data["UnappliedAmt"] < 0:
        raise errors.business("The amount applied is more than the payment and the credits it uses.", "6000")
    data.setdefault("ProcessPayment", False)
    return data


def _applied(company: Company, payer: str, sent: Any) -> Data:
    if not isinstance(sent, dict) or not sent.get("LinkedTxn"):
        raise errors.missing("Line.LinkedTxn")
    if sent.get("Amount") in (None, ""):
        raise errors.missing("Line.Amount")
    link = checking.link(sent["LinkedTxn"][0])
    # Only journal entries and deposits are applied by line; clients name a line of invoices too.
    line = "" if link["TxnType"] in {"Invoice", "CreditMemo"} else link.get("TxnLineId", "")
    claim = settlement.open_line(company, (link["TxnType"], link["TxnId"], line))
    if claim.customer not in family(company, payer):
        raise errors.Refusal(
            "620",
            "TxnID Cannot Be Linked",
            f"TxnID Cannot Be Linked : Cannot validate linked transactions: {errors.INACTIVE}",
        )
    link = {"TxnId": link["TxnId"], "TxnType": link["TxnType"]}
    if claim.target[2]:
        link["TxnLineId"] = claim.target[2]
    amount = checking.money(sent["Amount"], "Amount")
    if amount < 0:
        raise errors.business("The amount of a payment line can't be negative.", "6000")
    return {"Amount": amount, "LinkedTxn": [link]}


def family(company: Company, customer: str) -> set[str]:
    """Return a customer and its sub-customers, all levels down."""
    return {customer}.union(*(family(company, each) for each in company.children.get(customer, ())))


def _deposit(company: Company, data: Data, old: Data | None) -> Data:
    lines, whole = [], NOTHING
    for place, sent in enumerate(data["Line"], 1):
        line = _deposited(company, sent) if sent.get("LinkedTxn") else _deposit_line(company, sent)
        line["Id"] = str(sent.get("Id") or place)
        whole += line["Amount"]
        lines.append({"LineNum": place, **line})
    if not lines:
        raise errors.missing("Line")
    if whole < 0:
        raise errors.business("Transaction amount must be 0 or greater.", "6000")
    known = {each["TxnId"] for line in (old or {}).get("Line", []) for each in line.get("LinkedTxn", [])}
    for line in lines:
        for each in line.get("LinkedTxn", []):
            if each["TxnId"] not in known and deposit_of(company, (each["TxnType"], each["TxnId"])):
                raise errors.business("This transaction has been deposited already.", "6000")
    return {**data, "Line": lines, "TotalAmt": whole}


def deposit_of(company: Company, key: tuple[str, str]) -> str | None:
    """Return the deposit that took a payment or sales receipt to the bank, if one did."""
    return next((each for each in company.links.get(key, ()) if company.find("Deposit", each)), None)


def _deposited(company: Company, sent: Data) -> Data:
    link = checking.link(sent["LinkedTxn"][0])
    source = (
        company.find(link["TxnType"], link["TxnId"])
        if link["TxnType"] in {"Payment", "SalesReceipt"}
        else None
    )
    if source is None:
        raise errors.Refusal("620", "TxnID Cannot Be Linked", f"TxnID Cannot Be Linked : {errors.INACTIVE}")
    place = (source.data.get("DepositToAccountRef") or {}).get("value", company.roles["undeposited"])
    if place != company.roles["undeposited"]:
        raise errors.business("Only transactions in Undeposited Funds can be deposited.", "6000")
    return {
        "Amount": source.data["TotalAmt"],
        "LinkedTxn": [{**link, "TxnLineId": link.get("TxnLineId", "0")}],
    }


def _deposit_line(company: Company, sent: Data) -> Data:
    detail = dict(sent.get("DepositLineDetail") or {})
    if not detail.get("AccountRef"):
        raise errors.missing("Line.DepositLineDetail.AccountRef")
    line: Data = {
        "Amount": checking.money(sent.get("Amount"), "Amount"),
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": detail,
    }
    if sent.get("Description"):
        line["Description"] = checking.text(sent["Description"], "Line.Description", checking.LINE_TEXT)
    _with_name(company, line, detail.get("Entity"))
    return line


def _journal(company: Company, data: Data, _old: Data | None) -> Data:
    lines, sums = [], {"Debit": NOTHING, "Credit": NOTHING}
    for place, sent in enumerate(data["Line"]):
        detail = dict(sent.get("JournalEntryLineDetail") or {})
        if not detail.get("AccountRef"):
            raise errors.missing("Line.JournalEntryLineDetail.AccountRef")
        if detail.get("PostingType") not in sums:
            raise errors.bad_choice("PostingType", detail.get("PostingType"))
        amount = checking.money(sent.get("Amount"), "Amount")
        if amount < 0:
            raise errors.business("A journal line can't be negative.", "6000")
        sums[detail["PostingType"]] += amount
        line = {"Id": str(sent.get("Id") or place), "LineNum": place, "Amount": amount}
        line |= {"DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}
        if sent.get("Description"):
            line["Description"] = checking.text(sent["Description"], "Line.Description", checking.LINE_TEXT)
        _with_name(company, line, (detail.get("Entity") or {}).get("EntityRef"))
        lines.append(line)
    if len(lines) < 2:  # a booking has two sides
        raise errors.missing("Line")
    if sums["Debit"] != sums["Credit"]:
        raise errors.business("The debits and credits of a journal entry must be equal.", "6000")
    return {**data, "Line": lines, "TotalAmt": sums["Debit"], "Adjustment": bool(data.get("Adjustment"))}


def _with_name(company: Company, line: Data, entity: Any) -> None:
    """Refuse a receivables line without a customer, and fill in the customer's name."""
    customer = company.find("Customer", str((entity or {}).get("value", "")))
    if customer is not None and isinstance(entity, dict):
        entity.setdefault("name", customer.data["DisplayName"])
    elif settlement.receivable_line(company, line) is not None:
        raise errors.business(
            "When you use Accounts Receivable, you must choose a customer in the Name field.", "6000"
        )


_KINDS: dict[str, Callable[[Company, Data, Data | None], Data]] = {
    "Invoice": _invoice,
    "Estimate": _estimate,
    "CreditMemo": _credit_memo,
    "SalesReceipt": _paid_at_once,
    "RefundReceipt": _paid_at_once,
    "Payment": _payment,
    "Deposit": _deposit,
    "JournalEntry": _journal,
}
