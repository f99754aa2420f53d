"""What a user sees in Odoo after a sync, in a real browser; pictures of the README are made here."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_odoo import STORY
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Keep
from tests.real_odoo import RealOdoo

pytestmark = pytest.mark.browser

SETTINGS = """
language = "en"
[companies.yourcompany]
platform = "odoo"
mode = "assist"
[companies.yourcompany.odoo]
url = "{url}"
database = "{database}"
company_id = 1
responsible = "admin"
"""


@pytest.fixture
def synced(fresh_odoo: RealOdoo, tmp_path: Path) -> RealOdoo:
    """Odoo's demo company with older debts, after one sync by hand."""
    fresh_odoo.shell(STORY)
    settings = SETTINGS.format(url=fresh_odoo.url, database=fresh_odoo.database)
    (tmp_path / "relance.toml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", "relance_sync.cli", "--workspace", str(tmp_path), "sync"]
    environment = {**os.environ, "RELANCE_YOURCOMPANY_KEY": fresh_odoo.key}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return fresh_odoo


@pytest.fixture
def page(browser: Browser, synced: RealOdoo) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{synced.url}/web/login?db={synced.database}")
    page.fill("input[name=login]", synced.login)
    page.fill("input[name=password]", synced.password)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_web_client")
    yield page
    context.close()


def customer(odoo: RealOdoo, name: str) -> int:
    (found,) = odoo.call("res.partner", "search", domain=[["name", "=", name], ["parent_id", "=", False]])
    return int(found)


def test_a_late_customer_and_its_order_show_what_relance_wrote(
    page: Page, synced: RealOdoo, keep: Keep
) -> None:
    look_at_the_customer(page, synced, keep)
    look_at_the_order(page, synced, keep)


def look_at_the_customer(page: Page, synced: RealOdoo, keep: Keep) -> None:
    page.goto(f"{synced.url}/odoo/res.partner/{customer(synced, 'Ready Mat')}")
    page.wait_for_selector(".o-mail-Chatter .o-mail-Message")
    chatter = page.inner_text(".o-mail-Chatter")
    assert "[rl#" in chatter
    assert "Hold orders" in chatter
    assert page.locator(".o-mail-Activity").count() >= 1
    keep(page, "customer")


def look_at_the_order(page: Page, synced: RealOdoo, keep: Keep) -> None:
    partner = customer(synced, "Ready Mat")
    order = synced.call(
        "sale.order",
        "search",
        domain=[["partner_id", "=", partner], ["state", "in", ["draft", "sent"]]],
        limit=1,
    )
    page.goto(f"{synced.url}/odoo/sale.order/{order[0]}")
    page.wait_for_selector(".o-mail-Activity")
    assert "Order on hold" in page.inner_text(".o-mail-Chatter")
    assert "Relance" in page.inner_text(".o_form_view")
    keep(page, "held-order")
