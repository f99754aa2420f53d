"""The store on an SQLite file: the contract, and what only a file can do."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from relance_sync.errors import Retry, Stop
from relance_sync.store import engine, open_store, schema
from tests.contracts.store import StoreContract
from tests.contracts.store_scene import COMPANY, NOW, Scene, customer


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'relance.db'}"


@pytest.fixture
def scene(url: str) -> Iterator[Scene]:
    with open_store(url, now=lambda: NOW) as store:
        store.save_company(COMPANY)
        yield Scene(store)


class TestSqlite(StoreContract):
    """The whole contract."""


def test_a_store_in_memory() -> None:
    with open_store("sqlite://") as store:
        store.save_company(COMPANY)
        scene = Scene(store)
        scene.pull(customer())
        assert scene.account().customer == customer()
        with store.lock("acme"), pytest.raises(Retry), store.lock("acme"):
            pytest.fail("two runs at once")
        with store.lock("acme"):
            assert scene.due() == []


def test_only_the_owner_reads_the_file(scene: Scene, tmp_path: Path) -> None:
    scene.pull(customer())
    with scene.store.lock("acme"):
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {0o600}


def test_the_code_knows_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("no address", "is not understood"),
        ("mysql://root@localhost/x", "SQLite or PostgreSQL"),
        ("sqlite:////nowhere/at/all/relance.db", "folder exists"),
        ("postgresql://ghost:secret@127.0.0.1:9/none", "The database none cannot be used"),
    ],
)
def test_an_address_that_leads_nowhere(address: str, sentence: str) -> None:
    with pytest.raises(Stop, match=sentence) as refused:
        open_store(address)
    assert "secret" not in refused.value.user_message + refused.value.detail


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear customer, " * 100)
    with pytest.raises(Stop, match=r"letter\.txt"):
        open_store(f"sqlite:///{tmp_path / 'letter.txt'}")


def test_a_busy_database_is_for_later(scene: Scene, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    with open_store(url) as other, scene.store._database.write():
        with pytest.raises(Retry, match="is busy"):
            other.save_company(COMPANY)
        assert other.company("acme") == COMPANY
