"""Everything one simulator holds: companies, clock, tokens, limits, troubles and the log.

It only puts the parts together.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.simulators.clock import Clock
from tests.simulators.troubles import Troubles

from . import chart
from .api import Api
from .books import Books
from .call_log import CallLog
from .company import Company
from .oauth import App, Authority
from .oauth_pages import OAuthPages
from .throttle import Limits, Throttle

APP = App(
    client_id="simulator-client",
    secret="simulator-secret",
    redirects=("https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl",),
    loopback=True,
)
REALM = "9130347798000001"


class World:
    """The parts of one simulator.

    Attributes:
        latency: seconds that every API request takes at least.
        zone: of answers that belong to no company.
        crashes: requests that the simulator itself failed on; always empty.
    """

    def __init__(
        self,
        *,
        start: datetime | None = None,
        frozen: bool = False,
        limits: Limits | None = None,
        sandbox: bool = True,
        cap_whole: bool = False,
    ) -> None:
        self.clock = Clock(start, frozen=frozen)
        self.zone = ZoneInfo("America/Los_Angeles")
        self.companies: dict[str, Company] = {}
        self.authority = Authority(self.clock, [APP])
        self.oauth_pages = OAuthPages(self.authority, self.companies)
        self.throttle = Throttle(self.clock, limits or Limits())
        self.troubles = Troubles()
        self.log = CallLog()
        self.api = Api(sandbox=sandbox, cap_whole=cap_whole)
        self.latency = 0.0
        self.crashes: list[str] = []

    def open(
        self,
        realm: str = REALM,
        name: str = "Sandbox Company",
        *,
        country: str = "US",
        currency: str = "USD",
        zone: str = "America/Los_Angeles",
        currencies: tuple[str, ...] = (),
    ) -> Books:
        """Open a company and return the verbs to keep its books with.

        Raises:
            ValueError: the realm is taken.
        """
        if realm in self.companies:
            raise ValueError(f"there is a company {realm} already")
        company = chart.open_company(
            realm, name, self.clock, country=country, currency=currency, zone=zone, currencies=currencies
        )
        self.companies[realm] = company
        return Books(company)

    def books(self, realm: str = REALM) -> Books:
        """Return the verbs for a company that is open."""
        return Books(self.companies[realm])
