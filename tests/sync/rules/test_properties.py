"""What holds for every account, policy and calendar, however mixed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from relance_sync.rules.account import Account, HoldState, RecordedInterruption
from relance_sync.rules.agreement_states import all_agreements, covers, state_of
from relance_sync.rules.agreements import (
    AgreementState,
    ContactEvent,
    ItemStep,
    Settlement,
    dispute_runs,
    pause_runs,
)
from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Assessment, Hold, Release, Remind
from relance_sync.rules.exposure import ageing, exposure
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Installment, Invoice, Kind, OpenItem, OrderState, days_late
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.limitation_watch import time_barred, watch
from relance_sync.rules.plans import Step
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code
from relance_sync.rules.resumption import resumptions
from relance_sync.rules.stops import unreliable
from tests.strategies import TODAY, Situation, accounts, amounts, held_situations, reliable, situations

DAY = timedelta(days=1)
WALK_DAYS = 60
FACTS = ("invoices", "credits", "payments", "orders", "rates", "contacts", "tasks", "history")
AGREED = (
    "promises",
    "payment_plans",
    "settlements",
    "disputes",
    "pauses",
    "approvals",
    "overrides",
    "interruptions",
)

many = settings()
few = settings(max_examples=many.max_examples * 2 // 5)
sound = accounts().map(reliable)


def assessed(situation: Situation, today: date = TODAY) -> Assessment:
    return assess(situation.account, situation.policy, situation.calendar, today)


def with_account(situation: Situation, **changes: Any) -> Situation:
    return replace(situation, account=replace(situation.account, **changes))


def outcome(assessment: Assessment) -> Assessment:
    """Everything of an assessment that must not change before the next review."""
    rating = assessment.risk.rating
    risk = replace(assessment.risk, rating=rating and replace(rating, on=TODAY))
    return replace(assessment, today=TODAY, next_review=None, risk=risk)


def reminders(assessment: Assessment) -> list[Remind]:
    return [each for each in assessment.decisions if isinstance(each, Remind)]


def holds(assessment: Assessment) -> list[Hold]:
    return [each for each in assessment.decisions if isinstance(each, Hold)]


def releases(assessment: Assessment) -> list[Release]:
    return [each for each in assessment.decisions if isinstance(each, Release)]


def hold_level(assessment: Assessment) -> Level:
    return max((hold.level for hold in holds(assessment)), default=Level.NONE)


def walk(situation: Situation, today: date) -> None:
    """Assess every day, as if the nightly run had touched the account only on its reviews."""
    last = assessed(situation, today)
    for _ in range(WALK_DAYS):
        today += DAY
        now = assessed(situation, today)
        if last.next_review is not None and today >= last.next_review:
            last = now
        assert outcome(now) == outcome(last)


@many
@given(situations(accounts(latest_contact=3)), st.integers(0, 10))
def test_nothing_changes_before_the_next_review(situation: Situation, start: int) -> None:
    walk(situation, TODAY + start * DAY)


@many
@given(situations(accounts(latest_contact=3).map(reliable)), st.integers(0, 10))
def test_nothing_changes_before_the_next_review_on_sound_figures(situation: Situation, start: int) -> None:
    """Reviews for the age of the figures do not stand in for others here."""
    walk(situation, TODAY + start * DAY)


@many
@given(held_situations())
def test_nothing_changes_before_the_next_review_while_a_hold_is_in_force(situation: Situation) -> None:
    walk(situation, TODAY)


@few
@given(situations())
def test_the_next_review_lies_ahead(situation: Situation) -> None:
    review = assessed(situation).next_review
    assert review is None or review > TODAY


@few
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_never_matters(situation: Situation, random: Random) -> None:
    shuffled = {}
    for name in (*FACTS, *AGREED):
        known = list(getattr(situation.account, name))
        random.shuffle(known)
        shuffled[name] = tuple(known)
    shuffled["invoices"] = tuple(
        replace(invoice, installments=invoice.installments[::-1]) for invoice in shuffled["invoices"]
    )
    assert assessed(with_account(situation, **shuffled)) == assessed(situation)


@few
@given(situations())
def test_two_calls_give_equal_results(situation: Situation) -> None:
    assert assessed(situation) == assessed(situation)


def paid(account: Account) -> Account:
    """The same account after everything was paid and every order invoiced."""
    invoices = tuple(
        replace(
            invoice,
            installments=tuple(
                replace(each, residual=Decimal(0), booked=Decimal(0)) for each in invoice.installments
            ),
        )
        for invoice in account.invoices
    )
    orders = tuple(
        replace(order, uninvoiced=replace(order.uninvoiced, amount=Decimal(0))) for order in account.orders
    )
    return replace(account, invoices=invoices, orders=orders)


@few
@given(situations(sound))
def test_who_paid_everything_is_left_alone_and_released(situation: Situation) -> None:
    after = assessed(replace(situation, account=paid(situation.account)))
    assert not reminders(after)
    assert not holds(after)
    held = situation.account.hold
    assert [(each.level, each.cycle, each.proposal) for each in releases(after)] == (
        [(held.level, held.cycle, held.proposal)] if held else []
    )


def owing_more(account: Account, more: Decimal) -> Account:
    """The same account with every residual larger, in the books as well."""
    invoices = tuple(
        replace(
            invoice,
            installments=tuple(
                replace(each, residual=each.residual + more, booked=None) if each.residual else each
                for each in invoice.installments
            ),
        )
        for invoice in account.invoices
    )
    return replace(account, invoices=invoices)


def without_amounts(account: Account) -> Account:
    """The same account with promises of everything as its only agreements.

    Who owes more has paid less of an agreed amount, which may set an agreement running again.
    """
    promises = tuple(replace(each, amount=None, open_amount=None) for each in account.promises)
    return replace(account, promises=promises, payment_plans=(), settlements=())


def without_shares(policy: Policy) -> Policy:
    """The same policy without smallest shares: who owes more of what is not due has a smaller share due."""
    plans = {
        name: replace(plan, steps=tuple(replace(step, minimum_share=Decimal(0)) for step in plan.steps))
        for name, plan in policy.plans.items()
    }
    return replace(policy, plans=plans)


@few
@given(situations(sound.map(without_amounts)), amounts())
def test_owing_more_never_makes_us_milder(situation: Situation, more: Decimal) -> None:
    situation = replace(situation, policy=without_shares(situation.policy))
    less, much = (
        assessed(situation),
        assessed(replace(situation, account=owing_more(situation.account, more))),
    )
    assert much.stage.rank >= less.stage.rank
    assert hold_level(much) >= hold_level(less)
    firmest = {remind.currency: remind.step.stage.rank for remind in reminders(much)}
    for remind in reminders(less):
        assert firmest[remind.currency] >= remind.step.stage.rank


@few
@given(situations(sound))
def test_no_step_is_taken_before_its_day(situation: Situation) -> None:
    items = {item.id: item for item in situation.account.items}
    resumed = resumptions(situation.account, situation.policy, TODAY)
    for remind in reminders(assessed(situation)):
        for taken in remind.steps:
            if taken.item in resumed:
                continue  # a broken agreement makes its step due at once
            steps = {step.id: step for step in situation.policy.plans[taken.plan].steps}
            due = items[taken.item].due
            assert due is not None
            assert due + steps[taken.step].offset * DAY <= TODAY


def split_invoices(invoices: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    """Make an invoice of its own of each installment."""
    return tuple(
        replace(invoice, id=f"{invoice.id}/{each.id}", installments=(each,))
        for invoice in invoices
        for each in invoice.installments
    )


def halves(installment: Installment) -> Iterator[Installment]:
    part = (installment.residual / 2).quantize(Decimal("0.01"))
    for name, residual in (("a", part), ("b", installment.residual - part)):
        yield replace(
            installment,
            id=f"{installment.id}{name}",
            amount=installment.amount / 2,
            residual=residual,
            booked=residual,
        )


def split_installments(invoices: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    return tuple(
        replace(invoice, installments=tuple(half for each in invoice.installments for half in halves(each)))
        for invoice in invoices
    )


@few
@given(situations(sound))
def test_splitting_changes_neither_exposure_nor_ageing(situation: Situation) -> None:
    account = situation.account
    for split in (split_invoices, split_installments):
        parts = replace(account, invoices=split(account.invoices))
        assert exposure(parts, TODAY) == exposure(account, TODAY)
        assert ageing(parts, (30, 60, 90), TODAY) == ageing(account, (30, 60, 90), TODAY)
        other = assess(parts, situation.policy, situation.calendar, TODAY)
        assert other.overdue == assessed(situation).overdue


@few
@given(situations())
def test_the_ageing_buckets_add_up_to_the_open_items(situation: Situation) -> None:
    account = replace(
        situation.account,
        invoices=tuple(replace(invoice, currency="EUR") for invoice in situation.account.invoices),
    )
    buckets = ageing(account, situation.policy.buckets, TODAY)
    assert sum(bucket.amount for bucket in buckets) == exposure(account, TODAY).open_items


@few
@given(situations())
def test_no_limit_is_never_exceeded(situation: Situation) -> None:
    free = with_account(situation, customer=replace(situation.account.customer, credit_limit=None))
    said = {reason.code for decision in assessed(free).decisions for reason in decision.reasons}
    assert Code.OVER_LIMIT not in said


def left_out(account: Account, item: OpenItem, policy: Policy) -> bool:
    """Whether a person's word stands between us and this item."""
    disputed = any(
        each.invoice in {None, item.invoice.id} and dispute_runs(each, TODAY) for each in account.disputes
    )
    agreed = any(
        covers(each, item.invoice)
        and (state := state_of(each, account, policy.agreements, TODAY))
        and (state is AgreementState.OPEN or (isinstance(each, Settlement) and state is AgreementState.KEPT))
        for each in all_agreements(account)
    )
    paused = any(pause_runs(each, TODAY) for each in account.pauses)
    return disputed or agreed or paused or not (account.customer.chased and item.invoice.chased)


