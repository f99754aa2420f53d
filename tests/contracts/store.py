"""What every store must do, whatever the database: inherited by the test file of each database.

A database's file gives two fixtures: `url`, the address of an empty database of the test's own, and `scene`,
a store opened there with one company in it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from relance_sync.errors import Stop
from relance_sync.ports import EffectKind, Page
from relance_sync.store import open_store, schema, tables
from tests.contracts.store_accounts import AccountsContract
from tests.contracts.store_effects import EffectsContract
from tests.contracts.store_histories import HistoriesContract
from tests.contracts.store_pages import PagesContract
from tests.contracts.store_people import PeopleContract
from tests.contracts.store_scene import COMPANY, Scene, customer, effect, invoice, page

HOLDER = """
import sys, time
from relance_sync.store import open_store
with open_store(sys.argv[1]) as store, store.lock("acme"):
    print("held", flush=True)
    time.sleep(600)
"""


class StoreContract(PagesContract, AccountsContract, EffectsContract, HistoriesContract, PeopleContract):
    """Everything, and what concerns the database as a whole."""

    def test_everything_is_there_after_opening_again(self, scene: Scene, url: str) -> None:
        scene.pull(customer(), cursor="here")
        scene.pull(invoice(), cursor="there")
        scene.assess("c1", effect("note", EffectKind.NOTE))
        scene.store.close()
        with open_store(url) as store:
            again = Scene(store)
            assert store.cursor("acme") == "there"
            assert again.account().invoices == (invoice(),)
            assert again.states(effect("note")) == ["pending"]

    def test_the_migrations_make_what_the_code_believes(self, scene: Scene) -> None:
        with scene.store._database.read() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, tables.metadata) == []

    def test_two_programs_may_make_the_schema_at_once(self, url: str) -> None:
        def use(number: int) -> None:
            with open_store(url) as store:
                store.save_company(COMPANY)
                store.save_page("acme", _page_of(number))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(use, range(8)))
        with open_store(url) as store:
            assert len(store.known_ids("acme", "customer", None, 100)) == 8

    def test_a_schema_of_an_older_release_is_upgraded(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as earlier:
            earlier.setattr(schema, "HEAD", "0001")
            open_store(url).close()
        with open_store(url) as store:
            store.save_company(COMPANY)
            scene = Scene(store)
            scene.pull(customer())
            scene.assess("c1", effect("note"))
            assert scene.states(effect("note")) == ["pending"]

    def test_a_newer_schema_is_refused(self, scene: Scene, url: str) -> None:
        with scene.store._database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(Stop, match=r"newer Relance \(schema 9999"):
            open_store(url)

    def test_a_second_run_is_refused(self, scene: Scene, url: str) -> None:
        with open_store(url) as other:
            with scene.store.lock("acme"):
                with pytest.raises(Stop, match="Another run for acme"), other.lock("acme"):
                    pytest.fail("two runs at once")
                with other.lock("zeta"):
                    scene.pull(customer())
            with other.lock("acme"):
                other.save_page("acme", _page_of(2))
        assert scene.store.known_ids("acme", "customer", None, 9) == ["c1", "c2"]

    def test_a_lock_ends_with_an_error(self, scene: Scene) -> None:
        with pytest.raises(ZeroDivisionError), scene.store.lock("acme"):
            raise ZeroDivisionError
        with scene.store.lock("acme"):
            assert scene.pull(customer()) == {"c1"}

    def test_a_lock_ends_with_its_program(self, scene: Scene, url: str) -> None:
        command = [sys.executable, "-c", HOLDER, url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(Stop), scene.store.lock("acme"):
                pytest.fail("two runs at once")
            holder.kill()
        _until_free(scene)
        with scene.store.lock("acme"):
            assert scene.pull(customer()) == {"c1"}


def _page_of(number: int) -> Page:
    return page(customer(f"c{number}"))


def _until_free(scene: Scene, seconds: float = 20.0) -> None:
    """A server needs a moment to see that a client is dead."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with scene.store.lock("acme"):
                return
        except Stop:
            time.sleep(0.05)
