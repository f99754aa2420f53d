"""The store's door for what people told us: each method records, closes or reads, in one transaction.

`Store` has these methods; they stand here only because there are many. What they do is `agreements`.
"""

from collections.abc import Callable
from datetime import date, datetime

from relance_sync.errors import Stop
from relance_sync.rules.account import HoldApproval, HoldOverride, RecordedInterruption, Told
from relance_sync.rules.agreements import Dispute, Pause, PaymentPlan, Promise, Settlement
from relance_sync.rules.recorded_contacts import Call, HandOver
from relance_sync.store import agreements
from relance_sync.store.agreements import Agreements
from relance_sync.store.engine import Database
from relance_sync.store.told_rows import Agreement
from relance_sync.store.told_there import is_there


class ToldStore:
    """What people told us, recorded, closed and read; a part of `Store`.

    What is added replaces one of the same kind and id; an amount that does not fit its currency is a Skip.
    What was recorded on the platform is ended there: to close or remove it here is a Stop.
    """

    _database: Database
    _now: Callable[[], datetime]

    def add_promise(self, company_id: str, promise: Promise) -> None:
        """Record a promise."""
        self._add(company_id, promise)

    def add_payment_plan(self, company_id: str, plan: PaymentPlan) -> None:
        """Record a payment plan."""
        self._add(company_id, plan)

    def add_settlement(self, company_id: str, settlement: Settlement) -> None:
        """Record a settlement."""
        self._add(company_id, settlement)

    def add_dispute(self, company_id: str, dispute: Dispute) -> None:
        """Record a dispute."""
        self._add(company_id, dispute)

    def add_pause(self, company_id: str, pause: Pause) -> None:
        """Record a pause."""
        self._add(company_id, pause)

    def add_override(self, company_id: str, override: HoldOverride) -> None:
        """Record that a named person lets orders of a held customer go on."""
        self._add(company_id, override)

    def add_interruption(self, company_id: str, interruption: RecordedInterruption) -> None:
        """Record a fact that may interrupt a limitation period; once more with its id to confirm it."""
        self._add(company_id, interruption)

    def add_approval(self, company_id: str, approval: HoldApproval) -> None:
        """Record that a named person confirmed a proposed hold."""
        self._add(company_id, approval)

    def add_hand_over(self, company_id: str, hand_over: HandOver) -> None:
        """Record that invoices were handed over."""
        self._add(company_id, hand_over)

    def add_call(self, company_id: str, call: Call) -> None:
        """Record a call that took place."""
        self._add(company_id, call)

    def close_promise(self, company_id: str, id_: str, day: date) -> bool:
        """Withdraw a promise; False if no open one has this id."""
        return self._close(company_id, Promise, id_, day)

    def close_payment_plan(self, company_id: str, id_: str, day: date) -> bool:
        """End a payment plan; False if no open one has this id."""
        return self._close(company_id, PaymentPlan, id_, day)

    def close_settlement(self, company_id: str, id_: str, day: date) -> bool:
        """End a settlement; False if no open one has this id."""
        return self._close(company_id, Settlement, id_, day)

    def close_dispute(self, company_id: str, id_: str, day: date) -> bool:
        """Settle a dispute; False if no open one has this id."""
        return self._close(company_id, Dispute, id_, day)

    def close_pause(self, company_id: str, id_: str, day: date) -> bool:
        """End a pause early; False if no open one has this id."""
        return self._close(company_id, Pause, id_, day)

    def close_override(self, company_id: str, id_: str, day: date) -> bool:
        """Take back an override; False if no open one has this id."""
        return self._close(company_id, HoldOverride, id_, day)

    def close_approval(self, company_id: str, id_: str, day: date) -> bool:
        """Take back the confirmation of a hold; False if no open one has this id."""
        return self._close(company_id, HoldApproval, id_, day)

    def close_hand_over(self, company_id: str, id_: str, day: date) -> bool:
        """Take invoices back; False if no open hand-over has this id."""
        return self._close(company_id, HandOver, id_, day)

    def remove_interruption(self, company_id: str, id_: str) -> bool:
        """Take out an interruption recorded by mistake; False if none has this id."""
        return self._remove(company_id, RecordedInterruption, id_)

    def remove_call(self, company_id: str, id_: str) -> bool:
        """Take out a call recorded by mistake; False if none has this id."""
        return self._remove(company_id, Call, id_)

    def agreements(self, company_id: str, customer: str | None = None) -> Agreements:
        """Return what was agreed with a customer, or with all of them; closed ones too."""
        with self._database.read() as connection:
            return agreements.agreements(connection, company_id, None if customer is None else [customer])

    def _add(self, company_id: str, told: Told) -> None:
        with self._database.write() as connection:
            agreements.add(connection, company_id, told, self._now())

    def _remove(self, company_id: str, type_: type[Told], id_: str) -> bool:
        _refuse_there(id_)
        with self._database.write() as connection:
            return agreements.remove(connection, company_id, type_, id_, self._now())

    def _close(self, company_id: str, type_: type[Agreement], id_: str, day: date) -> bool:
        _refuse_there(id_)
        with self._database.write() as connection:
            return agreements.close(connection, company_id, type_, id_, day, self._now())


def _refuse_there(id_: str) -> None:
    if is_there(id_):
        raise Stop(
            f"{id_} was recorded in the accounting tool. End it there, on the customer's account file: the"
            " next sync follows."
        )
