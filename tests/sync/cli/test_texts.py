"""The catalogue: the same texts with the same values in both languages, and none missing or left over."""

import re
from pathlib import Path
from string import Formatter

import pytest

from relance_sync.cli import texts
from relance_sync.ports import TOLD, EffectKind, Severity
from relance_sync.rules.account import TOLD_KINDS
from relance_sync.rules.agreements import AgreementState
from relance_sync.rules.ledger import RECORD_KINDS
from relance_sync.rules.recorded_contacts import Reached

ENGLISH, FRENCH = texts._TEXTS["en"], texts._TEXTS["fr"]
BUILT = ("effect_", "record_", "recorded_", "state_", "kind_", "ask_", "check_", "reached_")


def values(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts() -> None:
    assert set(ENGLISH) == set(FRENCH)


@pytest.mark.parametrize("key", ENGLISH)
def test_both_languages_say_the_same_values(key: str) -> None:
    assert values(ENGLISH[key]) == values(FRENCH[key])


def test_every_kind_has_a_word() -> None:
    needed = {f"effect_{kind}" for kind in EffectKind} | {f"record_{kind}" for kind in (*RECORD_KINDS, TOLD)}
    outcomes = ("added", "changed", "closed", "removed")
    needed |= {f"recorded_{kind}_{outcome}" for kind in TOLD_KINDS for outcome in outcomes}
    needed |= {f"reached_{each}" for each in Reached}
    needed |= {f"state_{state}" for state in AgreementState} | {str(each) for each in Severity}
    assert needed <= set(ENGLISH)


def test_no_text_is_left_over() -> None:
    folder = Path(texts.__file__).parent
    code = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "texts.py")
    closed = re.findall(r"_closed\"", code)
    unused = [
        key
        for key in ENGLISH
        if f'"{key}"' not in code and not key.startswith(BUILT) and not (closed and key.endswith("_closed"))
    ]
    assert set(unused) <= {str(each) for each in Severity}
