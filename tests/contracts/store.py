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
from sqlalchemy import MetaData, create_engine, make_url, text

from relance_sync.errors import Retry, Stop
from relance_sync.ports import EffectKind, Page
from relance_sync.rules.agreements import Dispute, Promise
from relance_sync.rules.money import money
from relance_sync.store import open_store, schema, tables
from tests.contracts.store_accounts import AccountsContract
from tests.contracts.store_effects import EffectsContract
from tests.contracts.store_files import FilesContract
from tests.contracts.store_forgotten import ForgottenContract
from tests.contracts.store_histories import HistoriesContract
from tests.contracts.store_pages import PagesContract
from tests.contracts.store_people import PeopleContract
from tests.contracts.store_portfolio import PortfolioContract
from tests.contracts.store_retention import RetentionContract
from tests.contracts.store_scene import COMPANY, NOW, TODAY, Scene, customer, effect, invoice, page
from tests.contracts.store_told import ToldContract

HOLDER = """
import sys, time
from relance_sync.store import open_store
with open_store(sys.argv[1]) as store, store.lock("acme"):
    print("held", flush=True)
    time.sleep(600)
"""

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
# By table, what stood in a database of schema 0002.
_OWNED: dict[str, object] = {"company": "acme", "customer": "c1"}
_SUM: dict[str, object] = {"total": 100, "total_currency": "EUR", "uninvoiced": 100}
WRITTEN_BY_0002: dict[str, dict[str, object]] = {
    "companies": {"id": "acme", "name": "Acme SARL", "currency": "EUR", "language": "fr"},
    "pulls": {
        "company": "acme",
        "balances": False,
        "synced_on": TODAY,
        "synced_at": NOW.replace(tzinfo=None),
        "full_on": TODAY,
    },
    "customers": {
        "company": "acme",
        "id": "c1",
        "digest": "d",
        "name": "Brun",
        "folded": "brun",
        "chased": True,
    },
    "payments": _OWNED | {"id": "p1", "digest": "d", "day": TODAY, "amount": 100, "currency": "EUR"},
    "orders": _OWNED
    | _SUM
    | {
        "id": "o1",
        "digest": "d",
        "number": "S1",
        "day": TODAY,
        "state": "quotation",
        "uninvoiced_currency": "EUR",
        "prepaid": False,
    },
    "tasks": _OWNED | {"key": "k1", "items": [], "reference": "x:1"},
    "promises": _OWNED
    | {
        "id": "r1",
        "due": TODAY,
        "made_on": TODAY,
        "invoices": [],
        "amount": 500,
        "currency": "EUR",
        "source": "",
        "note": "",
    },
    "disputes": _OWNED | {"id": "d1", "opened_on": TODAY, "invoice": "i1", "source": "", "note": ""},
}


class StoreContract(
    PagesContract,
    AccountsContract,
    EffectsContract,
    HistoriesContract,
    PeopleContract,
    PortfolioContract,
    RetentionContract,
    ToldContract,
    FilesContract,
    ForgottenContract,
):
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

    @pytest.mark.parametrize("release", ["0001", "0002", "0003"])
    def test_a_schema_of_an_older_release_is_upgraded(
        self, url: str, monkeypatch: pytest.MonkeyPatch, release: str
    ) -> None:
        with monkeypatch.context() as earlier:
            earlier.setattr(schema, "HEAD", release)
            open_store(url).close()
        with open_store(url) as store:
            store.save_company(COMPANY)
            scene = Scene(store)
            scene.pull(customer())
            scene.assess("c1", effect("note"))
            assert scene.states(effect("note")) == ["pending"]

    def test_what_an_older_release_wrote_is_read_and_completed(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as earlier:
            earlier.setattr(schema, "HEAD", "0002")
            open_store(url).close()
        _write(url, WRITTEN_BY_0002)
        with open_store(url) as store:
            account = store.account(COMPANY, "c1", TODAY)
            told = store.agreements("acme")
            pulled = store.pulled("acme")
        assert account is not None
        assert (account.customer.name, account.customer.tags) == ("Brun", ())
        assert [(each.id, each.returned_on) for each in account.payments] == [("p1", None)]
        assert [(each.id, each.to_deliver) for each in account.orders] == [("o1", False)]
        assert [(each.key, each.alert) for each in account.tasks] == [("k1", None)]
        assert told.promises == (
            Promise(id="r1", customer="c1", due=TODAY, made_on=TODAY, amount=money("5", "EUR")),
        )
        assert told.disputes == (Dispute(id="d1", customer="c1", opened_on=TODAY, invoice="i1"),)
        # Tags and returned payments were not pulled so far: everything is read again.
        assert pulled is not None
        assert (pulled.synced_on, pulled.full_on) == (TODAY, None)

    def test_a_newer_schema_is_refused(self, scene: Scene, url: str) -> None:
        with scene.store._database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(Stop, match=r"newer Relance \(schema 9999"):
            open_store(url)

    def test_a_second_run_is_refused(self, scene: Scene, url: str) -> None:
        with open_store(url) as other:
            with scene.store.lock("acme"):
                with pytest.raises(Retry, match="Another run for acme"), other.lock("acme"):
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
            with pytest.raises(Retry), scene.store.lock("acme"):
                pytest.fail("two runs at once")
            holder.kill()
        _until_free(scene)
        with scene.store.lock("acme"):
            assert scene.pull(customer()) == {"c1"}


def _write(url: str, rows: dict[str, dict[str, object]]) -> None:
    """Write rows as they are, into the tables as they stand."""
    address = make_url(url)
    engine = create_engine(address.set(drivername=_DRIVERS[address.get_backend_name()]))
    found = MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        for table, row in rows.items():
            connection.execute(found.tables[table].insert(), row)
    engine.dispose()


def _page_of(number: int) -> Page:
    return page(customer(f"c{number}"))


def _until_free(scene: Scene, seconds: float = 20.0) -> None:
    """A server needs a moment to see that a client is dead."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with scene.store.lock("acme"):
                return
        except Retry:
            time.sleep(0.05)