@few
@given(situations(sound))
def test_disputed_agreed_paused_and_paid_items_are_never_chased(situation: Situation) -> None:
    items = {item.id: item for item in situation.account.items}
    for remind in reminders(assessed(situation)):
        assert set(remind.items) >= {taken.item for taken in remind.steps}
        for item in remind.items:
            assert item in items
            assert not left_out(situation.account, items[item], situation.policy)


@few
@given(situations())
def test_nothing_new_is_done_on_figures_that_cannot_be_trusted(situation: Situation) -> None:
    assume(unreliable(situation.account, situation.policy, TODAY))
    now, state = assessed(situation), situation.account.hold
    assert not reminders(now)
    assert not releases(now)
    let_go = any(each.order is None and each.runs(TODAY) for each in situation.account.overrides)
    expected = [(state.level, state.cycle, state.proposal)] if state else []
    if state and state.level is Level.HOLD and let_go:  # A person's word rests on no figures.
        expected = [(Level.WARN, state.cycle + 1, False)]
    assert [(each.level, each.cycle, each.proposal) for each in holds(now)] == expected


@few
@given(situations(sound))
def test_no_order_is_held_against_a_persons_word(situation: Situation) -> None:
    running = {each.order for each in situation.account.overrides if each.runs(TODAY)}
    for hold in holds(assessed(situation)):
        assert not running.intersection(hold.orders)
        assert hold.level is Level.WARN or None not in running


