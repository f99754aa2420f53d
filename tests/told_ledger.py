"""What people tell us about a customer: the half of `builders.Ledger` that does not stand in the books."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from relance_sync.rules.account import (
    Account,
    HoldApproval,
    HoldOverride,
    RecordedInterruption,
)
from relance_sync.rules.agreement_states import covered
from relance_sync.rules.agreements import (
    Dispute,
    DisputeReason,
    Pause,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
)
from relance_sync.rules.ledger import (
    Company,
    Customer,
    Kind,
)
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.money import Money, money
from relance_sync.rules.recorded_contacts import Call, HandOver
from relance_sync.rules.score import Calibration, Limits, PaidInvoice, Portfolio

COMPANY = Company(id="acme", name="Acme", currency="EUR")
CUSTOMER = Customer(
    id="7",
    name="Brasserie du Port",
    kind=Kind.ENTITY,
    email="compta@brasserie.example",
    phone="+33 2 00 00 00 00",
)


@dataclass(slots=True, kw_only=True)
class ToldLedger:
    """What was agreed, contested, excluded and overridden, and how the customer paid before."""

    company: Company = COMPANY
    customer: Customer = CUSTOMER
    promises: list[Promise] = field(default_factory=list)
    payment_plans: dict[str, PaymentPlan] = field(default_factory=dict)
    settlements: dict[str, Settlement] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    approvals: list[HoldApproval] = field(default_factory=list)
    overrides: list[HoldOverride] = field(default_factory=list)
    interruptions: list[RecordedInterruption] = field(default_factory=list)
    hand_overs: dict[str, HandOver] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    history: list[PaidInvoice] = field(default_factory=list)
    calibration: Calibration | None = None

    def account(self, today: date) -> Account:
        """Return the account as it stands on a day."""
        raise NotImplementedError

    def past(self, due: date, paid: date | None) -> Self:
        """Write down how an earlier invoice was paid, for the score and for repeated defaults."""
        self.history.append(
            PaidInvoice(customer=self.customer.id, issued=due, due=due, paid=paid, amount=Decimal(100))
        )
        return self

    def promise(
        self,
        due: date,
        *invoices: str,
        made_on: date = date(2026, 1, 2),
        closed_on: date | None = None,
        amount: str | None = None,
        noted: bool = False,
    ) -> Self:
        """Note the customer's word to pay these invoices (everything open if none is named) by a day.

        What is open of them is noted too if an amount is promised, or if asked for.
        """
        self.promises.append(
            Promise(
                id=f"promise-{len(self.promises)}",
                customer=self.customer.id,
                due=due,
                made_on=made_on,
                invoices=invoices,
                amount=None if amount is None else money(amount, self.company.currency),
                closed_on=closed_on,
            )
        )
        if noted or amount is not None:
            self.promises[-1] = replace(self.promises[-1], open_amount=self._open(self.promises[-1]))
        return self

    def _open(self, agreement: Promise) -> Money:
        """What is open of the items an agreement covers, in the company's currency."""
        currency = self.company.currency
        items = covered(agreement, self.account(agreement.made_on))
        amounts = (each.residual.amount for each in items if each.residual.currency == currency)
        return Money(amount=sum(amounts, Decimal(0)), currency=currency)

    def _open_now(self, invoices: tuple[str, ...], made_on: date) -> Money:
        about = Promise(id="", customer=self.customer.id, due=made_on, made_on=made_on, invoices=invoices)
        return self._open(about)

    def agree(
        self,
        parts: Iterable[tuple[date, str]],
        *invoices: str,
        made_on: date = date(2026, 1, 2),
        name: str = "plan",
        closed_on: date | None = None,
    ) -> Self:
        """Agree a payment plan of dated instalments for these invoices (everything open if none is named)."""
        self.payment_plans[name] = PaymentPlan(
            id=name,
            customer=self.customer.id,
            made_on=made_on,
            parts=tuple(PlanPart(due=due, amount=Decimal(amount)) for due, amount in parts),
            open_amount=self._open_now(invoices, made_on),
            invoices=invoices,
            closed_on=closed_on,
        )
        return self

    def waive(
        self,
        pays: str,
        due: date,
        *invoices: str,
        made_on: date = date(2026, 1, 2),
        name: str = "settlement",
        closed_on: date | None = None,
    ) -> Self:
        """Agree a settlement: who pays so much by a day is let off the rest of these invoices."""
        self.settlements[name] = Settlement(
            id=name,
            customer=self.customer.id,
            made_on=made_on,
            due=due,
            pays=money(pays, self.company.currency),
            open_amount=self._open_now(invoices, made_on),
            invoices=invoices,
            closed_on=closed_on,
        )
        return self

    def known(self, paid_late: Iterable[int], today: date) -> Self:
        """Have known the customer for long: one invoice a month was paid, each so many days late.

        All customers together pay every fifth invoice late; up to 10 points are an A, 30 a B, 60 a C.
        """
        ends = (Decimal(10), Decimal(30), Decimal(60))
        self.calibration = Calibration(
            on=today, portfolio=Portfolio(paid=100, late=20), limits=Limits(ends=ends, on=today)
        )
        for months, late in enumerate(paid_late, start=1):
            paid = today - timedelta(days=30 * months)
            due = paid - timedelta(days=late)
            issued = due - timedelta(days=30)
            self.history.append(
                PaidInvoice(customer=self.customer.id, issued=issued, due=due, paid=paid, amount=Decimal(100))
            )
        return self

    def dispute(
        self, invoice: str | None, opened_on: date, reason: DisputeReason = DisputeReason.OTHER
    ) -> Self:
        """Note that an invoice is contested; everything if None."""
        self.disputes[invoice or ""] = Dispute(
            id=f"dispute-{invoice}",
            customer=self.customer.id,
            opened_on=opened_on,
            invoice=invoice,
            reason=reason,
        )
        return self

    def settle(self, invoice: str | None, closed_on: date) -> Self:
        """Close a dispute."""
        self.disputes[invoice or ""] = replace(self.disputes[invoice or ""], closed_on=closed_on)
        return self

    def pause(self, since: date, until: date, *, closed_on: date | None = None) -> Self:
        """Leave the customer alone until a day."""
        self.pauses.append(
            Pause(
                id=f"pause-{len(self.pauses)}",
                customer=self.customer.id,
                since=since,
                until=until,
                closed_on=closed_on,
            )
        )
        return self

    def approve(self, by: str, day: date, until: date) -> Self:
        """Let a named person confirm the hold of a natural person."""
        self.approvals.append(
            HoldApproval(
                id=f"approval-{len(self.approvals)}", customer=self.customer.id, by=by, day=day, until=until
            )
        )
        return self

    def hand_over(self, day: date, *invoices: str, to: str = "Recouvrement SA") -> Self:
        """Note that a collection firm goes on with invoices."""
        id_ = "+".join(invoices)
        self.hand_overs[id_] = HandOver(id=id_, customer=self.customer.id, day=day, to=to, invoices=invoices)
        return self

    def take_back(self, day: date, *invoices: str) -> Self:
        """Take back what was handed over together."""
        id_ = "+".join(invoices)
        self.hand_overs[id_] = replace(self.hand_overs[id_], closed_on=day)
        return self

    def call(self, day: date, *, counts: bool = True) -> Self:
        """Note a call with the customer."""
        call = Call(id=f"call-{len(self.calls)}", customer=self.customer.id, day=day, counts=counts)
        self.calls.append(call)
        return self

    def override(
        self,
        by: str,
        day: date,
        until: date,
        *,
        reason: str = "wants to keep the customer",
        order: str | None = None,
        closed_on: date | None = None,
    ) -> Self:
        """Let a named person let orders go on although they are held."""
        self.overrides.append(
            HoldOverride(
                id=f"override-{len(self.overrides)}",
                customer=self.customer.id,
                by=by,
                reason=reason,
                day=day,
                until=until,
                order=order,
                closed_on=closed_on,
            )
        )
        return self

    def interrupt(
        self,
        day: date,
        *invoices: str,
        ground: Ground = Ground.ACKNOWLEDGEMENT,
        confirmed_by: str | None = "Anne",
    ) -> Self:
        """Record what may interrupt the limitation of these invoices (of all issued by then if none)."""
        fact = Interruption(ground=ground, day=day, confirmed_by=confirmed_by, proof="letter.pdf")
        self.interruptions.append(
            RecordedInterruption(
                id=f"interruption-{len(self.interruptions)}",
                customer=self.customer.id,
                fact=fact,
                invoices=invoices,
            )
        )
        return self
