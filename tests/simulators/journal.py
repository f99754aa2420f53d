"""The journal of a simulator's books: what each document posts, and what accounts and debtors stand at by it.

It adds up what it is given. What a document posts is each platform's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

Key = tuple[str, str]
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One side of a booking.

    Attributes:
        amount: the books' currency, debit positive.
        debtor: whose receivable it is; None on other accounts.
        own: the same in the document's currency; meant for receivables only.
    """

    account: str
    amount: Decimal
    debtor: str | None = None
    own: Decimal = NOTHING


@dataclass(slots=True)
class Journal:
    """What documents post.

    Attributes:
        accounts: what each account stands at, in the books' currency, debit positive.
        receivable: what each debtor owes, the documents' currencies added up as they are.
    """

    accounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    receivable: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    _entries: dict[Key, tuple[Posting, ...]] = field(default_factory=dict)

    def of(self, key: Key) -> tuple[Posting, ...]:
        """Return what a document posts; nothing if it never did."""
        return self._entries.get(key, ())

    def post(self, key: Key, postings: tuple[Posting, ...]) -> set[str]:
        """Put a document's postings in place of those it had; return the debtors whose debt moved."""
        debtors: set[str] = set()
        for entries, sign in ((self.of(key), -1), (postings, 1)):
            for each in entries:
                self.accounts[each.account] += sign * each.amount
                if each.debtor is not None:
                    self.receivable[each.debtor] += sign * each.own
                    debtors.add(each.debtor)
        self._entries[key] = postings
        return debtors

    def faults(self) -> Iterator[str]:
        """Walk through what does not add up in the whole journal."""
        sums: dict[str, Decimal] = {}
        for postings in self._entries.values():
            for each in postings:
                sums[each.account] = sums.get(each.account, NOTHING) + each.amount
        if off := sum(sums.values(), NOTHING):
            yield f"the ledger is off by {off}"
        for account in {*sums, *self.accounts}:
            if sums.get(account, NOTHING) != self.accounts.get(account, NOTHING):
                yield f"account {account}: {sums.get(account)} posted, it holds {self.accounts.get(account)}"


def unbalanced(postings: tuple[Posting, ...]) -> Decimal:
    """Return by how much a document's debits exceed its credits; nothing is right."""
    return sum((each.amount for each in postings), NOTHING)
