"""Odoo 16 to 19: reads over the external API, writes notes, activities and holds natively.

Reader and writer speak to Odoo through `rpc.Rpc` only and import the standard library only, so that they run
outside (JSON-2, JSON-RPC) and inside Odoo unchanged. `factory` is what the entry point names.
"""

from relance_connectors.odoo.connector import build as factory

__all__ = ["factory"]
