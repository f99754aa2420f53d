"""Debtors for the tests of indicators: what several customers owe and paid, as one portfolio."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from relance_sync.report.portfolio import Portfolio, gather
from relance_sync.rules.ledger import Credit, Customer
from relance_sync.rules.money import money
from relance_sync.rules.policy import AgreementRules
from tests.builders import Ledger


def debtor(name: str = "Brasserie", **fields: object) -> Ledger:
    """A customer without any invoice yet."""
    return Ledger(customer=replace(Customer(id=name.lower(), name=name), **fields))  # type: ignore[arg-type]


def credit(ledger: Ledger, amount: str, day: date) -> Ledger:
    """Give a credit that is set against nothing."""
    name = f"credit-{len(ledger.credits)}"
    ledger.credits[name] = Credit(
        id=name, customer=ledger.customer.id, number=name, day=day, residual=money(amount, "EUR")
    )
    return ledger


def returned(ledger: Ledger, number: str, day: date) -> Ledger:
    """Have the bank take the last payment back: what it settled is open again."""
    ledger.payments[-1] = replace(ledger.payments[-1], returned_on=day)
    invoice = ledger.invoices[number]
    back = {each.installment: each.amount.amount for each in ledger.payments[-1].allocations}
    parts = tuple(
        replace(part, residual=part.residual + back.get(part.id, Decimal(0))) for part in invoice.installments
    )
    ledger.invoices[number] = replace(invoice, installments=parts)
    return ledger


def portfolio(as_of: date, *ledgers: Ledger, tolerance: int = 2) -> Portfolio:
    """What the company knows of these customers."""
    rules = AgreementRules(tolerance_days=tolerance)
    return gather((each.account(as_of) for each in ledgers), "EUR", as_of, rules)
