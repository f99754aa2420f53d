"""A simulator of QuickBooks Online: a real HTTP server with a double-entry ledger behind it.

It follows Intuit's public documentation, its limits and its quirks, and shares no code with any client. What
it does where the documentation is unclear stands in docs/reference/simulator-quickbooks.md.
"""

from tests.simulators.troubles import Trouble

from .books import Books
from .server import Simulator
from .throttle import Limits
from .trouble import Kind

__all__ = ["Books", "Kind", "Limits", "Simulator", "Trouble"]
