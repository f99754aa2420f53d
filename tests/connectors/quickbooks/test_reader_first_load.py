"""A first load beside a public extractor's, on the same books: no more calls, and nothing is missed.

Books and pages are a tenth of the promise's (10,000 invoices, 1,000 customers, 1,000 rows a page), so the
calls are the same; `make bench` makes them at full size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from benchmarks.drawn_quickbooks import Opened
from benchmarks.plain_extractor import PlainExtractor
from tests.connectors.quickbooks.reader_office import Office
from tests.simulators.books import Company
from tests.simulators.filled_quickbooks import fill, for_quickbooks
from tests.simulators.quickbooks import Limits, Simulator

PAGE = 100
READ = ("Customer", "Invoice", "CreditMemo", "Payment", "Estimate", "JournalEntry", "Deposit")


class Witness:
    """Sees every row the reader gets: the version of each record, as it was told last."""

    def __init__(self, office: Office, patch: pytest.MonkeyPatch) -> None:
        self.versions: dict[tuple[str, str], int] = {}
        select, changes = office.client.select, office.client.changes

        def selected(*queries: str) -> list[Any]:
            answers = select(*queries)
            for query, rows in zip(queries, answers, strict=True):
                self.see(query.split(" FROM ")[1].split()[0], rows)
            return answers

        def changed(*asked: Any) -> Any:
            answer: Any = changes(*asked)
            for entity, rows in answer.rows.items():
                self.see(entity, rows)
            return answer

        patch.setattr(office.client, "select", selected)
        patch.setattr(office.client, "changes", changed)

    def see(self, entity: str, rows: Iterable[Any]) -> None:
        for row in rows:
            if row.get("status") == "Deleted":
                self.versions.pop((entity, row["Id"]), None)
            elif entity in READ and "SyncToken" in row:
                self.versions[entity, row["Id"]] = int(row["SyncToken"])


class Books:
    """What the extractor is told of the books."""

    def __init__(self, simulator: Simulator, realm: str) -> None:
        tokens = simulator.tokens(realm)
        self.opened = Opened(
            url=simulator.url,
            realm=realm,
            client_id=simulator.client_id,
            client_secret=simulator.client_secret,
            access_token=tokens["access_token"],
            refresh_token=tokens["refresh_token"],
        )


@pytest.fixture
def drawn() -> Iterator[Office]:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    with Simulator(start=start, frozen=True, limits=Limits.none()) as simulator:
        office = Office(simulator, simulator.open(), page_size=PAGE)
        company = Company(
            seed=1,
            customers=100,
            months=10,
            today=date(2026, 6, 30),
            currency="USD",
            foreign=(),
            **for_quickbooks(),
        )
        fill(office.books, company.events())
        office.later(hours=1)
        yield office
        office.close()
        assert not simulator.world.crashes


def there(office: Office) -> dict[tuple[str, str], int]:
    return {key: token for key, token in office.books.versions().items() if key[0] in READ}


def test_a_first_load_takes_no_more_calls_than_an_extractor_and_misses_nothing(
    drawn: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = Witness(drawn, monkeypatch)
    drawn.metered()
    drawn.pull()
    ours = drawn.metered()
    drawn.assert_agrees()
    assert witness.versions == there(drawn)
    assert sum(entity == "Invoice" for entity, _ in witness.versions) > 900
    extractor = PlainExtractor(Books(drawn.simulator, drawn.books.realm), "", page=PAGE)
    extractor.extract()
    theirs = drawn.metered()
    found = {
        (entity, id_): int(token) for entity, ids in extractor.found.items() for id_, token in ids.items()
    }
    assert found == there(drawn)
    assert (ours, theirs) == (6, 12)


def test_what_is_voided_deleted_and_changed_afterwards_is_found_with_one_call(
    drawn: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = Witness(drawn, monkeypatch)
    drawn.pull()
    drawn.metered()
    drawn.pull()
    assert drawn.metered() == 1
    drawn.later(hours=1)
    unpaid = [each for each in drawn.books.company.living("Invoice") if each.data["Balance"]]
    unused = [each for each in unpaid if not each.data.get("LinkedTxn")]
    assert len(unused) > 12
    for each in unused[:4]:
        drawn.books.void(each)
    for each in unused[4:8]:
        drawn.books.delete(each)
    for each in unused[8:12]:
        drawn.books.pay(each)
    drawn.pull()
    assert drawn.metered() == 1
    drawn.assert_agrees()
    assert witness.versions == there(drawn)
