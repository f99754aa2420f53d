"""Held customers in Odoo's web shop: the tests of the addon that installs itself with it, and its words."""

from __future__ import annotations

import odoo_database

from tests.odoo_addon.translations import untranslated
from tests.real_odoo import own_copy

GLUE = "relance_website_sale"


def test_a_held_customer_in_the_web_shop() -> None:
    with own_copy("webshop") as name:
        # Nobody asks for the glue: it installs itself.
        ran = odoo_database.serve_once(
            name,
            "--init=website_sale,payment_custom,relance_sale",
            f"--test-tags=/{GLUE}",
            "--log-level=test",
        )
        assert ran.returncode == 0, ran.stdout[-5000:]
        assert "0 failed, 0 error(s) of 3 tests" in ran.stdout, ran.stdout[-5000:]
        assert untranslated(name, GLUE) == [f"{GLUE} [] []"]
