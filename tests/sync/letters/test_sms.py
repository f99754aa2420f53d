"""Text messages: what they say, how long they are, who gets them as a task, and what they are never for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.config import ShippedPolicy, read_shipped
from relance_sync.letters.sms import parts, sms_text, usual_message
from relance_sync.plan import Mode, Planner
from relance_sync.ports import Capabilities, Effect, EffectKind, Text
from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Remind
from relance_sync.rules.interest import Usage
from relance_sync.rules.plans import Channel, Plan, Stage, Step, StepText, Tone
from relance_sync.rules.policy import ContactRules, LateFees, Policy
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.drawn_policies import plans
from tests.sync.rules.plain_policy import ALWAYS_OPEN, DUE, late

MOBILE = "06 12 34 56 78"
WORD = Step(id="word", stage=Stage.AMICABLE, channel=Channel.SMS, tone=Tone.COURTEOUS, after_due=5)
OWN = StepText(subject="-", body="-", sms="{company} asks {customer}\nfor {total}.")
SENDS = Capabilities(messages=True, texts=True)


def policy(*steps: Step, **more: object) -> Policy:
    return Policy(
        version="1",
        plans={"standard": Plan(steps=steps or (WORD,))},
        default_plan="standard",
        **more,  # type: ignore[arg-type]
    )


def books(language: str = "en", amount: str = "1200", **about: object) -> Ledger:
    told = {"language": language, "mobile": MOBILE, "email": None, **about}
    ledger = Ledger(company=COMPANY, customer=replace(CUSTOMER, **told))  # type: ignore[arg-type]
    return ledger.bill("F-1", amount, DUE)


def planned(
    ledger: Ledger, rules: Policy, able: Capabilities = SENDS, mode: Mode = Mode.AUTO, days: int = 5
) -> list[Effect]:
    account = ledger.account(late(days))
    planner = Planner(mode=mode, capabilities=able, reference=lambda _key: None, policy=rules)
    return list(planner.plan(assess(account, rules, ALWAYS_OPEN, late(days)), account))


def contact(ledger: Ledger, rules: Policy, able: Capabilities = SENDS, **more: object) -> Effect:
    (one,) = [each for each in planned(ledger, rules, able, **more) if each.steps]  # type: ignore[arg-type]
    return one


def message(text: Text) -> str:
    (said,) = text.paragraphs
    return said


class TestWords:
    @pytest.mark.parametrize(
        ("tone", "language", "said"),
        [
            (
                Tone.COURTEOUS,
                "en",
                (
                    "Acme: friendly reminder of EUR 1,200.00, due since 2 Mar 2026. "
                    "Already paid? Then please disregard this message."
                ),
            ),
            (
                Tone.NEUTRAL,
                "fr",
                (
                    "Acme : sauf erreur de notre part, il reste 1 200,00 EUR, échus depuis le 02/03/2026. "
                    "Déjà réglé ? Merci d'ignorer ce message."
                ),
            ),
            (
                Tone.FIRM,
                "en",
                (
                    "Acme: EUR 1,200.00, due since 2 Mar 2026, is still unpaid. Please pay without delay. "
                    "Already paid? Then please disregard this message."
                ),
            ),
        ],
    )
    def test_those_of_the_tone(self, tone: Tone, language: str, said: str) -> None:
        effect = contact(books(language), policy(replace(WORD, tone=tone)))
        assert (effect.kind, effect.channel, effect.language) == (EffectKind.MESSAGE, "sms", language)
        assert message(effect.text) == said
        assert parts(said) == 1

    def test_a_firm_word_speaks_of_a_reminder_only_after_one(self) -> None:
        ledger = books().contact(late(1), ("F-1", "earlier"))
        rules = policy(
            replace(WORD, id="earlier", after_due=1), replace(WORD, id="firm", tone=Tone.FIRM, after_due=20)
        )
        assert "despite our reminder" in message(contact(ledger, rules, days=30).text)

    def test_before_the_due_date(self) -> None:
        early = replace(WORD, after_due=None, before_due=5, stage=Stage.PREVENTIVE)
        assert "due on 2 Mar 2026." in message(contact(books(), policy(early), days=-5).text)

    def test_a_deadline_is_named(self) -> None:
        text = contact(books(), policy(replace(WORD, deadline_days=8))).text
        assert "Please pay by 15 Mar 2026 at the latest." in message(text)

    def test_a_credit_is_deducted_and_what_it_is_about_goes_along(self) -> None:
        text = contact(books().credit("R-1", "200"), policy()).text
        assert "EUR 1,000.00" in message(text)
        assert [(each.number, each.amount) for each in text.lines] == [("F-1", 1200), ("R-1", -200)]
        assert not text.closing

    def test_late_charges_are_neither_named_nor_asked_for(self) -> None:
        fees = LateFees(usage=Usage.CLAIM, stages=(Stage.AMICABLE,), country="FR")
        effects = planned(books(), policy(late_fees=fees))
        said = " ".join(" ".join((*each.text.paragraphs, *each.text.closing)) for each in effects)
        assert "1,200.00" in said
        assert "40.00" not in said


class TestOwnWords:
    @pytest.mark.parametrize(
        ("spoken", "language", "said"),
        [
            ({"en": OWN}, "en", "Acme asks Brasserie du Port for EUR 1,200.00."),
            ({"en": OWN}, "fr", "Acme asks Brasserie du Port for EUR 1,200.00."),
            ({"en": replace(OWN, sms="{company}: pay!")}, "en", "Acme: pay! Amount due: EUR 1,200.00."),
        ],
    )
    def test_the_policy_says_it(self, spoken: dict[str, StepText], language: str, said: str) -> None:
        rules = policy(replace(WORD, text="own"), texts={"own": spoken})
        assert message(contact(books(language), rules).text) == said

    def test_a_text_without_one_leaves_it_to_the_tone(self) -> None:
        rules = policy(replace(WORD, text="own"), texts={"own": {"en": StepText(subject="-", body="-")}})
        assert message(contact(books("fr"), rules).text).startswith("Acme : petit rappel")

    def test_a_deadline_that_no_step_has(self) -> None:
        with pytest.raises(ValueError, match="names a deadline that step 'word' lacks"):
            policy(replace(WORD, text="own"), texts={"own": {"en": replace(OWN, sms="{deadline}")}})

    def test_what_it_cannot_say(self) -> None:
        with pytest.raises(ValueError, match=r"a text asks for \{iban\}"):
            replace(OWN, sms="{iban}")


class TestTask:
    """Where no text message leaves by itself, a colleague sends it."""

    @pytest.mark.parametrize(
        ("able", "mode"), [(Capabilities(messages=True), Mode.AUTO), (SENDS, Mode.ASSIST)]
    )
    def test_with_number_and_text(self, able: Capabilities, mode: Mode) -> None:
        effect = contact(books("fr"), policy(), able, mode=mode)
        assert (effect.kind, effect.text.title) == (
            EffectKind.ACTIVITY,
            "Send a text message to Brasserie du Port",
        )
        *_, told, said = effect.text.paragraphs
        assert told == f"Text message to send to {MOBILE}, ready:"
        assert said.startswith("Acme : petit rappel de 1 200,00 EUR")
        assert effect.ready is not None
        assert (message(effect.ready), effect.spoken) == (said, "fr")

    def test_which_somebody_approves(self) -> None:
        effect = contact(books(), policy(replace(WORD, approval=True)))
        assert effect.text.title == "Approve and send the text message: Brasserie du Port"

    def test_without_a_number_another_way_is_taken(self) -> None:
        assert contact(books(mobile=None), policy()).channel == "letter"
        assert contact(books(mobile=None, email="a@b.example"), policy()).channel == "email"


class TestProvable:
    @pytest.mark.parametrize(
        "change",
        [
            {"stage": Stage.FORMAL_NOTICE},
            {"tone": Tone.FORMAL},
            {"stage": Stage.FORMAL_NOTICE, "channel": Channel.LETTER, "fallback": (Channel.SMS,)},
        ],
    )
    def test_is_never_said_by_text_message(self, change: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r'must be provable.*write channel = "letter"'):
            replace(WORD, **change)  # type: ignore[arg-type]

    @given(plans())
    def test_whatever_the_plan(self, plan: Plan) -> None:
        for step in plan.steps:
            if Channel.SMS in step.channels:
                assert step.stage.rank < Stage.FORMAL_NOTICE.rank


def test_the_channel_has_a_gap_of_its_own() -> None:
    rules = policy(
        replace(WORD, id="first"),
        replace(WORD, id="next", after_due=20),
        contact=ContactRules(channel_gap_days={Channel.SMS: 30}),
    )
    ledger = books().contact(late(5), ("F-1", "first"))
    ledger.contacts = [replace(each, channel=str(Channel.SMS)) for each in ledger.contacts]
    assert not [each for each in planned(ledger, rules, days=20) if each.steps]
    assert contact(ledger, rules, days=35).channel == "sms"


class TestLength:
    @given(st.text(st.sampled_from("abcé ,.€^ê\N{PARTY POPPER}"), max_size=400))
    def test_no_part_is_longer_than_the_network_takes(self, text: str) -> None:
        units = len(text.encode("utf-16-be")) // 2
        assert 1 <= parts(text) <= -(-max(units, 1) // 67) + 1
        assert parts(text) <= parts(text + "ê")

    @pytest.mark.parametrize("name", ShippedPolicy)
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_the_shipped_words_fit_into_two_parts(self, name: ShippedPolicy, language: str) -> None:
        texts = read_shipped(name).texts
        said = [
            usual_message(WORD, text[language], language) for text in texts.values() if text[language].sms
        ]
        assert len(said) == 2
        assert max(map(parts, said)) <= 2

    @pytest.mark.parametrize("tone", [each for each in Tone if each is not Tone.FORMAL])
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_so_do_those_of_the_tones_with_a_deadline(self, tone: Tone, language: str) -> None:
        said = usual_message(replace(WORD, tone=tone, deadline_days=8), None, language)
        assert "28" in said
        assert parts(said) <= 2

    @pytest.mark.parametrize("name", ShippedPolicy)
    def test_no_shipped_policy_sends_one_by_itself(self, name: ShippedPolicy) -> None:
        steps = [step for plan in read_shipped(name).plans.values() for step in plan.steps]
        assert steps
        assert not [step for step in steps if Channel.SMS in step.channels]

    def test_the_longer_of_the_usual_messages_is_shown(self) -> None:
        account = books().account(late(5))
        (remind,) = [
            each
            for each in assess(account, policy(), ALWAYS_OPEN, late(5)).decisions
            if isinstance(each, Remind)
        ]
        real = message(sms_text(remind, account, late(5) + timedelta(0), "en"))
        assert len(usual_message(WORD, None, "en")) > len(real)
