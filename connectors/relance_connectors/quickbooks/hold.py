"""A hold on a customer, in QuickBooks: our block in the customer's notes and, if wanted, other payment terms.

Both go in one update of the customer, which names the version it was made from: whoever edits the customer
in between is not overwritten. Every word of people stays. A release takes out our block and puts the terms
back if they are still the ones we set. Orders are not touched here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relance_connectors.block import contents, markers, without_block
from relance_connectors.plain_text import plain
from relance_connectors.quickbooks.bounds import NOTE, NoRoomError, put_block_within
from relance_connectors.quickbooks.client import Item, Row
from relance_connectors.quickbooks.records import Records, Wanted
from relance_connectors.quickbooks.remembered import Remembered, Term, read_terms, terms_lines
from relance_connectors.quickbooks.site import Site, change, deleted, target
from relance_connectors.quickbooks.texts import words
from relance_sync.errors import Skip, Stop
from relance_sync.ports import Effect, Receipt
from relance_sync.rules.explain import format_day
from relance_sync.rules.hold_rules import Level

_TERMS = Wanted("Term")


class _OnCustomers:
    """What setting and releasing share."""

    reads_first = True

    def __init__(self, site: Site) -> None:
        self._site = site

    def written(self, effect: Effect, row: Row) -> Receipt:
        """Return the receipt of a customer that was changed."""
        return self._site.receipt(effect, f"Customer:{row['Id']}")

    def _found(self, effect: Effect) -> Receipt:
        return self._site.receipt(effect, f"Customer:{_customer(effect)}", found=True)


class Holds(_OnCustomers):
    """Sets holds, and lowers them to warnings."""

    def __init__(self, site: Site, terms: str | None) -> None:
        """Prepare.

        Args:
            site: The company.
            terms: Name of the payment terms during a hold; None to leave them alone.
        """
        super().__init__(site)
        self._terms = terms

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read before it is written or found."""
        terms = [_TERMS] if self._terms else []
        return [Wanted("Customer", _customer(effect)), *terms]

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if this very hold stands in the customer's notes.

        The terms came with it: that they are others now was a person's wish.

        Raises:
            Skip: If the customer is gone.
        """
        there = effect.marker in markers(_notes(_row(effect, records)))
        return self._found(effect) if there else None

    def item(self, effect: Effect, records: Records) -> Item:
        """Return the change of the customer.

        Raises:
            Skip: If people wrote so much that not even the least of our block finds room.
            Stop: If the books have no terms of the name that the settings say.
        """
        row, say = _row(effect, records), words(effect.language)
        strict = effect.hold is None or effect.hold.level is Level.HOLD
        terms = _Terms.of(row)
        kept = ""
        wanted = terms.before
        if strict and self._terms:
            ours = self._ours(records)
            wanted = ours.id
            if ours.id != terms.before:
                before = Term(id=terms.before, name=_name(records, terms.before))
                kept = terms_lines(before, ours, effect.language)
        try:
            notes = put_block_within(
                _notes(row),
                _dated(effect),
                say.held if strict else say.warned,
                kept,
                effect.marker,
                NOTE,
            )
        except NoRoomError as full:
            raise Skip(
                f"The notes of {row.get('DisplayName')} in QuickBooks are full, so “{effect.text.title}” does"
                f" not stand there. Make at least {full.missing} characters free (Customers > Notes) and"
                " sync again."
            ) from None
        return _update(effect, row, {"Notes": notes, **terms.change(wanted)})

    def _ours(self, records: Records) -> Term:
        rows = [row for row in records.all(_TERMS) if row.get("Active") is not False]
        for row in rows:
            if row["Name"] == self._terms:
                return Term(id=str(row["Id"]), name=str(row["Name"]))
        there = ", ".join(f"“{row['Name']}”" for row in rows) or "none"
        raise Stop(
            f"relance.toml: the key hold_terms says “{self._terms}”, but these books have no such payment"
            f" terms. There are: {there}."
        )


class Releases(_OnCustomers):
    """Takes holds and warnings off."""

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read before it is written or found."""
        return [Wanted("Customer", _customer(effect))]

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if nothing of ours stands in the customer's notes.

        Raises:
            Skip: If the customer is gone.
        """
        return None if markers(_notes(_row(effect, records))) else self._found(effect)

    def item(self, effect: Effect, records: Records) -> Item:
        """Return the change of the customer."""
        row = _row(effect, records)
        terms = _Terms.of(row)
        return _update(effect, row, {"Notes": without_block(_notes(row)), **terms.change(terms.before)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """The payment terms of a customer, by number; empty for none.

    Attributes:
        now: Those it has.
        before: Those people gave it: the remembered ones as long as it has those that we set.
    """

    now: str
    before: str

    @classmethod
    def of(cls, row: Row) -> "_Terms":
        now = str((row.get("SalesTermRef") or {}).get("value") or "")
        earlier: Remembered | None = read_terms(contents(_notes(row)))
        return cls(now=now, before=earlier.before if earlier and earlier.ours == now else now)

    def change(self, wanted: str) -> Mapping[str, Any]:
        """Return what to write so that the customer has the wanted ones."""
        if wanted == self.now:
            return {}
        return {"SalesTermRef": {"value": wanted} if wanted else None}


def _dated(effect: Effect) -> str:
    """Say what the hold says, with its day: its figures are of then, and the field shows none by itself."""
    title, _, rest = plain(effect.text, effect.language).partition("\n")
    if effect.hold:
        title = f"{title} · {format_day(effect.hold.since, effect.language[:2].lower())}"
    return f"{title}\n{rest}" if rest else title


def _customer(effect: Effect) -> str:
    entity, id_ = target(effect.target)
    if entity != "Customer":
        raise Skip(
            f"A hold stands on a customer in QuickBooks, not on {effect.target.kind} {effect.target.id}."
        )
    return id_


def _row(effect: Effect, records: Records) -> Row:
    row = records.one("Customer", _customer(effect))
    if row is None:
        raise deleted(effect)
    return row


def _notes(row: Row) -> str:
    return str(row.get("Notes") or "")


def _name(records: Records, term: str) -> str:
    return next((str(row.get("Name")) for row in records.all(_TERMS) if str(row["Id"]) == term), "?")


def _update(effect: Effect, row: Row, changes: Mapping[str, Any]) -> Item:
    return change(effect, "Customer", row, {"sparse": True, **changes})
