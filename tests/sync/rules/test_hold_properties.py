"""What holds for every hold, whatever the account and the policy."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.account import HoldState
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Kind, OrderState
from relance_sync.rules.reasons import Code
from tests.drawn import TODAY
from tests.strategies import Situation, situations
from tests.sync.rules.seen import assessed, few, holds, releases, sound, with_account


@few
@given(situations())
def test_no_limit_is_never_exceeded(situation: Situation) -> None:
    free = with_account(situation, customer=replace(situation.account.customer, credit_limit=None))
    said = {reason.code for decision in assessed(free).decisions for reason in decision.reasons}
    assert Code.OVER_LIMIT not in said


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
@given(situations(sound), st.sampled_from([Kind.PERSON, None]))
def test_a_natural_person_is_held_only_on_a_persons_word(situation: Situation, kind: Kind | None) -> None:
    human = with_account(situation, customer=replace(situation.account.customer, kind=kind))
    approved = any(each.runs(TODAY) for each in human.account.approvals)
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
