"""A real browser, and pictures of what it shows.

`make screenshots` keeps the pictures in docs/images; otherwise they go to the test's own folder.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser.shown_addon import LANGUAGES, PERSON, ShownAddon, shown_addon

IMAGES = os.environ.get("RELANCE_SCREENSHOTS")
CHROMIUM = shutil.which("chromium") or "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

Keep = Callable[[Page | Locator, str], None]

SETTLED = """() => !document.querySelector('.o_loading_indicator')
    && [...document.images].every((each) => each.complete)"""
RAW = re.compile(r"\{\"|\[object|undefined|\bNaN\b|[a-z]+_[a-z]+ [+-]\d")
CHARTS_DRAW = 1500
FIRST_PAGE = 180_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Keep a picture of a page, or of a part of one, under a name."""

    def kept(page: Page | Locator, name: str) -> None:
        target = Path(IMAGES) if IMAGES else tmp_path
        target.mkdir(parents=True, exist_ok=True)
        picture = target / f"{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > (20_000 if isinstance(page, Page) else 5_000)

    return kept


@pytest.fixture(scope="session", params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    """The language of the company whose addon is looked at, and of who looks."""
    return str(request.param)


@pytest.fixture(scope="session")
def addon(language: str) -> Iterator[ShownAddon]:
    with shown_addon(language) as shown:
        yield shown


@pytest.fixture
def page(browser: Browser, addon: ShownAddon, language: str) -> Iterator[Page]:
    """A page of the addon, signed in."""
    locale = LANGUAGES[language].replace("_", "-")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale)
    page = context.new_page()
    # The first page of a new database takes its time.
    page.set_default_timeout(FIRST_PAGE)
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.goto(f"{addon.url}/web/login?db={addon.database}")
    page.fill("input[name=login]", PERSON)
    page.fill("input[name=password]", PERSON)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_web_client")
    page.set_default_timeout(60_000)
    yield page
    context.close()
    assert not problems


@pytest.fixture
def shown(page: Page, addon: ShownAddon, language: str, keep: Keep) -> Callable[..., str]:
    """Open a screen, wait until it stands, keep its picture and return what it says."""

    def look(name: str, path: str | None, wait_for: str, part: str | None = None) -> str:
        if path:
            page.goto(addon.url + (path if path.startswith("/") else f"/odoo/{path}"))
        page.wait_for_selector(wait_for)
        page.wait_for_function(SETTLED)
        page.wait_for_timeout(CHARTS_DRAW)
        picture = page.locator(part).last if part else page
        keep(picture, f"odoo-{name}" if language == "en" else f"odoo-{name}-{language}")
        places = [f"{each}:visible" for each in (part, ".modal", ".o_action_manager", "body") if each]
        said = page.locator(next(each for each in places if page.locator(each).count())).last.inner_text()
        assert not RAW.search(said), said
        return said

    return look
