"""Reasons and decisions as sentences, in English and French; figures formatted as people write them.

Formatting is small and fixed on purpose: Odoo's rules run without Babel. The words are in `wording`.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from relance_sync.rules.decisions import Alert, CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import days_late
from relance_sync.rules.money import Money, quantize
from relance_sync.rules.reasons import Code, Figure, Reason
from relance_sync.rules.shipped_names import shown_name
from relance_sync.rules.wording import REASONS, RELEASES, WORDS

LANGUAGES = ("en", "fr")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Figures that are words of ours, and those that are names: ours are shown in the reader's language, others
# as people wrote them. Every other text stands as it is.
_OUR_WORDS = ("stage", "entry", "dispute", "channel")
_NAMES = ("step", "previous", "firmest", "plan", "segment")
# Figures that an older version did not note, with the word said in their place.
_LATER_FIGURES = {"dispute": "other", "step": "?"}
_HUNDREDTH = Decimal("0.01")
_NARROW, _HARD = "\u202f", "\u00a0"


def supported(language: str | None) -> str:
    """Return the language if we speak it, else English."""
    return language if language in LANGUAGES else "en"


def format_day(day: date, language: str) -> str:
    """Write a day.

    >>> format_day(date(2026, 11, 4), "en"), format_day(date(2026, 11, 4), "fr")
    ('4 Nov 2026', '04/11/2026')
    """
    if language == "fr":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_money(amount: Money, language: str) -> str:
    """Write an amount with its currency, rounded to the minor unit.

    >>> format_money(Money(amount=Decimal("-1234.5"), currency="EUR"), "en")
    'EUR -1,234.50'
    """
    text = f"{quantize(amount.amount, amount.currency):,f}"
    if language == "fr":
        return text.replace(",", _NARROW).replace(".", ",") + _HARD + amount.currency
    return f"{amount.currency} {text}"


def format_percent(value: Decimal, language: str) -> str:
    r"""Write a rate with two decimals, or more if it has them.

    >>> format_percent(Decimal("12.4"), "en"), format_percent(Decimal("8.25"), "fr")
    ('12.40 %', '8,25\xa0%')
    """
    text = f"{value:.2f}" if value == value.quantize(_HUNDREDTH) else f"{value:f}"
    return text.replace(".", ",") + _HARD + "%" if language == "fr" else f"{text} %"


def word(key: str, language: str) -> str:
    """Return one of our words (a stage, a channel) in the language; the key itself if it is not ours."""
    return WORDS[supported(language)].get(key, key)


def counted(key: str, number: int, language: str) -> str:
    """Write a number of things of ours.

    >>> counted("item", 1, "en"), counted("item", 3, "fr")
    ('1 item', '3 postes')
    """
    words = WORDS[supported(language)]
    return f"{number} {words[key if number == 1 else f'{key}s']}"


def explain(reason: Reason, today: date, language: str) -> str:
    """Turn a reason into a sentence.

    Args:
        reason: Code and figures.
        today: Day in the company's zone, for "days late".
        language: `en` or `fr`; anything else gives English.
    """
    language = supported(language)
    known = {**_LATER_FIGURES, **reason.figures}
    figures = {name: _figure(name, value, language) for name, value in known.items()}
    if reason.code is Code.HOLD_ENDS:
        return RELEASES[language][str(reason.figures.get("trigger", ""))].format(**figures)
    figures |= _relative(reason.figures, today, language)
    return REASONS[language][reason.code].format(**figures)


def describe(decision: Decision, today: date, language: str) -> str:
    """Name a decision with its reasons, in one paragraph."""
    language = supported(language)
    sentences = [
        f"{headline(decision, language)}.",
        *(explain(each, today, language) for each in decision.reasons),
    ]
    if isinstance(decision, Hold):
        sentences += [explain(each, today, language) for each in decision.release]
    return " ".join(sentences)


def headline(decision: Decision, language: str) -> str:
    """Name a decision without its reasons."""
    words = WORDS[supported(language)]
    match decision:
        case Remind():
            return words["remind"].format(
                channel=words[decision.channel],
                step=shown_name(decision.step.id, supported(language)),
                total=format_money(decision.total, language),
                items=counted("item", len(decision.items), language),
            )
        case Wait(until=None):
            return words["wait"]
        case Wait(until=date() as until):
            return words["wait_until"].format(until=format_day(until, language))
    return words[_name(decision)]


def _name(decision: Decision) -> str:
    """Return the key of the words for a decision that needs no figures."""
    match decision:
        case Hold(proposal=True):
            return "propose_hold"
        case Hold():
            return "hold" if decision.level is Level.HOLD else "warn"
        case Release():
            return "release" if decision.level is Level.HOLD else "end_warning"
        case CloseTask():
            return "close_task"
        case Alert():
            return f"alert_{decision.kind}"
    raise TypeError(f"no words for {type(decision).__name__}")


def _figure(name: str, value: Figure, language: str) -> str:
    match value:
        case None:
            return WORDS[language]["none"]
        case Money():
            return format_money(value, language)
        case date():
            return format_day(value, language)
        case Decimal():
            return f"{value:f}"
        case str() if name in _OUR_WORDS:
            return WORDS[language][value]
    return shown_name(str(value), language) if name in _NAMES else str(value)


def _relative(figures: Mapping[str, Figure], today: date, language: str) -> dict[str, str]:
    """Figures that depend on today or on a sign: days late, and a step's place around the due date."""
    words, more = WORDS[language], {}
    due, offset = figures.get("due"), figures.get("offset")
    if isinstance(due, date):
        late = days_late(due, today)
        key = "today" if late == 0 else "one_late" if late == 1 else "late" if late > 0 else "early"
        more["late"] = words[key].format(days=abs(late))
    if "firmest" in figures:
        more["entry"] = words["by_age_up_to"].format(firmest=shown_name(str(figures["firmest"]), language))
    if isinstance(offset, int):
        more["offset"] = words["before_due" if offset < 0 else "after_due"].format(days=abs(offset))
    return more
