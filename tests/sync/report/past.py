"""A customer's whole past in few words: invoices, and the payments that settled them with their days."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.ledger import Allocation, Installment, Invoice, Payment
from relance_sync.rules.money import money
from relance_sync.rules.score import PaidInvoice
from tests.builders import COMPANY, CUSTOMER

TODAY = date(2026, 11, 24)


def past(*invoices: tuple[str, str, date, date | None]) -> Account:
    """Tell a past of invoices, each with amount, due date and the day it was paid (None: still open).

    Each was issued 30 days before its due date and has one installment, whose id is its number.
    """
    account = Account(company=COMPANY, customer=CUSTOMER, synced_on=TODAY, bank_day=TODAY)
    for number, amount, due, paid in invoices:
        account = _with(account, number, Decimal(amount), due, paid)
    return account


def _with(account: Account, number: str, amount: Decimal, due: date, paid: date | None) -> Account:
    issued = date.fromordinal(due.toordinal() - 30)
    left = Decimal(0) if paid else amount
    invoice = Invoice(
        id=number,
        customer=account.customer.id,
        number=number,
        issued=issued,
        currency="EUR",
        installments=(Installment(id=number, due=due, amount=amount, residual=left),),
    )
    known = PaidInvoice(customer=account.customer.id, issued=issued, due=due, paid=paid, amount=amount)
    account = replace(account, invoices=(*account.invoices, invoice), history=(*account.history, known))
    return pay(account, number, str(amount), paid) if paid else account


def pay(account: Account, number: str, amount: str, day: date, *, allocated: date | None = None) -> Account:
    """Add a payment of a day, set against an invoice on the same day or later."""
    worth = money(amount, "EUR")
    payment = Payment(
        id=f"P{len(account.payments)}",
        customer=account.customer.id,
        day=day,
        amount=worth,
        allocations=(Allocation(installment=number, amount=worth, day=allocated or day),),
    )
    return replace(account, payments=(payment, *account.payments))
