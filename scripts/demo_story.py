"""What all demos tell of the same customers, so that all platforms show the same decisions.

Facts only, seen from today. How they are booked is demo_odoo.py's and demo_simulated_story.py's.
"""

from __future__ import annotations

LATE = (  # customer, days late, amount, paid
    ("Ready Mat", 95, "1850.00", "0"),
    ("Ready Mat", 41, "620.50", "0"),
    ("Gemini Furniture", 33, "4200.00", "1700.00"),
    ("Gemini Furniture", 6, "980.00", "0"),
    ("Lumber Inc", 17, "2310.00", "0"),
    ("OpenWood", 8, "455.40", "0"),
    ("Joel Willis", 67, "2150.00", "0"),
)
"""Invoices that fell due so many days ago, and what was paid on them. Each was issued 30 days before."""

PERSONS = ("Joel Willis",)
"""Customers who are natural persons: nobody holds their orders, it is only proposed."""
