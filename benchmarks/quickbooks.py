"""Relance and a public extractor on the same drawn books in the QuickBooks simulator: what each costs there.

Calls, metered calls and bytes are counted by the simulator, whose part of the seconds is told, too. The first
load, a look when nothing changed and a day's changes are compared with an extractor, writing with the library
python-quickbooks. The store is not measured here, and what waits for QuickBooks' own servers cannot be.
"""

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from benchmarks import plain_library
from benchmarks.drawn_quickbooks import TODAY, Counted, DrawnQuickBooks
from benchmarks.figures import Figure
from benchmarks.plain_extractor import PlainExtractor
from benchmarks.tap_quickbooks import Tap
from relance_connectors.governor import Governor
from relance_connectors.quickbooks.connector import QuickBooksConnector
from relance_connectors.quickbooks.limits import PACE
from relance_connectors.quickbooks.refusals import TABLE
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.transport import Transport
from relance_mappings import load
from relance_sync.errors import RelanceError
from relance_sync.ports import Effect, EffectKind, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Invoice, Order
from tests.connectors.given_token import GivenToken

CUSTOMERS, MONTHS = 1000, 10
CHANGES, NOTES, HOLDS = 200, 300, 50
NOW = datetime.combine(TODAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=20)


class Extractor(Protocol):
    """What Relance's reading is compared with; `seconds` is its last run's."""

    name: str
    seconds: float

    def extract(self, *, again: bool = False) -> None:
        """Read everything, or again what is new."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one piece of work cost."""

    counted: Counted
    seconds: float


class Ours:
    """Relance's connector, built anew for each piece of work, as each run does.

    Attributes:
        found: By kind and id what is open, as its reading brought it; empty for what has no balance.
    """

    def __init__(self, drawn: DrawnQuickBooks, folder: Path) -> None:
        self._drawn, self._folder = drawn, folder
        self._cursor: str | None = None
        self.found: dict[str, dict[str, str]] = {}

    def pull(self) -> None:
        """Read as `relance sync` does."""
        connector = self.connector()
        connector.books()
        for page in connector.changes(self._cursor):
            self._cursor = page.cursor
            known = self.found.setdefault(page.kind, {})
            for gone in page.gone:
                known.pop(gone, None)
            for each in page.records:
                if isinstance(each, Invoice | Order):
                    known[each.id] = str(each.installments[0].residual) if isinstance(each, Invoice) else ""

    def connector(self) -> QuickBooksConnector:
        """Build it as in production, at the pace that QuickBooks asks for."""
        transport = Transport(
            self._drawn.opened.url,
            platform="QuickBooks",
            table=TABLE,
            governor=Governor(PACE, where="QuickBooks"),
            authorizer=GivenToken(self._drawn.opened.access_token),
        )
        return QuickBooksConnector(
            QuickBooksSettings(client_id="bench", server=self._drawn.opened.url),
            transport=transport,
            realm=lambda: self._drawn.opened.realm,
            mapping=load("quickbooks"),
            company="bench",
            folder=self._folder,
        )

    def write(self, effects: Sequence[Effect]) -> None:
        """Write in batches as `relance sync` does."""
        connector = self.connector()
        size = connector.capabilities.batch
        for start in range(0, len(effects), size):
            for outcome in connector.deliver_batch(effects[start : start + size]):
                if isinstance(outcome, RelanceError):
                    raise outcome


def measure(
    *,
    customers: int = CUSTOMERS,
    months: int = MONTHS,
    changes: int = CHANGES,
    notes: int = NOTES,
    holds: int = HOLDS,
    plain: bool = False,
) -> list[Figure]:
    """Draw books and compare.

    Args:
        customers: How many there are; with each month one invoice or so for each.
        months: Length of the history.
        changes: Of the day whose changes are read.
        notes: To write.
        holds: To set.
        plain: Whether the reference is the extractor of this folder; False for tap-quickbooks itself.

    Raises:
        ProvisionError: If tap-quickbooks cannot be installed.
        AssertionError: If Relance missed an invoice or estimate, or read another open amount.
    """
    with (
        DrawnQuickBooks(customers=customers, months=months) as drawn,
        tempfile.TemporaryDirectory(prefix="relance-bench-") as folder,
    ):
        since = (NOW - timedelta(hours=1)).isoformat()
        ours = Ours(drawn, Path(folder))
        extractor: Extractor = PlainExtractor(drawn, since) if plain else Tap(drawn, Path(folder), since)
        return [*_reading(drawn, ours, extractor, changes), *_writing(drawn, ours, notes, holds)]


