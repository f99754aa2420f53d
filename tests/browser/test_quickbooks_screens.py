"""What a user sees in QuickBooks after the demo, in a real browser on the simulator's pages.

The demo runs as a whole here, twice.
"""

from collections.abc import Iterator
from pathlib import Path

import machine
import pytest
from demo_commands import show
from demo_quickbooks import QuickBooksDemo
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import Keep

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QuickBooksDemo:
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")
    made = QuickBooksDemo()
    made.workspace, made.port, made.redirect_port = tmp_path / "quickbooks", 0, 0
    return made


@pytest.fixture
def page(browser: Browser, demo: QuickBooksDemo) -> Iterator[Page]:
    """The customers of the first company after the demo."""
    try:
        made = demo.provide()
        show(made)
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.goto(made.places[-1][1])
        yield page
        page.context.close()
    finally:
        demo.stop()


def test_a_late_customer_and_its_estimate_show_what_relance_wrote(page: Page, keep: Keep) -> None:
    held = page.locator("tr", has_text="Ready Mat")
    assert "Hold orders" in held.inner_text()
    held.get_by_role("link").click()
    notes = part(page, "Notes").inner_text()
    assert "Ask for Billy Fox." in notes
    assert "[rl#" in notes
    assert "Hold orders" in part(page, "Attached notes").inner_text()
    keep(page, "quickbooks-customer")
    part(page, "Estimates").get_by_role("link").first.click()
    assert "Order on hold" in part(page, "Attached notes").inner_text()


def test_run_again_it_changes_nothing_twice(
    page: Page, demo: QuickBooksDemo, capfd: pytest.CaptureFixture[str]
) -> None:
    before = page.content()
    capfd.readouterr()
    show(demo.provide())
    assert capfd.readouterr().out.count("Nothing had to be written.") == 2
    assert page.reload()
    assert page.content() == before


def part(page: Page, title: str) -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))
