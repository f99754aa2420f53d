"""Shows invoices, credits, payments, quotes and so on as Xero's JSON has them. It changes nothing."""

from __future__ import annotations

from decimal import Decimal

from . import dates, payments, showing
from .books import Ledger
from .currencies import SIX
from .postings import is_sale
from .records import Data, Record
from .showing import both, brief_contact, kept, updated

_LINE = (
    *("LineItemID", "ItemCode", "Description", "UnitAmount", "Quantity", "DiscountRate", "DiscountAmount"),
    *("LineAmount", "AccountCode", "AccountID", "TaxType"),
)
_NO_SETTLERS: Data = {"Payments": [], "CreditNotes": [], "Prepayments": [], "Overpayments": []}
_LIST_OF = {"CreditNote": "CreditNotes", "Prepayment": "Prepayments", "Overpayment": "Overpayments"}
_NUMBER_OF = {"Invoice": "InvoiceNumber", "CreditNote": "CreditNoteNumber"}
# What a payment's target is called inside it: one shape for all, with a type of its own.
_PAID_TYPE = {
    ("Overpayment", True): "AROVERPAYMENT",
    ("Overpayment", False): "APOVERPAYMENT",
    ("Prepayment", True): "ARPREPAYMENT",
    ("Prepayment", False): "APPREPAYMENT",
}


def invoice(
    ledger: Ledger, record: Record, *, lines: bool, whole: bool = False, summary: bool = False
) -> Data:
    """Show an invoice or bill.

    Args:
        lines: with its lines, as pages and single invoices have them.
        whole: with its whole contact, as single invoices have it.
        summary: without what `summaryOnly` leaves out.
    """
    data = record.data
    shown: Data = {"Type": data["Type"], "InvoiceID": record.id}
    shown |= kept(data, ("InvoiceNumber", "Reference", "Url", "BrandingThemeID"))
    shown |= _settled(ledger, record)
    shown |= {name: data[name] for name in ("AmountDue", "AmountPaid", "AmountCredited", "SentToContact")}
    shown |= {"HasErrors": False, "IsDiscounted": bool(data["TotalDiscount"]), "HasAttachments": False}
    shown |= _head(ledger, record, whole=whole)
    for name in ("DueDate", "ExpectedPaymentDate", "PlannedPaymentDate"):
        shown |= both(data, name)
    if data["TotalDiscount"]:
        shown["TotalDiscount"] = data["TotalDiscount"]
    if data.get("FullyPaidOnDate"):
        shown["FullyPaidOnDate"] = dates.day(data["FullyPaidOnDate"])
    shown["LineItems"] = [line(each) for each in data["LineItems"]] if lines else []
    if summary:
        for name in ("Payments", "HasAttachments", "LineItems"):
            del shown[name]
    return {**shown, **(record.odd or {})}


def _head(ledger: Ledger, record: Record, *, whole: bool) -> Data:
    """Show what all documents have: contact, day, status, currency, totals, update time."""
    data = record.data
    owner = ledger.record(("Contact", data["Contact"]))
    named = showing.contact(ledger, owner, whole=False) if whole else brief_contact(ledger, owner.id)
    return {
        "Contact": named,
        **both(data, "Date"),
        "Status": data["Status"],
        "LineAmountTypes": data["LineAmountTypes"],
        **{name: data[name] for name in ("SubTotal", "TotalTax", "Total")},
        **updated(record),
        "CurrencyCode": data["CurrencyCode"],
        "CurrencyRate": _rate(data),
    }


def _rate(data: Data) -> Decimal:
    found: Decimal = data["CurrencyRate"]
    return found.quantize(SIX)


def line(data: Data) -> Data:
    """Show a line."""
    shown = {**kept(data, _LINE), "TaxAmount": data["TaxAmount"], "Tracking": []}
    return {**shown, "ValidationErrors": []}


def _settled(ledger: Ledger, record: Record) -> Data:
    """Show what was paid of an invoice and credited to it."""
    shown: dict[str, list[Data]] = {name: [] for name in _NO_SETTLERS}
    for each in ledger.store.settlers(record.key):
        if each.entity == "Payment":
            shown["Payments"].append(_brief_payment(each))
            continue
        source = ledger.record(each.data["Source"])
        told: Data = {f"{source.entity}ID": source.id, "ID": source.id}
        told |= kept(source.data, ("CreditNoteNumber",))
        told |= {"AppliedAmount": each.data["Amount"], "Date": dates.day(each.data["Date"])}
        told |= {"Total": source.data["Total"], "LineItems": []}
        told |= {"HasErrors": False} if source.entity == "CreditNote" else {}
        shown[_LIST_OF[source.entity]].append(told)
    return shown


