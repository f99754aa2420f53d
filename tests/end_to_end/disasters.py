"""Disasters at every call of a sync in turn: the process is killed, the connection cut, the memory lost.

Each round has books and a workspace of its own, so that nothing is remembered of the one before. What stands
in the books afterwards is looked at by a platform's own tests.
"""

from __future__ import annotations

import contextlib
import itertools
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest

from tests.cutting_proxy import Fate
from tests.end_to_end.busy_office import BusyOffice
from tests.end_to_end.signed_in_desk import SignedInDesk

EDITS = 2
"""At so many writes somebody works on the same records right before ours arrive."""


@dataclass(kw_only=True)
class Round:
    """One company of one workspace, behind a proxy that all rounds share."""

    desk: SignedInDesk
    proxy: BusyOffice

    def people_write(self) -> None:
        """Let people write on the records that Relance writes on."""
        raise NotImplementedError

    def faults(self) -> list[str]:
        """Return what does not add up in the books."""
        raise NotImplementedError

    def cut(self, n: int, fate: Fate) -> None:
        """Break the connection at the nth write."""
        self._order(n, fate)
        self.desk.terminal.relance("sync")

    def kill(self, n: int, fate: Fate, *words: str, writes_only: bool = True) -> None:
        """Kill the process at the nth write, or at the nth call."""
        self._order(n, fate, writes_only=writes_only)
        process = self.desk.start("sync", *words)
        while process.poll() is None and len(self.proxy.writes if writes_only else self.proxy.calls) < n:
            time.sleep(0.002)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)

    def lose(self, n: int, fate: Fate) -> None:
        """Cut, and lose all that was kept of the company but its permission."""
        self.cut(n, fate)
        databases = list(self.desk.terminal.folder.glob("relance.db*"))
        assert databases
        for database in databases:
            database.unlink()

    def strike(self, n: int, disaster: Disaster, fate: Fate) -> bool:
        """Let disaster strike at the nth write of a sync, then sync again; False if there was none left."""
        self.proxy.reset()
        self.proxy.somebody = self._somebody
        disaster(self, n, fate)
        struck = any(call.fate is fate for call in self.proxy.calls)
        self.proxy.quiet()
        self.desk.json("sync")
        return struck

    def rest(self) -> None:
        """Find nothing left to do."""
        self.proxy.reset()
        self.desk.json("sync")
        assert not self.proxy.writes
        assert self.faults() == []

    def _somebody(self, write: bool) -> None:  # told by the proxy
        if write and len(self.proxy.writes) < EDITS:
            self.people_write()

    def _order(self, n: int, fate: Fate, *, writes_only: bool = True) -> None:
        if fate is Fate.CUT_BEFORE:
            self.proxy.cut_before(n, writes_only=writes_only)
        else:
            self.proxy.cut_after(n)


Disaster = Callable[[Round, int, Fate], None]
FATES = pytest.mark.parametrize("fate", [Fate.CUT_BEFORE, Fate.CUT_AFTER])


R = TypeVar("R", bound=Round)


def at_every_write(
    begin: Callable[[], R], disaster: Disaster, fate: Fate, before: Callable[[R], object] = lambda _: None
) -> Iterator[R]:
    """Go through rounds that disaster struck at the first write, the second, ..., and one without any.

    Args:
        begin: Begins a round.
        disaster: What happens.
        fate: What becomes of the write it happens at.
        before: What happened earlier in a round.
    """
    for n in itertools.count(1):
        made = begin()
        before(made)
        struck = made.strike(n, disaster, fate)
        yield made
        made.rest()
        if not struck:
            return
