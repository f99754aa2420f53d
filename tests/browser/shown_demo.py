"""What the demo on a simulator leaves behind, as a browser shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import machine
import pytest
from demo_commands import show
from demo_simulator import SimulatorDemo
from playwright.sync_api import Browser, Locator, Page


def demo_in(folder: Path, demo: SimulatorDemo, monkeypatch: pytest.MonkeyPatch) -> SimulatorDemo:
    """Give a demo a folder and ports of its own."""
    monkeypatch.setattr(machine, "STATE", folder / ".odoo")
    demo.workspace, demo.port, demo.redirect_port = folder / demo.platform, 0, 0
    return demo


@contextmanager
def shown(demo: SimulatorDemo, browser: Browser) -> Iterator[Page]:
    """Run the demo and open the customers of the first company."""
    try:
        made = demo.provide()
        show(made)
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.goto(made.places[-1][1])
        yield page
        page.context.close()
    finally:
        demo.stop()


def check_a_second_run(page: Page, demo: SimulatorDemo, capfd: pytest.CaptureFixture[str]) -> None:
    """Run the demo again: it changes nothing twice."""
    before = page.content()
    capfd.readouterr()
    show(demo.provide())
    assert capfd.readouterr().out.count("Nothing had to be written.") == 2
    assert page.reload()
    assert page.content() == before


def part(page: Page, title: str) -> Locator:
    """Return the part of a page that has this heading."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))
