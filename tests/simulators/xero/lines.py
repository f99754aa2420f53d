"""What a document's lines amount to: line amounts, discounts, tax, totals. It books nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.simulators.journal import NOTHING

from . import sent as read
from .books import Ledger
from .records import CENT, Data, Record
from .refusals import Invalid

TYPES = ("Exclusive", "Inclusive", "NoTax")
QUOTE_TYPES = ("EXCLUSIVE", "INCLUSIVE", "NOTAX")
_LONGEST = 4000
_UNIT = {2: Decimal("0.01"), 4: Decimal("0.0001")}


def totalled(ledger: Ledger, sent: list[Data], kind: str, *, unitdp: int = 2, quote: bool = False) -> Data:
    """Return LineItems, SubTotal, TotalTax, Total and TotalDiscount of lines as they were sent.

    Args:
        kind: one of `TYPES` or `QUOTE_TYPES`.
        unitdp: decimals of unit amounts, 2 or 4.
        quote: whether the tax type stays empty if none is sent, rather than being the account's.

    Raises:
        Invalid: an account or tax type that there is not, or an amount that is not quantity times price.
    """
    lines = [_line(ledger, each, kind.capitalize(), unitdp, quote=quote) for each in sent]
    whole = sum((each["LineAmount"] for each in lines), NOTHING)
    tax = sum((each["TaxAmount"] for each in lines), NOTHING)
    net = whole - tax if kind.upper() == "INCLUSIVE" else whole
    discount = sum((_discount(each) for each in lines), NOTHING)
    return {
        "LineItems": lines,
        "SubTotal": net,
        "TotalTax": tax,
        "Total": net + tax,
        "TotalDiscount": discount,
    }


def _line(ledger: Ledger, sent: Data, kind: str, unitdp: int, *, quote: bool) -> Data:
    line: Data = {"LineItemID": sent.get("LineItemID") or ledger.store.next_id("LineItem")}
    described = read.text(sent, "Description", _LONGEST, "line item description")
    if described is not None:
        line["Description"] = described
    code = read.text(sent, "ItemCode", 30)
    line |= {"ItemCode": code} if code else {}
    line |= _amounts(sent, unitdp)
    account = account_of(ledger, sent)
    if account is not None:
        line |= {"AccountCode": account.data["Code"], "AccountID": account.id}
    default = account.data["TaxType"] if account is not None and not quote else None
    tax_type = sent.get("TaxType") or default
    if tax_type:
        line["TaxType"] = tax_type
    line["TaxAmount"] = _tax(ledger, sent, line, kind)
    return line


def _amounts(sent: Data, unitdp: int) -> Data:
    quantity, unit = read.number(sent, "Quantity"), read.number(sent, "UnitAmount")
    told = read.amount(sent, "LineAmount")
    found: Data = {}
    if unit is not None:
        unit = found["UnitAmount"] = unit.quantize(_UNIT[unitdp], rounding="ROUND_HALF_UP")
        quantity = Decimal(1) if quantity is None else quantity
    if quantity is not None:
        found["Quantity"] = quantity
    percent, off = read.number(sent, "DiscountRate"), read.amount(sent, "DiscountAmount")
    found |= {"DiscountRate": percent} if percent else {}
    found |= {"DiscountAmount": off} if off else {}
    if unit is None or quantity is None:
        found["LineAmount"] = told or NOTHING
        if told is not None and quantity:
            found["UnitAmount"] = (told / quantity).quantize(_UNIT[unitdp], rounding="ROUND_HALF_UP")
        return found
    whole: Decimal = read.cents(quantity * unit * (100 - (percent or 0)) / 100) - (off or NOTHING)
    if told is not None and abs(told - whole) > CENT:
        raise Invalid(f"The line total {told} does not match the expected line total {whole}")
    found["LineAmount"] = read.bounded(whole, "LineAmount") if told is None else told
    return found


def _discount(line: Data) -> Decimal:
    if "DiscountAmount" in line:
        return Decimal(line["DiscountAmount"])
    if "DiscountRate" not in line or "UnitAmount" not in line:
        return NOTHING
    return read.cents(line["Quantity"] * line["UnitAmount"]) - Decimal(line["LineAmount"])


def account_of(ledger: Ledger, sent: Data) -> Record | None:
    """Return the account that a line or a payment names by id or code; None if it names none.

    Raises:
        Invalid: there is none.
    """
    if sent.get("AccountID"):
        found = ledger.find("Account", sent["AccountID"])
        if found is None:
            raise Invalid("Account could not be found")
        return found
    code = sent.get("AccountCode")
    if not code:
        return None
    for each in ledger.store.tables["Account"].values():
        if each.data.get("Code") == str(code):
            return each
    raise Invalid(f"Account code '{code}' is not a valid code for this document.")


def _tax(ledger: Ledger, sent: Data, line: Data, kind: str) -> Decimal:
    told = read.amount(sent, "TaxAmount")
    rate = _rate(ledger, line.get("TaxType"))
    if kind == "Notax":
        return NOTHING
    if told is not None:
        return told
    amount: Decimal = line["LineAmount"]
    return read.cents(amount - amount / (1 + rate) if kind == "Inclusive" else amount * rate)


def _rate(ledger: Ledger, tax_type: Any) -> Decimal:
    if not tax_type:
        return NOTHING
    for each in ledger.store.tables["TaxRate"].values():
        if each.data["TaxType"] == tax_type:
            rate: Decimal = each.data["EffectiveRate"]
            return rate / 100
    raise Invalid(
        f"The TaxType code '{tax_type}' does not exist or cannot be used for this type of transaction."
    )
