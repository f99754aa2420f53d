"""Reading while things go wrong: odd records, refusals, broken answers, and a permission that ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from relance_connectors.quickbooks.limits import PACE
from relance_sync.errors import RelanceError, Retry
from tests.connectors.quickbooks.reader_office import NOON, Office
from tests.simulators.quickbooks import Kind, Limits, Simulator, Trouble

Opened = Callable[..., Office]
THROTTLED = [Kind.THROTTLED_LOWER, Kind.THROTTLED_UPPER, Kind.THROTTLED_XML, Kind.THROTTLED_HTML]
BROKEN = [
    Kind.TRUNCATED,
    Kind.CUT_BODY,
    Kind.HTML_502,
    Kind.HTML_503,
    Kind.RESET_BEFORE,
    Kind.RESET_AFTER_COMMIT,
    Kind.EXPIRED,
]


def stocked(office: Office) -> Office:
    books = office.books
    for _ in range(3):
        customer = books.customer(f"Customer {len(books.company.tables['Customer'])}")
        invoice = books.invoice(customer, "100.00")
        books.pay(invoice, "40.00")
        books.receive(customer, "5.00")
        books.credit_memo(customer, "7.00")
        books.journal(customer, "3.00")
        books.estimate(customer, "9.00")
    return office


def odd_one(office: Office, entity: str) -> Any:
    """Return the record of an entity that becomes odd: of the customer in the middle."""
    return list(office.books.company.living(entity))[1]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(
    ("entity", "shown", "kinds"),
    [
        ("Customer", {"DisplayName": None}, ["customer"]),
        ("Customer", {"Balance": None}, ["balance"]),
        ("Customer", {"PrimaryEmailAddr": "no object"}, ["customer"]),
        ("Invoice", {"TxnDate": None}, ["invoice"]),
        ("Invoice", {"Balance": None}, ["invoice"]),
        ("Invoice", {"CustomerRef": None}, ["invoice"]),
        ("Invoice", {"CurrencyRef": {"value": "Doubloons"}}, ["invoice"]),
        ("Invoice", {"DueDate": "soon"}, ["invoice"]),
        ("Payment", {"TotalAmt": None}, ["payment"]),
        ("Payment", {"UnappliedAmt": "much"}, ["credit"]),
        (
            "Payment",
            {"Line": [{"Amount": None, "LinkedTxn": [{"TxnId": "3", "TxnType": "Invoice"}]}]},
            ["payment"],
        ),
        ("CreditMemo", {"Balance": None}, ["credit"]),
        ("JournalEntry", {"TxnDate": None}, ["invoice"]),
        ("Estimate", {"TxnStatus": "Unheard of"}, ["order"]),
    ],
)
def test_an_odd_record_is_told_and_the_others_are_read(
    open_office: Opened, entity: str, shown: dict[str, Any], kinds: list[str], *, known: bool
) -> None:
    office = stocked(open_office())
    if known:
        office.pull()
        office.later(days=1)
    whole = Office(office.simulator, office.books)
    whole.pull()
    whole.close()
    odd = odd_one(office, entity)
    office.books.odd(odd, **shown)
    office.pull()
    assert [kind for kind, _ in office.pulled.skipped] == kinds
    (problem,) = office.pulled.skipped.values()
    assert "QuickBooks" in problem
    for kind, records in whole.pulled.kept().items():
        others = {id_ for id_ in records if not about(id_, odd)}
        assert others <= office.pulled.records[kind].keys()
    # It is put right, and read like any other.
    office.later(days=1)
    odd.odd = None
    office.books.odd(odd)
    office.pull()
    assert not office.pulled.skipped
    office.assert_agrees()


def about(id_: str, record: Any) -> bool:
    """Say whether an id of ours is of this record."""
    return id_.split("/", maxsplit=1)[0] in {record.id, f"{record.entity}:{record.id}"}


@pytest.mark.parametrize(
    "shown",
    [
        {"DisplayName": "N" * 300},
        {"Line": None},
        {"MetaData": None},
        {"LinkedTxn": "none"},
        {"SomethingNew": {"nobody": "knows"}},
    ],
)
@pytest.mark.parametrize("entity", ["Customer", "Invoice", "Estimate", "CreditMemo"])
def test_what_is_only_unusual_is_read(office: Office, entity: str, shown: dict[str, Any]) -> None:
    stocked(office)
    office.pull()
    office.later(days=1)
    office.books.odd(odd_one(office, entity), **shown)
    office.pull()
    office.assert_agrees()
    office.pull(full=True)
    office.assert_agrees()
    assert not office.pulled.skipped


def test_a_row_without_instants_does_not_stop_the_paging(open_office: Opened) -> None:
    office = stocked(open_office(page_size=2))
    for each in office.books.company.living("Invoice"):
        office.books.odd(each, MetaData=None)
    office.pull()
    office.assert_agrees()


@pytest.mark.parametrize("kind", THROTTLED)
def test_a_busy_platform_is_waited_for(office: Office, kind: Kind) -> None:
    stocked(office)
    trouble = office.simulator.world.troubles.order(Trouble(kind=kind, after=1, times=2))
    office.pull()
    assert trouble.struck == 2
    assert office.waits == [60.0, 60.0]
    office.assert_agrees()


def test_no_call_is_refused_under_enforced_limits() -> None:
    with Simulator(start=NOON, frozen=True, limits=Limits()) as quickbooks:
        office = Office(quickbooks, quickbooks.open(), page_size=2, pace=PACE)
        for _ in range(30):
            stocked(office)
        began = office.now()
        office.pull()
        office.assert_agrees()
        summary = quickbooks.world.log.summary()
        assert summary["by_status"] == {"200": summary["calls"]}
        # There is something to be held back: 40 batches a minute are allowed.
        assert summary["batches"] > 40
        assert (office.now() - began).total_seconds() > 60
        office.close()


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_answer_is_asked_for_again(open_office: Opened, kind: Kind) -> None:
    office = stocked(open_office(page_size=2))
    for after in (0, 1, 2, 3):
        trouble = office.simulator.world.troubles.order(Trouble(kind=kind, after=after))
        office.pull(full=True)
        assert trouble.struck == 1
        office.assert_agrees()
    office.later(days=1)
    office.books.receive(office.books.company.tables["Customer"]["1"], "5.00")
    trouble = office.simulator.world.troubles.order(Trouble(kind=kind, path="/cdc"))
    office.pull()
    assert trouble.struck == 1
    office.assert_agrees()


def test_a_platform_that_fails_for_long_is_left_and_read_on_later(open_office: Opened) -> None:
    office = stocked(open_office(page_size=2))
    for after in range(4):
        troubles = office.simulator.world.troubles
        troubles.order(Trouble(kind=Kind.SERVER_ERROR, after=after, times=0))
        with pytest.raises(Retry):
            office.pull()
        troubles.clear()
        office.new_reader()
    office.pull()
    office.assert_agrees()


def test_no_refusal_carries_a_token(office: Office) -> None:
    stocked(office)
    said = []
    for kind in (Kind.FORBIDDEN, Kind.SERVER_ERROR, Kind.QUOTA):
        office.simulator.world.troubles.order(Trouble(kind=kind, times=0))
        with pytest.raises(RelanceError) as caught:
            office.pull()
        said += [caught.value.user_message, caught.value.detail]
        office.simulator.world.troubles.clear()
    assert len(said) == 6
    assert not any("Bearer" in each or "eyJ" in each for each in said)
