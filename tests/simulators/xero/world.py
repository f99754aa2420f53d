"""Everything one simulator holds: organisations, clock, tokens, limits, troubles, webhooks and the log.

It only puts the parts together.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.simulators.clock import Clock
from tests.simulators.troubles import Troubles

from .accounting import AccountingApi
from .call_log import CallLog
from .grants import App
from .idempotency import Idempotency
from .limits import Limiter, Limits
from .oauth import Authority
from .oauth_pages import OAuthPages
from .organisation import Organisation
from .outcomes import Outcome
from .webhooks import Webhooks
from .wire import Api, Request

TENANT = "fe79f7dd-b6d4-4a92-ba7b-538af6289c58"
WEB = App(
    client_id="simulator-client",
    secret="simulator-secret",
    redirects=("https://developer.xero.com/",),
    loopback=True,
)
PKCE = App(client_id="simulator-pkce", secret=None, loopback=True)
CUSTOM = App(client_id="simulator-custom", secret="simulator-custom-secret", tenant=TENANT)


class World:
    """The parts of one simulator.

    Attributes:
        latency: seconds that every API request takes at least, in progress all the while.
        crashes: requests that the simulator itself failed on; always empty.
        witnesses: called with every request to the accounting API and its answer, before troubles change it.
    """

    def __init__(
        self, *, start: datetime | None = None, frozen: bool = False, limits: Limits | None = None
    ) -> None:
        self.clock = Clock(start, frozen=frozen)
        self.organisations: dict[str, Organisation] = {}
        self.authority = Authority(self.clock, [WEB, PKCE, CUSTOM])
        self.oauth_pages = OAuthPages(self.authority, self.organisations)
        self.limiter = Limiter(self.clock, limits or Limits())
        self.idempotency: Idempotency[Outcome] = Idempotency(self.clock)
        self.troubles = Troubles()
        self.log = CallLog()
        self.webhooks = Webhooks(self.clock, self.organisations, self.authority)
        self.api: Api = AccountingApi()
        self.latency = 0.0
        self.crashes: list[str] = []
        self.witnesses: list[Callable[[Request, Outcome], None]] = []

    def open(
        self, name: str = "Demo Company", *, tenant_id: str = "", currency: str = "GBP", **about: Any
    ) -> Organisation:
        """Open an organisation and return it, with the verbs to keep its books.

        Args:
            tenant_id: "" is a fixed id for the first, and one made of the name for the others.

        Raises:
            ValueError: the id is taken.
        """
        made = TENANT if not self.organisations else str(uuid.uuid5(uuid.UUID(TENANT), name))
        tenant = (tenant_id or made).lower()
        if tenant in self.organisations:
            raise ValueError(f"there is an organisation {tenant} already")
        self.organisations[tenant] = Organisation(tenant, name, currency, now=self.clock.now, **about)
        return self.organisations[tenant]

    def faults(self) -> list[str]:
        """Return what does not add up anywhere; always empty."""
        return [
            *self.crashes,
            *(fault for each in self.organisations.values() for fault in each.faults()),
        ]
