"""Which keys a dataclass refuses: each is found, one after the other, and an innocent one is never blamed."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.config.refused import Refused, build


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Refuses negative numbers one by one, and a minimum above the maximum."""

    name: str
    first: int = 1
    second: Decimal = Decimal(1)
    third: int = 1
    low: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        for name in ("first", "second", "third"):
            if getattr(self, name) < 0:
                raise ValueError(f"rule {self.name!r}: {name} cannot be negative")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is above high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Refuses two rules of one name."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        names = [each.name for each in self.rules]
        if twice := [each for each in names if names.count(each) > 1]:
            raise ValueError(f"rule {twice[0]!r} comes twice")


def refused(shape: type, **given: object) -> list[tuple[str | int, ...]]:
    with pytest.raises(Refused) as caught:
        build(shape, given)
    return [place for place, _ in caught.value.complaints]


def test_what_is_right_is_built() -> None:
    assert build(Rule, {"name": "a", "first": 3}) == Rule(name="a", first=3)


@given(
    st.fixed_dictionaries({}, optional={name: st.integers(-2, 2) for name in ("first", "second", "third")})
)
def test_exactly_the_wrong_numbers_are_blamed(numbers: dict[str, int]) -> None:
    given = {"name": "a", **numbers}
    wrong = [name for name in ("first", "second", "third") if numbers.get(name, 0) < 0]
    if wrong:
        assert refused(Rule, **given) == [(name,) for name in wrong]
    else:
        assert isinstance(build(Rule, given), Rule)


def test_two_that_do_not_fit_each_other_are_one_complaint() -> None:
    assert refused(Rule, name="a", low=5, high=3, first=-1) == [("first",), ("low",)]


def test_an_entry_of_a_list_is_found_by_its_name() -> None:
    rules = (Rule(name="a"), Rule(name="b"), Rule(name="b"))
    assert refused(Rules, rules=rules) == [("rules", 1)]
