"""A hold on an order, in QuickBooks: an open estimate is rejected or closed, and its private note says why.

Only where the settings say so. Status and note go in one update, which names the version it was made from.
The private note keeps every word of people; our block in it remembers the earlier status, by which the ledger
goes on counting the estimate as an order. What came of an estimate otherwise is not undone.
"""

from collections.abc import Sequence

from relance_connectors.block import contents, markers, without_block
from relance_connectors.quickbooks.bounds import MEMO, NoRoomError, put_block_within
from relance_connectors.quickbooks.client import Item, Row
from relance_connectors.quickbooks.records import Records, Wanted
from relance_connectors.quickbooks.remembered import read_status, status_lines
from relance_connectors.quickbooks.site import Site, change, deleted, target
from relance_connectors.quickbooks.texts import words
from relance_connectors.tasks import task
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt

ENTITY = "Estimate"

_OPEN = frozenset({"Pending", "Accepted"})


class HeldEstimates:
    """Holds estimates."""

    reads_first = True

    def __init__(self, site: Site, status: str) -> None:
        """Prepare.

        Args:
            site: The company.
            status: What a held estimate becomes: `Rejected` or `Closed`.
        """
        self._site = site
        self._status = status

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read before it is written or found."""
        return [Wanted(*target(effect.target))]

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if this very hold stands in the estimate's private note.

        Raises:
            Skip: If the estimate is gone.
        """
        row = records.one(*target(effect.target))
        if row is None:
            raise deleted(effect)
        return self._receipt(effect, row, found=True) if effect.marker in markers(_memo(row)) else None

    def item(self, effect: Effect, records: Records) -> Item:
        """Return the change of the estimate.

        Raises:
            Skip: If it is no longer open, or people wrote so much into its note that ours finds no room.
        """
        row = records.one(*target(effect.target)) or {}
        named = f"Estimate {row.get('DocNumber') or row['Id']}"
        before = _status_of_people(row)
        if before not in _OPEN:
            raise Skip(f"{named} is {before.lower()} in QuickBooks: there is nothing left to hold.")
        kept = status_lines(before, self._status, effect.language, invoices=_invoices(row))
        least = words(effect.language).held
        try:
            memo = put_block_within(_memo(row), task(effect), least, kept, effect.marker, MEMO)
        except NoRoomError as full:
            raise Skip(
                f"The private note of {named} in QuickBooks is full, so the estimate is not held. Make at"
                f" least {full.missing} characters free in it and sync again."
            ) from None
        return _update(effect, row, memo, self._status)

    def written(self, effect: Effect, row: Row) -> Receipt:
        """Return the receipt of an estimate that is held."""
        return self._receipt(effect, row)

    def _receipt(self, effect: Effect, row: Row, *, found: bool = False) -> Receipt:
        # Another cycle's hold on the same estimate is another thing to be closed.
        return self._site.receipt(effect, f"{ENTITY}:{row['Id']}#{effect.marker[4:-1]}", found=found)


class FreedEstimates:
    """Gives held estimates back."""

    reads_first = True

    def __init__(self, site: Site) -> None:
        self._site = site

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read before it is written or found."""
        return [Wanted(ENTITY, _closed(effect)[0])]

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if that hold is no longer there: freed, held for another reason, or deleted."""
        id_, marker = _closed(effect)
        row = records.one(ENTITY, id_)
        if row is not None and marker in markers(_memo(row)):
            return None
        return self._site.receipt(effect, effect.closes, found=True)

    def item(self, effect: Effect, records: Records) -> Item:
        """Return the change of the estimate."""
        row = records.one(ENTITY, _closed(effect)[0]) or {}
        return _update(effect, row, without_block(_memo(row)), _status_of_people(row))

    def written(self, effect: Effect, _: Row) -> Receipt:
        """Return the receipt of an estimate that was given back."""
        return self._site.receipt(effect, effect.closes)


def _closed(effect: Effect) -> tuple[str, str]:
    """Return id and marker of what is closed."""
    id_, _, marker = effect.closes.partition(":")[2].partition("#")
    return id_, f"[rl#{marker}]"


def _memo(row: Row) -> str:
    return str(row.get("PrivateNote") or "")


def _status_of_people(row: Row) -> str:
    """Return the remembered status as long as the estimate has the one that we set, else the one it has.

    An invoice closes its estimate: where one came of it since, `Closed` is no longer from us.
    """
    now = str(row.get("TxnStatus") or "Pending")
    earlier = read_status(contents(_memo(row)))
    is_ours = earlier is not None and earlier.ours == now and _invoices(row) <= earlier.invoices
    return earlier.before if earlier and is_ours else now


def _invoices(row: Row) -> int:
    return len(row.get("LinkedTxn") or ())


def _update(effect: Effect, row: Row, memo: str, status: str) -> Item:
    changes = {"PrivateNote": memo} | ({} if status == row.get("TxnStatus") else {"TxnStatus": status})
    return change(effect, ENTITY, row, {"sparse": True, **changes})
