"""Companies of a workspace that are connected to the Xero simulator, whose clock is the only one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import requests

from relance_connectors.governor import Governor
from relance_connectors.oauth import credentials
from relance_connectors.oauth.authorization import OAuthAuthorization
from relance_connectors.oauth.credentials import Credentials
from relance_connectors.pace import Pace
from relance_connectors.transport import Transport
from relance_connectors.usage_file import UsageFile
from relance_connectors.xero.authorization import application
from relance_connectors.xero.client import Client
from relance_connectors.xero.limits import pace
from relance_connectors.xero.refusals import TABLE
from relance_sync.config.token_keys import new_token_key
from relance_sync.ports import ConnectorSettings
from relance_sync.sign_in import Connection
from tests.simulators.xero import Organisation, Simulator

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Workspace:
    """Companies of one workspace.

    Attributes:
        settings: Added to those of every company.
    """

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator, self.folder = simulator, folder
        self.key = new_token_key()
        self.settings: dict[str, object] = {}

    def company(self, name: str, organisation: Organisation | None = None, **settings: object) -> Company:
        """Write its section; it is not connected yet."""
        tenant = {"tenant_id": organisation.tenant_id} if organisation else {}
        own = {"client_id": self.simulator.client_id, "server": self.simulator.url}
        given = ConnectorSettings(
            company=name,
            settings={**own, **self.settings, **tenant, **settings},
            secret=self.simulator.client_secret if settings.get("secret", True) else "",
            folder=self.folder,
            token_keys=(self.key,),
        )
        return Company(self, given)

    def kept(self) -> list[str]:
        """The files that hold permissions."""
        return sorted(path.name for path in self.folder.glob("*.tokens"))


class Company:
    """One company, as a new process sees it each time.

    Attributes:
        pace: How fast it calls.
    """

    def __init__(self, workspace: Workspace, settings: ConnectorSettings) -> None:
        self.workspace, self.settings = workspace, settings
        self.simulator = workspace.simulator
        self.pace: Pace = pace(1000)

    def now(self) -> datetime:
        return self.simulator.world.clock.now()

    def sleep(self, seconds: float) -> None:
        self.simulator.world.clock.advance(timedelta(seconds=seconds))

    @property
    def authorization(self) -> OAuthAuthorization:
        return OAuthAuthorization(application(self.settings), self.settings, self.now)

    @property
    def rights(self) -> Credentials:
        return credentials(application(self.settings), self.settings, self.now)

    def connect(self, *chosen: Organisation, decision: str = "allow") -> Connection:
        """Be the person: open the address, choose organisations and press a button."""
        sign_in = self.authorization.begin(listen=False)
        place, _, query = sign_in.url.partition("?")
        assert "wants access to" in requests.get(sign_in.url, timeout=10).text
        pressed = [
            *parse_qsl(query),
            ("decision", decision),
            *(("tenant", each.tenant_id) for each in chosen),
        ]
        answer = requests.post(place, data=pressed, timeout=10, allow_redirects=False)
        return sign_in.paste(answer.headers["Location"])

    @contextmanager
    def transport(self) -> Iterator[Transport]:
        """Connect as the connector does; waits move the simulator's clock."""
        governor = Governor(
            self.pace,
            where="Xero",
            usage=UsageFile(self.workspace.folder / f"{self.settings.company}.usage"),
            clock=lambda: self.now().timestamp(),
            now=self.now,
            sleep=self.sleep,
        )
        transport = Transport(
            self.simulator.url,
            platform="Xero",
            table=TABLE,
            governor=governor,
            authorizer=self.rights,
            sleep=self.sleep,
        )
        try:
            yield transport
        finally:
            transport.close()

    @contextmanager
    def client(self) -> Iterator[Client]:
        with self.transport() as transport:
            yield Client(transport, tenant=lambda: self.rights.tenant)

    def name(self) -> str:
        """Make a call: ask for the organisation's name."""
        with self.client() as client:
            return str(client.organisation()["Name"])
