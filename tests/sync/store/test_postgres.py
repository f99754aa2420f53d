"""The store on a real PostgreSQL: the whole contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from relance_sync.store import open_store
from tests.contracts.store import StoreContract
from tests.contracts.store_scene import COMPANY, NOW, Scene


@pytest.fixture
def url(postgres_url: str) -> str:
    """The database emptied: making one for each test takes longer."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_url


@pytest.fixture
def scene(url: str) -> Iterator[Scene]:
    with open_store(url, now=lambda: NOW) as store:
        store.save_company(COMPANY)
        yield Scene(store)


class TestPostgres(StoreContract):
    """The whole contract."""
