"""The Odoo connector: reader, writer and check behind the port that the flow knows.

It only puts the parts together; nothing is called before a method is. Built from outside (over HTTP); inside
Odoo the addon uses reader and writer by themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from relance_connectors.odoo.check import Check
from relance_connectors.odoo.chosen import ChosenRpc
from relance_connectors.odoo.reader import Reader
from relance_connectors.odoo.rpc import Rpc
from relance_connectors.odoo.settings import OdooSettings, read_settings
from relance_connectors.odoo.writer import CAPABILITIES, Writer
from relance_mappings.mapping import Mapping as Mapped
from relance_mappings.mapping import load
from relance_sync.errors import RelanceError, Skip
from relance_sync.ports import Books, CallCount, ConnectorSettings, Effect, Finding, Page, Receipt

if TYPE_CHECKING:
    from relance_connectors.transport import Transport


class OdooConnector:
    """One company of one Odoo; see `relance_sync.ports.Connector` for what each method promises.

    Attributes:
        capabilities: Everything the port knows: Odoo has it all.
    """

    def __init__(self, settings: OdooSettings, *, transport: "Transport", rpc: Rpc, mapping: Mapped) -> None:
        """Put the parts together; nothing is called yet.

        Args:
            settings: The company's settings.
            transport: The connection under `rpc`; counts the calls.
            rpc: How Odoo is called.
            mapping: From Odoo's fields to the ledger.
        """
        self.capabilities = CAPABILITIES
        self._transport = transport
        self._reader = Reader(
            rpc, mapping, company_id=settings.company_id, url=settings.url, page_size=settings.page_size
        )
        self._writer = Writer(
            rpc,
            company_id=settings.company_id,
            url=settings.url,
            language=settings.language,
            responsible=settings.responsible,
        )
        self._check = Check(settings, transport=transport, rpc=rpc, books=self._reader.books)

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
        outcomes: list[Receipt | Skip | None] = []
        for effect in effects:
            try:
                outcomes.append(self._writer.find(effect))
            except Skip as gone:
                outcomes.append(gone)
        return outcomes

    def deliver(self, effect: Effect) -> Receipt:
        """See `Connector.deliver`."""
        return self._writer.deliver(effect)

    def deliver_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | RelanceError]:
        """See `Connector.deliver_batch`."""
        outcomes: list[Receipt | RelanceError] = []
        for effect in effects:
            try:
                outcomes.append(self._writer.deliver(effect))
            except RelanceError as error:
                outcomes.append(error)
        return outcomes

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """See `Connector.residuals`."""
        return self._reader.residuals(installments)

    def calls(self) -> Sequence[CallCount]:
        """See `Connector.calls`."""
        return self._transport.log.counts()


def build(given: ConnectorSettings) -> OdooConnector:
    """Build the connector of one company; see `relance_sync.ports.ConnectorFactory`.

    Raises:
        Stop: If a setting or the mapping override is missing or wrong; the message names file and key.
    """
    # Reader and writer also run where requests and tenacity are not installed: inside Odoo.
    from relance_connectors.transport import Limits, Transport  # noqa: PLC0415

    settings = read_settings(given.settings, given.company)
    mapping = load("odoo", given.overrides, given.overrides_file)
    transport = Transport(settings.url, platform="Odoo", limits=Limits(read=settings.timeout))
    rpc = ChosenRpc(transport, database=settings.database, login=settings.login, key=given.secret)
    return OdooConnector(settings, transport=transport, rpc=rpc, mapping=mapping)
