"""A real browser, and pictures of what it shows.

`make screenshots` keeps the pictures in docs/images; otherwise they go to the test's own folder.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = os.environ.get("RELANCE_SCREENSHOTS")
CHROMIUM = shutil.which("chromium") or "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

Keep = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Keep a picture of a page under a name."""

    def kept(page: Page, name: str) -> None:
        target = Path(IMAGES) if IMAGES else tmp_path
        target.mkdir(parents=True, exist_ok=True)
        picture = target / f"{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 20_000

    return kept
