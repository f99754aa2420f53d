"""How fast Xero may be called, from Xero's page on limits."""

from relance_connectors.pace import Budget, Pace, Period, Window

_MINUTE_CALLS, _MINUTE_RESERVE = 60, 5
_KEPT_FOR_WRITING = 10


def pace(daily_calls: int) -> Pace:
    """Return the limits of one organisation: 5 calls at once, 60 a minute, and the day's allowance.

    Xero's minutes and days begin when Xero likes: what its headers say is left is the truth. A day that is
    used up is a 429 like the others, told apart by a header.

    Args:
        daily_calls: The day's allowance; a tenth of it is kept so that what was decided can be written.
    """
    return Pace(
        concurrency=5,
        windows=(
            Window(
                calls=_MINUTE_CALLS - _MINUTE_RESERVE,
                seconds=60,
                header="X-MinLimit-Remaining",
                told=_MINUTE_CALLS,
            ),
        ),
        budgets=(
            Budget(
                calls=daily_calls,
                period=Period.DAY,
                reserve=daily_calls // _KEPT_FOR_WRITING,
                header="X-DayLimit-Remaining",
            ),
        ),
        problem_header="X-Rate-Limit-Problem",
    )
