"""The simulator in this process, for tests; `python -m tests.simulators.quickbooks` runs one alone.

It hands each request to the control endpoint, to the pages for people or to the platform; sockets are in
http_server.py one folder up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.simulators.http_server import Arrived, HttpServer, Outcome

from .books import Books
from .control import Control
from .gateway import Gateway, transaction_id
from .outcomes import JSON
from .throttle import Limits
from .web_app import WebApp
from .world import APP, REALM, World

_CONTROL = "/simulator"


class Simulator(HttpServer):
    """A QuickBooks Online of one's own, on a loopback port.

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
        sandbox: bool = True,
        cap_whole: bool = False,
    ) -> None:
        self.world = World(start=start, frozen=frozen, limits=limits, sandbox=sandbox, cap_whole=cap_whole)
        self._gateway, self._control = Gateway(self.world), Control(self.world)
        self._web = WebApp(self.world)
        super().__init__(port, self._answer)

    @property
    def client_id(self) -> str:
        """Return the id of the app that is registered."""
        return APP.client_id

    @property
    def client_secret(self) -> str:
        """Return the secret of the app that is registered."""
        return APP.secret

    def open(self, realm: str = REALM, name: str = "Sandbox Company", **about: Any) -> Books:
        """Open a company (see World.open)."""
        return self.world.open(realm, name, **about)

    def tokens(self, realm: str = REALM) -> dict[str, Any]:
        """Return tokens of the app for a company, as after a consent."""
        return self.world.authority.connect(APP.client_id, realm)

    def _answer(self, arrived: Arrived) -> Outcome:
        if page := self._web.answer(arrived.method, arrived.target):
            return page
        outcome: Outcome
        if arrived.target == _CONTROL or arrived.target.startswith(f"{_CONTROL}/"):
            path = arrived.target[len(_CONTROL) :].partition("?")[0]
            status, text = self._control.answer(arrived.method, path, arrived.body)
            outcome = Outcome(status=status, body=text.encode(), content_type=JSON)
        else:
            outcome = self._gateway.handle(arrived)
        return replace(outcome, headers={"intuit_tid": transaction_id(), **outcome.headers})
