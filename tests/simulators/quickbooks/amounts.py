"""What a sales form amounts to: its lines numbered and checked, subtotal, discount, tax and total.

Only arithmetic on one document. Postings and open balances follow from the totals elsewhere.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.simulators.journal import NOTHING

from . import checking, errors
from .company import Company, Data

ALLOWED = (
    "SalesItemLineDetail",
    "DescriptionOnly",
    "GroupLineDetail",
    "DiscountLineDetail",
    "SubTotalLineDetail",
)
_REFERENCES = ("ItemRef", "ClassRef", "TaxCodeRef", "DiscountAccountRef", "ItemAccountRef", "PriceLevelRef")


def total(company: Company, data: Data) -> Data:
    """Return the form with clean lines, a subtotal line and its total.

    Raises:
        Refusal: a line without amount, or one that is not quantity times price; a total below zero.
    """
    lines = _numbered([_line(each) for each in data.get("Line") or []])
    if not lines:
        raise errors.missing("Line")
    subtotal = sum((each["Amount"] for each in lines if each["DetailType"] != "DiscountLineDetail"), NOTHING)
    discount = _discount(lines, subtotal)
    tax = _tax(company, data, lines, subtotal, discount)
    inclusive = data.get("GlobalTaxCalculation") == "TaxInclusive"
    amount = subtotal - discount + (NOTHING if inclusive else tax["TotalTax"])
    if amount < 0:
        raise errors.business("Transaction amount must be 0 or greater.", "6000")
    # The platform puts the subtotal behind the items and before the discount.
    items = [each for each in lines if each["DetailType"] != "DiscountLineDetail"]
    items.append({"Amount": subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
    shown = items + [each for each in lines if each["DetailType"] == "DiscountLineDetail"]
    return {**data, "Line": shown, "TxnTaxDetail": tax, "TotalAmt": amount}


def _line(sent: Any) -> Data:
    if not isinstance(sent, dict):
        raise errors.bad_type("Line", sent)
    kind = sent.get("DetailType")
    if not kind:
        raise errors.missing("Line.DetailType")
    if kind not in ALLOWED:
        raise errors.bad_choice("Line.DetailType", kind)
    line: Data = {"DetailType": kind}
    if sent.get("Id") not in (None, ""):
        line["Id"] = str(sent["Id"])
    if sent.get("Description"):
        line["Description"] = checking.text(sent["Description"], "Line.Description", checking.LINE_TEXT)
    detail = _detail(kind, sent.get(kind) or {})
    line["Amount"] = _amount(kind, sent, detail)
    line[kind] = detail
    for extra in ("LinkedTxn", "CustomField", "DescriptionLineDetail"):
        if sent.get(extra):
            line[extra] = (
                [checking.link(each) for each in sent[extra]] if extra == "LinkedTxn" else sent[extra]
            )
    return line


def _detail(kind: str, sent: Any) -> Data:
    if not isinstance(sent, dict):
        raise errors.bad_type(f"Line.{kind}", sent)
    detail: Data = {}
    for name, value in sent.items():
        if value in (None, ""):
            continue
        if name in _REFERENCES:
            if value.get("value"):
                detail[name] = checking.reference(value, name)
        elif name in {"Qty", "UnitPrice", "DiscountPercent", "RatePercent"}:
            detail[name] = checking.number(value, name)
        elif name == "ServiceDate":
            detail[name] = checking.day(value, name)
        else:
            detail[name] = value
    return detail


def _amount(kind: str, sent: Data, detail: Data) -> Decimal:
    if kind == "GroupLineDetail":
        inner = [_line(each) for each in detail.get("Line") or []]
        detail["Line"] = inner
        return sum((each["Amount"] for each in inner), NOTHING)
    if sent.get("Amount") in (None, ""):
        if kind in {"DescriptionOnly", "DiscountLineDetail", "SubTotalLineDetail"}:
            return NOTHING
        raise errors.missing("Line.Amount")
    amount = checking.money(sent["Amount"], "Amount")
    product = detail["Qty"] * detail["UnitPrice"] if detail.get("Qty") and detail.get("UnitPrice") else amount
    if kind == "SalesItemLineDetail" and abs(checking.money(product, "Amount") - amount) > checking.CENT:
        raise errors.Refusal(
            "6070",
            "Amount calculation incorrect in the request",
            f"Amount calculation incorrect in the request : Amount is not equal to UnitPrice * Qty. "
            f"Supplied value:{sent['Amount']}",
        )
    return amount


def _numbered(lines: list[Data]) -> list[Data]:
    kept = [each for each in lines if each["DetailType"] != "SubTotalLineDetail"]
    taken = {each["Id"] for each in kept if "Id" in each}
    free = (str(each) for each in range(1, 10_000) if str(each) not in taken)
    return [
        {"Id": each.get("Id") or next(free), "LineNum": place, **each} for place, each in enumerate(kept, 1)
    ]


def _discount(lines: list[Data], subtotal: Decimal) -> Decimal:
    whole = NOTHING
    for line in lines:
        if line["DetailType"] == "DiscountLineDetail":
            detail = line["DiscountLineDetail"]
            if detail.get("PercentBased") and detail.get("DiscountPercent") is not None:
                line["Amount"] = checking.money(subtotal * detail["DiscountPercent"] / 100, "Amount")
            whole += line["Amount"]
    return whole


def _tax(company: Company, data: Data, lines: list[Data], subtotal: Decimal, discount: Decimal) -> Data:
    sent = data.get("TxnTaxDetail") or {}
    kept = {name: value for name, value in sent.items() if value not in (None, "", [], {})}
    if "TotalTax" in kept:
        return {**kept, "TotalTax": checking.money(kept["TotalTax"], "TotalTax")}
    rate = _rate(company, kept)
    taxable = sum(
        (
            each["Amount"]
            for each in lines
            if each.get("SalesItemLineDetail", {}).get("TaxCodeRef", {}).get("value") == "TAX"
        ),
        NOTHING,
    )
    if rate and subtotal and not data.get("ApplyTaxAfterDiscount"):
        taxable -= discount * taxable / subtotal
    return {**kept, "TotalTax": checking.money(taxable * rate / 100, "TotalTax")}


def _rate(company: Company, detail: Data) -> Decimal:
    code = company.find("TaxCode", str((detail.get("TxnTaxCodeRef") or {}).get("value", "")))
    if code is None:
        return NOTHING
    details = (code.data.get("SalesTaxRateList") or {}).get("TaxRateDetail") or []
    rates = (company.find("TaxRate", each["TaxRateRef"]["value"]) for each in details)
    return sum((each.data["RateValue"] for each in rates if each), NOTHING)
