"""SQLite reads an account by its customer: it never goes through what the whole company has."""

from datetime import date

import pytest
from sqlalchemy import Connection, Select, create_engine, event

from relance_sync.store import accounts, portfolio, queries, tables

ALL = {name: query for name, query in vars(queries).items() if isinstance(query, Select)}
ASKED = {
    "company": "acme",
    "customers": [f"c{number}" for number in range(accounts.BATCH)],
    "since": date(2026, 1, 1),
    "until": date(2026, 2, 1),
}


def plan(connection: Connection, query: Select[tuple[object, ...]]) -> list[str]:
    """Return how SQLite goes about a query, one line for each table."""
    sent: list[tuple[str, object]] = []

    def keep(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        sent.append((statement, values))

    event.listen(connection, "before_cursor_execute", keep)
    connection.execute(query, ASKED)
    event.remove(connection, "before_cursor_execute", keep)
    ((statement, values),) = sent
    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()  # type: ignore[arg-type]
    return [step[3] for step in steps if not step[3].startswith(("USE TEMP B-TREE", "CORRELATED SCALAR"))]


def test_the_queries_were_found() -> None:
    assert {"CUSTOMERS", "INVOICES", "BALANCES"} <= ALL.keys()


@pytest.mark.parametrize("name", ALL)
def test_a_batch_is_found_by_its_customers(name: str) -> None:
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.connect() as connection:
        first, *others = plan(connection, ALL[name])
    engine.dispose()
    assert "(company=? AND customer=?" in first or "(company=? AND id=?" in first
    assert all("(company=? AND " in each for each in others)


def test_the_portfolio_finds_payments_by_an_index_of_its_own() -> None:
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.connect() as connection:
        steps = plan(connection, portfolio.invoices("acme", date(2026, 1, 1)))
    engine.dispose()
    assert any("AUTOMATIC" in each and "(installment=?)" in each for each in steps)
