"""A rating as sentences, in English and French: the grade, each fact with its figures and points.

The words of decisions are `wording`; how days are written is `explain`.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from relance_sync.rules.explain import format_day, supported
from relance_sync.rules.score import Factor, FactorKind, Grade, Rating

_ONE_DECIMAL, _HARD = Decimal("0.1"), "\u00a0"

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "grade": "Grade {grade}: {points} of {most} risk points on {on}.",
        "unrated": "Not rated on {on}: no paid invoice was known. This says neither good nor bad.",
        "fixed": "A goes up to {a} points, B to {b}, C to {c}: as chosen in the settings.",
        "measured": "A goes up to {a} points, B to {b}, C to {c}: measured on all customers on {on}.",
        FactorKind.LATE_RATIO: "Late ratio: {late} of {paid} paid invoices were late; beside the {portfolio} "
        "of all customers, which weigh as {weight} invoices, this counts as {ratio}: {points} of {most} "
        "points.",
        FactorKind.LAST_PAID: "Last paid invoices: {late} of {last} were late: {points} of {most} points.",
        FactorKind.MEAN_DAYS_LATE: "Mean delay: {mean} days late: {points} of {most} points.",
    },
    "fr": {
        "grade": "Note {grade} : {points} points de risque sur {most} au {on}.",
        "unrated": "Non noté au {on} : aucune facture payée n'était connue. Cela ne dit ni bien ni mal.",
        "fixed": "A va jusqu'à {a} points, B jusqu'à {b}, C jusqu'à {c} : choisis dans les réglages.",
        "measured": "A va jusqu'à {a} points, B jusqu'à {b}, C jusqu'à {c} : mesurés sur tous les clients "
        "au {on}.",
        FactorKind.LATE_RATIO: "Part de retards : {late} factures payées sur {paid} l'ont été en retard ; à "
        "côté des {portfolio} de tous les clients, qui pèsent {weight} factures, cela compte pour {ratio} : "
        "{points} points sur {most}.",
        FactorKind.LAST_PAID: "Dernières factures payées : {late} sur {last} en retard : {points} points sur "
        "{most}.",
        FactorKind.MEAN_DAYS_LATE: "Retard moyen : {mean} jours : {points} points sur {most}.",
    },
}
# Figures that are shares of 1 and read as a percentage.
_SHARES = ("portfolio", "ratio")


def format_figure(value: int | Decimal, language: str) -> str:
    """Write a count as it is, anything else with one decimal.

    >>> format_figure(7, "en"), format_figure(Decimal("7.25"), "fr")
    ('7', '7,3')
    """
    if isinstance(value, int):
        return str(value)
    text = f"{value.quantize(_ONE_DECIMAL, rounding=ROUND_HALF_UP):f}"
    return text.replace(".", ",") if language == "fr" else text


def format_share(value: Decimal, language: str) -> str:
    """Write a share of 1 as a percentage.

    >>> format_share(Decimal("0.0725"), "en")
    '7.3 %'
    """
    return f"{format_figure(value * 100, language)}{_HARD if language == 'fr' else ' '}%"


def explain_factor(factor: Factor, language: str) -> str:
    """Say one fact, with its figures and points."""
    language = supported(language)
    told = {
        name: format_share(Decimal(value), language) if name in _SHARES else format_figure(value, language)
        for name, value in factor.figures.items()
    }
    told |= {"points": format_figure(factor.points, language), "most": str(factor.most)}
    return _WORDS[language][factor.kind].format(**told)


def explain_rating(rating: Rating, language: str) -> tuple[str, ...]:
    """Say a rating: the grade, each fact, and where the grades end.

    Args:
        rating: Of any grade.
        language: `en` or `fr`; anything else gives English.
    """
    language = supported(language)
    words, on = _WORDS[language], format_day(rating.on, language)
    if rating.grade is Grade.UNRATED or rating.points is None or rating.limits is None:
        return (words["unrated"].format(on=on),)
    ends = (format_figure(end, language) for end in rating.limits.ends)
    names = dict(zip("abc", ends, strict=True))
    measured = rating.limits.on
    return (
        words["grade"].format(
            grade=rating.grade,
            points=format_figure(rating.points, language),
            most=sum(each.most for each in rating.factors),
            on=on,
        ),
        *(explain_factor(each, language) for each in rating.factors),
        words["fixed"].format(**names)
        if measured is None
        else words["measured"].format(**names, on=format_day(measured, language)),
    )
