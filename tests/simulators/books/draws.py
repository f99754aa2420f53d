"""Chance that falls the same way on every machine: whole numbers from a seeded generator, and no float.

The generator's bits follow from the seed alone. Powers of e come from Decimal, which rounds them exactly, and
not from the machine's own mathematics, whose last digit may differ.
"""

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from random import Random
from typing import TypeVar

T = TypeVar("T")
CENT = Decimal("0.01")
_CONTEXT = Context(prec=12)
# The sum of 24 bytes is as good as normal: mean 24 x 127.5, and this deviation, in hundredths.
_BYTES, _MEAN, _DEVIATION = 24, 3060, 36204


class Draws:
    """One stream of chance.

    Args:
        key: What names the stream, such as the seed and a number; another key gives another stream.
    """

    def __init__(self, *key: object) -> None:
        # Text is hashed by its letters, the same in every process.
        self._bits = Random(":".join(map(str, key))).getrandbits  # noqa: S311  # a ledger, no secret

    def below(self, end: int) -> int:
        """Return one of 0, 1, ... `end` - 1."""
        return (self._bits(32) * end) >> 32

    def between(self, first: int, last: int) -> int:
        """Return a whole number from `first` to `last`, both included."""
        return first + self.below(last - first + 1)

    def chance(self, per_thousand: int) -> bool:
        """Return True so many times in a thousand."""
        return self.below(1000) < per_thousand

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of them."""
        return choices[self.below(len(choices))]

    def part(self, amount: Decimal, least: int, most: int) -> Decimal:
        """Return a part of an amount, to the cent.

        Args:
            amount: The whole.
            least, most: Hundredths of it.
        """
        return cents(amount * self.between(least, most) / 100)

    def log_normal(self, spread: int) -> Decimal:
        """Return a factor with a normal logarithm around 0: half of all are below 1, a few many times it.

        Args:
            spread: Deviation of the logarithm, in hundredths.
        """
        return _power(spread, sum(self._bits(8 * _BYTES).to_bytes(_BYTES, "big")))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return them in any order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]


@lru_cache(maxsize=50_000)
def _power(spread: int, drawn: int) -> Decimal:
    return _CONTEXT.exp(_CONTEXT.divide(Decimal(spread * (drawn - _MEAN)), Decimal(_DEVIATION)))


def cents(amount: Decimal) -> Decimal:
    """Round to the cent, half away from zero.

    >>> cents(Decimal("1.005"))
    Decimal('1.01')
    """
    return amount.quantize(CENT, rounding="ROUND_HALF_UP")
