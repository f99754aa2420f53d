"""A terminal in a fresh workspace, an empty keyring, and no surprise from the machine's settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_books import TODAY
from tests.fake_keyring import MemoryKeyring, memory_keyring
from tests.fake_platform import PLATFORMS, SECRETS, FakePlatform
from tests.terminal import Terminal, install_fake


@pytest.fixture(autouse=True)
def kept_keys() -> Iterator[MemoryKeyring]:
    """The keyring of the machine, empty."""
    with memory_keyring() as memory:
        yield memory


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A workspace without a company."""
    for name in ("RELANCE_WORKSPACE", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "workspace"
    folder.mkdir()
    install_fake(tmp_path / "site", monkeypatch)
    yield Terminal(folder, monkeypatch)
    PLATFORMS.clear()
    SECRETS.clear()


@pytest.fixture
def acme(terminal: Terminal) -> FakePlatform:
    """The books of the only company: a late payer, one who pays later, and a person far over the limit."""
    books = terminal.company("acme")
    books.invoice("Azure Interior", "1800.00", due=TODAY.replace(month=8))
    books.order("Azure Interior", "250.00")
    books.invoice("Lumber Inc", "700.00", due=TODAY.replace(year=2027))
    books.customer("Joel Willis", kind=None, credit_limit=None)
    books.invoice("Joel Willis", "2150.00", due=TODAY.replace(month=8))
    return books
