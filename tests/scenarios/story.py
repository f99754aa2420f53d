"""Plays the stories of this folder: the books of a day, then the night's decisions.

Any ledger with the verbs of `tests.builders.Ledger` can be played on. Nothing here knows what a story
expects to be true; what the files say is read in `telling`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from relance_sync.config.policy_file import read_policy
from relance_sync.rules.agreements import DisputeReason
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Alert, Assessment, Decision, Hold, Wait
from relance_sync.rules.ledger import Kind, OrderState
from relance_sync.rules.limitation import Ground
from relance_sync.rules.policy import Policy
from tests.builders import CUSTOMER, Ledger
from tests.scenarios.telling import Story

# Delivering changes facts, and changed facts may ask for more on the same night; seldom twice.
MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What was said in a night: all decisions of the first round, and what delivering them led to."""

    assessment: Assessment
    decisions: tuple[Decision, ...]
    news: tuple[Decision, ...]


@cache
def policy_of(text: str) -> Policy:
    """Read the policy that a story is told under."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "policy.toml"
        path.write_text(text, encoding="utf-8")
        return read_policy(path)


def open_books(story: Story) -> Ledger:
    """Open the books with the story's customer."""
    fields = dict(story.customer)
    if "kind" in fields:
        fields["kind"] = Kind(fields["kind"])
    if "credit_limit" in fields:
        fields["credit_limit"] = Decimal(fields["credit_limit"])
    return Ledger(customer=replace(CUSTOMER, **fields))


def happen(ledger: Ledger, entry: Mapping[str, Any], today: date) -> None:
    """Do in the books what one entry of a day says; its first key is the verb."""
    verb = next(iter(entry))
    if verb not in VERBS:
        raise ValueError(f"nothing like {dict(entry)} can happen in the books")
    VERBS[verb](ledger, entry, today)


def _bill(ledger: Ledger, entry: Mapping[str, Any], today: date) -> None:
    parts = [(each["amount"], each["due"]) for each in entry.get("parts", (entry,))]
    ledger.bill_in_parts(entry["bill"], parts, issued=entry.get("issued", today))


def _confirm(ledger: Ledger, entry: Mapping[str, Any], _today: date) -> None:
    number, to_deliver = entry["confirm"], entry.get("to_deliver", False)
    ledger.orders[number] = replace(ledger.orders[number], state=OrderState.CONFIRMED, to_deliver=to_deliver)


VERBS: Mapping[str, Callable[[Ledger, Mapping[str, Any], date], object]] = {
    "bill": _bill,
    "pay": lambda ledger, entry, today: ledger.pay(entry["pay"], entry.get("amount"), on=today),
    "credit": lambda ledger, entry, _: ledger.credit(entry["credit"], entry["amount"]),
    "allocate": lambda ledger, entry, _: ledger.allocate(entry["allocate"], entry["to"]),
    "quote": lambda ledger, entry, _: ledger.quote(
        entry["quote"], entry["amount"], prepaid=entry.get("prepaid", False)
    ),
    "confirm": _confirm,
    "promise": lambda ledger, entry, today: ledger.promise(
        entry["promise"],
        *entry.get("invoices", ()),
        made_on=today,
        amount=entry.get("amount"),
        noted=True,
    ),
    "expect": lambda ledger, entry, today: ledger.expect(entry["expect"], entry.get("day"), since=today),
    "agree": lambda ledger, entry, today: ledger.agree(
        [(part["due"], part["amount"]) for part in entry["agree"]],
        *entry.get("invoices", ()),
        made_on=today,
    ),
    "waive": lambda ledger, entry, today: ledger.waive(
        entry["pays"], entry["waive"], *entry.get("invoices", ()), made_on=today
    ),
    "known": lambda ledger, entry, today: ledger.known(entry["known"], today),
    "dispute": lambda ledger, entry, today: ledger.dispute(
        entry["dispute"], today, DisputeReason(entry.get("reason", DisputeReason.OTHER))
    ),
    "settle": lambda ledger, entry, today: ledger.settle(entry["settle"], today),
    "pause": lambda ledger, entry, today: ledger.pause(today, entry["pause"]),
    "approve": lambda ledger, entry, today: ledger.approve(entry["approve"], today, entry["until"]),
    "override": lambda ledger, entry, today: ledger.override(
        entry["override"], today, entry["until"], order=entry.get("order")
    ),
    "give_back": lambda ledger, _entry, today: ledger.give_back(today),
    "edit": lambda ledger, entry, _: ledger.edit(entry["edit"], entry["amount"]),
    "interrupt": lambda ledger, entry, _: ledger.interrupt(
        entry["on"], *entry.get("invoices", ()), ground=Ground(entry["interrupt"]), confirmed_by=entry["by"]
    ),
}


def night(ledger: Ledger, today: date, policy: Policy) -> Night:
    """Assess and deliver until there is nothing more to do, as the nightly run does."""
    calendar = Calendar()
    first = assess(ledger.account(today), policy, calendar, today)
    said, news = list(first.decisions), news_of(ledger, first)
    everything = list(news)
    for _ in range(MOST_ROUNDS):
        ledger.deliver(news, today)
        news = news_of(ledger, assess(ledger.account(today), policy, calendar, today))
        if not news:
            return Night(assessment=first, decisions=tuple(said), news=tuple(everything))
        said += news
        everything += news
    raise AssertionError(f"the night of {today} never ends: {news}")


def news_of(ledger: Ledger, assessment: Assessment) -> list[Decision]:
    """What is to be written on the platform: not waiting, nor a hold or an alert that is already there."""
    return [
        each
        for each in assessment.decisions
        if not isinstance(each, Wait)
        and not (isinstance(each, Hold) and is_written(ledger, each))
        and not (isinstance(each, Alert) and (each.kind, each.subject) in ledger.alerted)
    ]


def is_written(ledger: Ledger, hold: Hold) -> bool:
    """Tell whether a hold is in force and every order that waits for it has its task."""
    told_of = {task.order for task in ledger.tasks.values() if task.hold_cycle == hold.cycle}
    in_force = ledger.hold is not None and ledger.hold.cycle == hold.cycle
    return in_force and (hold.proposal or set(hold.orders) <= told_of)
