"""A simulator of Xero: a real HTTP server with an organisation's books behind it.

It follows Xero's public documentation, its limits and its quirks, and shares no code with any client. What it
does where the documentation is unclear stands in docs/reference/simulator-xero.md.
"""

from tests.simulators.troubles import Trouble

from .limits import Limits
from .organisation import Organisation
from .server import Simulator
from .trouble import Kind

__all__ = ["Kind", "Limits", "Organisation", "Simulator", "Trouble"]
