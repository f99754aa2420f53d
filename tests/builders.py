"""A tiny ledger with verbs: what a tester does to one customer's account, in the words of a bookkeeper.

`Ledger` keeps the records and hands out the frozen `Account` of any day. It decides nothing; `deliver` writes
down what the store would after the effects of an assessment have gone out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self

from relance_sync.rules.account import (
    Account,
    HoldState,
    OpenTask,
)
from relance_sync.rules.agreements import (
    ContactEvent,
    ItemStep,
)
from relance_sync.rules.decisions import Alert, AlertKind, CloseTask, Decision, Hold, Release, Remind
from relance_sync.rules.ledger import (
    Allocation,
    Credit,
    Installment,
    Invoice,
    Order,
    OrderState,
    Payment,
    Rate,
)
from relance_sync.rules.money import Money, money
from relance_sync.rules.score import PaidInvoice
from tests.told_ledger import COMPANY, CUSTOMER, ToldLedger

__all__ = ["COMPANY", "CUSTOMER", "Ledger"]


@dataclass(slots=True, kw_only=True)
class Ledger(ToldLedger):
    """One customer's account as it grows, in a company that counts in euros.

    Attributes:
        alerted: Alerts that went out; each goes out once.
        synced_on, bank_day: None to have them always up to date.
    """

    invoices: dict[str, Invoice] = field(default_factory=dict)
    credits: dict[str, Credit] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    rates: list[Rate] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    contacts: list[ContactEvent] = field(default_factory=list)
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    alerted: set[tuple[AlertKind, str]] = field(default_factory=set)
    hold: HoldState | None = None
    holds_before: int = 0
    synced_on: date | None = None
    bank_day: date | None = None
    balance: Decimal | None = None

    def account(self, today: date) -> Account:
        """Return the account as it stands on a day."""
        return Account(
            company=self.company,
            customer=self.customer,
            invoices=tuple(self.invoices.values()),
            credits=tuple(self.credits.values()),
            payments=tuple(self.payments),
            orders=tuple(self.orders.values()),
            rates=tuple(self.rates),
            promises=tuple(self.promises),
            disputes=tuple(self.disputes.values()),
            pauses=tuple(self.pauses),
            payment_plans=tuple(self.payment_plans.values()),
            settlements=tuple(self.settlements.values()),
            history=tuple(self.history),
            calibration=self.calibration,
            approvals=tuple(self.approvals),
            overrides=tuple(self.overrides),
            interruptions=tuple(self.interruptions),
            hand_overs=tuple(self.hand_overs.values()),
            calls=tuple(self.calls),
            contacts=tuple(self.contacts),
            tasks=tuple(self.tasks.values()),
            synced_on=self.synced_on or today,
            bank_day=self.bank_day or today,
            balance=self.balance,
            hold=self.hold,
            holds_before=self.holds_before,
        )

    def bill(
        self,
        number: str,
        amount: str,
        due: date | None,
        *,
        currency: str = "EUR",
        issued: date = date(2026, 1, 1),
        plan: str | None = None,
        chased: bool = True,
    ) -> Self:
        """Post an invoice with one installment, whose id is the invoice's number."""
        return self.bill_in_parts(
            number, [(amount, due)], currency=currency, issued=issued, plan=plan, chased=chased
        )

    def bill_in_parts(
        self,
        number: str,
        parts: Iterable[tuple[str, date | None]],
        *,
        currency: str = "EUR",
        issued: date = date(2026, 1, 1),
        plan: str | None = None,
        chased: bool = True,
    ) -> Self:
        """Post an invoice of several installments, with ids `number`, `number/2`, `number/3`..."""
        installments = tuple(
            Installment(
                id=number if position == 1 else f"{number}/{position}",
                due=due,
                amount=Decimal(amount),
                residual=Decimal(amount),
            )
            for position, (amount, due) in enumerate(parts, start=1)
        )
        self.invoices[number] = Invoice(
            id=number,
            customer=self.customer.id,
            number=number,
            issued=issued,
            currency=currency,
            installments=installments,
            plan=plan,
            chased=chased,
        )
        return self

    def expect(self, number: str, on: date | None, *, since: date | None = None) -> Self:
        """Note in the books when an invoice is expected to be paid; None takes the day out again."""
        self.invoices[number] = replace(self.invoices[number], expected_on=on, expected_since=since)
        return self

    def pay(self, number: str, amount: str | None = None, *, on: date | None = None) -> Self:
        """Pay an invoice, oldest installment first; all of it if no amount is given.

        With a day, the payment itself is in the books as well, set against the installments on that day.
        """
        invoice = self.invoices[number]
        open_amount = sum((each.residual for each in invoice.installments), Decimal(0))
        left = open_amount if amount is None else Decimal(amount)
        installments, settlements = [], []
        for each in invoice.installments:
            settled = min(each.residual, left)
            left -= settled
            installments.append(replace(each, residual=each.residual - settled))
            settlements.append((each.id, settled))
            if on is not None and settled and settled == each.residual:
                self._known_now(invoice, each, on)
        self.invoices[number] = replace(invoice, installments=tuple(installments))
        if on is not None:
            self._received(invoice.currency, settlements, on)
        return self

    def _known_now(self, invoice: Invoice, part: Installment, paid: date) -> None:
        """How it was paid counts from now on, as that of earlier invoices does."""
        if part.due is not None:
            self.history.append(
                PaidInvoice(
                    customer=self.customer.id,
                    issued=invoice.issued,
                    due=part.due,
                    paid=paid,
                    amount=part.amount,
                )
            )

    def _received(self, currency: str, settled: Iterable[tuple[str, Decimal]], day: date) -> None:
        allocations = tuple(
            Allocation(installment=id_, amount=Money(amount=amount, currency=currency), day=day)
            for id_, amount in settled
            if amount
        )
        paid = sum((each.amount.amount for each in allocations), Decimal(0))
        self.payments.append(
            Payment(
                id=f"payment-{len(self.payments)}",
                customer=self.customer.id,
                day=day,
                amount=Money(amount=paid, currency=currency),
                allocations=allocations,
            )
        )

    def credit(self, number: str, amount: str, *, currency: str = "EUR") -> Self:
        """Book a credit note or payment on account that is not allocated yet."""
        self.credits[number] = Credit(
            id=number,
            customer=self.customer.id,
            number=number,
            day=date(2026, 1, 1),
            residual=money(amount, currency),
        )
        return self

    def allocate(self, credit: str, invoice: str) -> Self:
        """Set a credit against an invoice, as far as both go."""
        open_credit = self.credits[credit]
        due = sum((each.residual for each in self.invoices[invoice].installments), Decimal(0))
        used = min(open_credit.residual.amount, due)
        left = replace(open_credit.residual, amount=open_credit.residual.amount - used)
        self.credits[credit] = replace(open_credit, residual=left)
        return self.pay(invoice, str(used))

    def quote(self, number: str, amount: str, *, prepaid: bool = False) -> Self:
        """Write a quotation that waits for confirmation."""
        return self.order(number, amount, state=OrderState.QUOTATION, prepaid=prepaid)

    def order(
        self,
        number: str,
        amount: str,
        *,
        state: OrderState = OrderState.CONFIRMED,
        prepaid: bool = False,
        currency: str = "EUR",
        to_deliver: bool = False,
    ) -> Self:
        """Take an order of which nothing has been invoiced yet."""
        worth = money(amount, currency)
        self.orders[number] = Order(
            id=number,
            customer=self.customer.id,
            number=number,
            day=date(2026, 1, 1),
            state=state,
            total=worth,
            uninvoiced=worth,
            prepaid=prepaid,
            to_deliver=to_deliver,
        )
        return self

    def edit(self, number: str, amount: str) -> Self:
        """Change the quantities of an order: its total, and what is to be invoiced, are others now."""
        order = self.orders[number]
        worth = replace(order.total, amount=Decimal(amount))
        self.orders[number] = replace(order, total=worth, uninvoiced=worth)
        return self

    def give_back(self, day: date) -> Self:
        """Let the bank take back the last payment: what it had settled is open again."""
        payment = replace(self.payments[-1], returned_on=day)
        self.payments[-1] = payment
        settled = {each.installment: each.amount.amount for each in payment.allocations}
        for number, invoice in self.invoices.items():
            parts = tuple(
                replace(each, residual=each.residual + settled.get(each.id, Decimal(0)))
                for each in invoice.installments
            )
            self.invoices[number] = replace(invoice, installments=parts)
        return self

    def rate(self, currency: str, value: str, day: date = date(2026, 1, 1)) -> Self:
        """Enter an exchange rate."""
        self.rates.append(Rate(currency=currency, day=day, value=Decimal(value)))
        return self

    def contact(
        self, day: date, *steps: tuple[str, str], plan: str = "standard", currency: str = "EUR"
    ) -> Self:
        """Record a contact in which installments took steps: `contact(day, ("INV/1", "first"))`."""
        self.contacts.append(
            ContactEvent(
                key=f"contact-{len(self.contacts)}",
                day=day,
                channel="email",
                currency=currency,
                steps=tuple(ItemStep(item=item, plan=plan, step=step) for item, step in steps),
            )
        )
        return self

    def deliver(self, decisions: Iterable[Decision], today: date) -> Self:
        """Write down what the store would after the effects of these decisions went out."""
        for decision in decisions:
            match decision:
                case Remind():
                    self._reminded(decision, today)
                case Hold():
                    self._held(decision, today)
                case Release():
                    self.hold, self.holds_before = None, decision.cycle
                case CloseTask():
                    del self.tasks[decision.key]
                case Alert():
                    self._told(decision)
        return self

    def _told(self, alert: Alert) -> None:
        """A note and a task; who was told once is not told again, also when the task is closed."""
        if (alert.kind, alert.subject) not in self.alerted:
            self.alerted.add((alert.kind, alert.subject))
            key = f"{alert.kind} {alert.subject}"
            self.tasks[key] = OpenTask(key=key, items=alert.items, alert=str(alert.kind))

    def _reminded(self, remind: Remind, today: date) -> None:
        key = f"{remind.plan}/{remind.step.id} of {today}, {remind.currency}"
        self.contacts.append(
            ContactEvent(
                key=key, day=today, channel=remind.channel, currency=remind.currency, steps=remind.steps
            )
        )
        self.tasks[key] = OpenTask(key=key, items=remind.items)

    def _held(self, hold: Hold, today: date) -> None:
        known = self.hold is not None and self.hold.cycle == hold.cycle
        if not known:
            self.hold = HoldState(level=hold.level, since=today, cycle=hold.cycle, proposal=hold.proposal)
            self.holds_before = hold.cycle - 1
        if hold.proposal:
            key = f"proposal {hold.cycle}"
            self.tasks.setdefault(key, OpenTask(key=key, hold_cycle=hold.cycle))
            return
        for order in hold.orders:
            key = f"hold {hold.cycle}, order {order}"
            self.tasks.setdefault(key, OpenTask(key=key, order=order, hold_cycle=hold.cycle))
