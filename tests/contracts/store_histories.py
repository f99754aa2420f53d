"""The store's contract, payment histories: each installment with the day on which it was paid in full."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import islice

from relance_sync.rules.ledger import Allocation, Payment
from relance_sync.rules.money import money
from relance_sync.rules.score import PaidInvoice
from tests.contracts.store_scene import COMPANY, TODAY, Scene, customer, installment, invoice

DAY = timedelta(days=1)
ISSUED = TODAY - 40 * DAY
DUE = TODAY - 10 * DAY


def payment(id_: str, *parts: tuple[str, str, int], currency: str = "EUR") -> Payment:
    """Money received today; each part is an installment, an amount and how many days ago it was allocated."""
    return Payment(
        id=id_,
        customer="c1",
        day=TODAY,
        amount=money("500", currency),
        allocations=tuple(
            Allocation(installment=part, amount=money(amount, currency), day=TODAY - ago * DAY)
            for part, amount, ago in parts
        ),
    )


def line(owner: str = "c1", paid: int | None = None, amount: str = "100.00") -> PaidInvoice:
    """One line, paid so many days ago; None for not paid."""
    day = None if paid is None else TODAY - paid * DAY
    return PaidInvoice(customer=owner, issued=ISSUED, due=DUE, paid=day, amount=Decimal(amount))


class HistoriesContract:
    """What `Store.histories` must do."""

    def histories(self, scene: Scene) -> list[PaidInvoice]:
        return list(scene.store.histories(COMPANY.id))

    def test_an_open_invoice_is_not_paid(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        assert self.histories(scene) == [line()]

    def test_the_last_allocation_gives_the_day(self, scene: Scene) -> None:
        scene.pull(invoice("i1", "c1", installment("i1-1", "0")))
        scene.pull(payment("p1", ("i1-1", "60", 8)), payment("p2", ("i1-1", "40", 3)))
        assert self.histories(scene) == [line(paid=3)]

    def test_part_paid_is_not_paid(self, scene: Scene) -> None:
        scene.pull(invoice("i1", "c1", installment("i1-1", "40")))
        scene.pull(payment("p1", ("i1-1", "60", 8)))
        assert self.histories(scene) == [line()]

    def test_each_installment_counts_alone(self, scene: Scene) -> None:
        scene.pull(invoice("i1", "c1", installment("a", "0"), installment("b", "0"), installment("c")))
        scene.pull(payment("p1", ("a", "100", 9), ("b", "100", 2)))
        assert self.histories(scene) == [line(paid=9), line(paid=2), line()]

    def test_what_says_nothing_about_payment_is_left_out(self, scene: Scene) -> None:
        scene.pull(
            invoice("off", "c1", installment("written-off", "0")),
            invoice("undated", "c1", installment("undated", due=None)),
            invoice("free", "c1", installment("free", "0", amount="0")),
            invoice("minus", "c1", installment("minus", "-5", amount="-5")),
        )
        scene.pull(payment("p1", ("free", "1", 1), ("minus", "5", 1), ("undated", "1", 1)))
        assert self.histories(scene) == []

    def test_amounts_follow_their_currency(self, scene: Scene) -> None:
        scene.pull(invoice("i1", "c1", installment("i1-1", amount="100", residual="100"), currency="JPY"))
        assert self.histories(scene) == [line(amount="100")]

    def test_they_come_by_customer_and_issue(self, scene: Scene) -> None:
        scene.pull(
            invoice("i1", "c2"),
            invoice("i2", "c1"),
            invoice("i3", "c1", issued=ISSUED - DAY),
        )
        found = [(each.customer, each.issued) for each in self.histories(scene)]
        assert found == [("c1", ISSUED - DAY), ("c1", ISSUED), ("c2", ISSUED)]

    def test_other_companies_stay_apart(self, scene: Scene) -> None:
        scene.pull(invoice("i1", "c1", installment("i1-1", "0")))
        scene.pull(payment("p1", ("i1-1", "100", 3)))
        assert list(scene.store.histories("zeta")) == []

    def test_reading_may_end_early(self, scene: Scene) -> None:
        scene.pull(*(invoice(f"i{number}") for number in range(1500)))
        reading = scene.store.histories(COMPANY.id)
        assert len(list(islice(reading, 3))) == 3
        reading.close()  # type: ignore[attr-defined]
        assert scene.pull(customer()) == {"c1"}
        assert len(self.histories(scene)) == 1500
