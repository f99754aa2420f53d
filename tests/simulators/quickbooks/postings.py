"""What each transaction books: debits and credits in home currency, receivables also in the customer's.

It reads documents that are already clean and totalled. Rounding of foreign amounts goes to exchange gain or
loss, so that every document balances to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.simulators.journal import NOTHING, Posting

from . import checking
from .company import Company, Data, Record
from .settlement import applications, open_line

ESTIMATES_POST_NOTHING = "Estimate"


def postings_of(company: Company, record: Record) -> tuple[Posting, ...]:
    """Return the postings of a transaction; none for what books nothing."""
    if record.deleted or record.entity not in _BOOKED:
        return ()
    book = _Book(company, record.data)
    _BOOKED[record.entity](book, record.data)
    return book.balanced()


class _Book:
    """The postings of one document in the making."""

    def __init__(self, company: Company, data: Data) -> None:
        self.company = company
        self.rate = Decimal(data.get("ExchangeRate") or 1)
        self.entries: list[Posting] = []

    def home(self, amount: Decimal, rate: Decimal | None = None) -> Decimal:
        return (amount * (rate or self.rate)).quantize(checking.CENT, rounding="ROUND_HALF_UP")

    def account(self, account: str, amount: Decimal) -> None:
        if amount:
            self.entries.append(Posting(account=account, amount=self.home(amount)))

    def receivable(
        self, customer: str, amount: Decimal, rate: Decimal | None = None, account: str = ""
    ) -> None:
        if amount:
            self.entries.append(
                Posting(
                    account=account or self.company.roles["receivable"],
                    amount=self.home(amount, rate),
                    debtor=customer,
                    own=amount,
                )
            )

    def balanced(self) -> tuple[Posting, ...]:
        rest = sum((each.amount for each in self.entries), NOTHING)
        if rest:
            self.entries.append(Posting(account=self.company.roles["exchange"], amount=-rest))
        return tuple(self.entries)


def _sold(book: _Book, data: Data, sign: int) -> None:
    """Book income, discount and tax; `sign` is -1 for a sale (credit) and 1 for its reverse."""
    tax = data["TxnTaxDetail"]["TotalTax"]
    net_of_tax = data["TotalAmt"] - tax
    for line in _flat(data["Line"]):
        kind, amount = line["DetailType"], line["Amount"]
        if kind == "SalesItemLineDetail":
            book.account(_income(book.company, line), sign * amount)
            net_of_tax -= amount
        elif kind == "DescriptionOnly" and amount:
            book.account(book.company.roles["income"], sign * amount)
            net_of_tax -= amount
        elif kind == "DiscountLineDetail":
            account = (line[kind].get("DiscountAccountRef") or {}).get("value")
            book.account(account or book.company.roles["discount"], -sign * amount)
            net_of_tax += amount
    # With prices that include tax, the lines hold what belongs to the tax office.
    book.account(book.company.roles["income"], sign * net_of_tax)
    book.account(book.company.roles["tax"], sign * tax)


def _flat(lines: list[Data]) -> Iterator[Data]:
    for line in lines:
        if line["DetailType"] == "GroupLineDetail":
            yield from line["GroupLineDetail"].get("Line", [])
        else:
            yield line


def _income(company: Company, line: Data) -> str:
    detail = line["SalesItemLineDetail"]
    if account := (detail.get("ItemAccountRef") or {}).get("value"):
        return str(account)
    item = company.find("Item", str((detail.get("ItemRef") or {}).get("value", "")))
    return (
        str((item.data.get("IncomeAccountRef") or {}).get("value", "")) if item else company.roles["income"]
    )


def _place(data: Data, default: str) -> str:
    return str((data.get("DepositToAccountRef") or {}).get("value") or default)


def _invoice(book: _Book, data: Data) -> None:
    deposit = data.get("Deposit") or NOTHING
    book.receivable(data["CustomerRef"]["value"], data["TotalAmt"] - deposit)
    book.account(_place(data, book.company.roles["undeposited"]), deposit)
    _sold(book, data, -1)


def _credit_memo(book: _Book, data: Data) -> None:
    book.receivable(data["CustomerRef"]["value"], -data["TotalAmt"])
    _sold(book, data, 1)


def _sales_receipt(book: _Book, data: Data) -> None:
    book.account(_place(data, book.company.roles["undeposited"]), data["TotalAmt"])
    _sold(book, data, -1)


def _refund(book: _Book, data: Data) -> None:
    book.account(_place(data, book.company.roles["bank"]), -data["TotalAmt"])
    _sold(book, data, 1)


def _payment(book: _Book, data: Data) -> None:
    book.account(_place(data, book.company.roles["undeposited"]), data["TotalAmt"])
    account = (data.get("ARAccountRef") or {}).get("value", "")
    for each in applications(data):
        target = open_line(book.company, each.target)
        sign = -1 if target.amount > 0 else 1
        book.receivable(target.customer, sign * each.amount, target.rate, account)
    book.receivable(data["CustomerRef"]["value"], -data["UnappliedAmt"], account=account)


def _deposit(book: _Book, data: Data) -> None:
    book.account(_place(data, book.company.roles["bank"]), data["TotalAmt"])
    for line in data["Line"]:
        detail = line.get("DepositLineDetail") or {}
        account = (detail.get("AccountRef") or {}).get("value") or book.company.roles["undeposited"]
        _line_on(book, account, detail.get("Entity"), -line["Amount"])


def _journal(book: _Book, data: Data) -> None:
    for line in data["Line"]:
        detail = line.get("JournalEntryLineDetail")
        if detail:
            sign = 1 if detail["PostingType"] == "Debit" else -1
            entity = (detail.get("Entity") or {}).get("EntityRef")
            _line_on(book, detail["AccountRef"]["value"], entity, sign * line["Amount"])


def _line_on(book: _Book, account: str, entity: Any, amount: Decimal) -> None:
    record = book.company.find("Account", account)
    if record is not None and record.data.get("AccountType") == "Accounts Receivable":
        book.receivable(entity["value"], amount, account=account)
    else:
        book.account(account, amount)


_BOOKED = {
    "Invoice": _invoice,
    "CreditMemo": _credit_memo,
    "SalesReceipt": _sales_receipt,
    "RefundReceipt": _refund,
    "Payment": _payment,
    "Deposit": _deposit,
    "JournalEntry": _journal,
}
