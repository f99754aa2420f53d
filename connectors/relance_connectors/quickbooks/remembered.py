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
        invoices: Of an estimate: how many invoices had come of it by then.
    """

    before: str
    ours: str
    invoices: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Terms of payment.

    Attributes:
        id: Their number; empty for none.
    """

    id: str
    name: str


def status_lines(before: str, ours: str, language: str, *, invoices: int = 0) -> str:
    """Say which status an estimate had, which one it has from us, and how many invoices had come of it.

    >>> print(status_lines("Accepted", "Rejected", "fr"))
    Statut avant : Accepted
    Statut mis : Rejected
    """
    say = words(language)
    lines = [f"{say.status_before}{say.colon}{before}", f"{say.status_set}{say.colon}{ours}"]
    if invoices:
        lines.append(f"{say.invoices}{say.colon}{invoices}")
    return "\n".join(lines)


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
    before = _last(lines, lambda say: say.status_before, r"(\w+)")
    ours = _last(lines, lambda say: say.status_set, r"(\w+)")
    invoices = _last(lines, lambda say: say.invoices, r"(\d{1,9})")
    return Remembered(before=before, ours=ours, invoices=int(invoices or 0)) if before and ours else None


def read_terms(lines: Sequence[str]) -> Remembered | None:
    """Read what `terms_lines` said; None if it says nothing."""
    numbers = "|".join(re.escape(say.number) for say in WORDS.values())
    value = rf".*?(?:\((?:{numbers}) (\d+)\))?"
    before = _last(lines, lambda say: say.terms_before, value)
    ours = _last(lines, lambda say: say.terms_set, value)
    return Remembered(before=before, ours=ours) if before is not None and ours else None


def _named(term: Term, say: Words) -> str:
    # A name may hold anything, line breaks too: the number behind it is what counts.
    return f"{' '.join(term.name.split())} ({say.number} {term.id})" if term.id else say.no_terms


def _last(lines: Sequence[str], name: Callable[[Words], str], value: str) -> str | None:
    """Return the value of the last line of a name; empty if it has none, None without such a line."""
    names = "|".join(re.escape(name(say)) for say in WORDS.values())
    pattern = re.compile(rf"(?:{names})\s*:\s*{value}\s*")
    # Ours are the last lines: a text above them may look like one.
    matches = [match for line in lines if (match := pattern.fullmatch(line))]
    return (matches[-1][1] or "") if matches else None
