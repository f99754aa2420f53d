"""What a customer reads, and what a colleague who sends it gets: deadline, own text, approval, hand-over."""

from dataclasses import replace

import pytest

from relance_sync.letters import message_text
from relance_sync.plan import Mode, Planner
from relance_sync.ports import Capabilities, Effect, EffectKind
from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Remind
from relance_sync.rules.plans import Channel, Plan, Route, Stage, Step, StepText, Tone
from relance_sync.rules.policy import Policy
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import ALWAYS_OPEN, DUE, late

NOTICE = Step(
    id="notice",
    stage=Stage.FORMAL_NOTICE,
    channel=Channel.EMAIL,
    tone=Tone.FORMAL,
    after_due=30,
    deadline_days=8,
)
LAST_WORD = StepText(
    subject="{company}: {total} to pay by {deadline}",
    body="Dear {customer},\n\nthe oldest of these is due\nsince {oldest}.",
    closing="Pay {total} by {deadline}.\n\nYours, {company}",
)
DERNIER_MOT = StepText(subject="{total} à régler", body="Bonjour {customer},", closing="Cordialement")


def policy(step: Step, **texts: StepText) -> Policy:
    spoken = {"last_word": texts} if texts else {}
    return Policy(version="1", plans={"standard": Plan(steps=(step,))}, default_plan="standard", texts=spoken)


def books(language: str = "en", company: str = "en") -> Ledger:
    ledger = Ledger(company=replace(COMPANY, language=company), customer=replace(CUSTOMER, language=language))
    return ledger.bill("F-1", "1200", DUE)


def contact(ledger: Ledger, rules: Policy, mode: Mode = Mode.AUTO, *, approved: bool = False) -> Effect:
    """The message or the task of the reminder of the day."""
    account = ledger.account(late(30))
    planner = Planner(
        mode=mode,
        capabilities=Capabilities(messages=True),
        reference=lambda _key: None,
        policy=rules,
        approved=approved,
    )
    effects = planner.plan(assess(account, rules, ALWAYS_OPEN, late(30)), account)
    (one,) = [each for each in effects if each.steps]
    return one


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_letter_does_not_call_itself_a_message(language: str) -> None:
    ledger = books(language)
    account = ledger.account(late(30))
    rules = policy(replace(NOTICE, channel=Channel.LETTER))
    (remind,) = [
        each for each in assess(account, rules, ALWAYS_OPEN, late(30)).decisions if isinstance(each, Remind)
    ]
    assert not any("message" in each for each in message_text(remind, account, late(30), language).closing)
    by_mail = replace(remind, channel=Channel.EMAIL)
    assert any("message" in each for each in message_text(by_mail, account, late(30), language).closing)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Please pay by 9 Apr 2026 at the latest."),
        ("fr", "Nous vous remercions de régler au plus tard le 09/04/2026."),
    ],
)
def test_the_usual_words_name_the_last_day_to_pay(language: str, sentence: str) -> None:
    assert sentence in contact(books(language), policy(NOTICE)).text.closing


def test_without_a_deadline_none_is_named() -> None:
    text = contact(books(), policy(replace(NOTICE, deadline_days=None))).text
    assert not [each for each in text.closing if "latest" in each]


class TestOwnTexts:
    """The policy's own text takes the place of the tone's words."""

    STEP = replace(NOTICE, text="last_word")

    def test_it_is_filled_in_and_split_into_paragraphs(self) -> None:
        text = contact(books(), policy(self.STEP, en=LAST_WORD)).text
        assert text.title == "Acme: EUR 1,200.00 to pay by 9 Apr 2026"
        assert text.paragraphs == ("Dear Brasserie du Port,", "the oldest of these is due since 2 Mar 2026.")
        assert text.closing == ("Pay EUR 1,200.00 by 9 Apr 2026.", "Yours, Acme")
        assert [line.number for line in text.lines] == ["F-1"]

    def test_what_it_leaves_out_is_said_all_the_same(self) -> None:
        text = contact(books("fr"), policy(self.STEP, en=LAST_WORD, fr=DERNIER_MOT)).text
        assert text.closing == (
            "Montant dû au 01/04/2026 : 1\u202f200,00\u00a0EUR.",
            "Nous vous remercions de régler au plus tard le 09/04/2026.",
            "Cordialement",
        )

    def test_another_language_is_better_than_none(self) -> None:
        assert contact(
            books("de", company="fr"), policy(self.STEP, en=LAST_WORD, fr=DERNIER_MOT)
        ).text.title == ("1\u202f200,00\u00a0EUR à régler")
        assert contact(books("fr", company="fr"), policy(self.STEP, en=LAST_WORD)).text.title.startswith(
            "Acme"
        )

    def test_without_a_closing_the_usual_one_stands(self) -> None:
        text = contact(books(), policy(self.STEP, en=replace(LAST_WORD, closing=""))).text
        assert text.closing[0] == "Amount due on 1 Apr 2026: EUR 1,200.00."
        assert text.closing[-1] == "Kind regards, Acme"

    def test_a_text_that_names_a_deadline_needs_one(self) -> None:
        with pytest.raises(ValueError, match="names a deadline that step 'notice' lacks"):
            policy(replace(self.STEP, deadline_days=None), en=LAST_WORD)


