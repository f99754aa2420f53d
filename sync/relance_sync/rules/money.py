"""Money: a Decimal and an ISO 4217 currency, and the few operations the rules need.

Amounts of different currencies never mix here; conversion at a dated rate lives in `exposure`.
This module does not format amounts for people (see `explain`) and knows no exchange rate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

# Minor-unit exponents that differ from 2, from ISO 4217 (list one, maintained by SIX).
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_EXPONENTS = {
    **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in one currency.

    Attributes:
        amount: Decimal, in major units (euros, not cents); may be negative.
        currency: ISO 4217 code of three capital letters.

    Raises:
        TypeError: If the amount is not a Decimal: a float has already lost cents.
        ValueError: If the amount is not finite or the currency is not three capital letters.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount must be a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise ValueError(f"an amount must be finite, not {self.amount}")
        code = self.currency
        # A million amounts pass here: these are faster than a regular expression.
        if len(code) != _LETTERS or not (code.isascii() and code.isalpha() and code.isupper()):
            raise ValueError(f"a currency is three capital letters, not {self.currency!r}")


def money(amount: str | int | Decimal, currency: str) -> Money:
    """Build Money from a literal.

    >>> money("12.50", "EUR")
    Money(amount=Decimal('12.50'), currency='EUR')
    """
    return Money(amount=Decimal(amount), currency=currency)


def exponent(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217).

    >>> exponent("EUR"), exponent("JPY"), exponent("TND")
    (2, 0, 3)
    """
    return _EXPONENTS.get(currency, 2)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's minor unit.

    >>> quantize(Decimal("1.005"), "EUR"), quantize(Decimal("1.5"), "JPY")
    (Decimal('1.01'), Decimal('2'))
    """
    return amount.quantize(_unit(currency), rounding=ROUND_HALF_UP)


@cache
def _unit(currency: str) -> Decimal:
    """Return the minor unit; currencies are few, and amounts that are rounded many."""
    return Decimal(1).scaleb(-exponent(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """Return the amount in minor units (cents).

    Raises:
        ValueError: If the amount has a fraction of a minor unit, which a store would lose.

    >>> to_minor(Decimal("12.5"), "EUR")
    1250
    """
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} {currency} has more decimals than the currency")
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """Return the amount in major units, always with the currency's decimals.

    >>> from_minor(1250, "EUR")
    Decimal('12.50')
    """
    return Decimal(minor).scaleb(-exponent(currency))


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts that all are in `currency`; nothing gives zero.

    Raises:
        ValueError: If one of them is in another currency.
    """
    sum_ = Decimal(0)
    for each in amounts:
        if each.currency != currency:
            raise ValueError(f"cannot add {each.currency} to {currency}")
        sum_ += each.amount
    return Money(amount=sum_, currency=currency)
