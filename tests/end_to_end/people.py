"""The stories of tests/scenarios played on a platform: people work there, the bookkeeper presses sync.

Each told day is played twice, in the books of the tests and on the platform, and both must say the same and
leave the same behind. A platform's people say how its books are kept; what the bookkeeper types is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from tests.builders import Ledger
from tests.end_to_end.desk import assessed
from tests.scenarios.story import happen, night, open_books, policy_of
from tests.scenarios.telling import Story, read_story, stories, told

# What a decision is called in the stories, with the name it has in `--json`.
_VERBS = {"remind": "remind", "wait": "wait", "release": "release", "close": "close_task", "alert": "alert"}
_NOT_ONLINE = frozenset({"known", "give_back", "edit", "expect"})


class Office(Protocol):
    """Where the bookkeeper types."""

    def json(self, *arguments: str) -> Any:
        """Type a command and return the document it shows."""

    def sync(self) -> Any:
        """Sync the one company and return its report."""


class People:
    """The bookkeeper and, in a subclass, those who work on the platform; they do what a story says.

    Attributes:
        name, customer: Of the story's customer, its id as the command line takes it.
        items: Our names of the story's items, by the platform's ids.
        orders: The platform's ids of the story's orders, by their names.
    """

    name: str
    customer: str
    items: dict[str, str]
    orders: dict[str, str]

    def __init__(self, desk: Office) -> None:
        self.desk = desk
        self.items, self.orders = {}, {}

    def number(self, invoice: str) -> str:
        """Return an invoice's number as the command line takes it."""
        raise NotImplementedError

    def order_number(self, order: str) -> str:
        """Return an order's number as the command line takes it."""
        raise NotImplementedError

    def invoice_id(self, invoice: str) -> str:
        """Return the platform's id of an invoice."""
        raise NotImplementedError

    def left_behind(self) -> dict[str, Any]:
        """Look on the platform: whether the hold stands, and how many of our tasks are open."""
        raise NotImplementedError

    def do(self, entry: Mapping[str, Any], today: date) -> None:
        """Do what one entry of a day says; its first key is the verb."""
        verb = next(iter(entry))
        getattr(self, f"_{verb}")(entry, today)

    def night(self) -> list[dict[str, Any]]:
        """Sync; return what was decided about the customer."""
        found = assessed(self.desk.sync()).get(self.name)
        if found is None:
            found = self.desk.json("explain", self.customer)
        return list(found["decisions"])

    def plain(self, decision: Mapping[str, Any]) -> dict[str, Any]:
        """A decision of `--json` in the words of `plain`."""
        kind = decision["kind"]
        if kind == "close_task":
            return {"kind": kind}
        because = [each["code"] for each in decision["reasons"]]
        items = [self.items[each] for each in decision.get("items", ())]
        if kind == "wait":
            return {"kind": kind, "because": because[:1], "items": items}
        found = {"kind": kind, "because": because}
        if kind == "remind":
            total = f"{Decimal(decision['total']['amount']):.2f}"
            found |= {"step": decision["step"], "by": decision["channel"], "items": items, "total": total}
        if kind == "hold":
            numbers = {id_: number for number, id_ in self.orders.items()}
            found |= {"level": decision["level"], "proposal": decision["proposal"]}
            found |= {"orders": [numbers[each] for each in decision["orders"]]}
        return found

    def _promise(self, entry: Mapping[str, Any], _today: date) -> None:
        amount = ["--amount", entry["amount"]] if "amount" in entry else []
        words = ["--due", entry["promise"].isoformat(), *amount, *self._named(entry)]
        self.desk.json("promise", "add", self.customer, *words)

    def _agree(self, entry: Mapping[str, Any], _today: date) -> None:
        parts = [
            part
            for each in entry["agree"]
            for part in ("--part", f"{each['due'].isoformat()}={each['amount']}")
        ]
        self.desk.json("plan", "add", self.customer, *parts, *self._named(entry))

    def _waive(self, entry: Mapping[str, Any], _today: date) -> None:
        words = ["--pays", entry["pays"], "--due", entry["waive"].isoformat(), *self._named(entry)]
        self.desk.json("settlement", "add", self.customer, *words)

    def _named(self, entry: Mapping[str, Any]) -> list[str]:
        return [part for each in entry.get("invoices", ()) for part in ("--invoice", self.number(each))]

    def _dispute(self, entry: Mapping[str, Any], _today: date) -> None:
        reason = ["--reason", entry["reason"]] if "reason" in entry else []
        words = ["--invoice", self.number(entry["dispute"]), *reason]
        self.desk.json("dispute", "add", self.customer, *words)

    def _settle(self, entry: Mapping[str, Any], _today: date) -> None:
        invoice = self.invoice_id(entry["settle"])
        running = self.desk.json("dispute", "list", self.customer)["disputes"]
        (dispute,) = [each for each in running if each["invoice"] == invoice]
        self.desk.json("dispute", "close", dispute["id"])

    def _pause(self, entry: Mapping[str, Any], _today: date) -> None:
        self.desk.json("pause", "add", self.customer, "--until", entry["pause"].isoformat())

    def _approve(self, entry: Mapping[str, Any], _today: date) -> None:
        until = entry["until"].isoformat()
        self.desk.json("hold", "confirm", self.customer, "--by", entry["approve"], "--until", until)

    def _override(self, entry: Mapping[str, Any], _today: date) -> None:
        words = ["--by", entry["override"], "--reason", "a fair", "--until", entry["until"].isoformat()]
        if "order" in entry:
            words += ["--order", self.order_number(entry["order"])]
        self.desk.json("override", "add", self.customer, *words)

    def _interrupt(self, entry: Mapping[str, Any], _today: date) -> None:
        words = ["--ground", entry["interrupt"], "--day", entry["on"].isoformat(), "--proof", "a letter"]
        words += ["--confirmed-by", entry["by"]]
        self.desk.json("limitation", "interrupt", self.customer, *words)


