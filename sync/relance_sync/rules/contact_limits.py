"""When a customer may be contacted again: gaps between contacts, caps on their number, closed days.

These limits count contacts, whatever they were about: the clock of the customer. Those of the item and of its
stage are `progress`. The hours of the day are the flow's: the rules know days only.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import ContactEvent
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Wait
from relance_sync.rules.ledger import plus_days
from relance_sync.rules.plans import Channel
from relance_sync.rules.policy import ContactRules, Policy
from relance_sync.rules.reasons import Code, Reason, because

WEEK, MONTH = 7, 30


def timing_stop(
    account: Account, policy: Policy, calendar: Calendar, channel: Channel, currency: str, today: date
) -> Wait | None:
    """Say why not today: the customer was contacted lately or often enough, or the day is closed.

    Args:
        account: With all contacts of the last month, and the newest by each channel.
        policy: Its contact rules.
        calendar: The company's open days.
        channel: By which the customer would be contacted.
        currency: Of the items it would be about.
        today: Day in the company's zone.

    Returns:
        The first limit that applies, with the first day on which it does not; None if there is none.
    """
    # The other currencies' messages of the same day belong to the same contact.
    earlier = [event for event in account.all_contacts if event.day < today or event.currency == currency]
    rules = policy.contact
    stop = (
        _gap_stop(rules, earlier, today)
        or _channel_stop(rules, earlier, channel, today)
        or _cap_stop(rules.week_cap, WEEK, Code.WEEK_CAP, earlier, today)
        or _cap_stop(rules.month_cap, MONTH, Code.MONTH_CAP, earlier, today)
    )
    if stop:
        return _wait(*stop)
    if channel is not Channel.TODO and not calendar.is_open(today):
        until = calendar.next_open(today)
        return _wait(because(Code.CLOSED_DAY, until=until), until)
    return None


def _wait(reason: Reason, until: date) -> Wait:
    return Wait(reasons=(reason,), until=until)


def _gap(rules: ContactRules) -> int:
    """Return the contact gap in days; without one, still never two contacts on one day."""
    return max(rules.gap_days, 1)


def _gap_stop(
    rules: ContactRules, earlier: Iterable[ContactEvent], today: date
) -> tuple[Reason, date] | None:
    last = max((event.day for event in earlier), default=None)
    if last is None or today >= (until := plus_days(last, _gap(rules))):
        return None
    return because(Code.CONTACT_GAP, last=last, gap_days=_gap(rules), until=until), until


def _channel_stop(
    rules: ContactRules, earlier: Iterable[ContactEvent], channel: Channel, today: date
) -> tuple[Reason, date] | None:
    days = rules.channel_gap_days.get(channel, 0)
    last = max((event.day for event in earlier if event.channel == channel), default=None)
    if last is None or today >= (until := plus_days(last, days)):
        return None
    return because(Code.CHANNEL_GAP, channel=str(channel), last=last, gap_days=days, until=until), until


def _cap_stop(
    cap: int | None, span: int, code: Code, earlier: Iterable[ContactEvent], today: date
) -> tuple[Reason, date] | None:
    """Stop if as many days with a contact as the cap allows lie within the span that ends today."""
    if cap is None:
        return None
    days = sorted(
        {event.day for event in earlier if plus_days(event.day, span) > today and event.day < today}
    )
    if len(days) < cap:
        return None
    until = plus_days(days[len(days) - cap], span)
    return because(code, cap=cap, since=days[len(days) - cap], until=until), until


def contact_days(account: Account, policy: Policy) -> Iterator[date]:
    """Yield the days on which a contact begins (for the other currencies) and ceases to stop the next."""
    rules = policy.contact
    spans = {1, _gap(rules)}
    spans.update(span for span, cap in ((WEEK, rules.week_cap), (MONTH, rules.month_cap)) if cap is not None)
    by_channel = {str(channel): days for channel, days in rules.channel_gap_days.items()}
    for event in account.all_contacts:
        for days in {*spans, by_channel.get(event.channel, 1)}:
            yield plus_days(event.day, days)
