"""The real server and its databases, as the other tests rely on them."""

from __future__ import annotations

import time

import odoo_database
import postgres
import pytest
import requests

from tests.real_odoo import OdooCallError, RealOdoo

pytestmark = pytest.mark.odoo


def test_the_server_answers_its_version(odoo: RealOdoo) -> None:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(f"{odoo.url}/json/version", timeout=10)
    assert answer.json()["version"].startswith("19.0")


def test_demo_data_is_there(odoo: RealOdoo) -> None:
    posted = [["move_type", "=", "out_invoice"], ["state", "=", "posted"]]
    assert odoo.call("account.move", "search_count", domain=posted) >= 20
    assert odoo.call("res.company", "search_count", domain=[]) >= 2


def test_each_user_has_the_rights_it_is_described_with(odoo: RealOdoo) -> None:
    for key, sees in ((odoo.key, True), (odoo.clerk_key, False)):
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                f"{odoo.url}/json/2/account.move/has_access",
                json={"operation": "read"},
                headers={"Authorization": f"bearer {key}", "X-Odoo-Database": odoo.database},
                timeout=30,
            )
        assert answer.json() is sees


def test_a_refused_call_says_why(odoo: RealOdoo) -> None:
    with pytest.raises(OdooCallError) as caught:
        odoo.call("account.move", "no_such_method")
    assert caught.value.status == 404
    assert "does not exist" in str(caught.value)


def test_code_runs_in_the_shell_and_is_committed(fresh_odoo: RealOdoo) -> None:
    assert (
        fresh_odoo.shell("print(env['res.partner'].create({'name': 'From the shell'}).name)")
        == "From the shell\n"
    )
    assert fresh_odoo.call("res.partner", "search_count", domain=[["name", "=", "From the shell"]]) == 1


def test_a_copy_is_quick_and_separate(odoo: RealOdoo, fresh_odoo: RealOdoo) -> None:
    fresh_odoo.call("res.partner", "create", vals_list=[{"name": "Only in the copy"}])
    domain = [["name", "=", "Only in the copy"]]
    assert fresh_odoo.call("res.partner", "search_count", domain=domain) == 1
    assert odoo.call("res.partner", "search_count", domain=domain) == 0


def test_the_template_is_made_once_and_copied_in_seconds(odoo: RealOdoo) -> None:
    name = f"{odoo.database}_quick"
    began = time.monotonic()
    template = odoo_database.template(demo=True)
    odoo_database.copy(template, name)
    took = time.monotonic() - began
    try:
        assert took < 10
        assert odoo_database.filestore(name).is_dir()
        assert odoo_database.filestore(template).is_dir()
    finally:
        odoo_database.drop(name)
    assert not postgres.exists(name)
    assert postgres.exists(template)
    assert not odoo_database.filestore(name).exists()


@pytest.mark.postgres
def test_the_store_has_a_database_of_its_own(postgres_url: str) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_database()").scalar().endswith("_store")
    engine.dispose()
