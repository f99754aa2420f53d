"""What the history calls what was recorded, in English and French: a name by kind, and what became of it.

Every kind has every outcome: what people record on the platform is changed and taken out there.
"""

from collections.abc import Iterator, Mapping

_EN = {
    "promise": ("promise added", "promise withdrawn"),
    "payment_plan": ("payment plan added", "payment plan ended"),
    "settlement": ("settlement added", "settlement ended"),
    "dispute": ("dispute added", "dispute settled"),
    "pause": ("pause added", "pause ended"),
    "override": ("override added", "override taken back"),
    "interruption": ("interruption recorded", "interruption taken out"),
    "approval": ("hold confirmed", "confirmation of the hold taken back"),
    "hand_over": ("debt handed over", "debt taken back"),
    "call": ("call noted", "call taken out"),
}
_FR = {
    "promise": ("promesse notée", "promesse retirée"),
    "payment_plan": ("échéancier noté", "échéancier terminé"),
    "settlement": ("remise partielle notée", "remise partielle terminée"),
    "dispute": ("litige noté", "litige réglé"),
    "pause": ("suspension notée", "suspension levée"),
    "override": ("dérogation ajoutée", "dérogation retirée"),
    "interruption": ("interruption enregistrée", "interruption retirée"),
    "approval": ("blocage confirmé", "confirmation du blocage retirée"),
    "hand_over": ("créance remise", "créance reprise"),
    "call": ("appel noté", "appel retiré"),
}
_NOUNS_EN = {
    "payment_plan": "payment plan",
    "approval": "confirmation of the hold",
    "hand_over": "hand-over",
}
_NOUNS_FR = {
    "promise": "promesse modifiée",
    "payment_plan": "échéancier modifié",
    "settlement": "remise partielle modifiée",
    "dispute": "litige modifié",
    "pause": "suspension modifiée",
    "override": "dérogation modifiée",
    "interruption": "interruption modifiée",
    "approval": "confirmation du blocage modifiée",
    "hand_over": "remise de créance modifiée",
    "call": "appel modifié",
}


def _english() -> Iterator[tuple[str, str]]:
    for kind, (added, closed) in _EN.items():
        noun = _NOUNS_EN.get(kind, kind)
        yield from ((f"{kind}_added", added), (f"{kind}_closed", closed))
        yield from ((f"{kind}_changed", f"{noun} changed"), (f"{kind}_removed", f"{noun} taken out"))


def _french() -> Iterator[tuple[str, str]]:
    for kind, (added, closed) in _FR.items():
        changed = _NOUNS_FR[kind]
        removed = changed.replace("modifié", "supprimé")
        yield from ((f"{kind}_added", added), (f"{kind}_closed", closed))
        yield from ((f"{kind}_changed", changed), (f"{kind}_removed", removed))


RECORDED_TEXTS: Mapping[str, Mapping[str, str]] = {
    language: {f"recorded_{key}": text for key, text in texts}
    for language, texts in (
        # A confirmation was once kept under another name.
        ("en", [*_english(), ("hold_confirmed", "hold confirmed")]),
        ("fr", [*_french(), ("hold_confirmed", "blocage confirmé")]),
    )
}
