"""How a family of customers pays: when, how much, for what, and what the bank takes back.

Payments that a bank carries out happen on working days. What is bought is `selling`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.simulators.books.draws import CENT, cents
from tests.simulators.books.events import (
    Allocation,
    DebtWrittenOff,
    DiscountGranted,
    InvoiceIssued,
    MoneyMatched,
    PaymentReceived,
    PaymentReturned,
)
from tests.simulators.books.market import working_day, working_day_before
from tests.simulators.books.open_items import Item, Money
from tests.simulators.books.scene import NOTHING, Scene, between

# Who pays several at once pays what is due within these days.
_TOGETHER = 6
_GIVEN_UP = 180
_DELAY_LASTS = 45
# Who takes a discount pays within these days, if there are as many left to the due date.
_EARLY = 8
_SHORT = Decimal(20)
_ROUND = (Decimal(1000), Decimal(500), Decimal(100), Decimal(50))


@dataclass(slots=True, kw_only=True)
class Paying:
    """What one family pays.

    Attributes:
        apart: By how many hundredths it is late more often than its segment.
        delay: First day of its one delay; None if it has none.
    """

    scene: Scene
    apart: int
    delay: date | None

    def begin(self, day: date) -> None:
        """Let one that pays on account begin to."""
        if self.scene.habit.on_account:
            self.scene.agenda.at(working_day(self.scene.after(day, 20, 45)), self._on_account)

    def expect(self, event: InvoiceIssued) -> None:
        """Plan how an invoice is paid."""
        for item in self.scene.items.of(event.invoice):
            self._plan(item)
        payer = self.scene.pays_for(event.customer)
        if any(each.left and each.customer in {event.customer, payer} for each in self.scene.items.money):
            self.scene.agenda.at(self.scene.after(event.day, 1, 10), self._match_what_is_left)

    def expect_again(self, invoice: str, day: date) -> None:
        """Plan anew what is open of an invoice: soon."""
        if self.scene.habit.pays and not self.scene.habit.on_account:
            for item in self.scene.items.of(invoice):
                self._plan_on(item, working_day(self.scene.after(day, 3, 15)))

    def keep(self, money: Money, day: date) -> None:
        """Keep what is left of money, to be matched once there is something to match it with."""
        if money.left:
            if money not in self.scene.items.money:
                self.scene.items.money.append(money)
            self.scene.agenda.at(self.scene.after(day, 1, 10), self._match_what_is_left)

    def _plan(self, item: Item) -> None:
        habit = self.scene.habit
        if habit.on_account:
            return
        if not habit.pays:
            if self.scene.draws.chance(self.scene.chances.written_off):
                late = self.scene.after(item.due, _GIVEN_UP, _GIVEN_UP + 60)
                self.scene.agenda.at(late, lambda day: self._write_off(day, item))
            return
        early = item.issued + timedelta(days=_EARLY)
        item.discount = early <= item.due - timedelta(days=_EARLY) and self.scene.draws.chance(
            self.scene.chances.early_discount
        )
        self._plan_on(item, working_day_before(early) if item.discount else self._day(item))

    def _plan_on(self, item: Item, day: date) -> None:
        item.planned = day
        self.scene.agenda.at(day, lambda on: self._pay(on, item))

    def _day(self, item: Item) -> date:
        """Draw when an installment is paid."""
        habit, draws = self.scene.habit, self.scene.draws
        if self.delay and self.delay <= item.due < self.delay + timedelta(days=_DELAY_LASTS):
            return working_day(self.scene.after(item.due, 20, 45))
        passed = self.scene.passed(item.due)
        if draws.chance(max(min(between(habit.late, passed) + self.apart, 100), 0) * 10):
            days = between(habit.days, passed) * draws.log_normal(habit.spread)
            return working_day(item.due + timedelta(days=max(min(int(days), habit.most), 1)))
        early = working_day_before(item.due - timedelta(days=draws.between(0, habit.early)))
        return max(early, item.issued)

    def _pay(self, day: date, item: Item) -> None:
        """Pay what was planned for today, in one of several ways."""
        if not item.open or item.claimed or item.disputed or item.planned != day:
            return
        draws, chances = self.scene.draws, self.scene.chances
        items = self._with_others(day, item)
        for each in items:
            each.planned = None
        alone, whole = len(items) == 1, sum((each.open for each in items), NOTHING)
        if alone and item.discount and item.open == item.asked > 1:
            self._pay_with_discount(day, item)
        elif alone and whole > 1 and draws.chance(chances.part):
            self._pay_part(day, item)
        elif draws.chance(chances.unmatched):
            self._pay_unmatched(day, items, whole)
        elif alone and whole > _SHORT and draws.chance(chances.short):
            self._pay_short(day, item)
        elif draws.chance(chances.over):
            self._pay_over(day, items, whole)
        else:
            self._received(day, whole, [(each, each.open) for each in items], may_return=True)

    def _with_others(self, day: date, item: Item) -> list[Item]:
        """Return the item, and what the same payer means to pay in the next days if it pays all at once."""
        if not self.scene.draws.chance(self.scene.chances.several):
            return [item]
        payer, end = self.scene.pays_for(item.customer), day + timedelta(days=_TOGETHER)
        others = [
            each
            for each in self.scene.items.payable()
            if each is not item
            and each.planned is not None
            and each.planned <= end
            and each.issued <= day
            and self.scene.pays_for(each.customer) == payer
        ]
        return [item, *others]

    def _pay_part(self, day: date, item: Item) -> None:
        amount = self.scene.draws.part(item.open, 20, 80)
        self._received(day, amount, [(item, amount)], may_return=True)
        self._plan_on(item, working_day(self.scene.after(day, 8, 40)))

    def _pay_unmatched(self, day: date, items: list[Item], whole: Decimal) -> None:
        """Pay without saying what for; somebody finds out later."""
        money = self._unallocated(day, self.scene.pays_for(items[0].customer), whole)
        money.reserved = True
        for each in items:
            each.claimed = True
        self.scene.agenda.at(self.scene.after(day, 2, 20), lambda on: self._found_out(on, money, items))

    def _found_out(self, day: date, money: Money, items: list[Item]) -> None:
        money.reserved = False
        for each in items:
            each.claimed = False
        self._match(day, money, items)
        self.keep(money, day)

    def _pay_short(self, day: date, item: Item) -> None:
        """Pay some cents too little, such as the bank's fee; they are given up."""
        amount = item.open - self.scene.draws.between(1, 60) * CENT
        self._received(day, amount, [(item, amount)])
        self.scene.agenda.at(self.scene.after(day, 15, 45), lambda on: self._write_off(on, item))

    def _pay_over(self, day: date, items: list[Item], whole: Decimal) -> None:
        amount = whole + self.scene.draws.between(1, 50)
        self.keep(self._received(day, amount, [(each, each.open) for each in items]), day)

    def _pay_with_discount(self, day: date, item: Item) -> None:
        off = max(cents(item.open * 2 / 100), CENT)
        money = self._received(day, item.open - off, [(item, item.open - off)])
        self.scene.happen(DiscountGranted(day=day, payment=money.id, allocation=item.allocate(off)))

    def _on_account(self, day: date) -> None:
        """Let everybody in the family pay a round sum on what they owe, and again in a month."""
        owed: dict[str, Decimal] = {}
        for item in self.scene.items.payable():
            payer = self.scene.pays_for(item.customer)
            owed[payer] = owed.get(payer, NOTHING) + item.open
        for payer, whole in owed.items():
            wanted = self.scene.draws.part(whole, 40, 110)
            unit = next((each for each in _ROUND if wanted >= 2 * each), None)
            if unit:
                money = self._unallocated(day, payer, wanted // unit * unit)
                self.keep(money, day)
        self.scene.agenda.at(working_day(self.scene.after(day, 25, 35)), self._on_account)

    def _received(
        self, day: date, amount: Decimal, parts: list[tuple[Item, Decimal]], *, may_return: bool = False
    ) -> Money:
        """Enter a payment that settles these parts of these items."""
        scene = self.scene
        payer = scene.pays_for(parts[0][0].customer)
        allocations = tuple([item.allocate(part) for item, part in parts])
        left = amount - sum((each.amount for each in allocations), NOTHING)
        money = Money(id=scene.id("p"), customer=payer, left=left)
        told = " ".join(dict.fromkeys(each.invoice for each in allocations))
        self._enter(day, money, amount, f"VIR SEPA {told}"[:140], allocations)
        if may_return and scene.draws.chance(scene.chances.returned):
            back = working_day(scene.after(day, 2, 8))
            scene.agenda.at(back, lambda on: self._returned(on, money.id, allocations))
        return money

    def _unallocated(self, day: date, payer: str, amount: Decimal) -> Money:
        """Enter a payment for nothing in particular."""
        money = Money(id=self.scene.id("p"), customer=payer, left=amount)
        self.scene.items.money.append(money)
        self._enter(day, money, amount, "VIR SEPA", ())
        return money

    def _enter(
        self, day: date, money: Money, amount: Decimal, text: str, allocations: tuple[Allocation, ...]
    ) -> None:
        self.scene.happen(
            PaymentReceived(
                day=day,
                payment=money.id,
                customer=money.customer,
                currency=self.scene.currency,
                amount=amount,
                text=text,
                allocations=allocations,
            )
        )

    def _match(self, day: date, money: Money, items: list[Item]) -> None:
        allocations = self.scene.items.spread(money, items)
        if allocations:
            self.scene.happen(MoneyMatched(day=day, source=money.id, allocations=allocations))

    def _match_what_is_left(self, day: date) -> None:
        """Set all money that is left against what its customer owes, oldest first."""
        items = self.scene.items
        for money in items.money:
            if money.left and not money.reserved:
                theirs = [
                    each
                    for each in items.payable()
                    if money.customer in {each.customer, self.scene.pays_for(each.customer)}
                ]
                self._match(day, money, theirs)
        items.money = [each for each in items.money if each.left]

    def _returned(self, day: date, payment: str, allocations: tuple[Allocation, ...]) -> None:
        scene = self.scene
        scene.happen(PaymentReturned(day=day, payment=payment, text="Insufficient funds"))
        for each in allocations:
            item = scene.items.find(each)
            item.open += each.amount
            self._plan_on(item, working_day(scene.after(day, 4, 25)))

    def _write_off(self, day: date, item: Item) -> None:
        if item.open and not item.claimed:
            self.scene.happen(DebtWrittenOff(day=day, allocation=item.allocate(item.open)))
