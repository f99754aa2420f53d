"""Writes the outbox to the platform, each effect exactly once as far as the platform allows.

`sending` is committed before the call is made. Whatever is found `sending` later had an unclear outcome
(crash, broken connection) and is settled by reading back before anything is sent again. Messages are checked
against the platform's own figures right before they leave, and leave in the company's sending hours only:
outside them they stay pending, and the next run decides them again before it sends them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop, Unclear
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
        for start in range(0, len(rows), self.connector.capabilities.batch):
            progress.deliver(start, len(rows))
            if refused >= _PATIENCE:
                break
            some = [row.effect for row in rows[start : start + self.connector.capabilities.batch]]
            for outcome in self._attempt(some, report):
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

    def _attempt(self, effects: Sequence[Effect], report: RunReport) -> Iterator[bool | None]:
        """Write some effects: True for one that stands on the platform, False if it failed, None for later.

        Raises:
            Reconnect, Stop: Once all that was written is recorded.
        """
        ready = []
        for effect in effects:
            may = self._may_leave(effect, report)
            if may:
                ready.append(effect)
            elif may is None:
                yield None
        ready = [effect for effect in ready if self.store.mark_sending(effect.key, self.now())]
        ended: RelanceError | None = None
        for effect, outcome in zip(ready, self._sent(ready), strict=True):
            if isinstance(outcome, Receipt):
                self._written(effect, outcome, report)
                yield True
            elif isinstance(outcome, Skip):
                self._failed(effect, outcome.user_message, report)
                yield False
            else:
                # What is unclear stays `sending`: the next run reads back first.
                if not isinstance(outcome, Unclear):
                    self.store.mark_pending(effect.key)
                if isinstance(outcome, Reconnect | Stop):
                    ended = outcome
                yield None
        if ended:
            raise ended

    def _may_leave(self, effect: Effect, report: RunReport) -> bool | None:
        """Look at an effect once more right before it is sent; None if the platform cannot say."""
        if self._puts_off(effect, report):
            return False
        try:
            problem = self._outdated(effect)
        except Skip as refused:
            problem = refused.user_message
        except Retry:
            return None
        if problem:
            self._failed(effect, problem, report)
        return not problem

    def _sent(self, effects: Sequence[Effect]) -> list[Receipt | RelanceError]:
        """Send, and settle at once what had an unclear outcome."""
        if not effects:
            return []
        outcomes = list(self.connector.deliver_batch(effects))
        if any(isinstance(each, Unclear) for each in outcomes):
            self.pause(self.connector.capabilities.settle_seconds)
        return [
            self._settled(effect, outcome) if isinstance(outcome, Unclear) else outcome
            for effect, outcome in zip(effects, outcomes, strict=True)
        ]

    def _settled(self, effect: Effect, unclear: Unclear) -> Receipt | RelanceError:
        """Look whether an effect was written, and write it if it was not."""
        try:
            return self.connector.find(effect) or self.connector.deliver(effect)
        except Unclear as again:
            return again
        except Retry:
            # Not even reading works: what became of the write stays unclear.
            return unclear
        except RelanceError as refused:
            return refused

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
