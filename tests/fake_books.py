"""The books of a fake platform: what a bookkeeper enters, in the words a bookkeeper uses.

Every entry is numbered in the order of its change, which is all a pull needs. Nothing is decided here, and
nothing of the port is known: that is `fake_platform`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from relance_sync.ports import SkippedRecord
from relance_sync.rules.ledger import (
    RECORD_KINDS,
    Allocation,
    Balance,
    Credit,
    Customer,
    Installment,
    Invoice,
    Kind,
    Order,
    OrderState,
    Payment,
    Rate,
    Record,
)
from relance_sync.rules.money import Money, money

TODAY = date(2026, 11, 24)
KIND_OF: dict[type, str] = {type_: kind for kind, type_ in RECORD_KINDS.items()}
RecordT = TypeVar("RecordT", bound=Record)


@dataclass(slots=True, kw_only=True)
class Row:
    """A row as the platform keeps it: the record, when it last changed, and whether it left the ledger."""

    record: Record
    changed: int
    gone: bool = False


@dataclass(slots=True)
class FakeBooks:
    """The entries of one company.

    Attributes:
        today: Day on which payments and orders are dated.
        rows: By kind and id, with the number of their last change.
        skipped: Records that cannot be read.
        stated: Balances the platform states against its own entries, by customer id.
    """

    today: date = TODAY
    currency: str = "EUR"
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    skipped: list[SkippedRecord] = field(default_factory=list)
    stated: dict[str, Decimal] = field(default_factory=dict)
    clock: int = 0

    def customer(self, name: str, **fields: object) -> Customer:
        """Have a customer, by default a legal entity that can be reached; fields are those of `Customer`."""
        old = self.rows.get(("customer", slug(name)))
        known = old.record if old is not None and isinstance(old.record, Customer) else None
        fresh = Customer(
            id=slug(name),
            name=name,
            kind=Kind.ENTITY,
            email=f"{slug(name)}@example.com",
            phone="+33 1 00 00 00 00",
            url=f"https://books.example/customers/{slug(name)}",
        )
        changed: Customer = replace(known or fresh, **fields)  # type: ignore[arg-type]
        if changed != known:
            self._put(changed)
        return changed

    def invoice(
        self,
        customer: Customer | str,
        amount: str,
        *,
        due: date | Sequence[date | None] | None,
        currency: str | None = None,
        **fields: object,
    ) -> Invoice:
        """Post an invoice; several due dates share the amount equally, the last one takes the rest."""
        owner = self._owner(customer)
        days = tuple(due) if isinstance(due, Sequence) else (due,)
        id_, currency = self._next_id("invoice"), currency or self.currency
        share = (Decimal(amount) / len(days)).quantize(Decimal("0.01"))
        rest = Decimal(amount) - share * (len(days) - 1)
        dated = [day for day in days if day is not None]
        invoice = Invoice(
            id=id_,
            customer=owner.id,
            number=f"INV/{id_}",
            issued=min([*dated, self.today]) - timedelta(days=30),
            currency=currency,
            installments=tuple(
                self._installment(f"{id_}.{i}", day, rest if i == len(days) - 1 else share, currency)
                for i, day in enumerate(days)
            ),
        )
        return self._put(replace(invoice, **fields))  # type: ignore[arg-type]

    def pay(self, customer: Customer | str, amount: str, *, invoice: Invoice | None = None) -> Payment:
        """Receive money and set it against the oldest open installments; what is left over is a credit."""
        owner = self._owner(customer)
        currency = invoice.currency if invoice else self.currency
        left, allocations, id_ = Decimal(amount), [], self._next_id("payment")
        for each in self._open_invoices(owner.id, currency):
            if invoice is not None and each.id != invoice.id:
                continue
            parts = []
            for part in each.installments:
                taken = min(part.residual, left)
                left -= taken
                if taken:
                    allocations.append(
                        Allocation(
                            installment=part.id, amount=Money(amount=taken, currency=currency), day=self.today
                        )
                    )
                parts.append(
                    self._installment(part.id, part.due, part.residual - taken, currency, part.amount)
                )
            if tuple(parts) != each.installments:
                self._put(replace(each, installments=tuple(parts)))
        if left:
            self.credit(owner, str(left), currency=currency)
        payment = Payment(
            id=id_,
            customer=owner.id,
            day=self.today,
            amount=money(amount, currency),
            allocations=tuple(allocations),
        )
        return self._put(payment)

    def give_back(self, payment: Payment) -> Payment:
        """Let the bank take a payment back: what it had settled is open again."""
        settled = {each.installment: each.amount.amount for each in payment.allocations}
        for each in self.records(Invoice):
            if any(part.id in settled for part in each.installments):
                parts = (
                    self._installment(
                        part.id,
                        part.due,
                        part.residual + settled.get(part.id, Decimal(0)),
                        each.currency,
                        part.amount,
                    )
                    for part in each.installments
                )
                self._put(replace(each, installments=tuple(parts)))
        return self._put(replace(payment, returned_on=self.today, allocations=()))

    def credit(self, customer: Customer | str, amount: str, *, currency: str | None = None) -> Credit:
        """Post a credit note that is set against nothing yet."""
        id_, currency = self._next_id("credit"), currency or self.currency
        credit = Credit(
            id=id_,
            customer=self._owner(customer).id,
            number=f"CRN/{id_}",
            day=self.today,
            residual=money(amount, currency),
            booked=self._booked(Decimal(amount), currency),
        )
        return self._put(credit)

    def order(
        self,
        customer: Customer | str,
        amount: str,
        *,
        state: OrderState = OrderState.QUOTATION,
        **fields: object,
    ) -> Order:
        """Enter a quotation, or an order of which nothing is invoiced yet."""
        id_, total = self._next_id("order"), money(amount, self.currency)
        order = Order(
            id=id_,
            customer=self._owner(customer).id,
            number=f"S{id_}",
            day=self.today,
            state=state,
            total=total,
            uninvoiced=total,
        )
        return self._put(replace(order, **fields))  # type: ignore[arg-type]

    def rate(self, currency: str, value: str, *, day: date | None = None) -> Rate:
        """Enter an exchange rate."""
        return self._put(Rate(currency=currency, day=day or self.today, value=Decimal(value)))

    def cancel(self, record: Invoice | Credit | Payment | Order) -> None:
        """Cancel a record: it leaves the ledger, and an ordinary pull tells."""
        self.clock += 1
        row = self.rows[KIND_OF[type(record)], record.id]
        row.changed, row.gone = self.clock, True

    def delete(self, record: Customer | Invoice | Credit | Payment | Order) -> None:
        """Delete a record without a trace: only a full pull can tell."""
        del self.rows[KIND_OF[type(record)], record.id]

    def state_balance(self, customer: Customer | str, amount: str) -> None:
        """Have the platform state another balance than the open items add up to."""
        self.stated[self._owner(customer).id] = Decimal(amount)

    def skip(self, kind: str, id_: str, problem: str) -> None:
        """Have a record that cannot be read."""
        self.skipped.append(SkippedRecord(kind=kind, id=id_, problem=problem))

    def _put(self, record: RecordT) -> RecordT:
        self.clock += 1
        self.rows[KIND_OF[type(record)], id_of(record)] = Row(record=record, changed=self.clock)
        return record

    def _next_id(self, kind: str) -> str:
        return f"{kind[0]}{self.clock + 1}"

    def _owner(self, customer: Customer | str) -> Customer:
        return customer if isinstance(customer, Customer) else self.customer(customer)

    def records(self, type_: type[RecordT]) -> list[RecordT]:
        return [row.record for row in self.rows.values() if isinstance(row.record, type_) and not row.gone]

    def _open_invoices(self, customer: str, currency: str) -> list[Invoice]:
        mine = [
            each for each in self.records(Invoice) if each.customer == customer and each.currency == currency
        ]
        return sorted(
            mine, key=lambda each: (min(part.due or date.max for part in each.installments), each.id)
        )

    def _booked(self, amount: Decimal, currency: str) -> Decimal | None:
        if currency == self.currency:
            return amount
        rates = [rate for rate in self.records(Rate) if rate.currency == currency]
        return (amount * rates[-1].value).quantize(Decimal("0.01")) if rates else None

    def _installment(
        self, id_: str, due: date | None, residual: Decimal, currency: str, amount: Decimal | None = None
    ) -> Installment:
        return Installment(
            id=id_,
            due=due,
            amount=residual if amount is None else amount,
            residual=residual,
            booked=self._booked(residual, currency),
        )


def slug(name: str) -> str:
    """Make an id of a name."""
    return name.lower().replace(" ", "-")


def id_of(record: Record) -> str:
    """Return what a record is known by within its kind."""
    if isinstance(record, Rate):
        return f"{record.currency}:{record.day}"
    if isinstance(record, Balance):
        return record.customer
    return record.id
