"""Creates, changes, voids and deletes records, with everything that follows from it in the books.

One call is one piece of work: it is done whole, checked, and otherwise leaves no trace. Reading is elsewhere.
"""

from __future__ import annotations

from typing import Any

from tests.simulators.journal import NOTHING, Key

from . import checking, documents, entities, errors, invariants, names, settlement
from .company import Company, Data, Record, Work
from .postings import postings_of

OTHER_USER = "another user"
VOIDED = "Voided"


def create(company: Company, entity: str, sent: Any, options: Data | None = None) -> Record:
    """Create a record.

    Raises:
        Refusal: it may not be.
    """
    kind = _kind(entity, "create")
    values = {name: value for name, value in checking.clean(kind, sent).items() if value is not None}
    for name in kind.required:
        if values.get(name) in (None, []):
            raise errors.missing(name)
    with company.work() as work:
        data = _prepare(company, entity, values, None, options or {})
        record = work.add(entity, data)
        _settle(work, record, [], {}, None)
        return record


def update(company: Company, entity: str, sent: Any, options: Data | None = None) -> Record:
    """Change a record: with `sparse` only the fields sent, else all, and those not sent become empty.

    Raises:
        Refusal: stale, not there, or it may not be.
    """
    kind = _kind(entity, "update")
    record = _current(company, entity, sent)
    values = checking.clean(kind, sent)
    sparse = sent.get("sparse") in (True, "true")
    computed = {name: value for name, value in record.data.items() if kind.fields[name].computed}
    base = record.data if sparse else computed
    merged = {name: value for name, value in {**base, **values}.items() if value is not None}
    for name in kind.required:
        if merged.get(name) in (None, []):
            raise errors.missing(name)
    with company.work() as work:
        _not_deposited(company, record, {**record.data, **values} if sparse else merged)
        data = _prepare(company, entity, merged, record, options or {})
        _change(work, record, data)
        return record


def void(company: Company, entity: str, sent: Any) -> Record:
    """Set a transaction's amounts to nothing; it stays, marked as voided.

    Raises:
        Refusal: stale, not there, deposited, in a closed period, or not of a kind that can be voided.
    """
    _kind(entity, "void")
    record = _current(company, entity, sent)
    data = record.data
    _not_deposited(company, record, None)
    _open_period(company, data)
    note = f"{VOIDED} - {data['PrivateNote']}" if data.get("PrivateNote") else VOIDED
    new = {**data, "TotalAmt": NOTHING, "PrivateNote": note}
    if entity == "Payment":
        new |= {"Line": [], "UnappliedAmt": NOTHING}
    else:
        new |= {"Line": [_emptied(each) for each in data["Line"]], "Balance": NOTHING, "LinkedTxn": []}
        new["TxnTaxDetail"] = {**data["TxnTaxDetail"], "TotalTax": NOTHING}
        new.pop("Deposit", None)
    new |= {name: NOTHING for name in ("HomeTotalAmt", "HomeBalance") if name in data}
    with company.work() as work:
        _change(work, record, new)
        return record


def delete(company: Company, entity: str, sent: Any) -> Record:
    """Delete a transaction or an attachable; what was applied to it becomes free again.

    Raises:
        Refusal: stale, not there, deposited, in a closed period, or of a list (those become inactive).
    """
    _kind(entity, "delete")
    record = _current(company, entity, sent)
    _not_deposited(company, record, None)
    if entities.ENTITIES[entity].transaction:
        _open_period(company, record.data)
    with company.work() as work:
        before = {each.target: each for each in settlement.claims(record, company)}
        targets = _paid_by(record)
        estimates = _estimates(record)
        work.delete(record)
        _settle(work, record, targets, before, estimates)
        return record


def _kind(entity: str, operation: str) -> entities.Entity:
    kind = entities.ENTITIES.get(entity)
    if kind is None or operation not in kind.can:
        raise errors.unsupported(f"{operation} on {entity}")
    return kind


def _current(company: Company, entity: str, sent: Any) -> Record:
    if not isinstance(sent, dict) or sent.get("Id") in (None, ""):
        raise errors.missing("Id")
    if not str(sent["Id"]).isdigit():
        raise errors.bad_id(sent["Id"])
    record = company.find(entity, str(sent["Id"]))
    if record is None:
        raise errors.not_found()
    if sent.get("SyncToken") in (None, ""):
        raise errors.missing("SyncToken")
    if str(sent["SyncToken"]) != str(record.token):
        raise errors.stale(OTHER_USER)
    return record


def _prepare(company: Company, entity: str, data: Data, record: Record | None, options: Data) -> Data:
    if entity == "Attachable":
        return _attachable(company, data)
    if entities.ENTITIES[entity].transaction:
        return documents.prepare(company, entity, data, record, options)
    return names.prepare(company, entity, data, record)


def _attachable(company: Company, data: Data) -> Data:
    if not data.get("Note") and not data.get("FileName"):
        raise errors.missing("Note")
    for each in data.get("AttachableRef") or []:
        reference = each.get("EntityRef") if isinstance(each, dict) else None
        if not reference or not reference.get("type") or not reference.get("value"):
            raise errors.missing("AttachableRef.EntityRef")
        entity = entities.BY_PATH.get(str(reference["type"]).lower())
        if entity is None or company.find(entity, str(reference["value"])) is None:
            raise errors.bad_reference("AttachableRef.EntityRef", errors.INACTIVE)
    return data


