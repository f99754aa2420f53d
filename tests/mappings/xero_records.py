"""What rows of Xero in tests/mappings/xero/*.json become: golden pairs, by name of the file.

The rows are shortened samples of Xero's published description of its API and variations of them. The
company's currency is the New Zealand dollar.
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

BARNEY = "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"
LIAM = "430fa14a-f945-44d3-9f97-5df5e28441b8"
ISSUED, DUE, PROMISED = date(2018, 10, 20), date(2018, 12, 30), date(2019, 1, 1)
OPEN = "0032f627-3156-4d30-9b1c-4d3b994dc921"


def invoice(
    id_: str,
    number: str,
    amount: str,
    residual: str,
    *,
    booked: str | None = None,
    due: date | None = DUE,
    currency: str = "NZD",
    expected: date | None = None,
) -> Invoice:
    """An invoice of one installment, which bears the same id."""
    asked = Installment(
        id=id_,
        due=due,
        amount=Decimal(amount),
        residual=Decimal(residual),
        booked=Decimal(residual if booked is None else booked),
    )
    return Invoice(
        id=id_,
        customer=BARNEY,
        number=number,
        issued=ISSUED,
        currency=currency,
        installments=(asked,),
        expected_on=expected,
    )


def payment(currency: str) -> Payment:
    """A payment of one invoice, in that invoice's currency."""
    day = date(2018, 11, 29)
    settled = Allocation(
        installment="046d8a6d-1ae1-4b4d-9340-5601bdf41b87", amount=money("46.00", currency), day=day
    )
    return Payment(
        id="99ea7f6b-c513-4066-bc27-b7c65dcd76c2",
        customer=BARNEY,
        day=day,
        amount=money("46.00", currency),
        allocations=(settled,),
    )


def credit_note(number: str, currency: str, booked: str) -> Credit:
    return Credit(
        id="249f15fa-f2a7-4acc-8769-0984103f2225",
        customer=LIAM,
        number=number,
        day=date(2019, 3, 5),
        residual=money("32.50", currency),
        booked=Decimal(booked),
    )


def quote(state: OrderState, *, uninvoiced: str = "20.65", to_deliver: bool = False) -> Order:
    return Order(
        id="be59294f-2a9c-4cee-8c64-0f0ddbc1883a",
        customer="060816db-0ed7-44de-ab58-8fee9316fcd5",
        number="QU-0001",
        day=date(2019, 10, 24),
        state=state,
        total=money("20.65", "AUD"),
        uninvoiced=money(uninvoiced, "AUD"),
        to_deliver=to_deliver,
    )


EXPECTED: dict[str, Record] = {
    "company": Customer(
        id="8138a266-fb42-49b2-a104-014b7045753d",
        name="Acme Parts Co.",
        kind=Kind.ENTITY,
        email="bk@krave.co",
        phone="1 604 408-0914",
        mobile="3 234 999-44",
        tags=("Retail", "Suppliers"),
        url="https://xero.test/8138a266-fb42-49b2-a104-014b7045753d",
    ),
    "person": Customer(
        id="3ec601ad-eddc-4ccb-a8ac-736e88293b1b",
        name="Lisa Parker",
        kind=Kind.PERSON,
        email="lparker@parkerandco.com",
        phone="(510) 266-3583",
        url="https://xero.test/3ec601ad-eddc-4ccb-a8ac-736e88293b1b",
    ),
    "customer_without_anything": Customer(
        id="5cc8cf28-567e-4d43-b287-687cfcaec47c",
        name="N" * 300,
        url="https://xero.test/5cc8cf28-567e-4d43-b287-687cfcaec47c",
    ),
    "invoice_voided": invoice("d4956132-ed94-4dd7-9eaa-aa22dfdf06f2", "INV-0001", "40.00", "0.00"),
    "invoice_paid": invoice("046d8a6d-1ae1-4b4d-9340-5601bdf41b87", "INV-0002", "46.00", "0.00"),
    "invoice_part_paid": invoice(OPEN, "INV-0003", "46.00", "30.50", expected=PROMISED),
    "invoice_foreign_currency": invoice(
        OPEN, "INV-0003", "46.00", "30.50", currency="AUD", booked="32.55", expected=PROMISED
    ),
    "invoice_without_number_or_due_date": invoice(OPEN, OPEN, "46.00", "30.50", due=None, expected=PROMISED),
    "invoice_with_tax_withheld": invoice(OPEN, "INV-0003", "1000.00", "1000.00", expected=PROMISED),
    "credit_note": credit_note("CN-0005", "NZD", "32.50"),
    "credit_note_foreign_currency": credit_note("249f15fa-f2a7-4acc-8769-0984103f2225", "AUD", "34.68"),
    "overpayment": Credit(
        id="2a8bda49-8908-473b-8bcf-1f90990460eb",
        customer=LIAM,
        number="Reference for payment2",
        day=date(2019, 3, 13),
        residual=money("20.00", "NZD"),
        booked=Decimal("20.00"),
    ),
    "prepayment": Credit(
        id="ce0cddef-cf5a-4e59-b638-f225679115a7",
        customer="be392c72-c121-4f83-9512-03ac71e54c20",
        number="INV-0011",
        day=date(2019, 3, 13),
        residual=money("3450.00", "NZD"),
        booked=Decimal("3450.00"),
    ),
    "advance_part_allocated": Payment(
        id="2a8bda49-8908-473b-8bcf-1f90990460eb",
        customer=LIAM,
        day=date(2019, 3, 13),
        amount=money("20.00", "NZD"),
        allocations=(
            Allocation(
                installment="c7c37b83-ac95-45ea-88ba-8ad83a5f22fe",
                amount=money("2.00", "NZD"),
                day=date(2019, 3, 14),
            ),
        ),
    ),
    "advance_unallocated": Payment(
        id="ce0cddef-cf5a-4e59-b638-f225679115a7",
        customer="be392c72-c121-4f83-9512-03ac71e54c20",
        day=date(2019, 3, 13),
        amount=money("3450.00", "NZD"),
    ),
    "payment": payment("NZD"),
    "payment_foreign_currency": payment("AUD"),
    "quote_draft": quote(OrderState.QUOTATION),
    "quote_sent": quote(OrderState.QUOTATION),
    "quote_accepted": quote(OrderState.CONFIRMED, to_deliver=True),
    "quote_invoiced": quote(OrderState.CONFIRMED, uninvoiced="0.00"),
    "quote_declined": quote(OrderState.CANCELLED),
    "quote_deleted": quote(OrderState.CANCELLED),
    "rate": Rate(currency="AUD", day=ISSUED, value=Decimal("1.067175495943132")),
    "balance": Balance(customer="5cc8cf28-567e-4d43-b287-687cfcaec47c", amount=Decimal("760.00")),
    "balance_without_documents": Balance(
        customer="3ec601ad-eddc-4ccb-a8ac-736e88293b1b", amount=Decimal("0.00")
    ),
}
