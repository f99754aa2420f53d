"""A connector out of its parts: what is read, what is written, and what is checked.

It hands each question of the flow on and does nothing else; the parts are each platform's.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from relance_connectors.call_log import CallLog
from relance_sync.errors import RelanceError, Skip
from relance_sync.ports import Books, CallCount, Capabilities, Effect, Finding, Page, Receipt


class Reads(Protocol):
    """The reader; see `relance_sync.ports.Connector` for what each method promises."""

    def books(self) -> Books:
        """See `Connector.books`."""

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """See `Connector.changes`."""

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """See `Connector.residuals`."""


class Writes(Protocol):
    """The writer; see `relance_sync.ports.Connector` for what each method promises."""

    def find(self, effect: Effect) -> Receipt | None:
        """See `Connector.find`."""

    def find_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | Skip | None]:
        """See `Connector.find_batch`."""

    def deliver(self, effect: Effect) -> Receipt:
        """See `Connector.deliver`."""

    def deliver_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | RelanceError]:
        """See `Connector.deliver_batch`."""


class Checks(Protocol):
    """The check."""

    def run(self) -> Sequence[Finding]:
        """See `Connector.check`."""


class Joined:
    """One company on one platform; see `relance_sync.ports.Connector` for what each method promises.

    Attributes:
        capabilities: What the platform can do.
    """

    def __init__(
        self, capabilities: Capabilities, *, reader: Reads, writer: Writes, check: Checks, log: CallLog
    ) -> None:
        """Put the parts together; nothing is called yet.

        Args:
            capabilities: What the platform can do.
            reader: Reads.
            writer: Writes.
            check: Checks.
            log: Where calls are counted.
        """
        self.capabilities = capabilities
        self._reader, self._writer, self._check, self._log = reader, writer, check, log

    def check(self) -> Sequence[Finding]:
        """See `Connector.check`."""
        return self._check.run()

    def books(self) -> Books:
        """See `Connector.books`."""
        return self._reader.books()

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """See `Connector.changes`."""
        return self._reader.changes(cursor, full=full)

    def find(self, effect: Effect) -> Receipt | None:
        """See `Connector.find`."""
        return self._writer.find(effect)

    def find_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | Skip | None]:
        """See `Connector.find_batch`."""
        return self._writer.find_batch(effects)

    def deliver(self, effect: Effect) -> Receipt:
        """See `Connector.deliver`."""
        return self._writer.deliver(effect)

    def deliver_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | RelanceError]:
        """See `Connector.deliver_batch`."""
        return self._writer.deliver_batch(effects)

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """See `Connector.residuals`."""
        return self._reader.residuals(installments)

    def calls(self) -> Sequence[CallCount]:
        """See `Connector.calls`."""
        return self._log.counts()