def _change(work: Work, record: Record, data: Data) -> None:
    before = {each.target: each for each in settlement.claims(record, work.company)}
    targets, estimates = _paid_by(record), _estimates(record)
    parents = _ancestors(work.company, record) if record.entity == "Customer" else set()
    renamed = record.data.get("FullyQualifiedName") != data.get("FullyQualifiedName")
    work.change(record, data)
    if record.entity == "Customer":
        work.debtors |= {record.id, *parents}
        if renamed:
            names.rename_children(work, record)
    _settle(work, record, targets, before, estimates)


def _settle(
    work: Work,
    record: Record,
    paid_before: list[Key],
    before: dict[settlement.Target, settlement.OpenLine],
    estimates: list[str] | None,
) -> None:
    """Carry a written record into applications, balances, postings and customers, then check the books."""
    company = work.company
    if record.entity == "Payment" and not record.deleted:
        _within_claims(company, record)
    touched = {*paid_before, *_paid_by(record)}
    if record.entity in settlement.PAYABLE and before:
        settlement.release(work, record.key, before)
        for payment in [key for key in work.changed if key[0] == "Payment"]:
            touched |= settlement.fit(work, company.tables["Payment"][payment[1]])
    if record.entity == "Invoice":
        _invoiced(work, record, estimates or [])
    for key in {record.key, *touched}:
        settlement.refresh(work, key)
    payers = [
        ("Payment", each) for each in company.links.get(record.key, ()) if company.find("Payment", each)
    ]
    for key in {record.key, *work.changed, *payers}:
        if entities.ENTITIES[key[0]].transaction:
            work.post(key, postings_of(company, company.tables[key[0]][key[1]]))
    _debtors(work, record)
    invariants.hold(company, work.debtors, work.changed)


def _within_claims(company: Company, payment: Record) -> None:
    for each in settlement.applications(payment.data):
        claim = settlement.open_line(company, each.target)
        left = settlement.remaining(company, claim)
        if left and (left > 0) != (claim.amount > 0):
            raise errors.business(
                f"You can't apply more to {each.target[0]} {each.target[1]} than is open.",
                "6000",
            )


def _paid_by(record: Record) -> list[Key]:
    if record.entity != "Payment" or record.deleted:
        return []
    return [each.target[:2] for each in settlement.applications(record.data)]


def _estimates(record: Record) -> list[str]:
    if record.entity != "Invoice" or record.deleted:
        return []
    return [each["TxnId"] for each in record.data.get("LinkedTxn") or [] if each["TxnType"] == "Estimate"]


def _invoiced(work: Work, invoice: Record, before: list[str]) -> None:
    """Close the estimates that an invoice is made from, and open again those it left."""
    now = _estimates(invoice)
    for id_ in dict.fromkeys([*before, *now]):
        estimate = work.company.find("Estimate", id_)
        if estimate is None:
            raise errors.Refusal(
                "620", "TxnID Cannot Be Linked", f"TxnID Cannot Be Linked : {errors.INACTIVE}"
            )
        link = {"TxnId": invoice.id, "TxnType": "Invoice"}
        others = [each for each in estimate.data.get("LinkedTxn") or [] if each != link]
        links = [*others, link] if id_ in now else others
        status = "Closed" if links else "Accepted"
        if links != (estimate.data.get("LinkedTxn") or []):
            work.change(estimate, {**estimate.data, "LinkedTxn": links, "TxnStatus": status})


def _debtors(work: Work, record: Record) -> None:
    company = work.company
    customers = set(work.debtors) | ({record.id} if record.entity == "Customer" else set())
    for customer in list(customers):
        found = company.find("Customer", customer)
        customers |= _ancestors(company, found) if found else set()
    for customer in customers:
        found = company.find("Customer", customer)
        if found is None:
            continue
        shown = {
            "Balance": company.journal.receivable.get(customer, NOTHING),
            "BalanceWithJobs": invariants.with_jobs(company, customer),
        }
        if any(found.data.get(name) != value for name, value in shown.items()):
            work.change(found, {**found.data, **shown}, version=False)
    work.debtors |= customers


def _ancestors(company: Company, customer: Record) -> set[str]:
    found: set[str] = set()
    parent = (customer.data.get("ParentRef") or {}).get("value")
    while parent and parent not in found:
        found.add(parent)
        above = company.find("Customer", parent)
        parent = ((above.data.get("ParentRef") or {}) if above else {}).get("value")
    return found


def _not_deposited(company: Company, record: Record, new: Data | None) -> None:
    if record.entity not in {"Payment", "SalesReceipt"} or not documents.deposit_of(company, record.key):
        return
    if new is None or new.get("TotalAmt") != record.data["TotalAmt"]:
        raise errors.Refusal(
            "6540",
            "Deposited Transaction cannot be changed",
            "Deposited Transaction cannot be changed : This transaction has been deposited. If you want to "
            "change or delete it, you must edit the deposit it appears on and remove it first.",
        )


def _open_period(company: Company, data: Data) -> None:
    if documents.closed(company, data["TxnDate"]):
        raise errors.Refusal(
            "6210",
            "Account Period Closed, Cannot Update Through Services API",
            "Account Period Closed, Cannot Update Through Services API : The account period has closed.",
        )


def _emptied(line: Data) -> Data:
    detail = line.get("SalesItemLineDetail")
    kept = {**line, "Amount": NOTHING}
    if detail:
        kept["SalesItemLineDetail"] = {**detail, "Qty": NOTHING}
    return kept