def _brief_payment(record: Record) -> Data:
    data = record.data
    shown = {"PaymentID": record.id, "Date": dates.day(data["Date"]), "Amount": data["Amount"]}
    shown |= {"BatchPaymentID": data["BatchPayment"]} if data.get("BatchPayment") else {}
    shown |= kept(data, ("Reference",))
    return {**shown, "CurrencyRate": _rate(data), "HasAccount": False, "HasValidationErrors": False}


def credit(ledger: Ledger, record: Record, *, lines: bool, whole: bool = False) -> Data:
    """Show a credit note, overpayment or prepayment."""
    data = record.data
    shown: Data = {f"{record.entity}ID": record.id, "ID": record.id, "Type": data["Type"]}
    shown |= kept(data, ("CreditNoteNumber", "Reference", "BrandingThemeID"))
    if record.entity == "Prepayment" and data.get("Reference"):
        shown["InvoiceNumber"] = data["Reference"]  # the description says that both are the same
    shown |= {"RemainingCredit": data["RemainingCredit"], "HasAttachments": False}
    used = payments.allocations_of(ledger, record)
    shown["Allocations"] = [_brief_allocation(ledger, each) for each in used]
    settlers = ledger.store.settlers(record.key)
    shown["Payments"] = [_brief_payment(each) for each in settlers if each.entity == "Payment"]
    shown |= _head(ledger, record, whole=whole)
    if record.entity == "CreditNote":
        shown |= {
            "HasErrors": False,
            "SentToContact": bool(data.get("SentToContact")),
            **both(data, "DueDate"),
        }
    if data.get("FullyPaidOnDate") and record.entity == "CreditNote":
        shown["FullyPaidOnDate"] = dates.day(data["FullyPaidOnDate"])
    shown["LineItems"] = [line(each) for each in data["LineItems"]] if lines else []
    return {**shown, **(record.odd or {})}


def _brief_invoice(record: Record) -> Data:
    shown: Data = {"InvoiceID": record.id, **kept(record.data, ("InvoiceNumber",)), **_NO_SETTLERS}
    return {**shown, "HasErrors": False, "IsDiscounted": False, "LineItems": []}


def _brief_allocation(ledger: Ledger, record: Record) -> Data:
    data = record.data
    target = ledger.record(data["Target"])
    shown = {"AllocationID": record.id, "Amount": data["Amount"], "Date": dates.day(data["Date"])}
    return {**shown, "Invoice": _brief_invoice(target), "IsDeleted": False}


def allocation(ledger: Ledger, record: Record) -> Data:
    """Show an allocation as the answer to making it."""
    source = ledger.record(record.data["Source"])
    told = {f"{source.entity}ID": source.id, "ID": source.id, "LineItems": []}
    shown = {**_brief_allocation(ledger, record), source.entity: told, "ValidationErrors": []}
    return {**shown, "StatusAttributeString": "OK"}


def allocation_gone(record: Record) -> Data:
    """Show what taking an allocation back answers: no list around it."""
    day = dates.day(record.data["Date"])
    invoice_ = {"InvoiceID": record.data["Target"][1]}
    told = {"AllocationID": record.id, "Amount": record.data["Amount"], "Date": day, "Invoice": invoice_}
    return {**told, "IsDeleted": True}


def payment(ledger: Ledger, record: Record, *, whole: bool = False) -> Data:
    """Show a payment; with `whole` its document as single payments have it."""
    data = record.data
    target = ledger.record(data["Target"])
    shown: Data = {"PaymentID": record.id, "Date": dates.day(data["Date"])}
    if data.get("BatchPayment"):
        batch = ledger.record(("BatchPayment", data["BatchPayment"]))
        shown |= {"BatchPaymentID": batch.id, "BatchPayment": _brief_batch(batch)}
    shown |= {"BankAmount": data["BankAmount"], "Amount": data["Amount"], **kept(data, ("Reference",))}
    shown |= {"CurrencyRate": _rate(data), "PaymentType": data["PaymentType"], "Status": data["Status"]}
    shown |= {**updated(record), "HasAccount": True, "IsReconciled": data["IsReconciled"]}
    shown["Account"] = showing.account_link(ledger, data["Account"])
    shown["Invoice"] = _paid(ledger, target, whole=whole)
    return {**shown, "HasValidationErrors": False, **(record.odd or {})}


def _paid(ledger: Ledger, target: Record, *, whole: bool) -> Data:
    if whole and target.entity == "Invoice":
        return invoice(ledger, target, lines=True)
    data = target.data
    kind = _PAID_TYPE.get((target.entity, is_sale(target)), data["Type"])
    shown: Data = {"Type": kind, "InvoiceID": target.id}
    number = data.get(_NUMBER_OF.get(target.entity, ""))
    shown |= {"InvoiceNumber": number} if number else {}
    shown |= {**_NO_SETTLERS, "HasErrors": False, "IsDiscounted": False}
    shown["Contact"] = brief_contact(ledger, data["Contact"])
    return {**shown, "LineItems": [], "CurrencyCode": data["CurrencyCode"]}


