"""What all strategies draw from: the day around which everything lies, and amounts around thresholds."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from relance_sync.rules.ledger import (
    Company,
)
from relance_sync.rules.limitation import Ground, LimitationPeriod
from relance_sync.rules.money import Money
from relance_sync.rules.policy import (
    Law,
)

TODAY = date(2026, 6, 15)
FAR = TODAY + timedelta(days=1000)
NEVER = date.max  # what some books write for "never"
COMPANY = Company(id="acme", name="Acme", currency="EUR")
CURRENCIES = ("EUR", "USD", "JPY")
PLANS = ("standard", "gentle")
MOST_STEPS = 4
SHORT_LAW = Law(
    limitation=(
        LimitationPeriod(
            country="FR", kind=None, years=1, article="art. 1", grounds={Ground.ACKNOWLEDGEMENT: "art. 2"}
        ),
    )
)
MOSTLY = (*[True] * 7, False)


def days(earliest: int = -100, latest: int = 60) -> st.SearchStrategy[date]:
    """Draw a day near TODAY."""
    return st.integers(earliest, latest).map(lambda offset: TODAY + timedelta(days=offset))


def amounts(least: int = 1) -> st.SearchStrategy[Decimal]:
    """Draw cents: small sums and round ones more often than others, so that thresholds are met."""
    round_ones = st.sampled_from([10000, 50000, 100000]).filter(lambda cents: cents >= least)
    return st.one_of(round_ones, st.integers(least, 200000)).map(lambda cents: Decimal(cents).scaleb(-2))


def money(least: int = 1) -> st.SearchStrategy[Money]:
    """Draw an amount in one of the currencies."""
    return st.builds(Money, amount=amounts(least), currency=st.sampled_from(CURRENCIES))
