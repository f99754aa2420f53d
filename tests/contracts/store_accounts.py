"""The store's contract, second part: what went in comes out as an account, and who is to be assessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from relance_sync.ports import EffectKind, Target
from relance_sync.rules.account import Account, HoldState
from relance_sync.rules.agreements import ContactEvent, ItemStep, Pause, Promise
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Allocation, Balance, Credit, Order, OrderState, Payment, Rate
from relance_sync.rules.money import Money, exponent, money, to_minor
from relance_sync.rules.reasons import Code
from relance_sync.rules.score import PaidInvoice
from tests.contracts.store_scene import (
    COMPANY,
    CUSTOMER,
    NOW,
    TODAY,
    Scene,
    assessment,
    customer,
    effect,
    installment,
    invoice,
    order,
    reminder,
    wait,
)

DAY = timedelta(days=1)
FOREIGN = invoice("i2", "c1", installment("f", "-30", due=None, booked=Decimal("-27.55")), currency="USD")
CREDIT = Credit(
    id="n1",
    customer="c1",
    number="RINV/1",
    day=TODAY,
    residual=money("500", "JPY"),
    booked=Decimal("3.05"),
)
_codes = st.sampled_from(["EUR", "JPY", "TND", "CLF"])


@st.composite
def _amounts(draw: st.DrawFn) -> Money:
    currency = draw(_codes)
    minor = draw(st.integers(-(10**17), 10**17))
    return Money(amount=Decimal(minor).scaleb(-exponent(currency)), currency=currency)


class AccountsContract:
    """Needs the fixture `scene`: a store with COMPANY saved."""

    def test_what_was_put_in_comes_out(self, scene: Scene) -> None:
        mine = invoice("i1", "c1", installment("a", booked=Decimal(9)), installment("b", "0"), chased=False)
        paid = invoice("i3", "c1", installment("p", "0"))
        allocation = Allocation(installment="a", amount=money("1.5", "TND"), day=TODAY - DAY)
        payments = (
            Payment(id="p2", customer="c1", day=TODAY, amount=money("90", "EUR"), returned_on=TODAY + DAY),
            Payment(
                id="p1",
                customer="c1",
                day=TODAY - 90 * DAY,
                amount=money("7", "JPY"),
                allocations=(allocation, replace(allocation, installment="b")),
            ),
        )
        old = replace(payments[1], id="p0", day=TODAY - 91 * DAY)
        waiting = order("o1", salesperson="4", prepaid=True)
        part = order("o2", state=OrderState.CONFIRMED, uninvoiced=money("3", "GBP"))
        shipping = order("o5", state=OrderState.CONFIRMED, uninvoiced=money("0", "EUR"), to_deliver=True)
        done = order("o3", state=OrderState.CONFIRMED, uninvoiced=money("0", "EUR"))
        dropped = order("o4", state=OrderState.CANCELLED)
        rates = tuple(
            Rate(currency=currency, day=day, value=Decimal("0.91827364555"))
            for currency in ("GBP", "JPY", "USD")
            for day in (TODAY - DAY, TODAY + DAY)
        )
        older = Rate(currency="USD", day=TODAY - 9 * DAY, value=Decimal(1))
        unused = Rate(currency="CHF", day=TODAY, value=Decimal(1))
        scene.pull(CUSTOMER)
        scene.pull(mine, FOREIGN, paid)
        scene.pull(CREDIT, replace(CREDIT, id="n0", residual=money("0", "EUR")))
        scene.pull(old, *payments)
        scene.pull(waiting, part, shipping, done, dropped)
        scene.pull(unused, older, *rates)
        scene.pull(Balance(customer="c1", amount=Decimal("-3.10")), complete=True)
        scene.store.finish_pull("acme", TODAY, NOW, TODAY - DAY)
        assert scene.account() == Account(
            company=COMPANY,
            customer=CUSTOMER,
            invoices=(mine, FOREIGN),
            credits=(CREDIT,),
            payments=payments,
            orders=(waiting, part, shipping),
            rates=rates,
            history=(
                PaidInvoice(
                    customer="c1",
                    issued=mine.issued,
                    due=TODAY - 10 * DAY,
                    paid=TODAY - DAY,
                    amount=Decimal(100),
                ),
            ),
            synced_on=TODAY,
            bank_day=TODAY - DAY,
            balance=Decimal("-3.10"),
        )

    def test_a_bare_customer_stays_bare(self, scene: Scene) -> None:
        scene.pull(customer())
        assert scene.account() == Account(company=COMPANY, customer=customer())

    # One scene for all examples, and one method for every database: both are meant.
    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
        max_examples=30,
    )
    @given(amount=_amounts(), limit=st.none() | st.integers(-(10**17), 10**17))
    def test_money_comes_back_to_the_last_unit(self, scene: Scene, amount: Money, limit: int | None) -> None:
        who = replace(CUSTOMER, credit_limit=None if limit is None else Decimal(limit).scaleb(-2))
        part = installment("a", str(amount.amount), amount=str(amount.amount))
        sold: Order = order("o1", total=amount, uninvoiced=amount)
        billed = invoice("i1", "c1", part, currency=amount.currency)
        scene.pull(who)
        scene.pull(billed)
        scene.pull(sold)
        account = scene.account()
        assert account.customer.credit_limit == who.credit_limit
        assert account.invoices == ((billed,) if amount.amount else ())
        assert account.orders == (sold,)
        assert to_minor(account.orders[0].total.amount, amount.currency) == to_minor(
            amount.amount, amount.currency
        )

    def test_many_accounts_come_in_the_order_asked(self, scene: Scene) -> None:
        ids = [f"c{n}" for n in range(1203)]
        scene.pull(*map(customer, ids))
        scene.pull(*(invoice(f"i{id_}", id_) for id_ in ids))
        asked = [*reversed(ids), "unknown"]
        accounts = list(scene.store.accounts(COMPANY, asked, TODAY))
        assert [each.customer.id for each in accounts] == asked[:-1]
        assert all(len(each.invoices) == 1 for each in accounts)
        assert accounts[5] == scene.account(asked[5])

    def test_queries_do_not_grow_with_the_batch(self, scene: Scene) -> None:
        ids = [f"c{n}" for n in range(400)]
        scene.pull(*map(customer, ids))
        scene.pull(*(invoice(f"i{id_}", id_) for id_ in ids))
        counts = []
        for asked in (ids[:2], ids):
            statements: list[str] = []

            def note(*call: Any, noted: list[str] = statements) -> None:
                noted.append(call[2])

            event.listen(scene.store._database.engine, "before_cursor_execute", note)
            assert len(list(scene.store.accounts(COMPANY, asked, TODAY))) == len(asked)
            event.remove(scene.store._database.engine, "before_cursor_execute", note)
            counts.append(len(statements))
        assert counts[0] == counts[1] < 30

    def test_contacts_that_still_count(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice("i1", "c1", installment("a"), installment("paid", "0")))
        sent = {
            "open": (reminder("open", "a"), TODAY - 150 * DAY),
            "done": (reminder("done", "paid"), TODAY - 140 * DAY),
            "older letter": (reminder("older letter", "paid", channel="letter"), TODAY - 130 * DAY),
            "letter": (reminder("letter", "paid", channel="letter"), TODAY - 120 * DAY),
            "dollars": (reminder("dollars", "paid", currency="USD"), TODAY - 60 * DAY),
            "too old": (reminder("too old", "paid"), TODAY - 32 * DAY),
            "a month ago": (reminder("a month ago", "paid"), TODAY - 31 * DAY),
            "lately": (reminder("lately", "paid"), TODAY - 20 * DAY),
            "today": (reminder("today", "paid"), TODAY),
        }
        for each, day in sent.values():
            scene.plan_and_deliver(each, day=day)
        kept = {each.key: each for each in scene.account().contacts}
        left_out = {"done", "older letter", "too old"}
        assert set(kept) == {each.key for name, (each, _) in sent.items() if name not in left_out}
        step = ItemStep(item="a", plan="standard", step="first")
        key = sent["open"][0].key
        assert kept[key] == ContactEvent(
            key=key, day=TODAY - 150 * DAY, channel="call", currency="EUR", steps=(step,)
        )

    def test_the_newest_contact_before_today_counts_however_old(self, scene: Scene) -> None:
        scene.pull(customer())
        sent = {
            "last year": (reminder("last year", "paid"), TODAY - 300 * DAY),
            "long ago": (reminder("long ago", "paid"), TODAY - 200 * DAY),
            "today": (reminder("today", "paid"), TODAY),
        }
        for each, day in sent.values():
            scene.plan_and_deliver(each, day=day)
        kept = {each.key for each in scene.account().contacts}
        assert kept == {sent["long ago"][0].key, sent["today"][0].key}

    def test_payments_reach_back_to_the_oldest_agreement(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        days = {"p1": 5, "p2": 95, "p3": 200, "p4": 400}
        for owner in ("c1", "c2"):
            scene.pull(
                *(
                    Payment(
                        id=f"{owner}-{id_}",
                        customer=owner,
                        day=TODAY - ago * DAY,
                        amount=money("1", "EUR"),
                        returned_on=TODAY - 390 * DAY if id_ == "p4" else None,
                    )
                    for id_, ago in days.items()
                )
            )
        promise = Promise(id="r1", customer="c1", due=TODAY, made_on=TODAY - 200 * DAY)
        scene.store.add_promise("acme", promise)
        scene.store.add_promise("acme", replace(promise, id="r2", made_on=TODAY - 10 * DAY))
        asked = ["c1", "c2"]
        first, second = scene.store.accounts(COMPANY, asked, TODAY)
        assert [each.id for each in first.payments] == ["c1-p1", "c1-p2", "c1-p3", "c1-p4"]
        assert [each.id for each in second.payments] == ["c2-p1", "c2-p4"]
        scene.store.close_promise("acme", "r1", TODAY)
        assert [each.id for each in scene.account("c1").payments] == ["c1-p1", "c1-p4"]
        assert len(scene.account("c1", TODAY - DAY).payments) == 4

    def test_paid_invoices_come_along_where_an_agreement_is_judged(self, scene: Scene) -> None:
        scene.pull(customer())
        paid = invoice("paid", "c1", installment("a", "0"), installment("b", "0"))
        long_paid = invoice("long-paid", "c1", installment("c", "0"))
        scene.pull(invoice(), paid, long_paid)
        payment = Payment(
            id="p1",
            customer="c1",
            day=TODAY,
            amount=money("100", "EUR"),
            allocations=(Allocation(installment="b", amount=money("100", "EUR"), day=TODAY),),
        )
        older = Allocation(installment="c", amount=money("100", "EUR"), day=TODAY - 99 * DAY)
        scene.pull(payment, replace(payment, id="p0", day=TODAY - 99 * DAY, allocations=(older,)))
        assert scene.account().invoices == (invoice(),)
        scene.store.add_promise("acme", Promise(id="r1", customer="c1", due=TODAY, made_on=TODAY))
        assert scene.account().invoices == (invoice(), paid)

    def test_the_history_is_what_was_paid(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(
            invoice("i1", "c1", installment("a", "0"), installment("b", "40"), issued=TODAY - 50 * DAY),
            invoice("i2", "c1", installment("c", "0"), issued=TODAY - 70 * DAY),
            invoice("i3", "c1", installment("d"), issued=TODAY - 60 * DAY),
            invoice("off", "c1", installment("written-off", "0")),
            invoice("undated", "c1", installment("undated", "0", due=None)),
            invoice("i4", "c2", installment("e", "0")),
        )
        ids = {"a": 9, "b": 8, "c": 2, "undated": 1, "e": 3}
        scene.pull(
            *(
                Payment(
                    id=f"p{id_}",
                    customer="c1",
                    day=TODAY,
                    amount=money("100", "EUR"),
                    allocations=(
                        Allocation(installment=id_, amount=money("100", "EUR"), day=TODAY - ago * DAY),
                    ),
                )
                for id_, ago in ids.items()
            )
        )
        paid = [each for each in scene.store.histories("acme") if each.paid is not None]
        asked = ["c1", "c2"]
        found = [line for each in scene.store.accounts(COMPANY, asked, TODAY) for line in each.history]
        assert found == paid
        assert [(TODAY - each.paid).days for each in found if each.paid] == [2, 9, 3]

    def test_who_is_to_be_assessed(self, scene: Scene) -> None:
        scene.pull(*(customer(f"c{n}") for n in range(6)))
        assert scene.due() == []
        scene.pull(invoice("i1", "c1"), invoice("i2", "c2"), invoice("lost", "nobody"))
        scene.pull(replace(CREDIT, customer="c3"))
        scene.pull(order("o4", "c4"))
        assert scene.due() == ["c1", "c2", "c3", "c4"]
        for each in ("c1", "c2", "c3", "c4"):
            scene.assess(assessment(each, next_review=TODAY + 5 * DAY if each == "c2" else None))
        assert scene.due() == []
        assert scene.due(TODAY + 4 * DAY) == []
        assert scene.due(TODAY + 5 * DAY) == ["c2"]
        assert scene.due(policy_version="v2") == ["c1", "c2", "c3", "c4"]
        scene.pull(customer("c3", phone="1"), customer("c5", phone="1"))
        assert scene.due() == ["c3"]

    def test_what_was_only_observed_is_due_in_another_mode(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        scene.store.save_plans("acme", "run", [(assessment("c1"), ())], mode="observe", at=NOW)
        due = [scene.store.to_assess("acme", TODAY, "v1", mode) for mode in (None, "observe", "assist")]
        assert due == [[], [], ["c1"]]

    def test_one_who_has_nothing_left_is_assessed_once_more(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        scene.assess()
        scene.pull(kind="invoice", gone=("i1",))
        assert scene.due() == ["c1"]
        scene.assess()
        assert scene.due() == []
        assert scene.due(policy_version="v2") == []

    def test_an_open_hold_or_task_is_something(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        hold = HoldState(level=Level.HOLD, since=TODAY, cycle=1)
        scene.plan_and_deliver(effect("hold", EffectKind.HOLD, hold=hold))
        scene.plan_and_deliver(reminder("task", "x", owner="c2"))
        for each in ("c1", "c2"):
            scene.assess(each)
        assert scene.due() == []
        assert scene.due(policy_version="v2") == ["c1", "c2"]

    def test_what_changes_while_it_is_assessed_is_not_forgotten(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(invoice("i1", "c1"), invoice("i2", "c2"))
        read = list(scene.store.accounts(COMPANY, scene.due(), TODAY))
        assert len(read) == 2
        pause = Pause(id="x", customer="c1", since=TODAY, until=TODAY + DAY)
        scene.store.add_pause("acme", pause)
        for account in read:
            scene.assess(account.customer.id)
        assert scene.due() == ["c1"]
        assert [each.pauses for each in scene.store.accounts(COMPANY, ["c1"], TODAY)] == [(pause,)]
        scene.assess("c1")
        assert scene.due() == []

    def test_who_waited_for_fresher_data_is_due_when_it_is_there(self, scene: Scene) -> None:
        scene.pull(*map(customer, ("c1", "c2", "c3")))
        scene.pull(*(invoice(f"i{n}", f"c{n}") for n in (1, 2, 3)))
        scene.assess(assessment("c1", wait(Code.DATA_STALE, synced_on=None, max_days=3)))
        scene.assess(assessment("c2", wait(Code.BANK_STALE, bank_day=date(2026, 6, 1), max_days=3)))
        scene.assess(assessment("c3", wait(Code.DISPUTED)))
        assert scene.due() == []
        scene.store.finish_pull("acme", TODAY, NOW, TODAY)
        assert scene.due() == ["c1", "c2"]
        for each in ("c1", "c2"):
            scene.assess(assessment(each, wait(Code.BANK_STALE, bank_day=TODAY, max_days=0)))
        scene.store.finish_pull("acme", TODAY, NOW, TODAY)
        assert scene.due() == []

    def test_tasks_say_what_they_are_about(self, scene: Scene) -> None:
        scene.pull(customer())
        on_order = effect("t2", EffectKind.ACTIVITY, target=Target(kind="order", id="o7"), hold_cycle=3)
        scene.plan_and_deliver(reminder("t1", "a", "b"), on_order)
        first, second = sorted(scene.account().tasks, key=lambda task: task.items, reverse=True)
        assert (first.items, first.order, first.hold_cycle) == (("a", "b"), None, None)
        assert (second.items, second.order, second.hold_cycle) == ((), "o7", 3)
