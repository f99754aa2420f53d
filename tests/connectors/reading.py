"""A reader that works for the books in a simulator, whichever platform it is; the books are in subclasses."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from relance_connectors.error_table import ErrorTable
from relance_connectors.governor import Governor
from relance_connectors.pace import Pace
from relance_connectors.state_file import StateFile
from relance_connectors.transport import Transport
from relance_sync.ports import Page
from tests.connectors.pulled import Pulled


class Right:
    """An `Authorizer` that is given a new access token whenever one has run out."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token
        self.renew({})

    def headers(self) -> Mapping[str, str]:
        return self._headers

    def renew(self, _refused: Mapping[str, str]) -> bool:
        self._headers = {"Authorization": f"Bearer {self._token()}"}
        return True


class Reads(Protocol):
    """What every reader does."""

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]: ...


class ReadingOffice:
    """Books in a simulator, and the reader that works for them.

    Attributes:
        pace: At which it calls; None for none.
        waits: Seconds between two tries; the simulator's clock goes on meanwhile.
    """

    reader: Reads

    def __init__(
        self,
        simulator: Any,
        *,
        page_size: int = 1000,
        overlap: timedelta = timedelta(minutes=5),
        file: StateFile | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.simulator = simulator
        self.page_size = page_size
        self.overlap = overlap
        self.file = file
        self.pace = pace
        self.waits: list[float] = []
        self.pulled = Pulled()
        self.transports: list[Transport] = []
        self.new_reader()

    def new_reader(self) -> Reads:
        """Begin a new process, which knows nothing but the cursor."""
        raise NotImplementedError

    def transport(self, platform: str, table: ErrorTable, token: Callable[[], str]) -> Transport:
        made = Transport(
            self.simulator.url,
            platform=platform,
            table=table,
            authorizer=Right(token),
            sleep=self.wait,
            governor=self._governor(self.pace, platform) if self.pace else None,
        )
        self.transports.append(made)
        return made

    def _governor(self, pace: Pace, platform: str) -> Governor:
        return Governor(
            pace,
            where=platform,
            clock=lambda: self.now().timestamp(),
            now=self.now,
            sleep=lambda seconds: self.later(seconds=seconds),
        )

    def wait(self, seconds: float) -> None:
        """Wait as the transport does between two tries."""
        self.waits.append(seconds)
        self.later(seconds=seconds)

    def close(self) -> None:
        for transport in self.transports:
            transport.close()

    def now(self) -> datetime:
        found: datetime = self.simulator.world.clock.now()
        return found

    def later(self, **time: float) -> None:
        self.simulator.world.clock.advance(timedelta(**time))

    def pull(self, *, full: bool = False) -> list[Page]:
        """Pull to the end; return the pages."""
        before = len(self.pulled.pages)
        for page in self.reader.changes(self.pulled.cursor, full=full):
            self.pulled.save(page)
        return self.pulled.pages[before:]

    def disturbed_pull(self, chance: random.Random, act: Callable[[], Any]) -> None:
        """Pull; between pages people work, and now and then the process dies and another one goes on."""
        for _ in range(12):
            full = chance.random() < 0.1
            lives = chance.randint(1, 12)
            for page in self.reader.changes(self.pulled.cursor, full=full):
                self.pulled.save(page)
                if chance.random() < 0.3:
                    self.later(seconds=chance.randint(0, 30))
                    act()
                lives -= 1
                if not lives:
                    self.new_reader()
                    break
            else:
                return

    def counted(self, what: str) -> int:
        """Say what the log of calls adds up to since this was asked last."""
        made = self.simulator.world.log.summary()[what]
        self.simulator.world.log.clear()
        return int(made)

    def one(self, kind: str, id_: str) -> Any:
        return self.pulled.records[kind][id_]

    def ids(self, kind: str) -> set[str]:
        return set(self.pulled.records[kind])
