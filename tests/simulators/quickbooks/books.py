"""Keeps a company's books the way a person in QuickBooks does: verbs for tests, demos and generators.

Each verb is one write through the same rules as the API's, without tokens, limits or troubles. Amounts are
texts or Decimals, never floats; days are dates or ISO texts, None is the company's today.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.simulators.journal import Key

from . import invariants, sending, settings, writing
from .company import Company, Data, Record

Money = str | int | Decimal
Day = date | str | None


class Books:
    """The verbs for one company."""

    def __init__(self, company: Company) -> None:
        self.company = company

    @property
    def realm(self) -> str:
        """Return the company's id."""
        return self.company.realm

    def customer(
        self,
        name: str,
        *,
        email: str | None = None,
        term: str | None = None,
        parent: Record | None = None,
        currency: str | None = None,
        notes: str | None = None,
        **fields: Any,
    ) -> Record:
        """Add a customer; with a parent it is a sub-customer. `term` is the name of a term."""
        sent: Data = {"DisplayName": name, **fields}
        if email:
            sent["PrimaryEmailAddr"] = {"Address": email}
        if term:
            sent["SalesTermRef"] = {"value": self.term(term).id}
        if parent:
            sent |= {"Job": True, "ParentRef": {"value": parent.id}}
        if currency:
            sent["CurrencyRef"] = {"value": currency}
        if notes:
            sent["Notes"] = notes
        return writing.create(self.company, "Customer", sent)

    def invoice(
        self, customer: Record, amount: Money, *, day: Day = None, due: Day = None, **fields: Any
    ) -> Record:
        """Issue an invoice with one line."""
        sent = {**self._sale(customer, amount, day), **fields}
        if due:
            sent["DueDate"] = _day(due)
        return writing.create(self.company, "Invoice", sent)

    def estimate(
        self, customer: Record, amount: Money, *, status: str = "Pending", day: Day = None, **fields: Any
    ) -> Record:
        """Make an estimate."""
        sent = {**self._sale(customer, amount, day), "TxnStatus": status, **fields}
        return writing.create(self.company, "Estimate", sent)

    def invoice_estimate(self, estimate: Record, **fields: Any) -> Record:
        """Make the invoice of an estimate, which closes it."""
        customer = self._customer(estimate)
        link = [{"TxnId": estimate.id, "TxnType": "Estimate"}]
        return self.invoice(customer, estimate.data["TotalAmt"], LinkedTxn=link, **fields)

    def credit_memo(self, customer: Record, amount: Money, *, day: Day = None, **fields: Any) -> Record:
        """Give a credit memo, which is open until it is applied."""
        return writing.create(self.company, "CreditMemo", {**self._sale(customer, amount, day), **fields})

    def sales_receipt(self, customer: Record, amount: Money, *, day: Day = None, **fields: Any) -> Record:
        """Sell against cash."""
        return writing.create(self.company, "SalesReceipt", {**self._sale(customer, amount, day), **fields})

    def refund(self, customer: Record, amount: Money, *, day: Day = None, **fields: Any) -> Record:
        """Pay a sale back."""
        bank = {"DepositToAccountRef": {"value": self.account("bank")}}
        return writing.create(
            self.company, "RefundReceipt", {**self._sale(customer, amount, day), **bank, **fields}
        )

    def pay(self, document: Record, amount: Money | None = None, *, day: Day = None, **fields: Any) -> Record:
        """Receive a payment for an invoice, all that is open unless an amount is named."""
        open_ = document.data["Balance"] if amount is None else Decimal(amount)
        return self.receive(self._customer(document), open_, [(document, open_)], day=day, **fields)

    def receive(
        self,
        customer: Record,
        amount: Money,
        applied: list[tuple[Record, Money]] | None = None,
        *,
        day: Day = None,
        **fields: Any,
    ) -> Record:
        """Receive money; what is not applied stays open. Credit memos among `applied` are used up."""
        lines = [
            {"Amount": Decimal(part), "LinkedTxn": [{"TxnId": each.id, "TxnType": each.entity}]}
            for each, part in applied or []
        ]
        sent = {"CustomerRef": {"value": customer.id}, "TotalAmt": Decimal(amount), "Line": lines, **fields}
        return writing.create(self.company, "Payment", {**sent, **_on(day)})

    def use_credit(self, credit: Record, invoice: Record, amount: Money) -> Record:
        """Settle an invoice with a credit memo: a payment of nothing that applies both."""
        return self.receive(self._customer(invoice), 0, [(invoice, amount), (credit, amount)])

    def deposit(self, payments: list[Record], *, day: Day = None) -> Record:
        """Take payments to the bank."""
        lines = [
            {"LinkedTxn": [{"TxnId": each.id, "TxnType": each.entity, "TxnLineId": "0"}]} for each in payments
        ]
        bank = {"DepositToAccountRef": {"value": self.account("bank")}}
        return writing.create(self.company, "Deposit", {**bank, "Line": lines, **_on(day)})

    def deposit_from(self, customer: Record, amount: Money, *, day: Day = None) -> Record:
        """Book money from a customer straight to the bank against receivables, as people do by mistake."""
        entity = {"value": customer.id, "type": "CUSTOMER"}
        detail = {"AccountRef": {"value": self.account("receivable")}, "Entity": entity}
        line = {"Amount": Decimal(amount), "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
        bank = {"DepositToAccountRef": {"value": self.account("bank")}}
        return writing.create(self.company, "Deposit", {**bank, "Line": [line], **_on(day)})

    def journal(
        self, customer: Record, amount: Money, *, against: str = "income", day: Day = None, **fields: Any
    ) -> Record:
        """Book on a customer's receivable: positive makes it larger (debit), negative smaller (credit)."""
        value = Decimal(amount)
        entity = {"Type": "Customer", "EntityRef": {"value": customer.id}}
        sides = ("Debit", "Credit") if value > 0 else ("Credit", "Debit")
        lines = [
            {
                "Amount": abs(value),
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {
                    "PostingType": side,
                    "AccountRef": {"value": self.account(role)},
                    **name,
                },
            }
            for side, role, name in ((sides[0], "receivable", {"Entity": entity}), (sides[1], against, {}))
        ]
        return writing.create(self.company, "JournalEntry", {"Line": lines, **_on(day), **fields})

    def note(self, record: Record, text: str) -> Record:
        """Attach a note to a record."""
        reference = {"EntityRef": {"type": record.entity, "value": record.id}}
        return writing.create(self.company, "Attachable", {"AttachableRef": [reference], "Note": text})

    def edit(self, record: Record, **fields: Any) -> Record:
        """Change fields of a record, as a person does; the rest stays."""
        head = {"Id": record.id, "SyncToken": record.token, "sparse": True}
        return writing.update(self.company, record.entity, {**head, **fields})

    def void(self, record: Record) -> Record:
        """Void a transaction."""
        return writing.void(self.company, record.entity, {"Id": record.id, "SyncToken": record.token})

    def delete(self, record: Record) -> Record:
        """Delete a transaction or a note."""
        return writing.delete(self.company, record.entity, {"Id": record.id, "SyncToken": record.token})

    def deactivate(self, record: Record) -> Record:
        """Make a list record inactive."""
        return self.edit(record, Active=False)

    def email(self, record: Record, to: str | None = None) -> Record:
        """Send a document by e-mail."""
        return sending.send(self.company, record.entity, record.id, to, sandbox=False)

    def rate(self, currency: str, value: Money, day: Day = None) -> None:
        """Enter an exchange rate: home currency per unit."""
        sent = {"SourceCurrencyCode": currency, "Rate": Decimal(value)}
        settings.set_exchange_rate(self.company, {**sent, **({"AsOfDate": _day(day)} if day else {})})

    def close(self, day: Day) -> None:
        """Close the books up to a day, it included."""
        prefs = self.company.preferences
        kept = {**prefs["AccountingInfoPrefs"], "BookCloseDate": _day(day)}
        self.company.preferences = {**prefs, "AccountingInfoPrefs": kept}

    def odd(self, record: Record, **shown: Any) -> None:
        """Let answers show other values than the books hold, such as a name of 300 characters or null."""
        with self.company.lock:
            record.odd, record.written = {**(record.odd or {}), **shown}, None
            record.updated = self.company.clock.now()

    def term(self, name: str) -> Record:
        """Return a term by name.

        Raises:
            LookupError: there is none.
        """
        for each in self.company.living("Term"):
            if each.data["Name"] == name:
                return each
        raise LookupError(
            f"no term {name!r}; there are {[each.data['Name'] for each in self.company.living('Term')]}"
        )

    def account(self, role: str) -> str:
        """Return the id of an account by its role, such as `receivable`, `bank` or `income`."""
        return self.company.roles[role]

    def balance(self, customer: Record) -> Decimal:
        """Return what a customer owes by the ledger, in the customer's currency."""
        return self.company.journal.receivable[customer.id]

    def versions(self) -> dict[Key, int]:
        """Return the version of every record that is there."""
        with self.company.lock:
            return {
                each.key: each.token for name in self.company.tables for each in self.company.living(name)
            }

    def faults(self) -> list[str]:
        """Return what does not add up in the whole books; empty is good."""
        return [*self.company.broken, *invariants.everything(self.company)]

    def _customer(self, document: Record) -> Record:
        return self.company.tables["Customer"][document.data["CustomerRef"]["value"]]

    def _sale(self, customer: Record, amount: Money, day: Day) -> Data:
        item = {"ItemRef": {"value": "1"}}
        line = {"Amount": Decimal(amount), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": item}
        return {"CustomerRef": {"value": customer.id}, "Line": [line], **_on(day)}


def _day(day: date | str | None) -> str:
    return day.isoformat() if isinstance(day, date) else str(day)


def _on(day: Day) -> Data:
    return {"TxnDate": _day(day)} if day else {}
