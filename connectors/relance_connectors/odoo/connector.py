"""The Odoo connector: reader, writer and check behind the port that the flow knows.

It only puts the parts together; nothing is called before a method is. Built from outside (over HTTP); inside
Odoo the addon uses reader and writer by themselves.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from relance_connectors.joined import Joined
from relance_connectors.odoo.addon import AddonWriter
from relance_connectors.odoo.check import Check
from relance_connectors.odoo.chosen import ChosenRpc
from relance_connectors.odoo.reader import Reader
from relance_connectors.odoo.rpc import Rpc
from relance_connectors.odoo.settings import OdooSettings, read_settings
from relance_connectors.odoo.site import Site
from relance_connectors.odoo.writer import CAPABILITIES, Writer
from relance_mappings.mapping import Mapping as Mapped
from relance_mappings.mapping import load
from relance_sync.customer_files import CustomerFile
from relance_sync.errors import RelanceError
from relance_sync.ports import Books, ConnectorSettings, Page

if TYPE_CHECKING:
    from relance_connectors.transport import Transport


class OdooConnector(Joined):
    """One company of one Odoo, which can do everything that the port knows."""

    def __init__(self, settings: OdooSettings, *, transport: "Transport", rpc: Rpc, mapping: Mapped) -> None:
        """Put the parts together; nothing is called yet.

        Args:
            settings: The company's settings.
            transport: The connection under `rpc`; counts the calls.
            rpc: How Odoo is called.
            mapping: From Odoo's fields to the ledger.
        """
        reader = Reader(
            rpc, mapping, company_id=settings.company_id, url=settings.url, page_size=settings.page_size
        )
        writer = Writer(
            rpc,
            company_id=settings.company_id,
            url=settings.url,
            language=settings.language,
            responsible=settings.responsible,
        )
        site = Site(rpc, company_id=settings.company_id, url=settings.url)
        self._desk = AddonWriter(writer, site, language=settings.language, responsible=settings.responsible)
        check = Check(settings, transport=transport, rpc=rpc, books=reader.books)
        super().__init__(CAPABILITIES, reader=reader, writer=self._desk, check=check, log=transport.log)

    def books(self) -> Books:
        """See `Connector.books`; how much is written at once is known from here on."""
        books = super().books()
        self.capabilities = self._desk.capabilities()
        return books

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """See `Connector.changes`; what people recorded in account files comes last, all of it every time."""
        for page in super().changes(cursor, full=full):
            cursor = page.cursor
            yield page
        if (told := self._desk.told_page(cursor)) is not None:
            yield told

    def show(self, files: Sequence[CustomerFile]) -> list[RelanceError | None]:
        """See `relance_sync.ports.FileKeeper.show`; only where the addon is, as `capabilities.files` says."""
        return self._desk.show(files)


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
