"""Rows of QuickBooks as records of the ledger, entity by entity, and what follows from them for others.

Which row becomes which records is decided here; how a row becomes a record is the mapping's business. Nothing
is asked here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from relance_connectors.drafts import Drafts
from relance_connectors.quickbooks.client import Row
from relance_connectors.quickbooks.cursor import Memory
from relance_connectors.quickbooks.read_changes import is_deleted
from relance_connectors.quickbooks.read_customers import Customers
from relance_connectors.quickbooks.read_lines import ENTITIES as WITH_LINES
from relance_connectors.quickbooks.read_lines import Line, Lines
from relance_connectors.quickbooks.read_orders import SALES, Orders
from relance_connectors.quickbooks.read_rows import amount, parts, reference, updated
from relance_sync.errors import Skip
from relance_sync.ports import Page
from relance_sync.rules.ledger import Allocation, Credit, Installment, Record

if TYPE_CHECKING:
    from relance_mappings import Context
    from relance_mappings import Mapping as RecordMapping

_BANK = frozenset({"Payment", "Deposit", "SalesReceipt", "RefundReceipt"})
_DAY = len("2026-11-24")


class Documents:
    """Converts rows, and knows what was converted so far.

    Attributes:
        customers, lines, orders: What is learned from rows about others.
        drafts: The pages that are being filled.
        touched: Customers whose open items or credits may be others now.
    """

    def __init__(
        self,
        mapping: "RecordMapping",
        context: "Context",
        customers: Customers,
        memory: Memory,
        receivables: Iterable[str],
    ) -> None:
        """Begin with nothing.

        Args:
            mapping: How to convert.
            context: What converters may know.
            customers: Who owes for whom; learns from rows of customers itself.
            memory: What earlier pulls learned; kept up to date here.
            receivables: Ids of the accounts.
        """
        self.customers = customers
        self.lines = Lines(memory, frozenset(receivables))
        self.orders = Orders(memory)
        self.drafts = Drafts()
        self.touched: set[str] = set()
        self._mapping = mapping
        self._context = context
        self._memory = memory
        self._rates: dict[str, Row] = {}

    def learn(self, entity: str, row: Row) -> None:
        """Learn from a row what others hang on."""
        if entity in SALES:
            self.orders.learn(entity, row)
        if entity in WITH_LINES:
            for line in self.lines.learn(entity, row):
                self.drafts.miss("invoice", line)
                self.drafts.miss("credit", line)

    def take(self, entity: str, rows: Iterable[Row]) -> None:
        """Convert rows of an entity.

        Customers come before all others, journal entries and deposits before payments.
        """
        convert = self._CONVERT.get(entity)
        for row in rows:
            if is_deleted(row):
                self._deleted(entity, str(row.get("Id")))
                continue
            self.learn(entity, row)
            if entity in _BANK:
                self._seen_at_bank(row, entity)
            if convert:
                convert(self, row)

    def open_lines(self) -> None:
        """Convert lines on receivables of which another amount is open now, as far as they were read."""
        for line, open_ in self.lines.open():
            self._line(line, open_)

    def balances(self, debtors: Iterable[str] | None) -> Page:
        """Return a page of what QuickBooks says is owed; see `Customers.balances`."""
        for row in self.customers.balances(debtors):
            self._add("balance", "balance", row, row["Id"])
        page = self.drafts.page("balance", complete=debtors is None)
        return replace(page, bank_day=self._memory.bank_day)

    def rates(self) -> None:
        """Convert the rates of the newest documents in other currencies."""
        for currency, row in self._rates.items():
            self._add("rate", "rate", row, currency)
        self._rates.clear()

    def pages(self) -> list[Page]:
        """Return what was converted since the last time, a page for each kind."""
        bank_day = self._memory.bank_day
        return [replace(page, bank_day=bank_day) for page in self.drafts.pages()]

    def _add(self, kind: str, section: str, row: Row, id_: str, **given: object) -> bool:
        """Convert a row; one that cannot be read becomes a skipped record."""
        try:
            record = cast("Record", self._mapping.to_record(section, row, self._context, **given))
        except Skip as skip:
            self.drafts.skip(kind, id_, skip)
            return False
        if isinstance(record, Credit) and record.residual.currency != self._context.currency:
            record = replace(record, booked=None)
        self.drafts.add(kind, id_, record)
        return True

    def _deleted(self, entity: str, id_: str) -> None:
        """Take note of a record that was deleted; one that is unknown is no harm."""
        match entity:
            case "Customer":
                # Lists are not deleted from: it was merged into another one, which has its documents now.
                self.drafts.miss("customer", id_)
                self.customers.regrouped = True
            case "Invoice":
                self.drafts.miss("invoice", id_)
            case "CreditMemo":
                self.drafts.miss("credit", f"CreditMemo:{id_}")
            case "Payment":
                self.drafts.miss("payment", f"Payment:{id_}")
                self.drafts.miss("credit", f"Payment:{id_}")
                self.lines.apply(id_, {})
            case "JournalEntry" | "Deposit":
                for line in self.lines.forget(entity, id_):
                    self.drafts.miss("invoice", line)
                    self.drafts.miss("credit", line)
            case "Estimate":
                self.drafts.miss("order", id_)
                self.orders.forget(id_)

    def _seen_at_bank(self, row: Row, entity: str) -> None:
        """Remember the day of a bank entry; of one that is dated ahead, the day it was written."""
        if entity == "Payment" and not amount(row, "TotalAmt"):
            return
        written, day = updated(row)[:_DAY], row.get("TxnDate")
        try:
            found = date.fromisoformat(min(str(day), written or str(day)))
        except ValueError:
            return
        self._memory.bank_day = max(found, self._memory.bank_day or found)

    def _touch(self, row: Row) -> None:
        if customer := reference(row, "CustomerRef"):
            self.touched.add(self.customers.debtor(customer))

    def _rated(self, row: Row) -> None:
        """Remember the rate of a document in another currency, the newest of each."""
        currency, day = reference(row, "CurrencyRef"), row.get("TxnDate")
        if currency in {"", self._context.currency} or not amount(row, "ExchangeRate"):
            return
        known = self._rates.get(currency)
        if known is None or str(day) >= known["AsOfDate"]:
            rate = {"SourceCurrencyCode": currency, "AsOfDate": day, "Rate": row["ExchangeRate"]}
            self._rates[currency] = rate

    def _customer(self, row: Row) -> None:
        id_ = str(row.get("Id"))
        self.touched.add(self.customers.debtor(id_))
        if self.customers.debtor(id_) == id_:
            self._add("customer", "customer", row, id_)
        else:
            self.drafts.miss("customer", id_)

    def _invoice(self, row: Row) -> None:
        self._touch(row)
        if self._add_invoice("invoice", row):
            self._rated(row)

    def _add_invoice(self, section: str, row: Row) -> bool:
        """Convert what is owed; QuickBooks knows one due date only."""
        id_ = str(row.get("Id"))
        try:
            part = cast("Installment", self._mapping.to_record("installment", row, self._context))
        except Skip as skip:
            self.drafts.skip("invoice", id_, skip)
            return False
        if reference(row, "CurrencyRef") not in {"", self._context.currency}:
            # QuickBooks says what a customer owes in the customer's currency only: nothing to compare with.
            part = replace(part, booked=None)
        return self._add("invoice", section, row, id_, installments=(part,))

    def _credit_memo(self, row: Row) -> None:
        self._touch(row)
        id_ = f"CreditMemo:{row.get('Id')}"
        if amount(row, "Balance") == 0:
            self.drafts.miss("credit", id_)
        elif self._add("credit", "credit_memo", row, id_, id=id_):
            self._rated(row)

    def _payment(self, row: Row) -> None:
        self._touch(row)
        id_ = f"Payment:{row.get('Id')}"
        if row.get("UnappliedAmt", 0) == 0:
            self.drafts.miss("credit", id_)
        else:
            self._add("credit", "unapplied", row, id_, id=id_)
        charges = self._charges(row)
        if amount(row, "TotalAmt") == 0:
            # Voided, or a credit put to an invoice: no money came in.
            self.drafts.miss("payment", id_)
            return
        try:
            settled = tuple(
                cast("Allocation", self._mapping.to_record("allocation", each, self._context))
                for each in charges
            )
        except Skip as skip:
            self.drafts.skip("payment", id_, skip)
            return
        if self._add("payment", "payment", row, id_, id=id_, allocations=settled):
            self._rated(row)

    def _charges(self, row: Row) -> Sequence[Row]:
        """Return what a payment's money settled, as the mapping wants it, and note what it takes of lines.

        A payment may also use up credits. QuickBooks does not say which invoice a credit went to: it is
        taken to be the last ones, and only what is left of them was settled with money.
        """
        charges: list[dict[str, object]] = []
        credit, taken = Decimal(0), dict[str, Decimal]()
        for line in parts(row, "Line"):
            for link in parts(line, "LinkedTxn")[:1]:
                part = amount(line, "Amount")
                type_, id_ = str(link.get("TxnType")), str(link.get("TxnId"))
                sign = -1 if type_ == "CreditMemo" else 1
                if type_ in WITH_LINES:
                    id_, sign = self.lines.target(type_, id_, str(link.get("TxnLineId") or ""))
                    taken[id_] = taken.get(id_, Decimal(0)) + (part or 0)
                elif type_ not in {"Invoice", "CreditMemo"}:
                    continue
                if sign < 0:
                    credit += part or 0
                else:
                    charges.append({**_head(row), "Installment": id_, "Amount": line.get("Amount")})
        self.lines.apply(str(row.get("Id")), taken)
        for charge in reversed(charges):
            less = min(credit, amount(charge, "Amount") or Decimal(0))
            credit -= less
            if less:
                charge["Amount"] = (amount(charge, "Amount") or Decimal(0)) - less
        return [charge for charge in charges if charge["Amount"] != 0]

    def _line(self, line: Line, open_: Decimal | None) -> None:
        self._touch(line.row)
        row = {**line.row, "Balance": open_}
        if line.sign > 0:
            self.drafts.miss("credit", line.id)
            self._add_invoice("entry", row)
            return
        self.drafts.miss("invoice", line.id)
        if open_ == 0:
            self.drafts.miss("credit", line.id)
        else:
            self._add("credit", "line_credit", row, line.id)

    def _estimate(self, row: Row) -> None:
        if self._add("order", "order", self.orders.row(row), str(row.get("Id"))):
            self._rated(row)

    _CONVERT: Mapping[str, Callable[["Documents", Row], None]] = {
        "Customer": _customer,
        "Invoice": _invoice,
        "CreditMemo": _credit_memo,
        "Payment": _payment,
        "Estimate": _estimate,
    }


def _head(payment: Row) -> dict[str, object]:
    return {name: payment[name] for name in ("Id", "TxnDate", "CurrencyRef") if name in payment}
