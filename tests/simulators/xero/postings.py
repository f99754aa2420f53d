"""What each transaction books: debits and credits in base currency, receivables also in the document's.

It reads documents that are already totalled and settled. Differences of rates go to realised gains, those of
rounding to the account for it, so that every document balances to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.simulators.journal import NOTHING, Posting

from .records import Data, Record
from .sent import cents

if TYPE_CHECKING:
    from .books import Ledger

POSTED = frozenset({"AUTHORISED", "PAID", "POSTED"})
CREDITS = frozenset({"CreditNote", "Overpayment", "Prepayment"})
_SALES = frozenset({"ACCREC", "ACCRECCREDIT", "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT"})


def is_sale(record: Record) -> bool:
    """Return whether a document is between the organisation and its customer, not its supplier."""
    return record.data.get("Type") in _SALES


def postings_of(ledger: Ledger, record: Record) -> tuple[Posting, ...]:
    """Return the postings of a transaction; none for what books nothing."""
    if record.status not in POSTED:
        return ()
    if record.entity == "Allocation":
        return _allocation(ledger, record.data)
    if record.entity == "Payment":
        return _payment(ledger, record.data)
    if record.entity == "Invoice" or record.entity in CREDITS:
        return _document(ledger, record)
    if record.entity == "ManualJournal":
        return tuple(
            Posting(account=each["AccountID"], amount=each["LineAmount"])
            for each in record.data["JournalLines"]
        )
    return _bank(ledger, record) if record.entity == "BankTransaction" else ()


def _home(amount: Decimal, rate: Decimal) -> Decimal:
    return cents(amount / rate)


def _claim(ledger: Ledger, record: Record, amount: Decimal) -> Posting:
    """Return what changes a contact's debt by an amount of a document's currency, at the document's rate."""
    home = _home(amount, record.data["CurrencyRate"])
    if is_sale(record):
        account = ledger.roles["receivable"]
        return Posting(account=account, amount=home, debtor=record.data["Contact"], own=amount)
    return Posting(account=ledger.roles["payable"], amount=home)


def _balanced(ledger: Ledger, entries: list[Posting], role: str) -> tuple[Posting, ...]:
    rest = sum((each.amount for each in entries), NOTHING)
    if rest:
        entries.append(Posting(account=ledger.roles[role], amount=-rest))
    return tuple(each for each in entries if each.amount or each.own)


def _side(record: Record) -> int:
    """Return 1 for what the contact owes then (or the organisation less), -1 for the other way round."""
    charge = record.entity == "Invoice"
    return 1 if charge == is_sale(record) else -1


def _document(ledger: Ledger, record: Record) -> tuple[Posting, ...]:
    data, side = record.data, _side(record)
    claim = _claim(ledger, record, side * data["Total"])
    if record.entity in {"Invoice", "CreditNote"}:
        return _balanced(ledger, [claim, *_lines(ledger, data, -side)], "rounding")
    money = _home(-side * data["Total"], data["CurrencyRate"])
    return _balanced(ledger, [claim, Posting(account=data["BankAccount"], amount=money)], "rounding")


def _lines(ledger: Ledger, data: Data, side: int) -> Iterator[Posting]:
    """Walk through what a document's lines book, their tax apart."""
    rate: Decimal = data["CurrencyRate"]
    for line in data["LineItems"]:
        net = line["LineAmount"] - (line["TaxAmount"] if data["LineAmountTypes"] == "Inclusive" else NOTHING)
        account = line.get("AccountID") or ledger.roles["sales"]
        yield Posting(account=account, amount=_home(side * net, rate))
        yield Posting(account=ledger.roles["tax"], amount=_home(side * line["TaxAmount"], rate))


def _payment(ledger: Ledger, data: Data) -> tuple[Posting, ...]:
    target = ledger.record(data["Target"])
    side = _side(target)
    bank = Posting(account=data["Account"], amount=_home(side * data["Amount"], data["CurrencyRate"]))
    return _balanced(ledger, [bank, _claim(ledger, target, -side * data["Amount"])], "gain")


def _allocation(ledger: Ledger, data: Data) -> tuple[Posting, ...]:
    source, target = ledger.record(data["Source"]), ledger.record(data["Target"])
    side = _side(target)
    both = [
        _claim(ledger, target, -side * data["Amount"]),
        _claim(ledger, source, side * data["Amount"]),
    ]
    return _balanced(ledger, both, "gain")


def _bank(ledger: Ledger, record: Record) -> tuple[Posting, ...]:
    data = record.data
    if data["Type"] not in {"RECEIVE", "SPEND"}:
        return ()  # the overpayment or prepayment it made books it
    side = 1 if data["Type"] == "RECEIVE" else -1
    money = _home(side * data["Total"], data["CurrencyRate"])
    bank = Posting(account=data["BankAccount"], amount=money)
    return _balanced(ledger, [bank, *_lines(ledger, data, -side)], "rounding")
