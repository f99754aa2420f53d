"""The calibration: the same grades as rating everybody at once, whatever the order of the histories."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.calibration import calibrate
from relance_sync.rules.score import Bands, Card, Grade, PaidInvoice, Portfolio, behaviour, rate, rate_one

FIRST = date(2026, 1, 1)
TODAY = date(2026, 6, 30)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def portfolios(draw: st.DrawFn) -> list[PaidInvoice]:
    """Invoices of up to five customers, some paid late, in advance, after today or never."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from("abcde"),
                st.integers(0, 200),
                st.integers(0, 60),
                st.none() | st.integers(-90, 90),
            ),
            max_size=30,
        )
    )
    return [
        PaidInvoice(
            customer=customer,
            issued=day(due - term),
            due=day(due),
            paid=None if late is None else day(due + late),
            amount=Decimal(1),
        )
        for customer, due, term, late in drawn
    ]


@given(portfolios(), st.integers(1, 4), st.booleans(), st.randoms(use_true_random=False))
def test_each_is_rated_as_if_all_were(
    invoices: list[PaidInvoice], last: int, relative: bool, shuffled: Random
) -> None:
    bands = Bands() if relative else Bands(ends=(Decimal(20), Decimal(40), Decimal(60)), relative=False)
    card = Card(last=last, bands=bands)
    at_once = rate(invoices, TODAY, card)
    in_disorder = list(invoices)
    shuffled.shuffle(in_disorder)
    calibration = calibrate(iter(in_disorder), TODAY, card)
    assert calibration == calibrate(iter(invoices), TODAY, card)
    for customer, rating in at_once.items():
        known = behaviour([each for each in invoices if each.customer == customer], TODAY, last)
        assert rate_one(customer, known, TODAY, card, calibration) == rating


def test_nobody_paid_yet() -> None:
    invoice = PaidInvoice(customer="a", issued=FIRST, due=TODAY, paid=None, amount=Decimal(1))
    calibration = calibrate([invoice], TODAY, Card())
    assert (calibration.on, calibration.portfolio, calibration.limits) == (TODAY, Portfolio(), None)
    known = behaviour([invoice], TODAY, 5)
    assert rate_one("a", known, TODAY, Card(), calibration).grade is Grade.UNRATED


def test_what_happens_later_counts_for_nothing() -> None:
    paid = PaidInvoice(customer="a", issued=FIRST, due=day(30), paid=day(40), amount=Decimal(1))
    assert calibrate([paid], day(39), Card()).portfolio == Portfolio()
    assert calibrate([paid], day(40), Card()).portfolio == Portfolio(paid=1, late=1)
