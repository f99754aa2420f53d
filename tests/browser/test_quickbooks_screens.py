"""What a user sees in QuickBooks after the demo, in a real browser on the simulator's pages.

The demo runs as a whole here, twice.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_quickbooks import QuickBooksDemo
from demo_simulator import SimulatorDemo
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Keep
from tests.browser.shown_demo import check_a_second_run, demo_in, part, shown

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimulatorDemo:
    return demo_in(tmp_path, QuickBooksDemo(), monkeypatch)


@pytest.fixture
def page(browser: Browser, demo: SimulatorDemo) -> Iterator[Page]:
    with shown(demo, browser) as page:
        yield page


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
    page: Page, demo: SimulatorDemo, capfd: pytest.CaptureFixture[str]
) -> None:
    check_a_second_run(page, demo, capfd)
