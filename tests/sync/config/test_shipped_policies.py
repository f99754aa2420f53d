"""The three policies that come with Relance are whole: plans, texts in both languages, triggers, comments."""

import re
import tomllib
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from string import Formatter

import pytest

from relance_sync.config import ShippedPolicy, policy_text, read_policy, read_shipped
from relance_sync.letters import message_text
from relance_sync.rules.decisions import Remind
from relance_sync.rules.hold_rules import HoldRules, Level
from relance_sync.rules.ledger import Company
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Channel, Plan, Stage, Step
from relance_sync.rules.policy import Policy, Watch
from tests.builders import Ledger

TODAY = date(2026, 3, 2)
LANGUAGES = ("en", "fr")
SHIPPED = {name: read_shipped(name) for name in ShippedPolicy}
PLANS = [(name, plan) for name, policy in SHIPPED.items() for plan in policy.plans]
STEPS = [(name, plan, step.id) for name, plan in PLANS for step in SHIPPED[name].plans[plan].steps]
# What nobody may say to a debtor (harassment: C. pén. 222-33-2-2; unfair practices: C. conso. L121-6).
THREATS = re.compile(r"(?i)bailiff|seiz|arrest|police|blacklist|saisie|huissier|fichier|scandal|menac")

# A step can be the first word: old debts begin at a firm one, a broken agreement leads to one at once.
EARLIER = re.compile(
    r"(?i)earlier|second|last remind|reminders|again|deuxi|précéd|dernier|relance|nos rappels"
)


def step_of(name: ShippedPolicy, plan: str, step: str) -> Step:
    return next(each for each in SHIPPED[name].plans[plan].steps if each.id == step)


def test_standard_is_the_policy_of_a_workspace_without_one() -> None:
    assert SHIPPED[ShippedPolicy.STANDARD] == read_policy(None)
    assert len({policy.version for policy in SHIPPED.values()}) == len(SHIPPED)


def test_plans_and_segments_have_the_same_names_so_that_a_change_of_policy_restarts_nobody() -> None:
    plans, segments = set(), set()
    for policy in SHIPPED.values():
        plans.add((policy.default_plan, *policy.plans))
        segments.add(tuple(each.plan for each in policy.segments))
    assert len(plans) == 1
    assert segments == {("public", "persons", "small", "bad_payers", "loyal", "new")}


def test_every_plan_but_the_usual_one_has_its_segment() -> None:
    for policy in SHIPPED.values():
        assert {policy.default_plan, *(each.plan for each in policy.segments)} == set(policy.plans)


