"""The words of the rules' sentences, by language: one template for each reason code.

Placeholders are the reason's figures, already formatted by `explain`. A code without a template is a
failing test, not a silence. Texts sent to customers are `relance_sync.letters`.
"""

from collections.abc import Mapping

from relance_sync.rules import words_en, words_fr
from relance_sync.rules.reasons import Code

REASONS: Mapping[str, Mapping[Code, str]] = {"en": words_en.REASONS, "fr": words_fr.REASONS}
RELEASES: Mapping[str, Mapping[str, str]] = {"en": words_en.RELEASES, "fr": words_fr.RELEASES}
WORDS: Mapping[str, Mapping[str, str]] = {"en": words_en.WORDS, "fr": words_fr.WORDS}
