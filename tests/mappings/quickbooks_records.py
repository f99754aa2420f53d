"""What rows of QuickBooks in tests/mappings/quickbooks/*.json become: golden pairs, by name of the file.

The rows are shortened samples of Intuit's API reference and variations of them. The company's currency is the
US dollar.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from relance_sync.rules.ledger import (
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
from relance_sync.rules.money import money

ISSUED = date(2015, 7, 24)
DUE = date(2015, 8, 23)
ESTIMATED = date(2015, 3, 26)


def invoice(
    id_: str, customer: str, number: str, *, issued: date = ISSUED, currency: str = "USD", **asked: object
) -> Invoice:
    """An invoice of one installment, which bears the same id; amounts as text."""
    due, amount, residual = asked["due"], str(asked["amount"]), str(asked["residual"])
    assert due is None or isinstance(due, date)
    installment = Installment(
        id=id_,
        due=due,
        amount=Decimal(amount),
        residual=Decimal(residual),
        booked=Decimal(str(asked.get("booked", residual))),
    )
    return Invoice(
        id=id_,
        customer=customer,
        number=number,
        issued=issued,
        currency=currency,
        installments=(installment,),
    )


def estimate(
    state: OrderState, *, uninvoiced: str = "31.50", to_deliver: bool = False, id_: str = "177"
) -> Order:
    return Order(
        id=id_,
        customer="3",
        number="1001",
        day=ESTIMATED,
        state=state,
        total=money("31.50", "USD"),
        uninvoiced=money(uninvoiced, "USD"),
        to_deliver=to_deliver,
    )


EXPECTED: dict[str, Record] = {
    "company": Customer(
        id="2",
        name="Bill's Windsurf Shop",
        kind=Kind.ENTITY,
        email="Surf@Intuit.com",
        phone="(415) 444-6538",
        tags=("Retail",),
        url="https://qbo.test/2",
    ),
    "person": Customer(
        id="4",
        name="Diego Rodriguez",
        kind=Kind.PERSON,
        email="Diego@Rodriguez.com",
        phone="(650) 555-4477",
        mobile="(650) 555-4477",
        url="https://qbo.test/4",
    ),
    "sub_customer": Customer(
        id="8",
        name="0969 Ocean View Road",
        kind=Kind.ENTITY,
        email="Sporting_goods@intuit.com",
        phone="(650) 555-0987",
        mobile="(973) 555-8849",
        url="https://qbo.test/8",
    ),
    "customer_without_anything": Customer(
        id="71", name='"Chez L\'Ami" \\ \N{BIRD} ' + "Ä" * 287, url="https://qbo.test/71"
    ),
    "invoice": invoice(
        "130",
        "24",
        "1037",
        issued=date(2014, 9, 19),
        due=date(2014, 10, 19),
        amount="362.07",
        residual="362.07",
    ),
    "invoice_part_paid": invoice("239", "1", "1070", due=DUE, amount="100.00", residual="81.00"),
    "invoice_foreign_currency": invoice(
        "145", "58", "1048", currency="EUR", due=DUE, amount="100.00", residual="60.10", booked="65.34"
    ),
    "invoice_void": invoice("241", "1", "1071", due=DUE, amount="0.00", residual="0.00"),
    "invoice_without_number_or_due_date": invoice(
        "242", "7", "242", due=None, amount="477.50", residual="477.50"
    ),
    "journal_debit": invoice(
        "JournalEntry:96/0",
        "3",
        "OPEN-1",
        issued=date(2014, 1, 1),
        due=None,
        amount="330.00",
        residual="310.00",
    ),
    "credit_memo": Credit(
        id="CreditMemo:73",
        customer="1",
        number="1026",
        day=date(2014, 9, 2),
        residual=money("60.55", "USD"),
        booked=Decimal("60.55"),
    ),
    "credit_memo_foreign_currency": Credit(
        id="CreditMemo:146",
        customer="58",
        number="146",
        day=date(2015, 7, 25),
        residual=money("33.33", "EUR"),
        booked=Decimal("36.66"),
    ),
    "payment": Payment(
        id="Payment:163",
        customer="20",
        day=date(2015, 1, 16),
        amount=money("65.00", "USD"),
        allocations=(Allocation(installment="70", amount=money("55.00", "USD"), day=date(2015, 1, 16)),),
    ),
    "payment_unapplied": Credit(
        id="Payment:163",
        customer="20",
        number="CHQ 4711",
        day=date(2015, 1, 16),
        residual=money("10.00", "USD"),
        booked=Decimal("10.00"),
    ),
    "payment_foreign_currency": Payment(
        id="Payment:62",
        customer="58",
        day=date(2015, 8, 1),
        amount=money("40.00", "EUR"),
        allocations=(Allocation(installment="145", amount=money("39.90", "EUR"), day=date(2015, 8, 1)),),
    ),
    "deposit_credit": Credit(
        id="Deposit:10/2",
        customer="58",
        number="Deposit:10/2",
        day=date(2015, 8, 2),
        residual=money("25.00", "EUR"),
        booked=Decimal("28.13"),
    ),
    "estimate_pending": estimate(OrderState.QUOTATION),
    "estimate_accepted": estimate(OrderState.CONFIRMED, to_deliver=True),
    "estimate_invoiced": Order(
        id="41",
        customer="10",
        number="1001",
        day=date(2014, 9, 7),
        state=OrderState.CONFIRMED,
        total=money("582.50", "USD"),
        uninvoiced=money("0.00", "USD"),
    ),
    "estimate_rejected": estimate(OrderState.CANCELLED),
    "estimate_held": estimate(OrderState.CONFIRMED, to_deliver=True),
    "rate": Rate(currency="EUR", day=date(2015, 7, 7), value=Decimal("1.0872")),
    "balance": Balance(customer="7", amount=Decimal("562.50")),
}
