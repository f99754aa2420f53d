"""What a user sees in Xero after the demo, in a real browser on the simulator's pages.

The demo runs as a whole here, twice.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_simulator import SimulatorDemo
from demo_xero import XeroDemo
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Keep
from tests.browser.shown_demo import check_a_second_run, demo_in, part, shown

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimulatorDemo:
    return demo_in(tmp_path, XeroDemo(), monkeypatch)


@pytest.fixture
def page(browser: Browser, demo: SimulatorDemo) -> Iterator[Page]:
    with shown(demo, browser) as page:
        yield page


def test_a_late_customer_and_its_quote_show_what_relance_wrote(page: Page, keep: Keep) -> None:
    held = page.locator("tr", has_text="Ready Mat")
    assert "Orders on hold (Relance)" in held.inner_text()
    held.get_by_role("link").click()
    history = part(page, "History and notes").inner_text()
    assert "Ask for Billy Fox." in history
    assert "Relance: Hold orders" in history
    assert "[rl#" in history
    assert "Orders on hold (Relance)" in part(page, "Contact groups").inner_text()
    keep(page, "xero-contact")
    part(page, "Quotes").get_by_role("link").last.click()
    assert "Order on hold" in part(page, "History and notes").inner_text()
    page.get_by_role("link", name="FR Company").click()
    assert "Commandes bloquées (Relance)" in page.content()


def test_run_again_it_changes_nothing_twice(
    page: Page, demo: SimulatorDemo, capfd: pytest.CaptureFixture[str]
) -> None:
    check_a_second_run(page, demo, capfd)
