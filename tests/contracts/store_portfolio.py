"""The store's contract, portfolio: every customer with its invoices, paid ones too, and its payments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

import pytest

from relance_sync.rules.account import Account, HoldOverride
from relance_sync.rules.agreements import Dispute, Pause, PaymentPlan, PlanPart, Promise
from relance_sync.rules.decisions import Risk
from relance_sync.rules.ledger import Allocation, Credit, OrderState, Payment, Rate
from relance_sync.rules.money import money
from tests.contracts.store_scene import (
    COMPANY,
    TODAY,
    Scene,
    assessment,
    customer,
    installment,
    invoice,
    order,
)

DAY = timedelta(days=1)


def payment(id_: str, *parts: tuple[str, str, int], ago: int = 5, payer: str = "c1") -> Payment:
    """Money received some days ago; each part is an installment, an amount and how many days ago."""
    return Payment(
        id=id_,
        customer=payer,
        day=TODAY - ago * DAY,
        amount=money("500", "EUR"),
        allocations=tuple(
            Allocation(installment=part, amount=money(amount, "EUR"), day=TODAY - days * DAY)
            for part, amount, days in parts
        ),
    )


class PortfolioContract:
    """What `Store.portfolio` must do."""

    @pytest.fixture
    def debtor(self, scene: Scene) -> Scene:
        """One customer with an open and a paid invoice."""
        scene.pull(customer())
        scene.pull(invoice("i1"), invoice("i2", "c1", installment("i2-1", "0"), issued=TODAY - 30 * DAY))
        scene.pull(payment("p1", ("i2-1", "100", 3)))
        return scene

    def read(self, scene: Scene, since: date | None = None) -> list[Account]:
        return list(scene.store.portfolio(COMPANY.id, TODAY, since))

    def test_open_and_paid_invoices_with_their_payments(self, debtor: Scene) -> None:
        (account,) = self.read(debtor)
        assert (account.company, account.customer) == (COMPANY, customer())
        assert account.invoices == (
            invoice("i1"),
            invoice("i2", "c1", installment("i2-1", "0"), issued=TODAY - 30 * DAY),
        )
        assert account.payments == (payment("p1", ("i2-1", "100", 3)),)

    def test_what_people_chose_for_an_invoice_is_with_it(self, scene: Scene) -> None:
        scene.pull(customer())
        chosen = invoice("i1", plan="gentle", chased=False)
        scene.pull(chosen)
        (account,) = self.read(scene)
        assert account.invoices == (chosen,)

    def test_several_allocations_make_one_installment(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice("i1", "c1", installment("a", "0"), installment("b", "40")))
        scene.pull(payment("p1", ("a", "60", 8), ago=9), payment("p2", ("a", "40", 3), ("b", "60", 3)))
        (account,) = self.read(scene)
        assert account.invoices == (invoice("i1", "c1", installment("a", "0"), installment("b", "40")),)
        newest, oldest = account.payments
        assert (newest.id, oldest.id) == ("p2", "p1")
        assert [each.installment for each in newest.allocations] == ["a", "b"]

    def test_a_payment_that_the_bank_took_back(self, scene: Scene) -> None:
        back = replace(payment("p1", ("i1-1", "100", 3)), returned_on=TODAY - DAY)
        scene.pull(customer())
        scene.pull(invoice("i1"))
        scene.pull(back)
        (account,) = self.read(scene)
        assert account.payments == (back,)

    def test_what_another_paid_is_with_the_invoice_it_settled(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(invoice("i1", "c1", installment("a", "0")), invoice("i2", "c2", installment("b", "0")))
        scene.pull(payment("p1", ("a", "100", 3), ("b", "100", 3), payer="c2"))
        one, two = self.read(scene)
        assert [(each.customer, each.allocations[0].installment) for each in one.payments] == [("c2", "a")]
        assert [each.installment for each in two.payments[0].allocations] == ["b"]

    def test_credits_orders_and_agreements_are_with_their_customer(self, scene: Scene) -> None:
        promised = Promise(id="p", customer="c2", due=TODAY, made_on=TODAY - DAY)
        disputed = Dispute(id="d", customer="c2", opened_on=TODAY)
        credit = Credit(id="k", customer="c2", number="CRN/1", day=TODAY, residual=money("30", "EUR"))
        confirmed = order("o1", "c2", state=OrderState.CONFIRMED)
        shipping = order(
            "o3", "c2", state=OrderState.CONFIRMED, uninvoiced=money("0", "EUR"), to_deliver=True
        )
        quoted = order("o2", "c2", salesperson="Anne")
        scene.pull(customer("c1"), customer("c2", credit_limit=Decimal(100)))
        scene.pull(credit, Credit(id="used", customer="c2", number="", day=TODAY, residual=money("0", "EUR")))
        scene.pull(confirmed, quoted, shipping, order("o4", "c2", state=OrderState.CANCELLED))
        scene.store.add_promise(COMPANY.id, promised)
        scene.store.add_dispute(COMPANY.id, disputed)
        one, two = self.read(scene)
        assert (one.credits, one.orders, one.promises, one.disputes) == ((), (), (), ())
        assert (two.credits, two.orders) == ((credit,), (confirmed, quoted, shipping))
        assert (two.promises, two.disputes) == ((promised,), (disputed,))
        assert two.customer.credit_limit == 100

    def test_those_with_invoices_come_first_and_nobody_twice(self, scene: Scene) -> None:
        scene.pull(*(customer(f"c{number}") for number in (4, 2, 3, 1)))
        scene.pull(invoice("i3", "c3"), invoice("i2", "c2"), invoice("stray", "nobody"))
        assert [each.customer.id for each in self.read(scene)] == ["c2", "c3", "c1", "c4"]

    def test_what_was_settled_before_is_left_out(self, debtor: Scene) -> None:
        def invoices(ago: int) -> list[str]:
            return [each.id for account in self.read(debtor, TODAY - ago * DAY) for each in account.invoices]

        assert invoices(3) == ["i1"]  # settled on that day
        assert invoices(4) == ["i1", "i2"]
        debtor.pull(invoice("new", "c1", installment("off", "0"), issued=TODAY - 2 * DAY))
        assert invoices(3) == ["i1", "new"]

    def test_rates_of_the_day_and_later(self, scene: Scene) -> None:
        days = (TODAY - 9 * DAY, TODAY - DAY, TODAY + DAY)
        scene.pull(*(Rate(currency="USD", day=day, value=Decimal("0.9")) for day in days))
        scene.pull(customer())
        (account,) = self.read(scene)
        assert [each.day for each in account.rates] == list(days[1:])

    def test_everything_agreed_is_there(self, debtor: Scene) -> None:
        pause = Pause(id="a", customer="c1", since=TODAY, until=TODAY + DAY)
        override = HoldOverride(
            id="o", customer="c1", by="Anne", reason="cheque", day=TODAY, until=TODAY + DAY
        )
        plan = PaymentPlan(
            id="p",
            customer="c1",
            made_on=TODAY,
            parts=(PlanPart(due=TODAY + DAY, amount=Decimal(50)),),
            open_amount=money("50", "EUR"),
        )
        debtor.store.add_pause(COMPANY.id, pause)
        debtor.store.add_override(COMPANY.id, override)
        debtor.store.add_payment_plan(COMPANY.id, plan)
        (account,) = self.read(debtor)
        assert (account.pauses, account.overrides) == ((pause,), (override,))
        assert account.payment_plans == (plan,)

    def test_a_portfolio_is_of_one_company(self, debtor: Scene) -> None:
        assert list(debtor.store.portfolio("zeta", TODAY)) == []

    def test_reading_a_portfolio_may_end_early(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(*(invoice(f"i{number}", f"c{number % 2 + 1}") for number in range(2500)))
        reading = scene.store.portfolio(COMPANY.id, TODAY)
        assert len(list(islice(reading, 1))) == 1
        reading.close()  # type: ignore[attr-defined]
        assert scene.pull(customer("c3")) == {"c3"}
        assert [len(each.invoices) for each in self.read(scene)] == [1250, 1250, 0]

    def test_segments_are_those_of_the_last_assessment(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"), customer("c3"))
        scene.assess(assessment("c1", risk=Risk(segment="loyal")))
        scene.assess(assessment("c2"))
        assert scene.store.segments(COMPANY.id) == {"c1": "loyal"}
        scene.assess(assessment("c1", risk=Risk(segment="risky")))
        assert scene.store.segments(COMPANY.id) == {"c1": "risky"}
        assert scene.store.segments("zeta") == {}