class OnlinePeople(People):
    """Those who work in QuickBooks or Xero, where invoices and orders are numbered as the story names them.

    Attributes:
        documents: The platform's records of the story's documents, by their names.
    """

    documents: dict[str, Any]

    def __init__(self, desk: Office) -> None:
        super().__init__(desk)
        self.documents = {}

    def number(self, invoice: str) -> str:
        return invoice

    def order_number(self, order: str) -> str:
        return order

    def invoice_id(self, invoice: str) -> str:
        return str(self.documents[invoice].id)


def told_online(*also: str) -> list[Path]:
    """The stories that can be told in QuickBooks and Xero, also with verbs that only one of them knows.

    Both have no credit limit and no installments. How well one paid so far is graded against all customers,
    and what comes back is deleted there: such stories are left out too.
    """
    found = []
    for path in stories():
        story = read_story(path)
        entries = [entry for day in story.days for entry in day.books]
        if open_books(story).customer.credit_limit is None and not any(
            (_NOT_ONLINE - set(also)) & set(entry) or "parts" in entry for entry in entries
        ):
            found.append(path)
    return found


def play(story: Story, people: Callable[[], People], dawn: Callable[[date], None]) -> None:
    """Play a story in the books of the tests and on a platform, day by day.

    Args:
        story: The story.
        people: Makes the people, once the first day has dawned.
        dawn: Told each day before anything happens.
    """
    dawn(story.days[0].on)
    there, ledger = people(), open_books(story)
    for day in story.days:
        dawn(day.on)
        for entry in day.books:
            happen(ledger, entry, day.on)
            there.do(entry, day.on)
        heard = night(ledger, day.on, policy_of(story.policy))
        said = there.night()
        expected = [plain(told(each)) for each in heard.assessment.decisions]
        assert [there.plain(each) for each in said] == expected, f"{day.on}: {day.note}"
        assert there.left_behind() == left_behind(ledger), f"{day.on}: {day.note}"


def plain(told_: Mapping[str, Any]) -> dict[str, Any]:
    """What both tell in the same words: the names of our tasks differ."""
    kind = next(_VERBS.get(key, "hold") for key in told_)
    if kind == "close_task":
        return {"kind": kind}
    if kind == "wait":
        return {"kind": kind, "because": [told_["wait"]], "items": told_.get("items", [])}
    plain_ = {"kind": kind, "because": told_["because"]}
    if kind == "remind":
        amount, _ = told_["total"].split()
        plain_ |= {"step": told_["remind"], "by": told_["by"], "items": told_["items"], "total": amount}
    if kind == "hold":
        plain_ |= {"level": told_.get("hold", told_.get("propose")), "proposal": "propose" in told_}
        plain_ |= {"orders": told_["orders"]}
    return plain_


def left_behind(ledger: Ledger) -> dict[str, Any]:
    """What stands on the platform after a night: the hold, and how many tasks are open."""
    held = ledger.hold is not None and not ledger.hold.proposal
    return {"held": held, "tasks": len(ledger.tasks)}
