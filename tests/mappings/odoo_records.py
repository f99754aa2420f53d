"""What the rows of a real Odoo 19 in tests/mappings/odoo/*.json become: golden pairs, by name of the file.

Most amounts are in US dollars, the company's currency; the company's zone is Europe/Paris.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from relance_sync.rules.ledger import (
    Allocation,
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

DUE = date(2026, 11, 24)
ISSUED = date(2026, 10, 1)


def installment(id_: str, due: date | None, amount: str, residual: str, booked: str = "") -> Installment:
    return Installment(
        id=id_,
        due=due,
        amount=Decimal(amount),
        residual=Decimal(residual),
        booked=Decimal(booked or residual),
    )


EXPECTED: dict[str, Record] = {
    "company": Customer(
        id="49",
        name="Menuiserie Dupont",
        kind=Kind.ENTITY,
        email="compta@dupont.example",
        phone="+33 1 02 03 04 05",
        mobile="+33 1 02 03 04 05",
        language="en",
        tags=("Joinery", "Public sector"),
        salesperson="2",
        credit_limit=Decimal(5000),
        url="https://odoo.test/49",
    ),
    "person": Customer(
        id="50",
        name="Jeanne Martin",
        kind=Kind.PERSON,
        email="jeanne@example.com",
        language="en",
        url="https://odoo.test/50",
    ),
    "invoice_part_paid": Invoice(
        id="92",
        customer="49",
        number="INV/2026/00013",
        issued=ISSUED,
        currency="USD",
        installments=(installment("215", DUE, "1000.00", "750.00"),),
    ),
    "invoice_in_two_installments": Invoice(
        id="94",
        customer="49",
        number="INV/2026/00014",
        issued=ISSUED,
        currency="USD",
        installments=(
            installment("219", date(2026, 10, 1), "500.00", "0.00"),
            installment("220", date(2026, 10, 31), "499.99", "399.99"),
        ),
    ),
    "invoice_foreign_currency": Invoice(
        id="96",
        customer="49",
        number="INV/2026/00015",
        issued=ISSUED,
        currency="EUR",
        installments=(installment("224", DUE, "200.00", "200.00", "155.84"),),
    ),
    "invoice_excluded": Invoice(
        id="97",
        customer="50",
        number="INV/2026/00016",
        issued=ISSUED,
        currency="USD",
        installments=(installment("226", DUE, "80.00", "80.00"),),
        chased=False,
    ),
    "opening_balance": Invoice(
        id="line:231",
        customer="49",
        number="MISC/2026/01/0001",
        issued=date(2026, 1, 1),
        currency="USD",
        installments=(installment("231", None, "310.00", "310.00"),),
        chased=False,
    ),
    "credit_note": Credit(
        id="228",
        customer="49",
        number="RINV/2026/00006",
        day=ISSUED,
        residual=money("120.50", "USD"),
        booked=Decimal("120.50"),
    ),
    "payment_not_allocated": Credit(
        id="230",
        customer="50",
        number="PBNK1/2026/00005",
        day=DUE,
        residual=money("75.00", "USD"),
        booked=Decimal("75.00"),
    ),
    "payment_allocated": Payment(
        id="13",
        customer="49",
        day=DUE,
        amount=money("250.00", "USD"),
        allocations=(Allocation(installment="215", amount=money("250.00", "USD"), day=DUE),),
    ),
    "quotation": Order(
        id="21",
        customer="49",
        number="S00021",
        day=date(2026, 11, 1),  # 23:30 UTC is the next day in Paris.
        state=OrderState.QUOTATION,
        total=money("300.00", "USD"),
        uninvoiced=money("300.00", "USD"),
        salesperson="2",
    ),
    "order_part_invoiced": Order(
        id="22",
        customer="49",
        number="S00022",
        day=DUE,
        state=OrderState.CONFIRMED,
        total=money("300.00", "USD"),
        uninvoiced=money("225.00", "USD"),
        to_deliver=True,
        salesperson="2",
    ),
    "order_cancelled": Order(
        id="23",
        customer="49",
        number="S00023",
        day=DUE,
        state=OrderState.CANCELLED,
        total=money("10.00", "USD"),
        uninvoiced=money("10.00", "USD"),
        salesperson="2",
    ),
    "order_prepaid": Order(
        id="24",
        customer="50",
        number="S00024",
        day=DUE,
        state=OrderState.CONFIRMED,
        total=money("60.00", "USD"),
        uninvoiced=money("60.00", "USD"),
        prepaid=True,
        salesperson="2",
    ),
    "rate": Rate(currency="EUR", day=date(2010, 1, 1), value=Decimal("0.7791803023219572")),
}
