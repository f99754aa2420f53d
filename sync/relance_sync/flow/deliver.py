"""Writes the outbox to the platform, each effect exactly once as far as the platform allows.

`sending` is committed before the call is made. Whatever is found `sending` later had an unclear outcome
(crash, broken connection) and is settled by reading back before anything is sent again. Messages are checked
against the platform's own figures right before they leave, and leave in the company's sending hours only:
outside them they stay pending, and the next run decides them again before it sends them.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import TypeAlias

from relance_sync.customer_files import FileKeeper
from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop, Unclear
from relance_sync.flow.report import Progress, RunReport
from relance_sync.ports import Connector, Effect, EffectKind, Receipt
from relance_sync.sending_hours import SendingHours
from relance_sync.store import OutboxRow, Store

Outcome: TypeAlias = Receipt | RelanceError

# After so many effects in a row that the platform could not take, it is down: the rest waits.
_PATIENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Delivers the effects of one company in one run.

    Attributes:
        now: Aware UTC clock.
        hours: When messages may leave.
        forgotten: Whether the store is new: what an earlier one wrote may still stand on the platform.
        pause: Sleeps so many seconds; replaced in tests.
    """

    company: str
    connector: Connector
    store: Store
    today: date
    now: Callable[[], datetime]
    hours: SendingHours
    forgotten: bool = False
    pause: Callable[[float], None] = time.sleep

    def settle(self, report: RunReport) -> None:
        """Find out what became of effects whose outcome is unclear, before anything is decided."""
        for effects in self._batches([row.effect for row in self._waiting("sending")]):
            for effect, found in zip(effects, self.connector.find_batch(effects), strict=True):
                if isinstance(found, Receipt):
                    self._written(effect, found, report)
                elif found is None:
                    self.store.mark_pending(effect.key)
                else:
                    # What it was to be written on is gone: there is nothing left to find out.
                    self._failed(effect, found.user_message, report)

    def deliver(self, report: RunReport, progress: Progress) -> int:
        """Write what is pending, in order; messages only in the sending hours.

        Returns:
            How many effects were written.

        Raises:
            Reconnect, Stop: From the connector; the effect in hand stays pending.
        """
        rows = self._waiting("pending")
        written = refused = done = 0
        report.put_off.clear()
        for effects in self._batches([row.effect for row in rows]):
            progress.deliver(done, len(rows))
            if refused >= _PATIENCE:
                break
            for outcome in self._attempt(effects, report):
                written += outcome is True
                refused = refused + 1 if outcome is None else 0
            done += len(effects)
        progress.deliver(len(rows), len(rows))
        return written

    def show_files(self, report: RunReport) -> None:
        """Let the platform's files of customers show what was assessed, where they do not yet.

        Raises:
            Reconnect, Stop: From the connector; what was not shown is shown by the next run.
        """
        if not isinstance(self.connector, FileKeeper):
            return
        most = self.connector.capabilities.batch
        refused = 0
        # What the platform refuses stays unshown, and comes first again.
        while waiting := self.store.unshown_files(self.company, refused + most)[refused:]:
            try:
                outcomes = self.connector.show([file for file, _ in waiting])
            except Retry:
                return
            done = [
                (file.customer, digest)
                for (file, digest), outcome in zip(waiting, outcomes, strict=True)
                if outcome is None
            ]
            self.store.mark_shown(self.company, done)
            report.shown += len(done)
            refused += len(waiting) - len(done)
            for outcome in outcomes:
                if isinstance(outcome, Reconnect | Stop):
                    raise outcome

    def _waiting(self, state: str) -> list[OutboxRow]:
        return list(self.store.outbox(self.company, states=(state,)))

    def _batches(self, effects: Sequence[Effect]) -> Iterator[Sequence[Effect]]:
        most = self.connector.capabilities.batch
        for start in range(0, len(effects), most):
            yield effects[start : start + most]

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
        leaving = [effect for effect in effects if not self._puts_off(effect, report)]
        outdated = self._outdated(leaving)
        ready = []
        for effect in leaving:
            problem = outdated.get(effect.key, "")
            if problem is None:
                yield None
            elif problem:
                self._failed(effect, problem, report)
            else:
                ready.append(effect)
        ready = [effect for effect in ready if self.store.mark_sending(effect.key, self.now())]
        ended: RelanceError | None = None
        outcomes, doubtful = self._sent(ready)
        for place, (effect, outcome) in enumerate(zip(ready, outcomes, strict=True)):
            if isinstance(outcome, Receipt):
                self._written(effect, outcome, report)
                yield True
            elif isinstance(outcome, Skip):
                self._failed(effect, outcome.user_message, report)
                yield False
            else:
                # What is unclear stays `sending`, also if nobody could look: the next run reads back first.
                if place not in doubtful:
                    self.store.mark_pending(effect.key)
                if isinstance(outcome, Reconnect | Stop):
                    ended = outcome
                yield None
        if ended:
            raise ended

    def _sent(self, effects: Sequence[Effect]) -> tuple[list[Outcome], list[int]]:
        """Send, and settle at once what had an unclear outcome; say also at which places there were such."""
        outcomes = self._looked_up(effects) if self.forgotten else self._delivered(effects)
        unclear = [place for place, each in enumerate(outcomes) if isinstance(each, Unclear)]
        if unclear:
            self.pause(self.connector.capabilities.settle_seconds)
            again = self._looked_up([effects[place] for place in unclear])
            for place, outcome in zip(unclear, again, strict=True):
                outcomes[place] = outcome
        return outcomes, unclear

    def _delivered(self, effects: Sequence[Effect]) -> list[Outcome]:
        return list(self.connector.deliver_batch(effects)) if effects else []

    def _looked_up(self, effects: Sequence[Effect]) -> list[Outcome]:
        """Look whether effects stand on the platform already, and write those that do not."""
        if not effects:
            return []
        try:
            found = self.connector.find_batch(effects)
        except Retry as silent:
            # Not even reading works: what became of an earlier write stays unclear.
            unclear = Unclear(silent.user_message, after=silent.after, detail=silent.detail)
            return [unclear for _ in effects]
        except (Reconnect, Stop) as ended:
            return [ended for _ in effects]
        absent = [place for place, each in enumerate(found) if each is None]
        written = self._delivered([effects[place] for place in absent])
        outcomes = dict(enumerate(found)) | dict(zip(absent, written, strict=True))
        return [each for each in outcomes.values() if each is not None]

    def _outdated(self, effects: Sequence[Effect]) -> dict[str, str | None]:
        """Say why messages must not leave: the platform's residuals differ from those they list.

        Returns:
            By key: empty for one that may leave, None if the platform cannot say now. All is asked at once.
        """
        messages = [effect for effect in effects if effect.kind is EffectKind.MESSAGE]
        if not messages:
            return {}
        try:
            open_now = self.connector.residuals(
                list(dict.fromkeys(chain(*(each.items for each in messages))))
            )
        except Retry:
            return {each.key: None for each in messages}
        except Skip as refused:
            if len(messages) == 1:
                return {messages[0].key: refused.user_message}
            alone = [self._outdated([each]) for each in messages]
            return {key: problem for each in alone for key, problem in each.items()}
        return {each.key: _changed(each, open_now) for each in messages}

    def _written(self, effect: Effect, receipt: Receipt, report: RunReport) -> None:
        self.store.save_receipt(effect, receipt, day=self.today)
        report.delivered.append((effect, receipt))

    def _failed(self, effect: Effect, problem: str, report: RunReport) -> None:
        self.store.mark_failed(effect.key, problem)
        report.failed.append((effect, problem))


def _changed(message: Effect, open_now: Mapping[str, Decimal]) -> str:
    """Say why a message must not leave; empty if what is open is what it lists."""
    # Credits and late-payment charges have no due date.
    listed = sum((line.amount for line in message.text.lines if line.due is not None), Decimal(0))
    if sum((open_now.get(each, Decimal(0)) for each in message.items), Decimal(0)) == listed:
        return ""
    return "The open amounts changed while this message was waiting; the next sync decides again."
