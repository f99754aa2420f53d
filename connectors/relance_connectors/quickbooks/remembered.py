"""What was there before a hold, in lines of our block that people understand and that we read back.

The ledger of Relance may be lost or restored from a backup; what we changed must be undone all the same, so
it stands where it was changed. Lines of any of our languages are read: a company may change its language.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relance_connectors.quickbooks.texts import WORDS, Words, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A value that we changed.

    Attributes:
        before: What was there: a status, or the number of the terms; empty for none.
        ours: What we put in its place.
    """

    before: str
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Terms of payment.

    Attributes:
        id: Their number; empty for none.
    """

    id: str
    name: str


def status_lines(before: str, ours: str, language: str) -> str:
    """Say which status an estimate had, and which one it has from us.

    >>> print(status_lines("Accepted", "Rejected", "fr"))
    Statut avant : Accepted
    Statut mis : Rejected
    """
    say = words(language)
    return f"{say.status_before}{say.colon}{before}\n{say.status_set}{say.colon}{ours}"


def terms_lines(before: Term, ours: Term, language: str) -> str:
    """Say which terms a customer had, and which ones are from us.

    >>> print(terms_lines(Term(id="3", name="Net 30"), Term(id="1", name="Due on receipt"), "en"))
    Terms before: Net 30 (no. 3)
    Terms set: Due on receipt (no. 1)
    """
    say = words(language)
    return (
        f"{say.terms_before}{say.colon}{_named(before, say)}\n{say.terms_set}{say.colon}{_named(ours, say)}"
    )


def read_status(lines: Sequence[str]) -> Remembered | None:
    """Read what `status_lines` said; None if it says nothing."""
    return _read(lines, lambda say: (say.status_before, say.status_set), r"(\w+)")


def read_terms(lines: Sequence[str]) -> Remembered | None:
    """Read what `terms_lines` said; None if it says nothing."""
    numbers = "|".join(re.escape(say.number) for say in WORDS.values())
    return _read(lines, lambda say: (say.terms_before, say.terms_set), rf".*?(?:\((?:{numbers}) (\d+)\))?")


def _named(term: Term, say: Words) -> str:
    # A name may hold anything, line breaks too: the number behind it is what counts.
    return f"{' '.join(term.name.split())} ({say.number} {term.id})" if term.id else say.no_terms


def _read(lines: Sequence[str], names: Callable[[Words], tuple[str, str]], value: str) -> Remembered | None:
    found: list[str | None] = []
    for each in (0, 1):
        starts = "|".join(re.escape(names(say)[each]) for say in WORDS.values())
        pattern = re.compile(rf"(?:{starts})\s*:\s*{value}\s*")
        # Ours are the last lines: a text above them may look like one.
        matches = [match for line in lines if (match := pattern.fullmatch(line))]
        found.append((matches[-1][1] or "") if matches else None)
    before, ours = found
    return None if before is None or not ours else Remembered(before=before, ours=ours)