def _reading(drawn: DrawnQuickBooks, ours: Ours, extractor: Extractor, changes: int) -> Iterator[Figure]:
    there = drawn.living()
    what = f"first load of {len(there['Invoice']):,} invoices of {len(there['Customer']):,} customers"
    first = _cost(drawn, ours.pull)
    _assert_all(ours, there)
    yield from _figures(what, first, extractor.name, _theirs(drawn, extractor, again=False), promised=True)
    idle = _cost(drawn, ours.pull)
    yield from _figures("nothing changed", idle, extractor.name, _theirs(drawn, extractor, again=True))
    drawn.pass_a_day(changes)
    day = _cost(drawn, ours.pull)
    _assert_all(ours, drawn.living())
    what = f"a day with {changes} changes"
    yield from _figures(what, day, extractor.name, _theirs(drawn, extractor, again=True))


def _writing(drawn: DrawnQuickBooks, ours: Ours, notes: int, holds: int) -> Iterator[Figure]:
    customers = list(drawn.living()["Customer"])
    effects = [effect for n in range(notes) for effect in _effects(customers, n, held=n < holds)]
    cost = _cost(drawn, lambda: ours.write(effects))
    told = [f"Relance reminded, {n}" for n in range(notes)]
    library = plain_library.Library(drawn)
    theirs = _cost(drawn, lambda: library.write(customers, told, holds))
    yield from _figures(f"writing {notes} notes and {holds} holds", cost, "python-quickbooks", theirs)


def _cost(drawn: DrawnQuickBooks, work: Callable[[], object]) -> Cost:
    drawn.counted()
    began = time.perf_counter()
    work()
    return Cost(seconds=time.perf_counter() - began, counted=drawn.counted())


def _theirs(drawn: DrawnQuickBooks, extractor: Extractor, *, again: bool) -> Cost:
    """Run the extractor; its seconds are its own, without the start of a process."""
    cost = _cost(drawn, lambda: extractor.extract(again=again))
    return Cost(seconds=extractor.seconds, counted=cost.counted)


def _figures(what: str, ours: Cost, name: str, theirs: Cost, *, promised: bool = False) -> Iterator[Figure]:
    mine, other = ours.counted, theirs.counted
    for title, one, two, limit in (
        ("calls", mine.calls, other.calls, 1.0 if promised else None),
        ("metered calls", mine.metered, other.metered, 1.0 if promised else None),
        ("queries in them", mine.questions, other.questions, None),
        ("kB received", mine.received // 1000, other.received // 1000, None),
    ):
        ratio = one / two if two else None
        yield Figure(
            what=f"{what}: {title}",
            measured=f"{one:,}",
            reference=f"{name}: {two:,}",
            ratio=ratio,
            limit=limit,
        )
    yield Figure(
        what=f"{what}: seconds",
        measured=f"{ours.seconds:.2f}, {_share(ours):.0%} in the simulator",
        reference=f"{name}: {theirs.seconds:.2f}, {_share(theirs):.0%}",
        ratio=ours.seconds / theirs.seconds,
    )


def _share(cost: Cost) -> float:
    return cost.counted.seconds / cost.seconds


def _assert_all(ours: Ours, there: Mapping[str, Mapping[str, str]]) -> None:
    """See that what was read is what stands in the books; lines of journal entries have no number alone."""
    for kind, entity in (("invoice", "Invoice"), ("order", "Estimate")):
        read = {id_: left for id_, left in ours.found.get(kind, {}).items() if id_.isdecimal()}
        if read != there[entity]:
            raise AssertionError(f"{entity}: {len(read.items() ^ there[entity].items())} differ")


def _effects(customers: Sequence[str], n: int, *, held: bool) -> Iterator[Effect]:
    customer = customers[n % len(customers)]
    text = Text(title=f"Invoice {n} is late", paragraphs=("Nobody has paid it yet.",))
    kinds = (EffectKind.NOTE, EffectKind.HOLD) if held else (EffectKind.NOTE,)
    for kind in kinds:
        yield Effect(
            key=hashlib.sha256(f"{kind} {n}".encode()).hexdigest(),
            company="bench",
            customer=customer,
            target=Target(kind="customer", id=customer),
            kind=kind,
            text=text,
            language="en",
            hold=HoldState(level=Level.HOLD, since=TODAY, cycle=1) if kind is EffectKind.HOLD else None,
        )
