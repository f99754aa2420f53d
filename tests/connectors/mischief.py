"""People who work in the books at random, and a reader that must keep up with them, on any platform."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from tests.connectors.reading import ReadingOffice


class Mischief:
    """What people do to books, one thing at a time, at random; what they can do is in subclasses.

    Attributes:
        refused: What the platform raises for what it does not allow.
        acts: What can be done.
    """

    refused: type[Exception]
    acts: list[Callable[[], Any]]

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # no secret

    def act(self) -> str:
        chosen = self.random.choice(self.acts)
        with suppress(self.refused):
            chosen()
        return chosen.__name__

    def amount(self) -> Decimal:
        return Decimal(self.random.randint(1, 20000)) / 100

    def act_some(self) -> None:
        for _ in range(self.random.randint(1, 5)):
            self.act()

    def let_time_pass(self, office: ReadingOffice) -> None:
        office.later(minutes=self.random.choice([1, 30, 2000]))


def keep_up(office: Any, mischief: Mischief, *, before: int) -> None:
    """Pull after each of some days, now and then with a new process; what was pulled is what stands there.

    Args:
        office: Where it is read.
        mischief: The people.
        before: How much they did before the first pull.
    """
    for _ in range(before):
        mischief.act()
    for _ in range(15):
        office.pull()
        office.assert_agrees()
        mischief.let_time_pass(office)
        if mischief.random.random() < 0.3:
            office.new_reader()
        mischief.act_some()
    office.pull()
    office.assert_agrees()


def keep_up_when_killed(office: Any, mischief: Mischief, *, before: int, pulls: int) -> None:
    """Be killed anywhere in a pull while people work on; then pull so often, and nothing is lost.

    Args:
        office: Where it is read.
        mischief: The people.
        before: How much they did before the first pull.
        pulls: Whole pulls after a disturbed one until everything must agree.
    """
    for _ in range(before):
        mischief.act()
        office.later(seconds=mischief.random.choice([0, 0, 1, 400]))
    for _ in range(6):
        office.disturbed_pull(mischief.random, mischief.act)
        for _ in range(pulls):
            office.pull()
        office.assert_agrees()
        mischief.let_time_pass(office)
        mischief.act_some()
