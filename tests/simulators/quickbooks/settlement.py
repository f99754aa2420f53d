"""Who owes what: open lines, what payments are applied to them, and what follows when either changes.

A charge is open by a positive amount, a credit by a negative one. Applications stand in the payments;
balances and links on the other side are worked out from them and never stored twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.simulators.journal import NOTHING, Key

from . import errors
from .company import Company, Data, Record, Work

Target = tuple[str, str, str]  # entity, id, line id; the line id is "" for documents with one balance
PAYABLE = frozenset({"Invoice", "CreditMemo", "JournalEntry", "Deposit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """What a document claims from a customer before payments.

    Attributes:
        amount: the customer's currency; positive = the customer owes, negative = a credit.
        rate: home currency per unit, of the document's day.
    """

    target: Target
    customer: str
    amount: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Part of a payment put to a charge, or part of a credit used up by one; the amount is positive."""

    target: Target
    amount: Decimal


def claims(record: Record, company: Company) -> Iterator[OpenLine]:
    """Walk through what a document claims, one by one for journal entries and deposits."""
    data = record.data
    rate = Decimal(data.get("ExchangeRate") or 1)
    if record.entity in {"Invoice", "CreditMemo"}:
        sign = 1 if record.entity == "Invoice" else -1
        amount = sign * (data["TotalAmt"] - (data.get("Deposit") or NOTHING))
        yield OpenLine(
            target=(record.entity, record.id, ""),
            customer=data["CustomerRef"]["value"],
            amount=amount,
            rate=rate,
        )
        return
    if record.entity not in {"JournalEntry", "Deposit"}:
        return
    for line in data["Line"]:
        found = receivable_line(company, line)
        if found:
            yield OpenLine(
                target=(record.entity, record.id, line["Id"]), customer=found[0], amount=found[1], rate=rate
            )


def receivable_line(company: Company, line: Data) -> tuple[str, Decimal] | None:
    """Return customer and amount of a journal or deposit line on a receivables account, else None."""
    detail = line.get("JournalEntryLineDetail") or line.get("DepositLineDetail") or {}
    account = company.find("Account", str((detail.get("AccountRef") or {}).get("value", "")))
    if account is None or account.data.get("AccountType") != "Accounts Receivable":
        return None
    entity: Any = detail.get("Entity") or {}
    customer = (entity.get("EntityRef") or entity).get("value")
    sign = 1 if detail.get("PostingType") == "Debit" else -1
    return str(customer), sign * line["Amount"]


def applications(data: Data) -> list[Application]:
    """Return what a payment's lines are applied to."""
    return [Application(target=target_of(line), amount=line["Amount"]) for line in data.get("Line") or []]


def target_of(line: Data) -> Target:
    """Return what one line of a payment is applied to."""
    link = line["LinkedTxn"][0]
    return link["TxnType"], link["TxnId"], link.get("TxnLineId", "")


def open_line(company: Company, target: Target) -> OpenLine:
    """Return one claim.

    Raises:
        Refusal: there is none, or the kind of document cannot be paid.
    """
    entity, id_, line = target
    record = company.find(entity, id_) if entity in PAYABLE else None
    for each in claims(record, company) if record else ():
        if each.target[2] == line or (not line and each.target[2]):
            return each
    raise errors.Refusal(
        "620",
        "TxnID Cannot Be Linked",
        f"TxnID Cannot Be Linked : Cannot validate linked transactions: {errors.INACTIVE}",
    )


def applied(company: Company, target: Target) -> Decimal:
    """Return how much of a claim is settled, as a positive amount."""
    whole = NOTHING
    for payment in company.links.get(target[:2], ()):
        record = company.find("Payment", payment)
        if record:
            whole += sum(
                (each.amount for each in applications(record.data) if each.target == target), NOTHING
            )
    return whole


def remaining(company: Company, line: OpenLine) -> Decimal:
    """Return what is still open, with the sign of the claim."""
    done = applied(company, line.target)
    return line.amount - done if line.amount > 0 else line.amount + done


def unapplied(company: Company, data: Data) -> Decimal:
    """Return what of a payment is put to nothing: its amount and the credits it uses, less the charges."""
    rest: Decimal = data["TotalAmt"]
    for each in applications(data):
        rest += each.amount if open_line(company, each.target).amount < 0 else -each.amount
    return rest


def refresh(work: Work, key: Key) -> None:
    """Work out anew the balance and links that a document shows, and write them if they differ."""
    company = work.company
    record = company.find(*key)
    if record is None or record.entity not in {"Invoice", "CreditMemo"}:
        return
    line = next(claims(record, company))
    left = abs(remaining(company, line))
    paid = [
        {"TxnId": each, "TxnType": "Payment"}
        for each in company.links.get(key, ())
        if company.find("Payment", each)
    ]
    own = [each for each in record.data.get("LinkedTxn") or [] if each["TxnType"] != "Payment"]
    shown = {"Balance": left, "LinkedTxn": own + paid}
    if record.entity == "CreditMemo":
        shown["RemainingCredit"] = left
    if "HomeTotalAmt" in record.data:
        shown["HomeBalance"] = (left * line.rate).quantize(NOTHING, rounding="ROUND_HALF_UP")
    if any(record.data.get(name) != value for name, value in shown.items()):
        work.change(record, {**record.data, **shown})


def release(work: Work, key: Key, before: dict[Target, OpenLine]) -> None:
    """Cut back applications to what a changed or deleted document still claims, the latest payments first.

    A claim that changed its customer, or from charge to credit, loses all of them.

    Args:
        before: what the document claimed until now.
    """
    company = work.company
    record = company.find(*key)
    claimed = {
        each.target: abs(each.amount)
        for each in (claims(record, company) if record else ())
        if each.target in before
        and before[each.target].customer == each.customer
        and (before[each.target].amount > 0) == (each.amount > 0)
    }
    for payment in reversed(list(company.links.get(key, ()))):
        source = company.find("Payment", payment)
        if source is None:
            continue
        lines: list[Data] = []
        for line in source.data["Line"]:
            target = target_of(line)
            over = applied(company, target) - claimed.get(target, NOTHING) if target[:2] == key else NOTHING
            left = line["Amount"] - max(over, NOTHING)
            if left > 0:
                lines.append({**line, "Amount": left})
        if lines != source.data["Line"]:
            work.change(source, {**source.data, "Line": lines})


def fit(work: Work, payment: Record) -> set[Key]:
    """Shorten a payment's charges, from the last, until they are not more than its money and credits.

    Returns:
        The documents that it pays less of now.
    """
    company, data = work.company, payment.data
    over = -unapplied(company, data)
    lines: list[Data] = []
    touched: set[Key] = set()
    for line in reversed(data["Line"]):
        target = target_of(line)
        is_charge = open_line(company, target).amount > 0
        less = min(over, line["Amount"]) if over > 0 and is_charge else NOTHING
        over -= less
        touched |= {target[:2]} if less else set()
        if line["Amount"] > less:
            lines.insert(0, {**line, "Amount": line["Amount"] - less})
    new = {**data, "Line": lines}
    new["UnappliedAmt"] = unapplied(company, new)
    if new != data:
        work.change(payment, new)
    return touched
