"""Findings of `relance check` that are put together in the same way for every platform.

What is looked at, and what it means, is in each platform's check.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from relance_sync.errors import RelanceError
from relance_sync.ports import Finding, Severity

_CLOCK_TOLERANCE = timedelta(minutes=2)
_BANK_DAY_OLD = 7


def ok(what: str, message: str) -> Finding:
    """All is well."""
    return Finding(severity=Severity.OK, what=what, message=message)


def warning(what: str, message: str) -> Finding:
    """It works, but not as people expect."""
    return Finding(severity=Severity.WARNING, what=what, message=message)


def error(what: str, message: str) -> Finding:
    """It does not work."""
    return Finding(severity=Severity.ERROR, what=what, message=message)


def look_at(looks: Iterable[Callable[[], Iterable[Finding]]], *, needed: int) -> list[Finding]:
    """Make all looks and return what they found; a problem is a finding too, never an error.

    Args:
        looks: In the order in which people read them; what fails is called as its function.
        needed: How many of them, the first ones, all that follows depends on: if one fails, nothing does.
    """
    findings: list[Finding] = []
    for place, look in enumerate(looks):
        try:
            findings += look()
        except RelanceError as problem:
            findings.append(error(look.__name__.strip("_"), problem.user_message))
            if place < needed:
                break
    return findings


def clocks(here: datetime, there: datetime, platform: str) -> Finding:
    """Compare this machine's clock with the platform's.

    Args:
        here: This machine's instant, aware.
        there: The platform's, aware.
        platform: Its name.
    """
    apart = abs(here - there)
    if apart <= _CLOCK_TOLERANCE:
        return ok("clock", f"This machine and {platform} agree on the time.")
    minutes = round(apart.total_seconds() / 60)
    return warning(
        "clock",
        f"This machine's clock and {platform}'s are {minutes} minutes apart, so days"
        " late and deadlines may be off by a day. Set the clock of the one that is wrong.",
    )


def bank(day: date | None, now: datetime) -> Finding:
    """Say how fresh the bank entries are: whoever paid since the newest one looks unpaid.

    Args:
        day: Of the newest bank entry; None if there is none.
        now: Aware.
    """
    if day is None:
        return warning(
            "bank",
            "There is no bank entry yet: Relance cannot tell whether customers have paid. Import the bank"
            " statements before customers are reminded.",
        )
    if (now.date() - day).days > _BANK_DAY_OLD:
        return warning(
            "bank",
            f"The newest bank entry is of {day.isoformat()}: who paid since then looks unpaid. Import and"
            " reconcile the bank statements before customers are reminded.",
        )
    return ok("bank", f"The newest bank entry is of {day.isoformat()}.")
