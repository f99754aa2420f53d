"""Writes the outbox to the platform, each effect exactly once as far as the platform allows.

`sending` is committed before the call is made. Whatever is found `sending` later had an unclear outcome
(crash, broken connection) and is settled by reading back before anything is sent again. Messages are checked
against the platform's own figures right before they leave, and leave in the company's sending hours only:
outside them they stay pending, and the next run decides them again before it sends them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from relance_sync.errors import Reconnect, Retry, Skip, Stop, Unclear
from relance_sync.flow.report import Progress, RunReport
from relance_sync.flow.sending_hours import SendingHours
from relance_sync.ports import Connector, Effect, EffectKind, Receipt
from relance_sync.store import Store

# After so many effects in a row that the platform could not take, it is down: the rest waits.
_PATIENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Delivers the effects of one company in one run.

    Attributes:
        now: Aware UTC clock.
        hours: When messages may leave.
        pause: Sleeps so many seconds; replaced in tests.
    """

    company: str
    connector: Connector
    store: Store
    today: date
    now: Callable[[], datetime]
    hours: SendingHours
    pause: Callable[[float], None] = time.sleep

    def settle(self, report: RunReport) -> None:
        """Find out what became of effects whose outcome is unclear, before anything is decided."""
        for row in list(self.store.outbox(self.company, states=("sending",))):
            try:
                receipt = self.connector.find(row.effect)
            except Skip as problem:
                # What it was to be written on is gone: there is nothing left to find out.
                self._failed(row.effect, problem.user_message, report)
                continue
            if receipt is None:
                self.store.mark_pending(row.effect.key)
            else:
                self._written(row.effect, receipt, report)

    def deliver(self, report: RunReport, progress: Progress) -> int:
        """Write what is pending, in order; messages only in the sending hours.

        Returns:
            How many effects were written.

        Raises:
            Reconnect, Stop: From the connector; the effect in hand stays pending.
        """
        rows = list(self.store.outbox(self.company, states=("pending",)))
        written = refused = 0
        report.put_off.clear()
        for done, row in enumerate(rows):
            progress.deliver(done, len(rows))
            if refused >= _PATIENCE:
                break
            if self._puts_off(row.effect, report):
                continue
            outcome = self._attempt(row.effect, report)
            written += outcome is True
            refused = refused + 1 if outcome is None else 0
        progress.deliver(len(rows), len(rows))
        return written

    def _puts_off(self, effect: Effect, report: RunReport) -> bool:
        """Leave a message where it is outside the sending hours; nothing else waits for them."""
        now = self.now()
        if effect.kind is not EffectKind.MESSAGE or self.hours.are_on(now):
            return False
        report.put_off.append(effect)
        report.put_off_until = self.hours.next_begin(now)
        return True

    def _attempt(self, effect: Effect, report: RunReport) -> bool | None:
        """Write one effect: True if it stands on the platform, False if it failed, None to try later."""
        try:
            if problem := self._outdated(effect):
                self._failed(effect, problem, report)
                return False
            if not self.store.mark_sending(effect.key, self.now()):
                return False
            receipt = self._send(effect)
        except Unclear:
            # It stays `sending`: the next run reads back first.
            return None
        except Retry:
            self.store.mark_pending(effect.key)
            return None
        except Skip as problem:
            self._failed(effect, problem.user_message, report)
            return False
        except (Reconnect, Stop):
            self.store.mark_pending(effect.key)
            raise
        self._written(effect, receipt, report)
        return True

    def _send(self, effect: Effect) -> Receipt:
        try:
            return self.connector.deliver(effect)
        except Unclear:
            self.pause(self.connector.capabilities.settle_seconds)
            return self._found(effect) or self.connector.deliver(effect)

    def _found(self, effect: Effect) -> Receipt | None:
        try:
            return self.connector.find(effect)
        except Retry as problem:
            # Not even reading works: what became of the write stays unclear.
            raise Unclear(problem.user_message, after=problem.after, detail=problem.detail) from problem

    def _outdated(self, effect: Effect) -> str:
        """Say why a message must not leave: the platform's residuals differ from those it lists."""
        if effect.kind is not EffectKind.MESSAGE:
            return ""
        open_now = self.connector.residuals(effect.items)
        # Credits and late-payment charges have no due date.
        listed = sum((line.amount for line in effect.text.lines if line.due is not None), Decimal(0))
        if sum(open_now.values(), Decimal(0)) == listed:
            return ""
        return "The open amounts changed while this message was waiting; the next sync decides again."

    def _written(self, effect: Effect, receipt: Receipt, report: RunReport) -> None:
        self.store.save_receipt(effect, receipt, day=self.today)
        report.delivered.append((effect, receipt))

    def _failed(self, effect: Effect, problem: str, report: RunReport) -> None:
        self.store.mark_failed(effect.key, problem)
        report.failed.append((effect, problem))
