"""Held customers in Odoo's web shop: the addon's own tests of it, where the shop is installed."""

from __future__ import annotations

import odoo_database

from tests.real_odoo import own_copy


def test_a_held_customer_in_the_web_shop() -> None:
    with own_copy("webshop") as name:
        ran = odoo_database.serve_once(
            name,
            "--init=website_sale,payment_custom,relance_sale",
            "--test-tags=/relance_sale:TestShop",
            "--log-level=test",
        )
    assert ran.returncode == 0, ran.stdout[-5000:]
    assert "0 failed, 0 error(s) of 2 tests" in ran.stdout, ran.stdout[-5000:]
    assert "The web shop is not installed" not in ran.stdout
