"""Whatever happens in a town: nobody is chased or held who must not be, and nothing is written twice.

Nights with and without retention, in the modes that write, under the policies that come with Relance; what
really went out is judged, by what is known of each account afterwards.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.config import ShippedPolicy, read_shipped
from relance_sync.flow import Mode
from relance_sync.ports import Effect, EffectKind
from relance_sync.rules.account import Account, HoldApproval
from relance_sync.rules.agreement_states import all_agreements, state_of
from relance_sync.rules.agreements import AgreementState, covers, dispute_about, pause_runs
from relance_sync.rules.exposure import exposure, overdue
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Kind
from relance_sync.rules.stops import credit_in, unreliable
from tests.sync.flow.conftest import Office
from tests.sync.flow.test_nightly import NAMES, Town, sync, town

POLICIES = {each: read_shipped(each) for each in ShippedPolicy}


def accounts(office: Office) -> Iterator[Account]:
    company = office.store.company("acme")
    assert company is not None
    ids = office.store.known_ids("acme", "customer", None, 100)
    return office.store.accounts(company, ids, office.today)


def night(here: Town, days: int, happenings: int) -> Sequence[Effect]:
    """Let days pass, a person confirm a hold, the bank lag behind; return what was written then."""
    office, chance = here.office, here.chance
    here.night(days, happenings)
    if chance.random() < 0.4:
        until = office.today + timedelta(days=chance.randint(1, 20))
        confirmed = HoldApproval(
            id=str(office.today),
            customer=chance.choice(NAMES).lower(),
            by="Ann",
            day=office.today,
            until=until,
        )
        office.store.add_approval("acme", confirmed)
    office.books.bank_day = office.today - timedelta(days=chance.choice([0, 0, 0, 12]))
    office.hour = chance.choice([3, 9, 21])
    before = len(office.books.written)
    sync(office, Mode.AUTO if chance.random() < 0.5 else Mode.ASSIST)
    return [each.effect for each in office.books.written[before:]]


def check_reminder(account: Account, effect: Effect, office: Office) -> None:
    """Nobody is reminded of what is paid, disputed, agreed or paused, or on figures in doubt."""
    items = {item.id: item for item in account.items}
    assert not unreliable(account, office.policy, office.today)
    assert not any(pause_runs(each, office.today) for each in account.pauses)
    for item in map(items.__getitem__, effect.items):
        assert account.customer.chased
        assert item.invoice.chased
        assert dispute_about(account.disputes, item.invoice.id, office.today) is None
        for each in all_agreements(account):
            state = state_of(each, account, office.policy.agreements, office.today)
            assert state is not AgreementState.OPEN or not covers(each, item.invoice)
    listed = sum(items[id_].residual.amount for id_ in effect.items)
    assert effect.currency is not None
    assert listed > credit_in(account, effect.currency)


def check_hold(account: Account, office: Office) -> None:
    """What is held there is what we know of; a person on a person's word, an entity while it owes."""
    state, today = account.hold, office.today
    real = state is not None and not state.proposal
    assert real == (account.customer.id in office.books.holds)
    if state is None or not real or state.level is not Level.HOLD:
        return
    if account.customer.kind is not Kind.ENTITY:
        assert any(each.day <= today <= each.until for each in account.approvals)
    assert not any(each.order is None and each.runs(today) for each in account.overrides)
    limit = account.customer.credit_limit
    over = limit is not None and exposure(account, today).amount.amount > limit
    assert over or overdue(account, today) or unreliable(account, office.policy, today)


@given(
    st.integers(0, 10**9),
    st.sampled_from(ShippedPolicy),
    st.lists(st.tuples(st.integers(0, 25), st.integers(0, 6)), min_size=3, max_size=10),
)
def test_nobody_is_chased_or_held_who_must_not_be(
    seed: int, name: ShippedPolicy, nights: list[tuple[int, int]]
) -> None:
    with town(seed) as here:
        office = here.office
        office.policy = POLICIES[name]
        here.past()
        for days, happenings in nights:
            written = night(here, days, happenings)
            assert max(Counter(each.effect.key for each in office.books.written).values(), default=1) == 1
            for account in accounts(office):
                for effect in written:
                    if effect.steps and effect.customer == account.customer.id:
                        check_reminder(account, effect, office)
                check_hold(account, office)
                if not account.items and not unreliable(account, office.policy, office.today):
                    assert not any(task.items for task in account.tasks), here.log
            if here.chance.random() < 0.5:
                office.store.apply_retention("acme", office.policy.retention, office.today, apply=True)


@pytest.mark.parametrize("name", ShippedPolicy)
def test_the_town_really_is_chased_and_held(name: ShippedPolicy) -> None:
    """The property would hold for a town in which nothing happens too."""
    kinds: Counter[EffectKind] = Counter()
    for seed in range(5):
        with town(seed) as here:
            here.office.policy = replace(POLICIES[name], bank_max_age_days=None)
            for _ in range(8):
                kinds.update(each.kind for each in night(here, 8, 4))
    assert all(kinds[each] for each in (EffectKind.ACTIVITY, EffectKind.MESSAGE, EffectKind.HOLD)), kinds
