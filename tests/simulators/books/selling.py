"""How a family of customers buys: orders, estimates, invoices, and what becomes of those that were wrong.

When and how an invoice is paid is `paying`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from tests.simulators.books import names
from tests.simulators.books.draws import CENT, cents
from tests.simulators.books.events import (
    CreditNoteIssued,
    DisputeNoted,
    Installment,
    InvoiceDeleted,
    InvoiceIssued,
    InvoiceVoided,
    Line,
    OrderCancelled,
    OrderMade,
    Terms,
    total,
)
from tests.simulators.books.market import SEASON, taxed, working_day
from tests.simulators.books.open_items import Money
from tests.simulators.books.paying import Paying
from tests.simulators.books.scene import Scene

Lines = tuple[Line, ...]
# Shares of several installments in hundredths; each falls due a step later than the one before.
_PARTS = ((30, 70), (50, 50), (34, 33, 33), (25, 25, 25, 25))
_STEP = 30
_LEAST = Decimal("5.00")


@dataclass(slots=True, kw_only=True)
class Selling:
    """What one family buys.

    Attributes:
        buyers: Ids of the customers that buy, the first one most.
        size: Half of its invoices are above this, without tax.
        orders: Whether it orders before it is invoiced.
        until: Day from which it buys nothing more; None for no end.
    """

    scene: Scene
    paying: Paying
    buyers: list[str]
    size: Decimal
    gap: int
    orders: bool
    until: date | None = None
    _bought: int = 0

    def begin(self, day: date) -> None:
        """Let it buy from some day on."""
        self.scene.agenda.at(self._next(day, hundredths=self.scene.draws.between(10, 100)), self.buy)

    def buy(self, day: date) -> None:
        """Order or be invoiced, and buy again later."""
        scene, draws = self.scene, self.scene.draws
        if self._ended(day):
            return
        self._bought += 1
        customer = self.buyers[0] if draws.chance(400) else draws.pick(self.buyers)
        lines = self._lines()
        if self.orders:
            self._order(day, customer, lines)
        else:
            self.invoice(day, customer, lines)
        scene.agenda.at(self._next(day, hundredths=100), self.buy)

    def invoice(self, day: date, customer: str, lines: Lines, order: str | None = None) -> None:
        """Issue an invoice, and draw what becomes of it."""
        scene = self.scene
        tax = taxed(total(lines), scene.company.tax_rate)
        event = InvoiceIssued(
            day=day,
            invoice=scene.id("i"),
            customer=customer,
            number="",
            currency=scene.currency,
            terms=scene.terms,
            lines=lines,
            tax=tax,
            installments=self._installments(day, total(lines) + tax),
            order=order,
        )
        scene.happen(event)
        scene.items.add(event.invoice, customer, day, event.installments)
        self._fate(event)
        self.paying.expect(event)

    def _ended(self, day: date) -> bool:
        most = self.scene.habit.at_most
        return (self.until is not None and day >= self.until) or (most is not None and self._bought >= most)

    def _next(self, day: date, *, hundredths: int) -> date:
        """Return when it buys next: later in a weak month."""
        gap = self.gap * self.scene.draws.log_normal(50) * hundredths / SEASON[day.month - 1]
        return working_day(day + timedelta(days=max(int(gap), 1)))

    def _lines(self) -> Lines:
        draws, odd = self.scene.draws, self.scene.chances.odd_text
        wanted = max(self.size * draws.log_normal(60), _LEAST)
        count = draws.pick((1, 1, 1, 2, 2, 3, 4))
        lines = []
        for _ in range(count):
            text, usual = names.goods(draws, odd)
            price = max(cents(Decimal(usual * draws.between(80, 120)) / 10_000), CENT)
            share = wanted / count
            if price > share:
                price = max(cents(share), CENT)
            lines.append(Line(text=text, quantity=max(int(share / price), 1), price=price))
        if draws.chance(self.scene.chances.discount_line):
            off = draws.part(total(lines), 3, 15)
            lines.append(Line(text="Remise fidélité", quantity=1, price=-max(off, CENT)))
        return tuple(lines)

    def _order(self, day: date, customer: str, lines: Lines) -> None:
        scene, draws = self.scene, self.scene.draws
        order = OrderMade(
            day=day,
            order=scene.id("o"),
            customer=customer,
            number="",
            currency=scene.currency,
            estimate=draws.chance(500),
            lines=lines,
            tax=taxed(total(lines), scene.company.tax_rate),
        )
        scene.happen(order)
        later = working_day(scene.after(day, 2, 25))
        if draws.chance(scene.chances.cancelled):
            scene.agenda.at(later, lambda on: scene.happen(OrderCancelled(day=on, order=order.order)))
        else:
            scene.agenda.at(later, lambda on: self.invoice(on, self._now(customer), lines, order.order))

    def _now(self, customer: str) -> str:
        """Return who a customer is by now: it may have been merged since."""
        return customer if customer in self.buyers else self.buyers[0]

    def _installments(self, day: date, amount: Decimal) -> tuple[Installment, ...]:
        scene, terms = self.scene, self.scene.terms
        if not scene.company.installments or not scene.draws.chance(scene.chances.installments) or amount < 1:
            return (Installment(due=terms.due(day), amount=amount),)
        shares = scene.draws.pick(_PARTS)
        parts = [cents(amount * share / 100) for share in shares[:-1]]
        parts.append(amount - sum(parts))
        dues = [
            Terms(days=_STEP * (place + 1), end_of_month=terms.end_of_month).due(day)
            for place in range(len(parts))
        ]
        return tuple(Installment(due=due, amount=part) for due, part in zip(dues, parts, strict=True))

    def _fate(self, event: InvoiceIssued) -> None:
        """Draw whether something was wrong with an invoice."""
        scene, draws, chances = self.scene, self.scene.draws, self.scene.chances
        day, invoice = event.day, event.invoice
        if draws.chance(chances.voided):
            again = draws.chance(700)
            scene.agenda.at(scene.after(day, 0, 9), lambda on: self._void(on, event, again=again))
        elif draws.chance(chances.deleted):
            scene.agenda.at(scene.after(day, 0, 6), lambda on: self._delete(on, invoice))
        elif draws.chance(chances.credit_note):
            scene.agenda.at(scene.after(day, 3, 25), lambda on: self._credit(on, invoice, (5, 100)))
        if draws.chance(chances.dispute):
            scene.agenda.at(
                scene.after(event.installments[0].due, -10, 20), lambda on: self._dispute(on, invoice)
            )

    def _void(self, day: date, event: InvoiceIssued, *, again: bool) -> None:
        items = self.scene.items
        if items.untouched(event.invoice):
            customer = items.of(event.invoice)[0].customer
            items.remove(event.invoice)
            self.scene.happen(InvoiceVoided(day=day, invoice=event.invoice))
            if again:
                self.invoice(day, customer, event.lines[:1], event.order)

    def _delete(self, day: date, invoice: str) -> None:
        if self.scene.items.untouched(invoice):
            self.scene.items.remove(invoice)
            self.scene.happen(InvoiceDeleted(day=day, invoice=invoice))

    def _credit(self, day: date, invoice: str, hundredths: tuple[int, int]) -> None:
        """Give back a part of an invoice; what is paid already becomes the customer's credit."""
        scene, rate = self.scene, self.scene.company.tax_rate
        if not scene.items.has(invoice):
            return
        items = scene.items.of(invoice)
        amount = scene.draws.part(scene.items.creditable(invoice), *hundredths)
        # Rounded down: with its tax it is never more than the amount.
        net = (amount / (1 + rate)).quantize(CENT, rounding=ROUND_DOWN)
        if not net:
            return
        money = Money(id=scene.id("n"), customer=items[0].customer, left=net + taxed(net, rate))
        scene.items.credited(invoice, money.left)
        allocations = scene.items.spread(money, [each for each in items if not each.claimed])
        scene.happen(
            CreditNoteIssued(
                day=day,
                credit_note=money.id,
                customer=money.customer,
                number="",
                currency=scene.currency,
                invoice=invoice,
                lines=(Line(text="Retour / returned goods", quantity=1, price=net),),
                tax=taxed(net, rate),
                allocations=allocations,
            )
        )
        self.paying.keep(money, day)

    def _dispute(self, day: date, invoice: str) -> None:
        scene = self.scene
        if not scene.items.has(invoice) or not any(each.open for each in scene.items.of(invoice)):
            return
        text = names.dispute(scene.draws, scene.chances.odd_text)
        scene.happen(DisputeNoted(day=day, invoice=invoice, text=text))
        for each in scene.items.of(invoice):
            each.disputed = True
        if scene.habit.pays:
            scene.agenda.at(scene.after(day, 15, 70), lambda on: self._settle(on, invoice))

    def _settle(self, day: date, invoice: str) -> None:
        """End a dispute, more often than not with a credit note; the rest is paid soon."""
        scene = self.scene
        for each in scene.items.of(invoice):
            each.disputed = False
        if scene.draws.chance(600):
            self._credit(day, invoice, (10, 60))
        self.paying.expect_again(invoice, day)
