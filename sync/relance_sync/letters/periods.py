"""How long data is kept, in words: the classes of data, the periods and where they come from.

Says what `rules.retention` states; decides nothing.
"""

from collections.abc import Mapping

from relance_sync.rules.explain import supported
from relance_sync.rules.retention import DataClass, Source, Span

_YEAR = 12

_CLASSES: Mapping[str, Mapping[DataClass, str]] = {
    "en": {
        DataClass.HOLDS: "holds that have ended, with their confirmations",
        DataClass.TEXTS: "the words of notes, tasks and messages; the proof that they were written stays",
        DataClass.AGREEMENTS: "promises, payment plans, settlements, disputes and pauses that have ended",
        DataClass.CONTACTS: "reminders and calls, and the proof that they took place",
        DataClass.JOURNAL: "the journal of what was decided, and why",
        DataClass.ASSESSMENTS: "the last assessment, with the grade, once nothing is open",
        DataClass.LEDGER: "our copy of paid invoices, payments, used credits and finished orders",
        DataClass.SKIPPED: "records that could not be read",
        DataClass.CUSTOMERS: "name and contact details, once nothing else is left",
    },
    "fr": {
        DataClass.HOLDS: "les blocages levés, avec leurs confirmations",
        DataClass.TEXTS: "le texte des notes, tâches et messages ; la preuve de leur écriture reste",
        DataClass.AGREEMENTS: "les promesses, échéanciers, remises, litiges et suspensions terminés",
        DataClass.CONTACTS: "les relances et appels, et la preuve qu'ils ont eu lieu",
        DataClass.JOURNAL: "le journal de ce qui a été décidé, et pourquoi",
        DataClass.ASSESSMENTS: "la dernière évaluation, avec la note, une fois que rien n'est dû",
        DataClass.LEDGER: "notre copie des factures payées, règlements, avoirs utilisés et commandes soldées",
        DataClass.SKIPPED: "les fiches qui n'ont pu être lues",
        DataClass.CUSTOMERS: "le nom et les coordonnées, une fois qu'il ne reste rien d'autre",
    },
}
_SOURCES: Mapping[str, Mapping[Source, str]] = {
    "en": {
        Source.ACCOUNTING: "C. com. L123-22: accounting documents are kept for ten years",
        Source.EXCLUSION_LIST: "CNIL, lists of bad payers: at once, at most 48 hours after payment",
        Source.LIMITATION: "C. civ. 2224, C. com. L110-4: five years to claim or claim back",
        Source.MINIMISATION: "GDPR article 5(1)(c) and (e): no longer than needed; our choice",
        Source.COMMERCIAL: "CNIL, customer relations: three years after the last contact",
    },
    "fr": {
        Source.ACCOUNTING: "C. com. L123-22 : les pièces comptables se conservent dix ans",
        Source.EXCLUSION_LIST: "CNIL, fichiers de mauvais payeurs : aussitôt, 48 heures au plus après "
        "paiement",
        Source.LIMITATION: "C. civ. 2224, C. com. L110-4 : cinq ans pour agir ou réclamer",
        Source.MINIMISATION: "RGPD, article 5(1)(c) et (e) : pas plus que nécessaire ; notre choix",
        Source.COMMERCIAL: "CNIL, gestion commerciale : trois ans après le dernier contact",
    },
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "keep": "kept",
        "now": "at once",
        "year": "1 year",
        "years": "{count} years",
        "month": "1 month",
        "months": "{count} months",
        "day": "1 day",
        "days": "{count} days",
        "set": "set in the policy",
        "and": " and ",
    },
    "fr": {
        "keep": "conservé",
        "now": "aussitôt",
        "year": "1 an",
        "years": "{count} ans",
        "month": "1 mois",
        "months": "{count} mois",
        "day": "1 jour",
        "days": "{count} jours",
        "set": "fixé dans la politique",
        "and": " et ",
    },
}


def name_class(data: DataClass, language: str) -> str:
    """Name a class of data."""
    return _CLASSES[supported(language)][data]


def name_span(span: Span, language: str) -> str:
    """Say a period.

    >>> name_span(Span(months=60), "en"), name_span(Span(months=18, days=1), "fr"), name_span(Span(), "en")
    ('5 years', '18 mois et 1 jour', 'at once')
    """
    words = _WORDS[supported(language)]
    if span.keep:
        return words["keep"]
    whole_years = span.months % _YEAR == 0
    counts = {
        "year": span.months // _YEAR if whole_years else 0,
        "month": 0 if whole_years else span.months,
        "day": span.days,
    }
    told = [
        words[unit if count == 1 else f"{unit}s"].format(count=count)
        for unit, count in counts.items()
        if count
    ]
    return words["and"].join(told) or words["now"]


def name_source(source: Source | None, language: str) -> str:
    """Say where a period comes from; None if people set it."""
    language = supported(language)
    return _WORDS[language]["set"] if source is None else _SOURCES[language][source]