@few
@given(situations(sound))
def test_only_quotations_and_what_is_to_be_delivered_waits(situation: Situation) -> None:
    known = {each.id: each for each in situation.account.orders}
    for hold in holds(assessed(situation)):
        for order in map(known.__getitem__, hold.orders):
            assert order.state is OrderState.QUOTATION or (
                order.state is OrderState.CONFIRMED and order.to_deliver
            )


@few
@given(situations(sound))
def test_a_time_barred_item_is_never_chased(situation: Situation) -> None:
    barred = time_barred(situation.account, situation.policy, TODAY)
    for remind in reminders(assessed(situation)):
        assert not barred.keys() & set(remind.items)


@few
@given(situations(sound), st.sampled_from(Kind))
def test_recording_an_acknowledgement_never_brings_the_last_day_closer(
    situation: Situation, kind: Kind
) -> None:
    human = with_account(situation, customer=replace(situation.account.customer, kind=kind))
    fact = Interruption(ground=Ground.ACKNOWLEDGEMENT, day=TODAY - 5 * DAY, confirmed_by="Anne")
    recorded = RecordedInterruption(id="new", customer="7", fact=fact)
    after = with_account(human, interruptions=(*human.account.interruptions, recorded))
    days = [
        [each.limitation.last_day for each in watch(one.account, one.policy, TODAY)] for one in (human, after)
    ]
    assert all(later >= earlier for earlier, later in zip(*days, strict=True))


@few
@given(situations(sound), st.sampled_from([Kind.PERSON, None]))
def test_a_natural_person_is_held_only_on_a_persons_word(situation: Situation, kind: Kind | None) -> None:
    human = with_account(situation, customer=replace(situation.account.customer, kind=kind))
    approved = any(each.day <= TODAY <= each.until for each in human.account.approvals)
    for hold in holds(assessed(human)):
        assert hold.proposal is (hold.level is Level.HOLD and not approved)


@few
@given(situations(sound))
def test_an_entity_is_never_merely_proposed(situation: Situation) -> None:
    entity = with_account(situation, customer=replace(situation.account.customer, kind=Kind.ENTITY))
    assert not any(hold.proposal for hold in holds(assessed(entity)))


@few
@given(situations())
def test_a_prepaid_order_is_never_held(situation: Situation) -> None:
    prepaid = {order.id for order in situation.account.orders if order.prepaid}
    for hold in holds(assessed(situation)):
        assert not prepaid.intersection(hold.orders)


def contacted(account: Account, remind: Remind, today: date) -> Account:
    event = ContactEvent(
        key=f"{today}/{remind.currency}",
        day=today,
        channel=remind.channel,
        currency=remind.currency,
        steps=remind.steps,
    )
    return replace(account, contacts=(*account.contacts, event))


