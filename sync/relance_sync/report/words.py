"""Indicators and findings as people read them, in English and French.

The words are in `words_en` and `words_fr`; nothing is computed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from relance_sync.report import words_en, words_fr
from relance_sync.report.findings import Finding, Kind
from relance_sync.report.indicators import Goal, Indicator, Measure, Why
from relance_sync.rules.explain import format_money, supported
from relance_sync.rules.money import Money
from relance_sync.rules.score_words import format_figure, format_share
from relance_sync.rules.targets import Targets

NO_VALUE = "\u2013"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    labels: Mapping[Measure, str]
    how: Mapping[Measure, str]
    why: Mapping[Why, str]
    costs: Mapping[str, str]
    findings: Mapping[Kind, str]
    days: str
    met: str


_WORDS = {
    language: _Words(
        labels=words.LABELS,
        how=words.HOW,
        why=words.WHY,
        costs=words.COSTS,
        findings=words.FINDINGS,
        days=words.DAYS,
        met=words.MET,
    )
    for language, words in (("en", words_en), ("fr", words_fr))
}


def label(measure: Measure, language: str) -> str:
    """Name an indicator.

    >>> label(Measure.DSO_COUNT_BACK, "fr")
    'DSO, méthode par épuisement'
    """
    return _WORDS[supported(language)].labels[measure]


def how(measure: Measure, targets: Targets, language: str) -> str:
    """Say in one line how an indicator is computed.

    >>> how(Measure.BAD_DEBT, Targets(), "en")
    'written off / billed in the period'
    """
    text = _WORDS[supported(language)].how[measure]
    return text.format(grace_days=targets.grace_days, unpaid_days=targets.unpaid_days)


def why(indicator: Indicator, language: str) -> str:
    """Say why an indicator has no value; empty if it has one."""
    if indicator.why is None:
        return ""
    words = _WORDS[supported(language)]
    lacking = ", ".join(words.costs[each] for each in indicator.lacking)
    return words.why[indicator.why].format(lacking=lacking)


def figure(measure: Measure, value: Decimal | None, language: str) -> str:
    """Write a value of an indicator, to one decimal; a dash for none.

    >>> figure(Measure.CEI, Decimal("55.929"), "en"), figure(Measure.PAYMENT_TIME, Decimal(45), "fr")
    ('55.9 %', '45,0 jours')
    """
    if value is None:
        return NO_VALUE
    if measure.in_days:
        return _WORDS[supported(language)].days.format(value=format_figure(value, language))
    return format_share(value / 100, language)


def target(measure: Measure, goal: Goal | None, language: str) -> str:
    """Write a target, such as "> 90.0 %"; a dash for none."""
    if goal is None or goal.limit is None:
        return NO_VALUE
    return f"{'>' if measure.more_is_better else '<'} {figure(measure, goal.limit, language)}"


def sentence(finding: Finding, currency: str, language: str) -> str:
    """Say a finding in one sentence or two.

    Args:
        finding: What to say.
        currency: The report's.
        language: `en` or `fr`; anything else gives English.
    """
    words, measure, amount = _WORDS[supported(language)], finding.measure, finding.amount
    values = {"names": ", ".join(finding.names)}
    if amount is not None:
        money = Money(amount=amount, currency=currency)
        is_money = finding.kind is Kind.CREDITS_WAIT
        values["amount"] = format_money(money, language) if is_money else format_share(amount / 100, language)
    if measure is None:
        return words.findings[finding.kind].format(**values)
    values |= {
        "label": words.labels[measure],
        "now": figure(measure, finding.now, language),
        "before": figure(measure, finding.before, language),
        "limit": f"{'>' if measure.more_is_better else '<'} {figure(measure, finding.limit, language)}",
    }
    told = [words.findings[finding.kind].format(**values)]
    if finding.kind is Kind.IMPROVED and finding.met:
        told.append(words.met.format(**values))
    return " ".join(told)
