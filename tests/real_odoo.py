"""Fixtures that hand a real Odoo 19 and a real PostgreSQL to a test, installing what is missing.

A machine that cannot provide them fails the test: it is never skipped. One server serves the whole session;
tests that change data they share with others take `fresh_odoo`, a database of their own on that server. What
is between Relance and Odoo is not used here: `RealOdoo.call` speaks to Odoo by itself.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import odoo_database
import odoo_install
import odoo_process
import postgres
import pytest
import requests

PREFIX = "relance_test_"
TIMEOUT = 120.0


class OdooCallError(AssertionError):
    """Odoo refused a call of a test.

    Attributes:
        status: HTTP status.
        name: Name of Odoo's exception, empty when the answer was no JSON.
    """

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(f"Odoo answered {status} {name}: {message}")
        self.status = status
        self.name = name


@dataclass(frozen=True, kw_only=True)
class RealOdoo:
    """A database of a running Odoo 19 with demo data.

    Attributes:
        url: Address of the server, without a slash at its end.
        database: Name to send as `X-Odoo-Database`; a browser opens `/web?db=` with it.
        key: API key of `relance`, who has accounting, sales and contacts in all companies.
        admin_key: API key of `admin`.
        clerk_key: API key of `clerk`, an internal user without any of these rights.
        login: Login of the administrator, for a browser.
        password: The administrator's password.
    """

    url: str
    database: str
    key: str
    admin_key: str
    clerk_key: str
    login: str = "admin"
    password: str = "admin"

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Call a method as `admin` and return its bare result.

        Args:
            model: Odoo's model, such as `res.partner`.
            method: Public method of it.
            arguments: Keyword arguments of the method, `ids` and `context`.

        Raises:
            OdooCallError: Odoo refused.
        """
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                f"{self.url}/json/2/{model}/{method}",
                json=arguments,
                headers={"Authorization": f"bearer {self.admin_key}", "X-Odoo-Database": self.database},
                timeout=TIMEOUT,
            )
        if answer.ok:
            return answer.json()
        try:
            error = answer.json()
        except ValueError:
            raise OdooCallError(answer.status_code, "", answer.text[:500]) from None
        raise OdooCallError(answer.status_code, error.get("name", ""), error.get("message", ""))

    def shell(self, code: str) -> str:
        """Run Python in `odoo shell`, commit, and return what it printed; takes about two seconds."""
        return odoo_database.shell(self.database, code)


@dataclass(frozen=True, kw_only=True)
class _Session:
    """The session's server and the database, with users and keys, that others are copied from."""

    server: odoo_process.OdooServer
    seed: str
    keys: dict[str, str]

    def database(self, name: str) -> RealOdoo:
        return RealOdoo(
            url=self.server.url,
            database=name,
            key=self.keys["relance"],
            admin_key=self.keys["admin"],
            clerk_key=self.keys["clerk"],
        )


@pytest.fixture(scope="session")
def _odoo_session() -> Iterator[_Session]:
    odoo_install.install()
    drop_left_over()
    name = f"{PREFIX}{os.getpid()}"
    seed = f"{name}_seed"
    try:
        odoo_database.copy(odoo_database.template(demo=True), seed)
        keys = odoo_database.api_keys(seed, {"relance": None, "admin": None, "clerk": "none"})
        odoo_database.copy(seed, name)
        with odoo_process.OdooServer(name, odoo_process.free_port(preferred=0)) as server:
            yield _Session(server=server, seed=seed, keys=keys)
    finally:
        odoo_database.drop(name)
        odoo_database.drop(seed)


@pytest.fixture(scope="session")
def odoo(_odoo_session: _Session) -> RealOdoo:
    """A real Odoo whose database all tests of the session share."""
    return _odoo_session.database(_odoo_session.server.database)


@pytest.fixture
def fresh_odoo(_odoo_session: _Session) -> Iterator[RealOdoo]:
    """A real Odoo with a database of the test's own; costs well under a second."""
    name = f"{_odoo_session.server.database}__{next(_numbers)}"
    odoo_database.copy(_odoo_session.seed, name)
    try:
        yield _odoo_session.database(name)
    finally:
        odoo_database.drop(name)


@pytest.fixture(scope="session")
def addon_odoo(_odoo_session: _Session) -> Iterator[RealOdoo]:
    """A real Odoo with both addons, in which `relance` is a credit controller; made in some ten seconds."""
    name = f"{_odoo_session.server.database}__addons"
    odoo_database.copy(_odoo_session.seed, name)
    try:
        done = odoo_database.serve_once(name, "--init=relance,relance_sale")
        assert done.returncode == 0, done.stdout
        odoo = _odoo_session.database(name)
        odoo.shell(CONTROLLER)
        yield odoo
    finally:
        odoo_database.drop(name)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The SQLAlchemy address of an empty PostgreSQL database, dropped when the session ends."""
    address = postgres.ensure()
    drop_left_over()
    name = f"{PREFIX}{os.getpid()}_store"
    postgres.create(name)
    try:
        yield address.url(name)
    finally:
        postgres.drop(name)


@contextmanager
def own_copy(purpose: str, source: str | None = None) -> Iterator[str]:
    """Copy a database, the template unless one is named, for one purpose; drop the copy at the end."""
    odoo_install.install()
    drop_left_over()
    name = f"{PREFIX}{os.getpid()}_{purpose}"
    odoo_database.copy(source or odoo_database.template(demo=True), name)
    try:
        yield name
    finally:
        odoo_database.drop(name)


def drop_left_over() -> None:
    """Drop the databases of test sessions that were killed before they could."""
    listed = postgres.sql(f"SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}%'")  # noqa: S608
    for name in listed.splitlines():
        owner = re.match(rf"{PREFIX}(\d+)", name)
        if owner and not Path("/proc", owner[1]).exists():
            odoo_process.stop(name)
            odoo_database.drop(name)


_numbers = itertools.count(1)
CONTROLLER = """
user = env["res.users"].search([("login", "=", "relance")])
user.group_ids |= env.ref("relance.group_credit_controller")
"""
"""Code for Odoo's shell that makes our user a credit controller; only where the addon is installed."""