@pytest.mark.parametrize(("name", "plan", "step"), STEPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_that_speaks_has_its_words_in_both_languages(
    name: ShippedPolicy, plan: str, step: str, language: str
) -> None:
    taken = step_of(name, plan, step)
    if taken.channel is Channel.TODO:
        assert taken.text is None
        return
    ledger = Ledger(company=Company(id="acme", name="Acme", currency="EUR"))
    due = TODAY - timedelta(days=taken.offset)
    account = ledger.bill("F-1", "1200.00", due).account(TODAY)
    said = message_text(_remind(taken), account, TODAY, language, texts=SHIPPED[name].texts)
    whole = "\n".join((said.title, *said.paragraphs, *said.closing))
    assert "{" not in whole
    assert ("1,200.00" if language == "en" else "1\u202f200,00") in said.title
    greeting = {"en": "Dear Brasserie du Port,", "fr": "Bonjour Brasserie du Port,"}[language]
    if taken.text == "formal" and language == "fr":
        greeting = "Madame, Monsieur,"
    assert said.paragraphs[0] == greeting
    assert said.closing[-1].endswith(", Acme")
    assert not THREATS.search(whole)
    assert not EARLIER.search(whole)
    if taken.deadline_days is not None:
        last = TODAY + timedelta(days=taken.deadline_days)
        assert f"{last.day}" in said.title
    assert max(map(len, said.title.splitlines())) < 78


def _remind(step: Step) -> Remind:
    return Remind(
        currency="EUR",
        plan="any",
        step=step,
        channel=step.channel,
        items=("F-1",),
        steps=(),
        total=Money(amount=Decimal(1200), currency="EUR"),
        reasons=(),
    )


@pytest.mark.parametrize("name", ShippedPolicy)
def test_both_languages_say_the_same_figures_and_no_text_is_left_over(name: ShippedPolicy) -> None:
    policy = SHIPPED[name]
    spoken = {step.text for plan in policy.plans.values() for step in plan.steps if step.text}
    assert spoken == set(policy.texts)
    for text in policy.texts.values():
        assert set(text) == set(LANGUAGES)
        english, french = ({*_figures(text[each].body), *_figures(text[each].subject)} for each in LANGUAGES)
        assert english == french


def _figures(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("name", "plan"), PLANS)
def test_a_formal_notice_has_a_deadline_that_is_over_before_the_next_step(
    name: ShippedPolicy, plan: str
) -> None:
    steps = SHIPPED[name].plans[plan].steps
    for step, later in pairwise(steps):
        if step.stage is Stage.FORMAL_NOTICE:
            assert step.deadline_days is not None
            assert later.after_previous > step.deadline_days
    formal = [step for step in steps if step.stage is Stage.FORMAL_NOTICE]
    assert all(step.approval and step.channel is Channel.LETTER and step.deadline_days for step in formal)


@pytest.mark.parametrize(("name", "plan"), PLANS)
def test_nobody_is_handed_over_unseen_or_for_a_trifle(name: ShippedPolicy, plan: str) -> None:
    steps = SHIPPED[name].plans[plan].steps
    for step in steps:
        if step.stage is Stage.HANDED_OVER:
            assert step.approval
            assert step.minimum >= 200
            assert any(each.stage is Stage.FORMAL_NOTICE for each in steps)
            assert step is steps[-1]


@pytest.mark.parametrize("name", ShippedPolicy)
def test_a_person_speaks_with_the_customer_before_a_formal_notice(name: ShippedPolicy) -> None:
    for plan in SHIPPED[name].plans.values():
        stages = [step.stage for step in plan.steps]
        if Stage.FORMAL_NOTICE in stages:
            before = plan.steps[: stages.index(Stage.FORMAL_NOTICE)]
            assert any(step.channel is Channel.CALL for step in before)


def test_reliable_payers_get_a_word_before_the_due_date_and_the_soft_path() -> None:
    for policy in SHIPPED.values():
        loyal, usual = policy.plans["loyal"], policy.plans[policy.default_plan]
        assert loyal.steps[0].stage is Stage.PREVENTIVE
        assert day_of(loyal, Stage.AMICABLE) > day_of(usual, Stage.AMICABLE)
        assert day_of(loyal, Stage.FORMAL_NOTICE) > day_of(usual, Stage.FORMAL_NOTICE)
        bad = policy.plans["bad_payers"]
        assert day_of(bad, Stage.FORMAL_NOTICE) < day_of(usual, Stage.FORMAL_NOTICE)


def day_of(plan: Plan, stage: Stage) -> int:
    return next(step.offset for step in plan.steps if step.stage is stage)


def test_persons_are_neither_handed_to_a_firm_nor_asked_for_late_charges() -> None:
    for policy in SHIPPED.values():
        routes = {step.route for step in policy.plans["persons"].steps if step.route}
        assert routes <= {"court"}


@pytest.mark.parametrize("name", ShippedPolicy)
def test_every_trigger_of_a_hold_is_set_and_every_watch_is_on(name: ShippedPolicy) -> None:
    policy = SHIPPED[name]
    hold = policy.hold
    assert set(tomllib.loads(policy_text(name))["hold"]) == {each.name for each in fields(HoldRules)}
    levels = (hold.over_limit, hold.returned_payment, hold.broken_plan, hold.defaults.level)
    assert all(level is not Level.NONE for level in levels)
    assert hold.overdue
    assert hold.stages[Stage.HANDED_OVER] is Level.HOLD
    assert policy.alerts.on == tuple(Watch)


@pytest.mark.parametrize("name", ShippedPolicy)
def test_the_limits_on_contact_agree_with_one_another(name: ShippedPolicy) -> None:
    contact = SHIPPED[name].contact
    assert contact.week_cap == -(-7 // contact.gap_days)
    assert contact.month_cap == -(-30 // contact.gap_days)


@pytest.mark.parametrize("name", ShippedPolicy)
def test_every_part_of_a_policy_is_there_to_be_read(name: ShippedPolicy) -> None:
    written = policy_text(name)
    left_out = {"version", "law", "customers", "invoices", "bank_max_age_days", "retention"}
    assert {each.name for each in fields(Policy)} - set(tomllib.loads(written)) <= left_out
    assert all(key in written for key in left_out - {"version", "law"})


@pytest.mark.parametrize("name", ShippedPolicy)
def test_every_plan_step_and_segment_is_explained(name: ShippedPolicy) -> None:
    lines = policy_text(name).splitlines()
    for before, line in pairwise(lines):
        if line.startswith(("[plans.", "[[plans.", "[[segments]]")):
            assert before.startswith("# "), line
    assert max(map(len, lines)) <= 112
