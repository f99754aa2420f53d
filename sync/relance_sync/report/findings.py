"""What improved and what to look at: follows from the figures, the targets and the figures of a month before.

One finding is one sentence (`words`). A change that does not show in the first decimal is none. Indicators
that say the same thing twice, such as the two DSO methods, speak once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from relance_sync.report.indicators import Indicator, Indicators, Measure
from relance_sync.report.overview import Worst

_ZERO, _SHOWN, _HALF = Decimal(0), Decimal("0.1"), Decimal(50)
_FEW = 3
_SPEAKING = (
    Measure.RECOVERY,
    Measure.PAYMENT_TIME,
    Measure.UNPAID,
    Measure.DISPUTE_AMOUNT,
    Measure.DISPUTE_COUNT,
    Measure.COLLECTION_COST,
    Measure.OVERDUE_SHARE,
    Measure.DSO_COUNT_BACK,
    Measure.DELINQUENT_COUNT_BACK,
    Measure.CEI,
    Measure.PAYMENT_DELAY,
    Measure.ON_TIME_AMOUNT,
    Measure.PROMISE_KEPT,
    Measure.BAD_DEBT,
)


class Kind(StrEnum):
    """What a finding says."""

    IMPROVED = "improved"
    MISSED = "missed"
    WORSE = "worse"
    FEW_OWE_MOST = "few_owe_most"
    CREDITS_WAIT = "credits_wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to say.

    Attributes:
        measure: None if it is not about an indicator.
        now, before: Its value now and a month before, to one decimal; `before` is None if it had none.
        limit: Its target; None without one.
        met: Whether the target is met; None without one.
        names: The accounts that owe most of what is overdue.
        amount: Their share in percent, or the credits in the report's currency.
    """

    kind: Kind
    measure: Measure | None = None
    now: Decimal | None = None
    before: Decimal | None = None
    limit: Decimal | None = None
    met: bool | None = None
    names: tuple[str, ...] = ()
    amount: Decimal | None = None

    @property
    def good(self) -> bool:
        """Whether it improved; if not, it is something to look at."""
        return self.kind is Kind.IMPROVED


def findings(now: Indicators, before: Indicators, worst: Sequence[Worst] = ()) -> tuple[Finding, ...]:
    """Say what improved, then what to look at: missed targets first, then what became worse.

    Args:
        now: The indicators.
        before: Those of a month before.
        worst: The accounts with the most overdue, the worst first.
    """
    told = [found for each in _SPEAKING for found in _about(now[each], before[each])]
    order = (Kind.IMPROVED, Kind.MISSED, Kind.WORSE)
    ranked = sorted(told, key=lambda each: order.index(each.kind))
    return (*ranked, *_concentration(worst), *_waiting(now))


def _about(now: Indicator, before: Indicator) -> Iterator[Finding]:
    """Say whether an indicator improved, and whether it is to be looked at; both if it is not enough yet."""
    value, old = _shown(now.value), _shown(before.value)
    if value is None:
        return
    change = _ZERO if old is None else value - old
    better = change > 0 if now.measure.more_is_better else change < 0
    kinds = [Kind.IMPROVED] if better else []
    if now.met is False:
        kinds.append(Kind.MISSED)
    elif change and not better:
        kinds.append(Kind.WORSE)
    for kind in kinds:
        yield Finding(
            kind=kind,
            measure=now.measure,
            now=value,
            before=old,
            limit=None if now.goal is None else now.goal.limit,
            met=now.met,
        )


def _shown(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_SHOWN, rounding=ROUND_HALF_UP)


def _concentration(worst: Sequence[Worst]) -> Iterator[Finding]:
    """Name the few accounts that owe at least half of what is overdue, if there are others too."""
    share = _ZERO
    for count, each in enumerate(worst[:_FEW], start=1):
        share += each.share
        if share >= _HALF and len(worst) > count:
            names = tuple(one.name for one in worst[:count])
            yield Finding(kind=Kind.FEW_OWE_MOST, names=names, amount=_shown(share))
            return


def _waiting(now: Indicators) -> Iterator[Finding]:
    if now.receivables.credits > 0 and now.receivables.overdue > 0:
        yield Finding(kind=Kind.CREDITS_WAIT, amount=now.receivables.credits)
