"""What users of other tools complained of about orders and late fees, one test each; numbered as in the list.

Those about reminders are in `test_complaints`.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from relance_sync.config.law_tables import read_law
from relance_sync.plan import Mode, Planner
from relance_sync.ports import Capabilities, Effect, EffectKind
from relance_sync.rules.assess import assess
from relance_sync.rules.charges import charges_of
from relance_sync.rules.decisions import Remind, Risk
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.interest import Debt, Usage, late_charges
from relance_sync.rules.ledger import Kind, OrderState
from relance_sync.rules.money import Money, money
from relance_sync.rules.order_check import OrderAnswer, check_order
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import LateFees, Law, Policy
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import (
    ALWAYS_OPEN,
    DUE,
    HOLDING,
    STEPS,
    assessed,
    hold,
    late,
    step,
    with_steps,
)

OLD_DUE, OLD_TODAY = date(2026, 5, 1), date(2026, 9, 1)
FIRM = STEPS[3]
CLAIMING = replace(
    with_steps(step("firm", 30, stage=Stage.FIRM)),
    law=Law(late_payment=read_law().late_payment),
    late_fees=LateFees(usage=Usage.CLAIM),
)


def limited(limit: str = "100") -> Ledger:
    return Ledger(customer=replace(CUSTOMER, credit_limit=Decimal(limit)))


def asked(ledger: Ledger, amount: str, order: str | None = None, currency: str = "EUR") -> OrderAnswer:
    """What `check-order` answers on DUE."""
    known = ledger.orders[order] if order else None
    return check_order(
        ledger.account(DUE), HOLDING, Stage.CURRENT, Risk(), DUE, money(amount, currency), known
    )


def held_orders(ledger: Ledger, today: date = DUE) -> tuple[str, ...]:
    found = hold(ledger, today, HOLDING)
    return found.orders if found and found.level is Level.HOLD else ()


def test_complaint_13_an_order_is_compared_with_the_limit_in_the_limits_currency() -> None:
    """github.com/OCA/credit-control/issues/314, pull/63: the wrong currency, or several added up."""
    ledger = limited().rate("USD", "0.8").rate("USD", "0.1", day=late(1))
    assert asked(ledger, "125", currency="USD").go
    over = asked(ledger, "125.02", currency="USD")
    assert not over.go
    assert over.headroom == money("-0.02", "EUR")
    mixed = limited().rate("USD", "0.8").bill("A", "60", late(30)).bill("B", "50", late(30), currency="USD")
    assert asked(mixed, "0.01").headroom == money("-0.01", "EUR")


def test_complaint_14_exposure_is_counted_per_customer_and_groups_are_said_to_be_out_of_scope() -> None:
    """github.com/OCA/credit-control/issues/28: groups are out of scope, and that is said."""
    document = Path(__file__).parents[3] / "docs" / "reference" / "policy.md"
    assert "a group of customers is not added up" in " ".join(document.read_text("utf-8").split())


def test_complaint_15_a_quotation_is_looked_at_already_and_the_headroom_is_shown() -> None:
    """github.com/OCA/credit-control/issues/26, pull/175: not only at confirmation, and with headroom."""
    ledger = limited().bill("A", "101", late(30)).quote("S1", "10")
    assert held_orders(ledger) == ("S1",)
    assert asked(limited().bill("A", "60", late(30)), "10").headroom == money("30", "EUR")


def test_complaint_16a_quantities_changed_after_confirmation_are_caught() -> None:
    """github.com/OCA/credit-control/pull/534: quantities raised after the check."""
    ledger = limited().order("S1", "90", to_deliver=True)
    assert held_orders(ledger) == ()
    assert not asked(ledger, "101", "S1").go
    assert held_orders(ledger.edit("S1", "101")) == ("S1",)


def test_complaint_16b_an_order_that_is_opened_again_is_caught() -> None:
    """github.com/frappe/erpnext/pull/42126: an order that is opened again."""
    ledger = limited().bill("A", "80", late(30)).order("S1", "50", state=OrderState.CANCELLED)
    assert held_orders(ledger) == ()
    ledger.order("S1", "50", to_deliver=True)
    assert held_orders(ledger) == ("S1",)


def test_complaint_16c_an_order_confirmed_past_the_check_is_caught_until_it_is_delivered() -> None:
    """github.com/Vauxoo/addons-vauxoo/issues/1081: confirmed from another state than the checked one."""
    ledger = limited().bill("A", "101", late(30)).quote("S1", "10")
    assert held_orders(ledger) == ("S1",)
    ledger.order("S1", "10", to_deliver=True)
    assert held_orders(ledger) == ("S1",)
    ledger.order("S1", "10")
    assert held_orders(ledger) == ()


def test_complaint_16d_a_copied_quotation_is_caught() -> None:
    """github.com/odoo/odoo/issues/51081: a copied quotation."""
    ledger = limited().bill("A", "101", late(30)).quote("S1", "10")
    assert held_orders(ledger.quote("S2", "10")) == ("S1", "S2")


def test_complaint_17_the_limit_holds_and_the_salesperson_of_the_order_is_told() -> None:
    """github.com/odoo/odoo/pull/83205 and pull/114561: only a warning, and sales did not see it."""
    ledger = limited().bill("A", "101", late(30)).quote("S1", "10")
    ledger.orders["S1"] = replace(ledger.orders["S1"], salesperson="sam")
    tasks = [each for each in effects(ledger) if each.kind is EffectKind.ACTIVITY]
    assert [(each.target.kind, each.target.id, each.responsible) for each in tasks] == [
        ("order", "S1", "sam")
    ]


def test_complaint_18_what_was_shipped_is_invoiced_and_what_is_prepaid_passes() -> None:
    """github.com/frappe/erpnext/issues/37888: blocks the invoice of what was shipped, and what is prepaid."""
    ledger = limited().bill("A", "101", late(30))
    ledger.order("shipped", "10").quote("prepaid", "500", prepaid=True)
    assert held_orders(ledger) == ()
    assert asked(ledger, "500", "prepaid").go


def test_complaint_19_overdue_holds_from_an_amount_on_and_a_named_person_may_override() -> None:
    """github.com/frappe/erpnext/issues/52960: a threshold for what is overdue, and a way past it."""
    ledger = Ledger().bill("A", "499.99", DUE).quote("S1", "10")
    assert held_orders(ledger, late(30)) == ()
    assert held_orders(ledger.bill("B", "0.01", DUE), late(30)) == ("S1",)
    ledger.override("Anne", late(30), late(31))
    found = hold(ledger, late(30), HOLDING)
    assert found is not None
    assert (found.level, found.orders) == (Level.WARN, ())
    assert held_orders(ledger, late(32)) == ("S1",)


def test_complaint_20_many_small_or_young_overdue_invoices_alarm_nobody() -> None:
    """github.com/frappe/erpnext/pull/37326: counting overdue invoices gives false alarms."""
    small, young = Ledger(), Ledger()
    for number in range(50):
        small.bill(f"A{number}", "1", DUE)
        young.bill(f"A{number}", "100", late(25))
    assert hold(small, late(60), HOLDING) is None
    assert hold(young, late(30), HOLDING) is None


def test_complaint_21_only_what_is_still_to_be_invoiced_of_confirmed_orders_eats_the_limit() -> None:
    """github.com/frappe/erpnext/issues/10861 and 36935: a long bulk order eats the limit."""
    ledger = limited().quote("offer", "5000").order("bulk", "5000").order("prepaid", "5000", prepaid=True)
    ledger.orders["bulk"] = replace(ledger.orders["bulk"], uninvoiced=money("99", "EUR"))
    assert asked(ledger, "1").go
    assert not asked(ledger, "1.01").go


def test_complaint_22_interest_is_an_explicit_choice_and_its_figures_do_not_depend_on_it() -> None:
    """github.com/frappe/erpnext/issues/58220: nobody chose whether interest is a threat or a claim."""
    debt = Debt(company="acme", invoice="A", principal=money("10000", "EUR"), due=OLD_DUE, kind=Kind.ENTITY)
    law = read_law().late_payment["FR"]
    found = [late_charges(debt, law, OLD_TODAY, usage=usage) for usage in Usage]
    assert {(each.interest, each.compensation) for each in found} == {
        (money("413.68", "EUR"), money("40", "EUR"))
    }
    assert [each.usage for each in found] == list(Usage)


def test_complaint_23_a_late_fee_is_not_added_again_at_every_run() -> None:
    """github.com/invoiceninja/invoiceninja/issues/2330: one more fee at every run."""
    ledger = Ledger(company=replace(COMPANY, country="FR")).bill("A", "100", OLD_DUE)
    fees = [fee(ledger, OLD_TODAY + timedelta(days=number)) for number in range(5)]
    assert fees == [money("40", "EUR")] * 5
    ledger.contact(OLD_TODAY, ("A", "firm"))
    assert fee(ledger, OLD_TODAY + timedelta(days=9)) == money("40", "EUR")


def test_complaint_28_fees_alter_no_invoice() -> None:
    """help.chaserhq.com: late-payment fees change the live invoice."""
    ledger = Ledger(company=replace(COMPANY, country="FR")).bill("A", "100", OLD_DUE)
    before = ledger.account(OLD_TODAY)
    planned = effects(ledger, CLAIMING, OLD_TODAY)
    assert {each.kind for each in planned} <= {EffectKind.NOTE, EffectKind.ACTIVITY, EffectKind.MESSAGE}
    assert ledger.account(OLD_TODAY) == before
    assert assessed(ledger, OLD_TODAY, CLAIMING).exposure.amount == money("100", "EUR")


def effects(ledger: Ledger, policy: Policy = HOLDING, today: date = DUE) -> tuple[Effect, ...]:
    """What is written on a platform that can do everything."""
    planner = Planner(
        mode=Mode.AUTO,
        capabilities=Capabilities(messages=True, order_activities=True),
        reference=lambda _key: None,
        policy=policy,
    )
    account = ledger.account(today)
    return planner.plan(assess(account, policy, ALWAYS_OPEN, today), account)


def fee(ledger: Ledger, today: date) -> Money:
    """The compensation that a firm reminder of the day would claim."""
    (item,) = ledger.account(today).items
    reminder = Remind(
        currency="EUR",
        plan="standard",
        step=FIRM,
        channel=FIRM.channel,
        items=(item.id,),
        steps=(),
        total=item.residual,
        reasons=(),
    )
    charges = charges_of(reminder, ledger.account(today), CLAIMING, today)
    assert charges is not None
    return charges.compensation
