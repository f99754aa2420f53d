"""A simulator of Xero: a real HTTP server with an organisation's books behind it.

It follows Xero's public documentation, its limits and its quirks, and shares no code with any client. What it
does where the documentation is unclear stands in docs/reference/simulator-xero.md.
"""
