"""What people read for the names that Relance's own policies give to plans, steps, segments and texts.

Names are keys: they stay the same in every policy and language, so that nobody is restarted. A name that
somebody else gave stands as it was written; nothing is decided by what people read.
"""

from collections.abc import Mapping

_SHOWN: Mapping[str, Mapping[str, str]] = {
    "en": {
        "hand_over": "hand-over",
        "bad_payers": "bad payers",
        "person_firm": "firm, to persons",
        "person_formal": "formal, to persons",
    },
    "fr": {
        # Steps.
        "courtesy": "rappel de courtoisie",
        "reminder": "premier rappel",
        "call": "appel",
        "firm": "relance ferme",
        "formal": "mise en demeure",
        "hand_over": "remise à un tiers",
        # Texts that are named otherwise than their step.
        "welcome": "mot de bienvenue",
        "second": "deuxième rappel",
        "person_firm": "relance ferme, particuliers",
        "person_formal": "mise en demeure, particuliers",
        # Plans; `standard` and `public` are French too.
        "loyal": "clients fidèles",
        "new": "nouveaux clients",
        "small": "petits montants",
        "persons": "particuliers",
        "bad_payers": "mauvais payeurs",
        # Segments.
        "public sector": "secteur public",
        "natural persons": "particuliers",
        "small amounts": "petits montants",
        "bad payers": "mauvais payeurs",
        "loyal customers": "clients fidèles",
        "new customers": "nouveaux clients",
        "new customers with much open": "nouveaux clients avec un gros encours",
    },
}


def shown_name(name: str, language: str) -> str:
    """Return the name of a plan, a step, a segment or a text as people read it.

    >>> shown_name("hand_over", "en"), shown_name("hand_over", "fr"), shown_name("our own", "fr")
    ('hand-over', 'remise à un tiers', 'our own')
    """
    return _SHOWN.get(language, {}).get(name, name)
