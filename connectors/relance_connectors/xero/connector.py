"""The Xero connector: reader, writer and check behind the port that the flow knows.

It only puts the parts together; nothing is called before a method is.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from relance_connectors import breakdowns
from relance_connectors.governor import Governor
from relance_connectors.joined import Joined
from relance_connectors.oauth import credentials
from relance_connectors.pace import Period
from relance_connectors.state_file import StateFile
from relance_connectors.transport import Transport
from relance_connectors.usage_file import UsageFile
from relance_connectors.xero.authorization import application
from relance_connectors.xero.check import Check
from relance_connectors.xero.client import Client
from relance_connectors.xero.limits import pace
from relance_connectors.xero.reader import Reader
from relance_connectors.xero.refusals import TABLE
from relance_connectors.xero.settings import XeroSettings, read_settings
from relance_connectors.xero.site import Place, Site, utc_now
from relance_connectors.xero.writer import CAPABILITIES, Writer
from relance_mappings.mapping import Mapping as Mapped
from relance_mappings.mapping import load
from relance_sync.errors import RelanceError
from relance_sync.ports import ConnectorSettings

_XERO = "https://api.xero.com"


class XeroConnector(Joined):
    """One organisation in Xero.

    There are no tasks and no degree of trust: a task is a note that says what to do, and another one says
    when it is done.
    """

    def __init__(
        self,
        settings: XeroSettings,
        *,
        transport: Transport,
        tenant: Callable[[], str],
        mapping: Mapped,
        company: str,
        folder: Path | None,
        left: Callable[[], int | None] = lambda: None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Put the parts together; nothing is called yet.

        Args:
            settings: The company's settings.
            transport: The connection; counts the calls.
            tenant: Gives the organisation's id.
            mapping: From Xero's fields to the ledger.
            company: Name of the company in the workspace.
            folder: Where the reader keeps what Xero says about the organisation; None to ask each time.
            left: Tells how many calls the day still has; None if there is no limit.
            now: The clock; aware, UTC.
        """
        client = Client(transport, tenant=tenant)
        reader = Reader(
            client,
            mapping,
            tenant=tenant,
            address=lambda customer: site.url(Place("Contacts", customer)),
            file=StateFile(folder / f"{company}.company.json") if folder else None,
            now=now,
            held_quotes=settings.hold_quotes,
        )
        site = Site(settings, short_code=reader.short_code, now=now)
        writer = Writer(client, settings, short_code=partial(_known, reader.short_code), now=now)
        check = Check(settings, client=client, left=left, now=now)
        capabilities = replace(
            CAPABILITIES, expected_days=settings.show_promises, grades=settings.grade_groups
        )
        super().__init__(capabilities, reader=reader, writer=writer, check=check, log=transport.log)


def _known(short_code: Callable[[], str]) -> str:
    """Return it for a receipt: what was written must not seem to have failed because of its address."""
    try:
        return short_code()
    except RelanceError:
        return ""


def build(given: ConnectorSettings) -> XeroConnector:
    """Build the connector of one company; see `relance_sync.ports.ConnectorFactory`.

    Raises:
        Stop: If a setting or the mapping override is missing or wrong; the message names file and key.
    """
    settings = read_settings(given.settings, given.company)
    mapping = load("xero", given.overrides, given.overrides_file)
    rights = credentials(application(given), given)
    governor = Governor(
        pace(settings.daily_calls),
        where=f"Xero for {given.company}",
        usage=UsageFile(given.folder / f"{given.company}.usage.json") if given.folder else None,
    )
    transport = Transport(
        settings.server or _XERO,
        platform="Xero",
        table=TABLE,
        governor=governor,
        authorizer=rights,
        advice=breakdowns.CLOUD,
    )
    return XeroConnector(
        settings,
        transport=transport,
        tenant=lambda: settings.tenant_id or rights.tenant,
        mapping=mapping,
        company=given.company,
        folder=given.folder,
        left=lambda: governor.left(Period.DAY),
    )
