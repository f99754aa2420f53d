"""What a user sees in Odoo after a sync, in a real browser; the pictures of the README are made here.

`make screenshots` keeps the pictures in docs/images; otherwise they go to the test's own folder.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_story import STORY
from playwright.sync_api import Browser, Page, sync_playwright
from relance_sync.cli import main
from tests.real_odoo import RealOdoo

pytestmark = pytest.mark.browser

IMAGES = os.environ.get("RELANCE_SCREENSHOTS")
CHROMIUM = shutil.which("chromium") or "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SETTINGS = """
language = "en"
[companies.yourcompany]
platform = "odoo"
mode = "assist"
[companies.yourcompany.odoo]
url = "{url}"
database = "{database}"
company_id = 1
"""


@pytest.fixture(scope="module")
def synced(odoo: RealOdoo, tmp_path_factory: pytest.TempPathFactory) -> RealOdoo:
    """Odoo's demo company with older debts, after one sync by hand."""
    odoo.shell(STORY)
    workspace = tmp_path_factory.mktemp("workspace")
    (workspace / "relance.toml").write_text(
        SETTINGS.format(url=odoo.url, database=odoo.database), encoding="utf-8"
    )
    os.environ["RELANCE_YOURCOMPANY_KEY"] = odoo.key
    try:
        status = main(["--workspace", str(workspace), "sync"])
    finally:
        del os.environ["RELANCE_YOURCOMPANY_KEY"]
    assert status == 0
    return odoo


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


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


def keep(page: Page, name: str, folder: Path) -> None:
    target = Path(IMAGES) if IMAGES else folder
    target.mkdir(parents=True, exist_ok=True)
    picture = target / f"{name}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 20_000


def customer(odoo: RealOdoo, name: str) -> int:
    (found,) = odoo.call("res.partner", "search", domain=[["name", "=", name], ["parent_id", "=", False]])
    return int(found)


def test_a_late_customer_shows_our_note_and_activity(page: Page, synced: RealOdoo, tmp_path: Path) -> None:
    page.goto(f"{synced.url}/odoo/res.partner/{customer(synced, 'Ready Mat')}")
    page.wait_for_selector(".o-mail-Chatter .o-mail-Message")
    chatter = page.inner_text(".o-mail-Chatter")
    assert "[rl#" in chatter
    assert "Hold orders" in chatter
    assert page.locator(".o-mail-Activity").count() >= 1
    keep(page, "customer", tmp_path)


def test_a_waiting_order_shows_that_it_is_held(page: Page, synced: RealOdoo, tmp_path: Path) -> None:
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
    keep(page, "held-order", tmp_path)
