"""The demo on the Xero simulator: as whom one connects there, and where to look afterwards.

How the simulator is had, and the workspace written, is demo_simulator.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from demo_commands import COMPANY
from demo_simulator import App, SimulatorDemo


class XeroDemo(SimulatorDemo):
    """Two organisations under one permission."""

    platform, title, port = "xero", "Xero", 8300
    own_settings = 'tenant_id = "{id}"\nlanguage = "{language}"'

    def app(self, told: Mapping[str, Any]) -> App:
        """See `SimulatorDemo.app`."""
        return App(**told["apps"][0])

    def books(self, told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """See `SimulatorDemo.books`."""
        return [(each["name"], each["tenant_id"]) for each in told["organisations"]]

    def connect(self, books: Mapping[str, str]) -> None:
        """See `SimulatorDemo.connect`; who signs in ticks both organisations."""
        if not self.tokens():
            self.press(COMPANY, [*(("tenant", tenant) for tenant in books.values()), ("decision", "allow")])

    def places(self, url: str, books: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """See `SimulatorDemo.places`."""
        code = f"!{books[COMPANY][:5]}"
        contacts = f"{url}/app/{code}/contacts"
        return (("both organisations", f"{url}/"), ("contacts: who owes, who is on hold", contacts))
