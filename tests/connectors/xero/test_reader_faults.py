"""Reading while things go wrong: odd records, refusals, broken answers, and an allowance that is used up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from relance_connectors.xero.limits import pace
from relance_sync.errors import RelanceError, Retry, Stop
from tests.connectors.xero.reader_office import Office
from tests.connectors.xero.rig import NOON
from tests.simulators.xero import Kind, Limits, Simulator, Trouble

Opened = Callable[..., Office]
BROKEN = [
    Kind.TRUNCATED,
    Kind.CUT_BODY,
    Kind.HTML_502,
    Kind.HTML_503,
    Kind.RESET_BEFORE,
    Kind.RESET_AFTER_COMMIT,
    Kind.EXPIRED,
]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Not held against Xero's description: no odd record would pass."""
    with Simulator(start=NOON, frozen=True) as running:
        yield running
    assert running.world.crashes == []


def stocked(office: Office) -> Office:
    books = office.books
    for name in ("Amy", "Bill", "Carol"):
        contact = books.contact(name)
        invoice = books.invoice(contact, "100.00")
        books.pay(invoice, "40.00")
        books.overpay(contact, "5.00")
        books.prepay(contact, "6.00")
        books.credit_note(contact, "7.00")
        books.quote(contact, "9.00")
    return office


def odd_one(office: Office, entity: str) -> Any:
    """Return the record of an entity that becomes odd: of the contact in the middle."""
    return office.all(entity)[1]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(
    ("entity", "shown", "kinds"),
    [
        ("Contact", {"Name": None}, ["customer"]),
        ("Contact", {"Phones": "no list"}, ["customer"]),
        ("Contact", {"Balances": {"AccountsReceivable": {"Outstanding": "much"}}}, ["balance"]),
        ("Invoice", {"Date": None}, ["invoice"]),
        ("Invoice", {"AmountDue": None}, ["invoice"]),
        ("Invoice", {"Contact": None}, ["invoice"]),
        ("Invoice", {"CurrencyCode": "Doubloons"}, ["invoice"]),
        ("Invoice", {"DueDate": "soon"}, ["invoice"]),
        ("Invoice", {"Status": "UNHEARD_OF"}, ["invoice"]),
        ("Invoice", {"Status": ["PAID"]}, ["invoice"]),
        ("Invoice", {"Type": "ACCOTHER"}, ["invoice"]),
        ("Invoice", {"CurrencyCode": {}}, ["invoice"]),
        ("Payment", {"Amount": None}, ["payment"]),
        ("Payment", {"Status": "BOUNCED"}, ["payment"]),
        ("Payment", {"PaymentType": "ACCOTHER"}, ["payment"]),
        ("Payment", {"PaymentType": []}, ["payment"]),
        ("Payment", {"Invoice": None}, ["payment"]),
        ("CreditNote", {"RemainingCredit": None}, ["credit"]),
        ("Overpayment", {"Total": None}, ["payment"]),
        ("Overpayment", {"Allocations": [{"Amount": 1}]}, ["payment"]),
        ("Prepayment", {"Type": "GIVE-PREPAYMENT"}, ["credit", "payment"]),
        ("Quote", {"Status": "UNHEARD_OF"}, ["order"]),
    ],
)
def test_an_odd_record_is_told_and_the_others_are_read(
    office: Office, entity: str, shown: dict[str, Any], kinds: list[str], *, known: bool
) -> None:
    stocked(office)
    if known:
        office.pull()
        office.later(days=1)
    whole = Office(office.simulator, office.books)
    whole.pull()
    whole.close()
    odd = odd_one(office, entity)
    office.books.odd(odd, **shown)
    office.pull()
    assert sorted(kind for kind, _ in office.pulled.skipped) == kinds
    assert all("Xero" in problem for problem in office.pulled.skipped.values())
    for kind, records in whole.pulled.kept().items():
        assert records.keys() - {odd.id} <= office.pulled.records[kind].keys()
    # It is put right, and read like any other.
    office.later(days=1)
    odd.odd = None
    office.books.odd(odd)
    office.pull()
    assert not office.pulled.skipped
    office.assert_agrees()


