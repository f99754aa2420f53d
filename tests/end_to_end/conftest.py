"""Fixtures of the desk: each test gets an own copy of a real Odoo in which some customers are late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import odoo_database
import pytest
from demo_odoo import STORY

from tests.cutting_proxy import CuttingProxy
from tests.end_to_end.desk import Desk
from tests.real_odoo import RealOdoo, _numbers, _Session


@pytest.fixture(scope="session")
def late_books(_odoo_session: _Session) -> Iterator[str]:
    """The database that the tests copy: Odoo's demo and the late invoices of `make demo`."""
    name = f"{_odoo_session.server.database}_late"
    odoo_database.copy(_odoo_session.seed, name)
    try:
        odoo_database.shell(name, STORY)
        yield name
    finally:
        odoo_database.drop(name)


@pytest.fixture
def fresh_odoo(_odoo_session: _Session, late_books: str) -> Iterator[RealOdoo]:
    """A real Odoo with late customers in a database of the test's own."""
    name = f"{_odoo_session.server.database}__{next(_numbers)}"
    odoo_database.copy(late_books, name)
    try:
        yield _odoo_session.database(name)
    finally:
        odoo_database.drop(name)


@pytest.fixture
def empty_desk(fresh_odoo: RealOdoo, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose workspace has no company yet."""
    with CuttingProxy(fresh_odoo.url) as proxy:
        yield Desk(odoo=fresh_odoo, proxy=proxy, folder=tmp_path)


@pytest.fixture
def desk(empty_desk: Desk) -> Desk:
    """A desk with one company, `acme`, in `assist`."""
    empty_desk.open_company()
    return empty_desk