def _brief_batch(record: Record) -> Data:
    data = record.data
    shown = {"Account": {"AccountID": data["Account"]}, "BatchPaymentID": record.id}
    shown |= {"Date": dates.day(data["Date"]), "Type": data["Type"], "Status": data["Status"]}
    shown |= {"TotalAmount": data["TotalAmount"], "UpdatedDateUTC": dates.instant(record.updated)}
    return {**shown, "IsReconciled": False}


def batch(ledger: Ledger, record: Record) -> Data:
    """Show a batch payment."""
    data = record.data
    inside = []
    for each in data["Payments"]:
        made = ledger.record(("Payment", each)).data
        target = ledger.record(made["Target"])
        told = {**_brief_invoice(target), "CurrencyCode": target.data["CurrencyCode"]}
        amounts = {"Amount": made["Amount"], "BankAmount": made["BankAmount"]}
        inside.append({"Invoice": told, "PaymentID": each, **amounts})
    texts = kept(data, ("Reference", "Particulars", "Code", "Details", "Narrative"))
    shown = {**_brief_batch(record), **texts, **both(data, "Date"), "Payments": inside}
    return {**shown, **(record.odd or {})}


def quote(ledger: Ledger, record: Record) -> Data:
    """Show a quote; its days and its update time have no offset, its unit amounts never have tax in them."""
    data = record.data
    owner = ledger.record(("Contact", data["Contact"]))
    named = {"ContactID": owner.id, **kept(owner.data, ("Name", "EmailAddress", "FirstName", "LastName"))}
    shown: Data = {"QuoteID": record.id, "QuoteNumber": data["QuoteNumber"]}
    shown |= {**kept(data, ("Reference", "Terms", "Title", "Summary", "BrandingThemeID")), "Contact": named}
    told = [line(each) for each in data["LineItems"]]
    if data["LineAmountTypes"] == "INCLUSIVE":
        told = [{**each, **_net(each)} for each in told]
    shown["LineItems"] = [
        {name: value for name, value in each.items() if name != "ValidationErrors"} for each in told
    ]
    for name in ("Date", "ExpiryDate"):
        days = both(data, name)
        shown |= {key: value.replace("+0000", "") for key, value in days.items()}
    shown |= {"Status": data["Status"], "CurrencyRate": _rate(data), "CurrencyCode": data["CurrencyCode"]}
    shown |= {name: data[name] for name in ("SubTotal", "TotalTax", "Total", "TotalDiscount")}
    shown["UpdatedDateUTC"] = dates.short_instant(record.updated)
    return {**shown, "LineAmountTypes": data["LineAmountTypes"], **(record.odd or {})}


def _net(line_: Data) -> Data:
    """Return a line's unit amount without the tax that is in it, to four decimals."""
    whole = line_["LineAmount"]
    if not whole or "UnitAmount" not in line_:
        return {}
    net = line_["UnitAmount"] * (whole - line_["TaxAmount"]) / whole
    return {"UnitAmount": net.quantize(Decimal("0.0001"), rounding="ROUND_HALF_UP")}


def bank_transaction(ledger: Ledger, record: Record, *, lines: bool) -> Data:
    """Show money received or spent."""
    data = record.data
    shown: Data = {"BankTransactionID": record.id, "Type": data["Type"], "IsReconciled": data["IsReconciled"]}
    shown["BankAccount"] = showing.account_link(ledger, data["BankAccount"])
    shown |= kept(data, ("OverpaymentID", "PrepaymentID", "Reference"))
    shown |= {**_head(ledger, record, whole=False), "HasAttachments": False}
    del shown["UpdatedDateUTCString"]
    shown["LineItems"] = [line(each) for each in data["LineItems"]] if lines else []
    return {**shown, **(record.odd or {})}


def journal(_ledger: Ledger, record: Record, *, lines: bool) -> Data:
    """Show a manual journal."""
    data = record.data
    shown: Data = {
        "ManualJournalID": record.id,
        "Narration": data["Narration"],
        "Date": dates.day(data["Date"]),
    }
    shown |= {"Status": data["Status"], "LineAmountTypes": data["LineAmountTypes"]}
    shown |= {"UpdatedDateUTC": dates.instant(record.updated), "HasAttachments": False}
    shown["ShowOnCashBasisReports"] = data["ShowOnCashBasisReports"]
    return {**shown, "JournalLines": data["JournalLines"] if lines else [], **(record.odd or {})}
