"""The QuickBooks connector: reader, writer and check behind the port that the flow knows.

It only puts the parts together; nothing is called before a method is.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from relance_connectors import breakdowns
from relance_connectors.governor import Governor
from relance_connectors.joined import Joined
from relance_connectors.oauth import credentials
from relance_connectors.oauth.credentials import Credentials
from relance_connectors.quickbooks.authorization import application
from relance_connectors.quickbooks.check import Check
from relance_connectors.quickbooks.client import Client
from relance_connectors.quickbooks.limits import PACE
from relance_connectors.quickbooks.reader import Reader
from relance_connectors.quickbooks.refusals import TABLE
from relance_connectors.quickbooks.settings import QuickBooksSettings, read_settings
from relance_connectors.quickbooks.site import Site, utc_now
from relance_connectors.quickbooks.writer import CAPABILITIES, Writer
from relance_connectors.state_file import StateFile
from relance_connectors.transport import Limits, Transport
from relance_connectors.usage_file import UsageFile
from relance_mappings.mapping import Mapping as Mapped
from relance_mappings.mapping import load
from relance_sync.errors import Stop
from relance_sync.ports import ConnectorSettings

_PRODUCTION = "https://quickbooks.api.intuit.com"
_SANDBOX = "https://sandbox-quickbooks.api.intuit.com"
# Intuit ends what takes longer than two minutes: many pages asked for at once may take that long.
_PATIENCE = 130.0


class QuickBooksConnector(Joined):
    """One company's books in QuickBooks.

    There are no tasks and no degree of trust: a task is a note that says what to do, and is changed when it
    is done.
    """

    def __init__(
        self,
        settings: QuickBooksSettings,
        *,
        transport: Transport,
        realm: Callable[[], str],
        mapping: Mapped,
        company: str,
        folder: Path | None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Put the parts together; nothing is called yet.

        Args:
            settings: The company's settings.
            transport: The connection; counts the calls.
            realm: Gives the number of the books.
            mapping: From QuickBooks' fields to the ledger.
            company: Name of the company in the workspace.
            folder: Where the reader keeps what QuickBooks says about the company; None to ask each time.
            now: The clock; aware, UTC.
        """
        client, site = Client(transport, realm=realm), Site(settings, now=now)
        reader = Reader(
            client,
            mapping,
            realm=realm,
            address=lambda customer: site.url("Customer", customer),
            file=StateFile(folder / f"{company}.company.json") if folder else None,
            now=now,
        )
        writer = Writer(client, settings, now=now)
        check = Check(settings, client=client, now=now)
        super().__init__(CAPABILITIES, reader=reader, writer=writer, check=check, log=transport.log)


def build(given: ConnectorSettings) -> QuickBooksConnector:
    """Build the connector of one company; see `relance_sync.ports.ConnectorFactory`.

    Raises:
        Stop: If a setting or the mapping override is missing or wrong; the message names file and key.
    """
    settings = read_settings(given.settings, given.company)
    mapping = load("quickbooks", given.overrides, given.overrides_file)
    rights = credentials(application(given), given)
    usage = UsageFile(given.folder / f"{given.company}.usage.json") if given.folder else None
    transport = Transport(
        settings.server or (_PRODUCTION if settings.environment == "production" else _SANDBOX),
        platform="QuickBooks",
        table=TABLE,
        governor=Governor(PACE, where=f"QuickBooks for {given.company}", usage=usage),
        authorizer=rights,
        limits=Limits(read=_PATIENCE),
        advice=breakdowns.CLOUD,
    )
    return QuickBooksConnector(
        settings,
        transport=transport,
        realm=lambda: _realm(settings, rights, given.company),
        mapping=mapping,
        company=given.company,
        folder=given.folder,
    )


def _realm(settings: QuickBooksSettings, rights: Credentials, company: str) -> str:
    """Return the number of the books that the permission is for.

    Raises:
        Stop: If the settings name other ones: QuickBooks would only say that it is not allowed.
        Reconnect: If the company is not connected.
    """
    connected = rights.tenant
    if settings.realm_id not in {None, connected}:
        raise Stop(
            f"relance.toml, company “{company}”: the key realm_id names other books ({settings.realm_id})"
            f" than those it is connected to ({connected}). Correct it, or give the other books a section of"
            " their own."
        )
    return connected
