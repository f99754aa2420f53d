"""Lines of journal entries and deposits on receivables: open items and credits that show no balance.

QuickBooks shows no balance for them. What is open is the line's amount less what payments take of it, and a
payment may change or go without its line being touched: so what each payment takes is remembered from pull to
pull. Nothing is asked here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from relance_connectors.quickbooks.client import Row
from relance_connectors.quickbooks.cursor import Memory
from relance_connectors.quickbooks.read_rows import amount, parts, reference

ENTITIES = ("JournalEntry", "Deposit")
_WHOLE = ("DocNumber", "TxnDate", "CurrencyRef", "ExchangeRate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line on receivables.

    Attributes:
        id: As in our ledger, such as `JournalEntry:96/0`.
        sign: 1 if it is owed, -1 for a credit.
        row: As the mapping wants it, with all of its amount open.
    """

    id: str
    sign: int
    row: Row


class Lines:
    """The lines, and what payments take of them.

    Attributes:
        stale: Ids of lines whose open amount is another one now.
    """

    def __init__(self, memory: Memory, receivables: Collection[str]) -> None:
        """Begin with what earlier pulls learned.

        Args:
            memory: Its `lines` and `applied` are kept up to date here.
            receivables: Ids of the accounts.
        """
        self._memory = memory
        self._receivables = frozenset(receivables)
        self._read: dict[str, Line] = {}
        self.stale: set[str] = set()

    def learn(self, entity: str, row: Row) -> list[str]:
        """Learn from a journal entry or deposit.

        Returns:
            Ids of lines that it no longer has.
        """
        document = f"{entity}:{row.get('Id')}"
        before = self._memory.lines.pop(document, {})
        found = {line.id: line for line in self._lines(document, row)}
        if found:
            self._memory.lines[document] = {_number(id_): line.sign for id_, line in found.items()}
        self._read.update(found)
        self.stale |= found.keys()
        return self._without({f"{document}/{each}" for each in before} - found.keys())

    def forget(self, entity: str, id_: str) -> list[str]:
        """Forget a journal entry or deposit that was deleted; returns the ids of its lines."""
        document = f"{entity}:{id_}"
        return self._without({f"{document}/{each}" for each in self._memory.lines.pop(document, {})})

    def apply(self, payment: str, taken: dict[str, Decimal]) -> None:
        """Note what a payment takes of lines, by their ids; nothing if it is gone."""
        before = self._memory.applied.pop(payment, {})
        if taken:
            self._memory.applied[payment] = taken
        self.stale |= {each for each in {*before, *taken} if before.get(each) != taken.get(each)}

    def target(self, type_: str, id_: str, line: str) -> tuple[str, int]:
        """Return the id of a line that a payment names, and its sign; the first one if it names none."""
        document = f"{type_}:{id_}"
        signs = self._memory.lines.get(document, {})
        line = line if line in signs or not signs else next(iter(signs))
        return f"{document}/{line}", signs.get(line, -1 if type_ == "Deposit" else 1)

    def unread(self) -> dict[str, list[str]]:
        """Return by entity the ids of documents to ask for before what is open can be told."""
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for id_ in self.stale - self._read.keys():
            entity, document = id_.partition("/")[0].split(":")
            if _number(id_) in self._memory.lines.get(f"{entity}:{document}", {}):
                wanted[entity].add(document)
        return {entity: sorted(ids) for entity, ids in wanted.items()}

    def open(self) -> Iterator[tuple[Line, Decimal | None]]:
        """Return the stale lines that were read with what is open of them; None if no amount was sent."""
        taken: defaultdict[str, Decimal] = defaultdict(Decimal)
        for of in self._memory.applied.values():
            for id_, part in of.items():
                taken[id_] += part
        for id_ in sorted(self.stale & self._read.keys()):
            line = self._read[id_]
            whole = amount(line.row, "Balance")
            yield line, None if whole is None else max(whole - taken[id_], Decimal(0))
        self.stale.clear()

    def _without(self, gone: set[str]) -> list[str]:
        self.stale -= gone
        for id_ in gone:
            self._read.pop(id_, None)
        return sorted(gone)

    def _lines(self, document: str, row: Row) -> Iterable[Line]:
        for each in parts(row, "Line"):
            kind = f"{document.partition(':')[0]}LineDetail"
            detail = each.get(kind)
            if not isinstance(detail, dict) or reference(detail, "AccountRef") not in self._receivables:
                continue
            entity = detail.get("Entity")
            entity = entity if isinstance(entity, dict) else {}
            if str(entity.get("Type") or entity.get("type") or "Customer").lower() != "customer":
                continue
            whole = amount(each, "Amount")
            sign = 1 if detail.get("PostingType") == "Debit" else -1
            if whole is not None and whole < 0:
                whole, sign = -whole, -sign
            yield Line(
                id=f"{document}/{each.get('Id')}",
                sign=sign,
                row={
                    **{name: row[name] for name in _WHOLE if name in row},
                    "Id": f"{document}/{each.get('Id')}",
                    # A journal entry nests the reference once more than a deposit does.
                    "CustomerRef": entity.get("EntityRef", entity),
                    "TotalAmt": whole,
                    "Balance": whole,
                },
            )


def _number(line: str) -> str:
    return line.partition("/")[2]
