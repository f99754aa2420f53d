"""Writes bank transactions, and the overpayments and prepayments they make, and manual journals."""

from __future__ import annotations

from tests.simulators.journal import NOTHING

from . import contacts, currencies, lines, settlement
from . import sent as read
from .books import Ledger
from .records import Data, Record, Work
from .refusals import LOCKED, WRONG_STATUS, Invalid, Missing

TYPES = (
    *("RECEIVE", "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT"),
    *("SPEND", "SPEND-OVERPAYMENT", "SPEND-PREPAYMENT"),
)
_CREDITS = {"OVERPAYMENT": "Overpayment", "PREPAYMENT": "Prepayment"}


def write(ledger: Ledger, sent: Data, *, create: bool, id_: str | None = None, unitdp: int = 2) -> Record:
    """Book money received or spent, or delete such a booking. Its other fields cannot be changed here.

    Raises:
        Invalid: a field is wrong, or the period is locked.
        Missing: there is none with that id.
    """
    told = None if create else (id_ or sent.get("BankTransactionID"))
    if told:
        record = ledger.find("BankTransaction", told)
        if record is None:
            raise Missing
        if str(sent.get("Status")).upper() not in {"DELETED", "VOIDED"}:
            raise Invalid("A bank transaction can only be deleted here")
        remove(ledger, record)
        return record
    with ledger.work() as work:
        return _create(ledger, work, sent, unitdp)


def _create(ledger: Ledger, work: Work, sent: Data, unitdp: int) -> Record:
    kind = read.choice(sent, "Type", TYPES)
    if kind is None:
        raise Invalid("Bank transaction Type must be specified.")
    told = read.part(sent, "BankAccount")
    bank = lines.account_of(ledger, {**told, "AccountCode": told.get("Code")})
    if bank is None or bank.data["Type"] != "BANK":
        raise Invalid("A bank account must be specified")
    on = read.day(sent, "Date") or ledger.today()
    if ledger.is_locked(on):
        raise Invalid(LOCKED)
    contact = contacts.of_document(ledger, sent, work)
    amounts = read.choice(sent, "LineAmountTypes", lines.TYPES) or "Exclusive"
    amounts = "NoTax" if kind.endswith("-OVERPAYMENT") else amounts
    data: Data = {
        "Type": kind,
        "Contact": contact.id,
        "BankAccount": bank.id,
        "Date": on,
        "Status": "AUTHORISED",
        **currencies.chosen(ledger, sent, None, on),
        "LineAmountTypes": amounts,
        "IsReconciled": bool(read.flag(sent, "IsReconciled")),
        "Reference": read.text(sent, "Reference", 255) or "",
        **lines.totalled(ledger, read.parts(sent, "LineItems") or [], amounts, unitdp=unitdp),
    }
    if data["Total"] <= 0:
        raise Invalid("The total of a bank transaction must be greater than zero")
    record = work.add("BankTransaction", data)
    ledger.remark(work, record, "Created")
    if "-" in kind:
        _credit(ledger, work, record)
    settlement.settle(ledger, work)
    return record


def _credit(ledger: Ledger, work: Work, record: Record) -> None:
    entity = _CREDITS[record.data["Type"].split("-")[1]]
    credit = work.add(entity, {**record.data, "RemainingCredit": record.data["Total"]})
    ledger.remark(work, credit, "Created")
    work.change(record, {**record.data, f"{entity}ID": credit.id})


def credit_of(ledger: Ledger, record: Record) -> Record | None:
    """Return the overpayment or prepayment that a bank transaction made; None if it made none."""
    for entity in _CREDITS.values():
        if record.data.get(f"{entity}ID"):
            return ledger.record((entity, record.data[f"{entity}ID"]))
    return None


def source_of(ledger: Ledger, credit: Record) -> Record:
    """Return the bank transaction that made an overpayment or prepayment."""
    table = ledger.store.tables["BankTransaction"].values()
    return next(each for each in table if credit_of(ledger, each) is credit)


def remove(ledger: Ledger, record: Record) -> None:
    """Delete a bank transaction, and void the overpayment or prepayment it made.

    Raises:
        Invalid: something was allocated or paid back of that, or the period is locked.
    """
    credit = credit_of(ledger, record)
    if record.status != "AUTHORISED" or (credit and settlement.is_touched(ledger, credit)):
        raise Invalid(WRONG_STATUS)
    if ledger.is_locked(record.data["Date"]):
        raise Invalid(LOCKED)
    with ledger.work() as work:
        work.change(record, {**record.data, "Status": "DELETED"})
        ledger.remark(work, record, "Deleted")
        if credit:
            work.change(credit, {**credit.data, "Status": "VOIDED"})
            ledger.remark(work, credit, "Voided")
        settlement.settle(ledger, work)


def journal(ledger: Ledger, sent: Data, *, create: bool, id_: str | None = None) -> Record:
    """Post a manual journal, or void one. Xero lets nobody post to the receivables' account this way.

    Raises:
        Invalid: it does not balance, names a system account, or the period is locked.
        Missing: there is none with that id.
    """
    told = None if create else (id_ or sent.get("ManualJournalID"))
    record = ledger.find("ManualJournal", told) if told else None
    if told and record is None:
        raise Missing
    status = read.choice(sent, "Status", ("DRAFT", "POSTED", "DELETED", "VOIDED"))
    on = read.day(sent, "Date") or (record.data["Date"] if record else ledger.today())
    if ledger.is_locked(on):
        raise Invalid(LOCKED)
    with ledger.work() as work:
        if record is None:
            data: Data = {"Narration": read.text(sent, "Narration", 4000), "Date": on}
            data |= {"Status": status or "DRAFT", "LineAmountTypes": "NoTax", "ShowOnCashBasisReports": True}
            data["JournalLines"] = _sides(ledger, read.parts(sent, "JournalLines") or [])
            record = work.add("ManualJournal", data)
            ledger.remark(work, record, "Created")
        else:
            work.change(record, {**record.data, "Status": status or record.status})
            ledger.remark(work, record, "Edited")
        if not record.data["Narration"]:
            raise Invalid("Narration must be specified")
        settlement.settle(ledger, work)
        return record


def _sides(ledger: Ledger, sent: list[Data]) -> list[Data]:
    found: list[Data] = []
    for each in sent:
        account = lines.account_of(ledger, each)
        if account is None or account.data.get("SystemAccount") or account.data["Type"] == "BANK":
            raise Invalid("Account code is not valid for a manual journal")
        line: Data = {"LineAmount": read.amount(each, "LineAmount") or NOTHING, "AccountID": account.id}
        line |= {"AccountCode": account.data["Code"], "Description": str(each.get("Description") or "")}
        found.append({**line, "TaxType": "NONE", "TaxAmount": NOTHING, "IsBlank": False})
    if len(found) < 2 or sum((each["LineAmount"] for each in found), NOTHING):
        raise Invalid("The total debits must equal total credits")
    return found
