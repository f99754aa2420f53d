"""What holds for every account, policy and calendar, however mixed."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from relance_sync.rules.account import Account, RecordedInterruption
from relance_sync.rules.agreement_states import all_agreements, state_of
from relance_sync.rules.agreements import (
    AgreementState,
    Settlement,
    covers,
    dispute_runs,
    pause_runs,
)
from relance_sync.rules.assess import assess
from relance_sync.rules.exposure import ageing, exposure
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Installment, Invoice, Kind, OpenItem, days_late
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.limitation_watch import time_barred, watch
from relance_sync.rules.policy import Policy
from relance_sync.rules.resumption import resumptions
from relance_sync.rules.stops import unreliable
from tests.drawn import TODAY, amounts
from tests.strategies import Situation, accounts, held_situations, reliable, situations
from tests.sync.rules.seen import (
    AGREED,
    DAY,
    FACTS,
    assessed,
    few,
    hold_level,
    holds,
    many,
    releases,
    reminders,
    sound,
    walk,
    with_account,
)


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


def left_out(account: Account, item: OpenItem, policy: Policy) -> bool:
    """Whether a person's word stands between us and this item."""
    handed_over = any(each.stands and item.invoice.id in each.invoices for each in account.hand_overs)
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
    spoken_of = handed_over or disputed or agreed or paused
    return spoken_of or not (account.customer.chased and item.invoice.chased)


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
    account, now = situation.account, assessed(situation)
    assert not reminders(now)
    state = account.hold
    expected = [(state.level, state.cycle, state.proposal)] if state else []
    lapsed = False
    if state and state.level is Level.HOLD:  # A person's word rests on no figures.
        confirmed = account.customer.kind is Kind.ENTITY or any(
            each.runs(TODAY) for each in account.approvals
        )
        lapsed = not state.proposal and not confirmed
        if any(each.order is None and each.runs(TODAY) for each in account.overrides):
            expected, lapsed = [(Level.WARN, state.cycle + 1, False)], False
        elif lapsed:
            expected = [(Level.HOLD, state.cycle + 1, True)]
    assert bool(releases(now)) is lapsed
    assert [(each.level, each.cycle, each.proposal) for each in holds(now)] == expected


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
