"""The demo on the QuickBooks simulator: as whom one connects there, and where to look afterwards.

How the simulator is had, and the workspace written, is demo_simulator.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from demo_commands import COMPANY
from demo_simulator import App, SimulatorDemo


class QuickBooksDemo(SimulatorDemo):
    """Two companies, each with a permission of its own."""

    platform, title, port = "quickbooks", "QuickBooks", 8200
    own_settings = 'environment = "sandbox"\nrealm_id = "{id}"'

    def app(self, told: Mapping[str, Any]) -> App:
        """See `SimulatorDemo.app`."""
        return App(client_id=told["client_id"], client_secret=told["client_secret"])

    def books(self, told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """See `SimulatorDemo.books`."""
        return [(each["name"], each["realm"]) for each in told["companies"]]

    def connect(self, books: Mapping[str, str]) -> None:
        """See `SimulatorDemo.connect`."""
        for name, realm in books.items():
            if name not in self.tokens():
                self.press(name, [("realm", realm), ("decision", "connect")])

    def places(self, url: str, books: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """See `SimulatorDemo.places`."""
        customers = f"{url}/app/customers?realm={books[COMPANY]}"
        return (("both companies", f"{url}/"), ("customers: who owes, who is on hold", customers))
