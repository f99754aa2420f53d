"""The store's contract, first part: what is pulled goes in whole, once, and says who changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from relance_sync.errors import Stop
from relance_sync.ports import SkippedRecord
from relance_sync.rules.ledger import (
    Allocation,
    Balance,
    Company,
    Credit,
    Invoice,
    OrderState,
    Payment,
    Rate,
    Record,
)
from relance_sync.rules.money import money
from relance_sync.store import PullState, Store, ledger
from tests.contracts.store_scene import (
    COMPANY,
    CUSTOMER,
    NOW,
    TODAY,
    Scene,
    customer,
    installment,
    invoice,
    order,
    page,
)

CREDIT = Credit(id="n1", customer="c1", number="RINV/1", day=TODAY, residual=money("12.34", "USD"))
PAYMENT = Payment(
    id="p1",
    customer="c1",
    day=TODAY,
    amount=money("90", "EUR"),
    allocations=(
        Allocation(installment="i1-1", amount=money("50", "EUR"), day=TODAY),
        Allocation(installment="i2-1", amount=money("40", "EUR"), day=TODAY),
    ),
)
RATE = Rate(currency="USD", day=date(2026, 6, 1), value=Decimal("0.91827364"))
EVERY: list[Record] = [
    CUSTOMER,
    invoice("i1", "c1", installment("a", booked=Decimal(9)), installment("b", "0"), plan="x", chased=False),
    CREDIT,
    PAYMENT,
    order(salesperson="4", prepaid=True),
    RATE,
    Balance(customer="c1", amount=Decimal("-3.10")),
]
CHANGED: list[Record] = [
    replace(CUSTOMER, phone="+33 9"),
    invoice("i1", "c1", installment("a", "99"), installment("b", "0")),
    replace(CREDIT, residual=money("12.35", "USD")),
    replace(PAYMENT, allocations=PAYMENT.allocations[:1]),
    order(salesperson="5", prepaid=True),
    replace(RATE, value=Decimal("0.92")),
    Balance(customer="c1", amount=Decimal("3.10")),
]


class PagesContract:
    """Needs the fixtures `scene` (a store with COMPANY saved) and `url` (the same database)."""

    @pytest.mark.parametrize("record", EVERY, ids=lambda record: type(record).__name__)
    def test_the_same_page_twice_touches_nobody(self, scene: Scene, record: Record) -> None:
        scene.pull(invoice("usd", "c1", currency="USD"))
        assert scene.pull(record) == {"c1"}
        assert scene.pull(record, cursor="next") == frozenset()
        assert scene.store.cursor("acme") == "next"

    @pytest.mark.parametrize(
        ("record", "other"), list(zip(EVERY, CHANGED, strict=True)), ids=lambda each: type(each).__name__
    )
    def test_any_change_touches_the_customer(self, scene: Scene, record: Record, other: Record) -> None:
        scene.pull(invoice("usd", "c1", currency="USD"))
        scene.pull(record)
        assert scene.pull(other) == {"c1"}

    def test_trailing_zeros_and_another_order_of_parts_are_no_change(self, scene: Scene) -> None:
        scene.pull(PAYMENT)
        scene.pull(RATE)
        scene.pull(invoice("i1", "c1", installment("a", "100"), currency="USD"))
        assert scene.pull(replace(PAYMENT, allocations=PAYMENT.allocations[::-1])) == frozenset()
        assert scene.pull(replace(RATE, value=RATE.value + Decimal("0.00000000000"))) == frozenset()
        assert scene.pull(invoice("i1", "c1", installment("a", "100.00"), currency="USD")) == frozenset()

    def test_a_crash_between_page_and_cursor_leaves_neither(self, scene: Scene) -> None:
        scene.pull(customer("c1"), cursor="first")
        with _crash_at(scene.store, "pulls"), pytest.raises(ZeroDivisionError):
            scene.pull(invoice(), cursor="second")
        assert scene.store.cursor("acme") == "first"
        assert scene.account().invoices == ()
        assert scene.due() == []
        assert scene.pull(invoice(), cursor="second") == {"c1"}
        assert scene.due() == ["c1"]

    def test_who_changed_is_due_also_after_the_program_died(self, scene: Scene) -> None:
        scene.pull(customer("c1"))
        scene.pull(invoice())
        scene.assess()
        assert scene.due() == []
        scene.pull(invoice("i1", "c1", installment("i1-1", "40")))
        assert scene.due() == ["c1"]

    def test_what_is_gone_touches_its_customer(self, scene: Scene) -> None:
        for record in EVERY[:5]:
            scene.pull(record)
        for kind, id_ in (("invoice", "i1"), ("credit", "n1"), ("payment", "p1"), ("order", "o1")):
            assert scene.pull(kind=kind, gone=(id_,)) == {"c1"}, kind
            assert scene.pull(kind=kind, gone=(id_,)) == frozenset(), kind
        account = scene.account()
        assert (account.invoices, account.credits, account.payments, account.orders) == ((), (), (), ())
        assert scene.pull(kind="customer", gone=("c1",)) == {"c1"}
        assert scene.store.account(COMPANY, "c1", TODAY) is None

    def test_an_invoice_that_moves_touches_both_customers(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(invoice("i1", "c1"))
        assert scene.pull(invoice("i1", "c2")) == {"c1", "c2"}
        assert scene.account("c1").invoices == ()
        assert scene.account("c2").invoices == (invoice("i1", "c2"),)

    def test_replacing_an_invoice_replaces_its_installments(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice("i1", "c1", installment("a"), installment("b"), installment("c")))
        fewer = invoice("i1", "c1", installment("b", "0"), installment("d", "5"))
        scene.pull(fewer)
        assert scene.account().invoices == (fewer,)

    def test_a_record_in_page_and_gone_stays(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice(), gone=("i1",))
        assert scene.account().invoices == (invoice(),)

    def test_what_a_complete_page_leaves_out_is_gone(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        one, two = Balance(customer="c1", amount=Decimal(1)), Balance(customer="c2", amount=Decimal(2))
        assert scene.account().balance is None
        assert scene.pull(one, two, complete=True) == {"c1", "c2"}
        assert scene.pull(one, complete=True) == {"c2"}
        assert [scene.account(id_).balance for id_ in ("c1", "c2")] == [Decimal(1), Decimal(0)]
        assert scene.pull(kind="balance", complete=True) == {"c1"}

    def test_a_rate_touches_whom_it_concerns(self, scene: Scene) -> None:
        dollars = money("5", "USD")
        scene.pull(*(customer(f"c{n}") for n in range(7)))
        scene.pull(invoice("i1", "c1", currency="USD"), invoice("i2", "c2"))
        scene.pull(invoice("i3", "c3", installment("paid", "0"), currency="USD"))
        scene.pull(order("o4", "c4", uninvoiced=dollars, total=dollars))
        scene.pull(order("o5", "c5", uninvoiced=dollars, total=dollars, state=OrderState.CANCELLED))
        scene.pull(replace(CREDIT, customer="c6"))
        assert scene.pull(RATE, complete=True) == {"c1", "c4", "c6"}
        yen = Rate(currency="JPY", day=TODAY, value=Decimal("0.006"))
        assert scene.pull(RATE, yen, complete=True) == frozenset()
        assert scene.pull(yen, complete=True) == {"c1", "c4", "c6"}

    @pytest.mark.parametrize(
        "record",
        [
            invoice("bad", "c1", installment("a", "1.005")),
            invoice("bad", "c1", installment("a", "1"), currency="euro"),
            invoice("bad", "c1", installment("a", "NaN")),
            invoice("bad", "c1", installment("a", "1e30")),
            replace(CUSTOMER, id="bad", credit_limit=Decimal("0.001")),
            replace(CREDIT, id="bad", residual=money("0.5", "JPY")),
        ],
        ids=lambda record: type(record).__name__,
    )
    def test_an_amount_that_does_not_fit_is_reported_not_saved(self, scene: Scene, record: Any) -> None:
        good: Any = next(each for each in EVERY if type(each) is type(record))
        assert scene.pull(record, good) == {"c1"}
        (skipped,) = scene.store.skipped("acme")
        assert skipped.id == "bad"
        assert getattr(record, "number", CUSTOMER.name) in skipped.problem
        kind = page(record).kind
        assert scene.store.known_ids("acme", kind, None, 10) == [good.id]

    def test_a_record_read_well_later_leaves_the_list_of_the_unreadable(self, scene: Scene) -> None:
        first = SkippedRecord(kind="invoice", id="i1", problem="No date.")
        other = SkippedRecord(kind="order", id="i1", problem="No total.")
        scene.store.save_skipped("acme", [first, other])
        scene.pull(invoice("i2"), skipped=(replace(first, problem="Still no date."),))
        assert [each.problem for each in scene.store.skipped("acme")] == ["Still no date.", "No total."]
        scene.pull(invoice("i1"))
        assert scene.store.skipped("acme") == (other,)
        scene.pull(kind="order", gone=("i1",))
        assert scene.store.skipped("acme") == ()

    def test_an_unreadable_balance_is_not_taken_for_gone(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(Balance(customer="c1", amount=Decimal(7)), complete=True)
        bad = SkippedRecord(kind="balance", id="c1", problem="No number.")
        assert scene.pull(kind="balance", complete=True, skipped=(bad,)) == frozenset()
        assert scene.account().balance == Decimal(7)

    def test_what_is_not_present_any_more_is_gone(self, scene: Scene) -> None:
        scene.pull(invoice("i1", "c1"))
        scene.pull(invoice("i2", "c2"))
        scene.store.save_skipped("acme", [SkippedRecord(kind="invoice", id="i9", problem="No number.")])
        assert scene.pull(kind="invoice", present=("i1", "i7")) == {"c2"}
        assert scene.store.known_ids("acme", "invoice", None, 10) == ["i1"]
        assert scene.store.skipped("acme") == ()
        assert scene.pull(kind="invoice", present=()) == {"c1"}

    def test_a_page_that_says_nothing_of_presence_deletes_nothing(self, scene: Scene) -> None:
        scene.pull(invoice("i1", "c1"))
        assert scene.pull(kind="invoice", present=None) == frozenset()
        assert scene.store.known_ids("acme", "invoice", None, 10) == ["i1"]

    def test_a_page_of_many_records(self, scene: Scene) -> None:
        owners = [f"c{n:05}" for n in range(2500)]
        assert scene.pull(*map(customer, owners)) == set(owners)
        assert len(scene.pull(*(invoice(f"i{owner}", owner) for owner in owners))) == 2500
        assert scene.due() == owners
        scene.pull(kind="invoice", gone=tuple(f"i{owner}" for owner in owners[1:]))
        assert scene.store.known_ids("acme", "invoice", None, 10) == ["ic00000"]

    def test_the_ledger_notes_since_when_a_day_of_payment_stands_in_the_books(self, scene: Scene) -> None:
        """The books do not say it; any other change of the invoice leaves it as it was."""
        scene.pull(customer())
        one = timedelta(days=1)
        ahead = replace(invoice(), expected_on=TODAY + 9 * one)

        def read(record: Invoice, day: int) -> tuple[date | None, date | None]:
            with scene.store._database.write() as connection:
                ledger.save_page(connection, "acme", page(record), NOW + day * one)
            (found,) = scene.account().invoices
            return found.expected_on, found.expected_since

        assert read(ahead, 0) == (TODAY + 9 * one, TODAY)
        assert read(replace(ahead, number="another"), 2) == (TODAY + 9 * one, TODAY)
        assert read(replace(ahead, expected_on=TODAY + 20 * one), 3) == (TODAY + 20 * one, TODAY + 3 * one)
        assert read(replace(ahead, expected_on=None), 4) == (None, None)
        assert read(ahead, 5) == (TODAY + 9 * one, TODAY + 5 * one)

    def test_known_ids_come_in_pages(self, scene: Scene) -> None:
        scene.pull(*(customer(id_) for id_ in ("B", "a", "10", "9", "é")))
        seen, after = [], None
        while some := scene.store.known_ids("acme", "customer", after, 2):
            seen += some
            after = some[-1]
        assert seen == ["10", "9", "B", "a", "é"]

    def test_two_companies_do_not_meet(self, scene: Scene) -> None:
        scene.store.save_company(Company(id="zeta", name="Zeta", currency="JPY"))
        scene.pull(customer("c1"), cursor="mine")
        scene.pull(invoice())
        theirs = invoice("i1", "c1", installment("x", "7"), currency="JPY")
        assert scene.store.save_page("zeta", page(theirs, cursor="theirs")) == {"c1"}
        assert scene.account().invoices == (invoice(),)
        assert scene.store.cursor("acme") is None
        assert scene.store.cursor("zeta") == "theirs"
        assert scene.store.to_assess("zeta", TODAY, "v1") == []

    def test_the_company_comes_back(self, scene: Scene) -> None:
        renamed = replace(COMPANY, name="Acme SAS", country=None, time_zone="Asia/Tokyo")
        scene.store.save_company(renamed)
        assert scene.store.company("acme") == renamed
        assert scene.store.company("nobody") is None
        with pytest.raises(Stop, match="EUR until now and is in USD"):
            scene.store.save_company(replace(COMPANY, currency="USD"))
        with pytest.raises(Stop, match="nobody"):
            scene.store.save_page("nobody", page(customer()))

    def test_when_a_pull_was_complete(self, scene: Scene) -> None:
        scene.pull(customer(), cursor="kept")
        assert scene.store.pulled("acme") is None
        instant = NOW.astimezone(timezone(timedelta(hours=2))) + timedelta(microseconds=123456)
        scene.store.finish_pull("acme", TODAY, instant, date(2026, 6, 12))
        assert scene.store.pulled("acme") == PullState(
            synced_on=TODAY, synced_at=instant, bank_day=date(2026, 6, 12), full_on=None
        )
        account = scene.account()
        assert (account.synced_on, account.bank_day) == (TODAY, date(2026, 6, 12))
        assert scene.store.cursor("acme") == "kept"
        with pytest.raises(Stop) as refused:
            scene.store.finish_pull("acme", TODAY, NOW.replace(tzinfo=None), None)
        assert "time zone" in refused.value.detail


@contextmanager
def _crash_at(store: Store, table: str) -> Iterator[None]:
    """Let the program die when it is about to write into a table."""

    def die(*call: Any) -> None:
        if call[2].startswith(f"INSERT INTO {table}"):
            raise ZeroDivisionError

    engine = store._database.engine
    event.listen(engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", die)
