"""What holds for every contact, whatever the account, the policy and the calendar."""

from dataclasses import replace
from datetime import date

from hypothesis import given

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import (
    ContactEvent,
    ItemStep,
)
from relance_sync.rules.decisions import Remind
from relance_sync.rules.plans import Step
from tests.drawn import TODAY
from tests.strategies import Situation, situations
from tests.sync.rules.seen import DAY, assessed, few, reminders, sound, with_account


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