class TestApproval:
    """A message that a person approves never leaves by itself; the ready text is in the task."""

    STEP = replace(NOTICE, approval=True)

    def test_without_approval_it_leaves(self) -> None:
        assert contact(books(), policy(NOTICE)).kind is EffectKind.MESSAGE

    @pytest.mark.parametrize(
        ("channel", "language", "title"),
        [
            (Channel.EMAIL, "en", "Approve and send: Brasserie du Port"),
            (Channel.LETTER, "fr", "Valider et envoyer le courrier : Brasserie du Port"),
        ],
    )
    def test_it_is_a_task_with_the_text(self, channel: Channel, language: str, title: str) -> None:
        effect = contact(books(company=language), policy(replace(self.STEP, channel=channel)))
        assert (effect.kind, effect.text.title, effect.deadline) == (EffectKind.ACTIVITY, title, late(30))
        assert "Please pay by 9 Apr 2026 at the latest." in effect.text.closing
        assert any("Formal request for payment: EUR 1,200.00" in each for each in effect.text.paragraphs)

    def test_the_text_is_in_the_customer_s_language_and_the_task_in_ours(self) -> None:
        text = contact(books("fr", company="en"), policy(self.STEP)).text
        assert text.title == "Approve and send: Brasserie du Port"
        assert "Bonjour Brasserie du Port," in text.paragraphs

    def test_a_call_has_no_text_to_send(self) -> None:
        text = contact(books(), policy(replace(self.STEP, channel=Channel.CALL))).text
        assert (text.title, text.closing) == ("Call Brasserie du Port", ())


@pytest.mark.parametrize(
    ("route", "language", "title", "gathered"),
    [
        (Route.AGENCY, "en", "Hand Brasserie du Port over to a collection firm", "written mandate"),
        (
            Route.AGENCY,
            "fr",
            "Remettre le dossier de Brasserie du Port à un cabinet de recouvrement",
            "mandat écrit",
        ),
        (Route.COURT, "en", "Prepare the court file of Brasserie du Port", "time-barred"),
        (Route.COURT, "fr", "Préparer le dossier judiciaire de Brasserie du Port", "prescription"),
    ],
)
@pytest.mark.parametrize("channel", [Channel.TODO, Channel.EMAIL])
def test_a_hand_over_is_a_task_that_says_what_to_gather(
    channel: Channel, route: Route, language: str, title: str, gathered: str
) -> None:
    """Whatever its channel, nothing leaves for the customer by itself."""
    formal = replace(NOTICE, id="formal", after_due=20)
    step = replace(NOTICE, stage=Stage.HANDED_OVER, route=route, channel=channel, deadline_days=None)
    rules = replace(policy(formal), plans={"standard": Plan(steps=(formal, step))})
    ledger = books(company=language).contact(late(20), ("F-1", "formal"))
    effect = contact(ledger, rules)
    assert (effect.kind, effect.text.title) == (EffectKind.ACTIVITY, title)
    assert gathered in effect.text.paragraphs[0]
    assert effect.text.paragraphs[1].startswith(("Gather:", "À réunir :"))
    assert effect.text.closing == ()


def test_who_assists_gets_the_text_of_a_plain_reminder_too() -> None:
    effect = contact(books(), policy(NOTICE), Mode.ASSIST)
    assert effect.text.title == "Write to Brasserie du Port"
    assert "Text to send, ready: “Formal request for payment: EUR 1,200.00”" in effect.text.paragraphs


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [("en", "Reminder:", "Second reminder"), ("fr", "Rappel :", "Deuxième rappel")],
)
def test_no_earlier_reminder_is_spoken_of_that_nobody_sent(language: str, first: str, second: str) -> None:
    firm = policy(replace(NOTICE, stage=Stage.FIRM, tone=Tone.FIRM))
    at_once = contact(books(language), firm).text
    assert at_once.title.startswith(first)
    assert not any("earlier" in each or "précédent" in each for each in at_once.paragraphs)
    known = contact(books(language).contact(late(10), ("F-1", "gone")), firm).text
    assert known.title.startswith(second)
    assert any("earlier" in each or "précédent" in each for each in known.paragraphs)


def test_a_step_that_needs_approval_is_sent_once_a_person_approved_it_where_messages_leave() -> None:
    step = replace(NOTICE, approval=True)
    for mode, approved, kind in (
        (Mode.AUTO, False, EffectKind.ACTIVITY),
        (Mode.AUTO, True, EffectKind.MESSAGE),
        (Mode.ASSIST, True, EffectKind.ACTIVITY),
    ):
        assert contact(books(), policy(step), mode, approved=approved).kind is kind