@pytest.mark.parametrize(
    "shown",
    [
        {"UpdatedDateUTC": None},
        {"UpdatedDateUTC": "yesterday"},
        {"LineItems": None},
        {"Payments": "none"},
        {"SomethingNew": {"nobody": "knows"}},
    ],
)
@pytest.mark.parametrize("entity", ["Contact", "Invoice", "Quote", "CreditNote", "Payment", "Overpayment"])
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


def test_a_name_of_300_characters(office: Office) -> None:
    stocked(office)
    office.books.odd(odd_one(office, "Contact"), Name="N" * 300)
    office.pull()
    assert not office.pulled.skipped
    office.assert_agrees()


def test_negative_and_zero_totals(office: Office) -> None:
    stocked(office)
    free = office.books.invoice(odd_one(office, "Contact"), "0.00")
    negative = odd_one(office, "Invoice")
    office.pull()
    assert office.one("invoice", free.id).installments[0].residual == 0
    office.later(days=1)
    office.books.odd(negative, Total=-5, AmountDue=-5)
    office.pull()
    assert not office.pulled.skipped
    assert office.one("invoice", negative.id).installments[0].residual == -5


def test_rows_without_instants_do_not_stop_the_paging(open_office: Opened) -> None:
    office = stocked(open_office(page_size=2))
    for each in office.all("Invoice"):
        office.books.odd(each, UpdatedDateUTC=None)
    office.pull()
    office.assert_agrees()


def test_a_locked_period_is_nothing_to_a_reader(office: Office) -> None:
    stocked(office).books.lock_period("2026-12-31")
    office.pull()
    office.assert_agrees()


@pytest.mark.parametrize("kind", [Kind.THROTTLED_MINUTE, Kind.THROTTLED_CONCURRENT])
def test_a_busy_platform_is_waited_for(office: Office, kind: Kind) -> None:
    stocked(office)
    wait = 7 if kind is Kind.THROTTLED_MINUTE else None
    trouble = office.simulator.world.troubles.order(Trouble(kind=kind, after=2, times=2, retry_after=wait))
    office.pull()
    assert trouble.struck == 2
    assert len(office.waits) == 2
    office.assert_agrees()


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_answer_is_asked_for_again(open_office: Opened, kind: Kind) -> None:
    office = stocked(open_office(page_size=2))
    for after in range(4):
        trouble = office.simulator.world.troubles.order(Trouble(kind=kind, after=after))
        office.pull(full=True)
        assert trouble.struck == 1
        office.assert_agrees()


def test_a_platform_that_fails_for_long_is_left_and_read_on_later(open_office: Opened) -> None:
    office = stocked(open_office(page_size=2))
    for after in range(8):
        troubles = office.simulator.world.troubles
        troubles.order(Trouble(kind=Kind.SERVER_ERROR, after=after, times=0))
        with pytest.raises(Retry):
            office.pull()
        troubles.clear()
        office.new_reader()
    office.pull()
    office.assert_agrees()


def test_a_day_that_is_used_up_stops_with_a_date_and_goes_on_the_next(open_office: Opened) -> None:
    office = stocked(open_office(page_size=2, pace=pace(120)))
    office.simulator.world.limiter.limits = Limits(day=120, minute=None)

    def all_day() -> None:
        for _ in range(20):
            office.pull(full=True)

    with pytest.raises(Stop) as caught:
        all_day()
    assert "28" in caught.value.user_message
    office.later(days=1)
    office.new_reader()
    office.pull()
    office.assert_agrees()


def test_no_refusal_carries_a_token(office: Office) -> None:
    stocked(office)
    said = []
    for kind in (Kind.FORBIDDEN, Kind.SERVER_ERROR, Kind.THROTTLED_DAY):
        office.simulator.world.troubles.order(Trouble(kind=kind, times=0, retry_after=40000))
        with pytest.raises(RelanceError) as caught:
            office.pull()
        said += [caught.value.user_message, caught.value.detail]
        office.simulator.world.troubles.clear()
    assert len(said) == 6
    assert not any("Bearer" in each or "eyJ" in each for each in said)