@few
@given(situations(sound))
def test_nobody_is_reminded_twice_on_one_day_in_one_currency(situation: Situation) -> None:
    for remind in reminders(assessed(situation)):
        after = replace(situation, account=contacted(situation.account, remind, TODAY))
        others = {each.currency for each in reminders(assessed(situation))} - {remind.currency}
        assert {each.currency for each in reminders(assessed(after))} == others


@few
@given(situations(sound))
def test_a_reminder_that_went_out_is_progress(situation: Situation) -> None:
    """As contacts are delivered day by day, no item takes a step again unless the plan repeats it."""
    taken = {each: event.day for event in situation.account.contacts for each in event.steps}
    for offset in range(60):
        today = TODAY + offset * DAY
        for remind in reminders(assessed(situation, today)):
            for each in set(remind.steps) & set(taken):
                every = step_of(situation, each).repeat_every
                assert every is not None
                assert today >= taken[each] + every * DAY
            taken |= dict.fromkeys(remind.steps, today)
            situation = replace(situation, account=contacted(situation.account, remind, today))


def step_of(situation: Situation, taken: ItemStep) -> Step:
    plan = situation.policy.plans[taken.plan]
    return next(step for step in plan.steps if step.id == taken.step)


@few
@given(situations(sound))
def test_a_step_waits_for_the_age_of_the_stage_before_it(situation: Situation) -> None:
    """However often the step before is repeated, its first day counts."""
    since: dict[str, date] = {}
    situation = with_account(situation, contacts=(), promises=(), payment_plans=(), settlements=())
    plan = situation.policy.plans["standard"]
    situation = replace(
        situation, policy=replace(situation.policy, plans=dict.fromkeys(("standard", "gentle"), plan))
    )
    reached: dict[str, str] = {}
    for offset in range(60):
        today = TODAY + offset * DAY
        for remind in reminders(assessed(situation, today)):
            for each in remind.steps:
                if each.item in reached and each.step != reached[each.item]:
                    assert today >= since[each.item] + step_of(situation, each).after_previous * DAY
                if each.step != reached.get(each.item):
                    reached[each.item], since[each.item] = each.step, today
            situation = replace(situation, account=contacted(situation.account, remind, today))


@few
@given(situations(sound))
def test_nobody_is_contacted_more_often_than_the_caps_allow(situation: Situation) -> None:
    rules = situation.policy.contact
    for offset in range(60):
        today = TODAY + offset * DAY
        for remind in reminders(assessed(situation, today)):
            situation = replace(situation, account=contacted(situation.account, remind, today))
    contacts = sorted({event.day for event in situation.account.contacts if event.day >= TODAY})
    for span, cap in ((7, rules.week_cap), (30, rules.month_cap)):
        for first in contacts if cap is not None else ():
            assert len([day for day in contacts if first <= day < first + span * DAY]) <= cap


@few
@given(situations(sound))
def test_a_firm_step_is_worth_both_its_minimums(situation: Situation) -> None:
    euros = with_account(
        situation,
        invoices=tuple(replace(each, currency="EUR") for each in situation.account.invoices),
        credits=(),
    )
    everything = sum(item.residual.amount for item in euros.account.items)
    for remind in reminders(assessed(euros)):
        late_ones = [item for item in euros.account.items if item.id in remind.items]
        if remind.step.offset >= 1:
            late_ones = [item for item in late_ones if item.due is not None and item.due < TODAY]
            worth = sum(item.residual.amount for item in late_ones)
            assert worth >= remind.step.minimum
            assert worth >= remind.step.minimum_share * everything


@few
@given(situations(sound))
def test_a_hold_once_written_stays_as_it_is(situation: Situation) -> None:
    for hold in holds(assessed(situation)):
        state = HoldState(level=hold.level, since=TODAY, cycle=hold.cycle, proposal=hold.proposal)
        written = with_account(situation, hold=state, holds_before=hold.cycle - 1)
        again = assessed(written)
        assert [(each.level, each.cycle, each.proposal) for each in holds(again)] == [
            (hold.level, hold.cycle, hold.proposal)
        ]
        assert not releases(again)


@few
@given(situations())
def test_there_is_always_a_decision_and_every_decision_has_a_reason(situation: Situation) -> None:
    now = assessed(situation)
    assert now.decisions
    assert all(decision.reasons for decision in now.decisions)


@few
@given(situations(sound))
def test_a_reminder_adds_up_what_it_lists_and_is_worth_its_step(situation: Situation) -> None:
    items = {item.id: item for item in situation.account.items}
    for remind in reminders(assessed(situation)):
        assert remind.total.amount == sum(items[each].residual.amount for each in remind.items)
        assert {items[each].residual.currency for each in remind.items} == {remind.currency}
        due = items[remind.items[0]].due
        assert due is not None
        if remind.items[0] not in resumptions(situation.account, situation.policy, TODAY):
            assert days_late(due, TODAY) >= remind.step.offset
