"""Odoo 16 to 19: reads over the external API, writes notes, activities and holds natively."""
