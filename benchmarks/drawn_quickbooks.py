"""Drawn books in the QuickBooks simulator, in a process of their own: served, changed, their calls counted.

In the process of whoever is measured the two would take each other's time. Limits are off: what is measured
keeps its own pace, which is tested elsewhere.
"""

import json
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, cast

from tests.simulators.books import Company
from tests.simulators.filled_quickbooks import fill, for_quickbooks
from tests.simulators.quickbooks import Books, Limits, Simulator
from tests.simulators.quickbooks.api import Answer, Api, Request
from tests.simulators.quickbooks.company import Company as Realm

TODAY = date(2026, 6, 30)
_PATIENCE = 600.0


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What one piece of work cost at QuickBooks' end.

    Attributes:
        calls: To the API; not those for tokens.
        metered: Of them those that count against the month's allowance.
        questions: The same if each query of a batch counted: Intuit does not say.
        received: Bytes of the answers, compressed as they went over the wire.
        seconds: What the simulator took to answer them.
    """

    calls: int
    metered: int
    questions: int
    received: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Where the books are, and who may read them."""

    url: str
    realm: str
    client_id: str
    client_secret: str
    access_token: str
    refresh_token: str


class _CountingApi(Api):
    """An API that counts the questions it is asked."""

    questions = 0

    def answer(self, company: Realm, app: str, request: Request) -> Answer:
        answer = super().answer(company, app, request)
        if answer.metered:
            asked = [1]
            if request.parts[:1] == ("batch",):
                asked = [each for each in json.loads(request.body)["BatchItemRequest"] if "Query" in each]
            self.questions += len(asked)
        return answer


class DrawnQuickBooks:
    """The books, seen from another process; use it as a context manager.

    Attributes:
        opened: Where they are.
    """

    def __init__(self, *, customers: int, months: int) -> None:
        """Remember what to draw; nothing is started yet."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, customers, months), daemon=True)

    def __enter__(self) -> Self:
        """Draw the books: some seconds for 1,000 customers."""
        self._process.start()
        self.opened = cast("Opened", self._answer())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.send(("stop", 0))
        self._process.join(_PATIENCE)

    def living(self) -> dict[str, dict[str, str]]:
        """Return what is there: by entity and id what is open of it; empty for what has no balance."""
        return cast("dict[str, dict[str, str]]", self._do("living"))

    def pass_a_day(self, changes: int) -> None:
        """Let people do so many things on the next day; there are new tokens then."""
        self.opened = cast("Opened", self._do("pass_a_day", changes))

    def counted(self) -> Counted:
        """Return what was called since this was asked last."""
        return cast("Counted", self._do("counted"))

    def _do(self, what: str, number: int = 0) -> object:
        self._pipe.send((what, number))
        return self._answer()

    def _answer(self) -> object:
        if not self._pipe.poll(_PATIENCE):
            raise TimeoutError("the simulator does not answer")
        return self._pipe.recv()


class _Served:
    """The books in their own process; each verb is one that can be asked for."""

    def __init__(self, simulator: Simulator, books: Books) -> None:
        self._simulator, self._world, self._books = simulator, simulator.world, books
        self._api = _CountingApi(sandbox=True)
        self._world.api = self._api

    def living(self, _: int) -> dict[str, dict[str, str]]:
        company = self._books.company
        return {
            name: {each.id: str(each.data.get("Balance", "")) for each in company.living(name)}
            for name in company.tables
        }

    def counted(self, _: int) -> Counted:
        calls = [each for each in self._world.log.calls() if each.realm]
        counted = Counted(
            calls=len(calls),
            metered=sum(each.metered for each in calls),
            questions=self._api.questions,
            received=sum(each.received for each in calls),
            seconds=sum(each.seconds for each in calls),
        )
        self._world.log.clear()
        self._api.questions = 0
        return counted

    def opened(self) -> Opened:
        """Give new tokens."""
        tokens = self._simulator.tokens(self._books.realm)
        return Opened(
            url=self._simulator.url,
            realm=self._books.realm,
            client_id=self._simulator.client_id,
            client_secret=self._simulator.client_secret,
            access_token=tokens["access_token"],
            refresh_token=tokens["refresh_token"],
        )

    def pass_a_day(self, changes: int) -> Opened:
        """Invoice, receive money, write to notes; void or delete an earlier invoice once in twenty times."""
        books, clock = self._books, self._world.clock
        clock.advance(timedelta(days=1))
        customers = [each for each in books.company.living("Customer") if each.data.get("Active", True)]
        unpaid = [each for each in books.company.living("Invoice") if each.data["Balance"]]
        acts: list[Callable[[int], object]] = [
            *[lambda n: books.invoice(customers[n % len(customers)], 100 + n)] * 9,
            *[lambda n: books.pay(unpaid[n % len(unpaid)])] * 8,
            *[lambda n: books.edit(customers[n % len(customers)], Notes=f"Called, {n}")] * 2,
        ]
        for n in range(changes):
            clock.advance(timedelta(seconds=2))
            turn, place = divmod(n, len(acts) + 1)
            if place < len(acts):
                acts[place](n)
            else:
                wrong = next(each for each in unpaid if not each.data.get("LinkedTxn"))
                (books.void if turn % 2 else books.delete)(wrong)
            unpaid = [each for each in unpaid if each.data["Balance"] and not each.deleted]
        return self.opened()


def _serve(pipe: Connection, customers: int, months: int) -> None:
    with Simulator(start=datetime(2024, 1, 1, tzinfo=UTC), frozen=True, limits=Limits.none()) as simulator:
        books = simulator.open()
        drawn = Company(
            seed=1,
            customers=customers,
            months=months,
            today=TODAY,
            currency="USD",
            foreign=(),
            **for_quickbooks(),
        )
        fill(books, drawn.events())
        served = _Served(simulator, books)
        pipe.send(served.opened())
        verbs: dict[str, Callable[[int], Any]] = {
            "living": served.living,
            "counted": served.counted,
            "pass_a_day": served.pass_a_day,
        }
        while (asked := pipe.recv())[0] != "stop":
            pipe.send(verbs[asked[0]](asked[1]))
