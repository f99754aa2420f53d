"""Texts for colleagues: every kind of alert says who, what and what to do, in both languages."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from relance_sync.letters import alert_text, close_text, hold_text, note_text
from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Alert, AlertKind, CloseTask, Hold
from relance_sync.rules.explain import LANGUAGES
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.reasons import Code, because
from tests.builders import CUSTOMER, Ledger
from tests.sync.rules.plain_policy import ALWAYS_OPEN, POLICY

TODAY = date(2026, 11, 24)


def text(kind: AlertKind, language: str) -> object:
    alert = Alert(
        kind=kind,
        subject="x",
        reasons=(because(Code.PROMISE_BROKEN, due=date(2026, 11, 20)),),
        items=("A",),
    )
    ledger = Ledger().bill("A", "300", date(2026, 11, 1)).bill("B", "1", date(2026, 11, 1))
    return alert_text(alert, ledger.account(TODAY), TODAY, language)


@pytest.mark.parametrize("kind", AlertKind)
def test_every_alert_says_what_to_do(kind: AlertKind) -> None:
    said = [text(kind, language) for language in LANGUAGES]
    assert said[0].title.startswith("Brasserie du Port: ")
    assert said[1].title.startswith("Brasserie du Port : ")
    assert len({each.closing for each in said}) == len(LANGUAGES)
    assert [[line.number for line in each.lines] for each in said] == [["A"], ["A"]]


def test_each_kind_asks_for_something_else() -> None:
    asked = [text(kind, language).closing for kind in AlertKind for language in LANGUAGES]
    assert len(set(asked)) == len(asked)


def test_a_note_writes_the_limit_as_all_amounts() -> None:
    customer = replace(CUSTOMER, credit_limit=Decimal("1500.5"))
    account = Ledger(customer=customer).bill("A", "300", date(2026, 11, 1)).account(TODAY)
    assessment = assess(account, POLICY, ALWAYS_OPEN, TODAY)
    (state,) = note_text(assessment.decisions[0], account, assessment, "fr").closing
    assert state.endswith("Plafond : 1\u202f500,50\u00a0EUR.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proposed_hold_says_how_it_is_confirmed_where_it_is_read(language: str) -> None:
    hold = Hold(
        level=Level.HOLD, cycle=1, reasons=(), release=(), orders=(), proposal=True, expires_after_days=90
    )
    (command,) = hold_text(hold, TODAY, language).closing
    (button,) = hold_text(hold, TODAY, language, button=True).closing
    assert "relance hold confirm" in command
    assert "relance" not in button


def test_a_closed_task_says_why_and_no_more() -> None:
    closed = CloseTask(key="k", reasons=(because(Code.TASK_SETTLED),))
    assert close_text(closed, TODAY, "en").title.startswith("Nothing of this is left to do")
    assert close_text(closed, TODAY, "fr").title.startswith("Il n'y a plus rien à faire")
