"""The simulator in this process, for tests; `python -m tests.simulators.xero` runs one alone.

It hands each request to the control endpoint, to the pages for people or to the platform; sockets are in
http_server.py one folder up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.simulators import http_server
from tests.simulators.http_server import Arrived, HttpServer

from .control import Control
from .gateway import API, Gateway
from .limits import Limits
from .organisation import Organisation
from .outcomes import JSON, Outcome
from .scopes import USUAL
from .web_app import WebApp
from .webhooks import Webhooks
from .world import WEB, World

_CONTROL = "/simulator"


class Simulator(HttpServer):
    """A Xero of one's own, on a loopback port.

    Args:
        port: 0 takes a free one.
        start: instant (aware) the clock starts at; None is now.
        frozen: whether the clock stands still.
        limits: None is the platform's limits; `Limits.none()` is for tests of other things.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        start: datetime | None = None,
        frozen: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self.world = World(start=start, frozen=frozen, limits=limits)
        self._gateway, self._control = Gateway(self.world), Control(self.world)
        self._web = WebApp(self.world)
        super().__init__(port, self._answer)
        self.world.webhooks.root = self.world.authority.issuer = self.url

    @property
    def api_url(self) -> str:
        """Return the address of the accounting API without a slash at the end."""
        return self.url + API

    @property
    def client_id(self) -> str:
        """Return the id of the app that has a secret."""
        return WEB.client_id

    @property
    def client_secret(self) -> str:
        """Return the secret of that app."""
        return str(WEB.secret)

    @property
    def webhooks(self) -> Webhooks:
        """Return the webhooks of the app."""
        return self.world.webhooks

    def open(self, name: str = "Demo Company", **about: Any) -> Organisation:
        """Open an organisation (see World.open)."""
        return self.world.open(name, **about)

    def tokens(self, *organisations: Organisation, scope: str = USUAL) -> dict[str, Any]:
        """Return tokens of the app for organisations (none named: all), as after a consent."""
        chosen: Iterable[Organisation] = organisations or self.world.organisations.values()
        return self.world.authority.connect(WEB, [each.tenant_id for each in chosen], scope.split())

    def _answer(self, arrived: Arrived) -> http_server.Outcome:
        if page := self._web.answer(arrived.method, arrived.path):
            return page
        if arrived.target == _CONTROL or arrived.target.startswith(f"{_CONTROL}/"):
            path = arrived.target[len(_CONTROL) :].partition("?")[0]
            status, text = self._control.answer(arrived.method, path, arrived.body)
            return Outcome(status=status, body=text.encode(), content_type=JSON)
        return self._gateway.handle(arrived)
