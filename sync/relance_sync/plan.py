"""From an assessment to effects: what is to be written on the platform, each with a deterministic key.

The key is sha256(company | target | kind | step | cycle) and never depends on the text, so that the same
decision, planned again after a crash, is the same effect. Within one decision the effect that records the
fact (the contact, the hold) comes last: until it is written, the decision stands and is completed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from relance_sync.letters import (
    activity_text,
    alert_text,
    close_text,
    hold_text,
    message_text,
    note_text,
    order_text,
    sms_text,
)
from relance_sync.plan_grades import grade_effects
from relance_sync.plan_promises import promise_effects
from relance_sync.ports import Capabilities, Effect, EffectKind, Target, Text, effect_key
from relance_sync.rules.account import Account, HoldState
from relance_sync.rules.charges import Charges, charges_of
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Decision, Hold, Release, Remind
from relance_sync.rules.explain import supported
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Order
from relance_sync.rules.plans import Channel
from relance_sync.rules.policy import Policy


class Mode(StrEnum):
    """How far Relance goes in a company.

    `observe` decides and shows; `assist` also writes notes, activities, flags and holds; `auto` also sends
    reminders to customers.
    """

    OBSERVE = "observe"
    ASSIST = "assist"
    AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """What planning needs besides the account.

    Attributes:
        reference: Gives the platform reference of a delivered effect by its key; None if not delivered.
        set_trust: Whether the policy wants the platform's degree of trust set.
        policy: What a reminder's texts and late-payment charges follow from; None for none.
        approved: Whether a person has approved the reminders; those that need it are sent then.
    """

    mode: Mode
    capabilities: Capabilities
    reference: Callable[[str], str | None]
    set_trust: bool = False
    policy: Policy | None = None
    approved: bool = False

    def sends(self, channel: str) -> bool:
        """Tell whether messages leave by a channel without a colleague doing anything."""
        able = self.capabilities
        ways: dict[str, bool] = {
            Channel.EMAIL: able.messages,
            Channel.SMS: able.texts,
            Channel.LETTER: able.letters,
        }
        return self.mode is Mode.AUTO and ways.get(channel, False)

    def plan(self, assessment: Assessment, account: Account) -> tuple[Effect, ...]:
        """Return the effects of an assessment, in the order in which they are to be written."""
        effects: list[Effect] = []
        for decision in assessment.decisions:
            draft = _Draft(planner=self, assessment=assessment, account=account, decision=decision)
            effects += draft.effects()
        if self.capabilities.expected_days and self.policy:
            effects += promise_effects(assessment, account, self.policy, self.reference)
        if self.capabilities.grades:
            effects += grade_effects(assessment, account, self.reference)
        return tuple(effects)


def _is_written(remind: Remind) -> bool:
    """Tell whether the customer is to read something: not in a call, nor when others take the file over."""
    written = {Channel.EMAIL, Channel.SMS, Channel.LETTER}
    return remind.channel in written and remind.step.route is None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    planner: Planner
    assessment: Assessment
    account: Account
    decision: Decision

    def effects(self) -> Iterator[Effect]:
        match self.decision:
            case Remind() as remind:
                yield from self._remind(remind)
            case Hold(proposal=True) as hold:
                yield from self._propose(hold)
            case Hold() as hold:
                yield from self._hold(hold)
            case Release() as release:
                yield from self._release(release)
            case CloseTask() as close:
                yield from self._close(close)
            case Alert() as alert:
                yield from self._alert(alert)
            case _:
                return

    @property
    def language(self) -> str:
        """Colleagues read the company's language, whatever the customer speaks."""
        return supported(self.account.company.language)

    def _effect(
        self,
        kind: EffectKind,
        text: Text,
        *,
        step: str,
        cycle: str,
        target: Target | None = None,
        language: str | None = None,
    ) -> Effect:
        customer = self.account.customer.id
        target = target or Target(kind="customer", id=customer)
        company = self.account.company.id
        return Effect(
            key=effect_key(company, f"{target.kind}:{target.id}", kind, step, cycle),
            company=company,
            customer=customer,
            target=target,
            kind=kind,
            text=text,
            language=language or self.language,
        )

    def _note(self, step: str, cycle: str, charges: Charges | None = None) -> Effect:
        text = note_text(self.decision, self.account, self.assessment, self.language, charges)
        return self._effect(EffectKind.NOTE, text, step=step, cycle=cycle)

    def _responsible(self, named: str | None = None) -> str | None:
        return named or self.account.customer.collector or self.account.customer.salesperson

    def _remind(self, remind: Remind) -> Iterator[Effect]:
        today = self.assessment.today
        step = f"{remind.plan}/{remind.step.id}/{remind.currency}"
        cycle = self._remind_cycle(remind)
        policy = self.planner.policy
        # A text message has no room for how late-payment charges are worked out: it names none.
        charged = policy if remind.channel is not Channel.SMS else None
        charges = charges_of(remind, self.account, charged, today) if charged else None
        yield self._note(step, cycle, charges)
        sends = self._sends(remind)
        spoken = self.account.customer.language or self.account.company.language
        message = self._said(remind, spoken, charges)
        if sends:
            contact = self._effect(
                EffectKind.MESSAGE, message, step=step, cycle=cycle, language=supported(spoken)
            )
        else:
            ready = message if _is_written(remind) else None
            text = activity_text(remind, self.account, today, self.language, charges, ready)
            contact = self._effect(EffectKind.ACTIVITY, text, step=step, cycle=cycle)
            contact = replace(contact, ready=ready, spoken=supported(spoken) if ready else "")
        yield replace(
            contact,
            channel=remind.channel,
            responsible=self._responsible(remind.step.responsible),
            deadline=None if sends else today,
            day=today if sends else None,
            currency=remind.currency,
            items=remind.items,
            steps=remind.steps,
        )

    def _said(self, remind: Remind, language: str, charges: Charges | None) -> Text:
        """Write what the customer reads, in its language."""
        today, policy = self.assessment.today, self.planner.policy
        texts = policy.texts if policy else None
        if remind.channel is Channel.SMS:
            return sms_text(remind, self.account, today, language, texts)
        return message_text(remind, self.account, today, language, charges, texts)

    def _sends(self, remind: Remind) -> bool:
        """Tell whether the customer gets it without a colleague doing anything."""
        by_itself = self.planner.approved or not remind.step.approval
        return by_itself and remind.step.route is None and self.planner.sends(remind.channel)

    def _remind_cycle(self, remind: Remind) -> str:
        """The carrying item, and how often it took this step before (it can again under another plan)."""
        carrying = remind.items[0]
        times = sum(
            each.item == carrying and (each.plan, each.step) == (remind.plan, remind.step.id)
            for contact in self.account.contacts
            for each in contact.steps
        )
        return f"{carrying}:{times}"

    def _hold(self, hold: Hold) -> Iterator[Effect]:
        today, cycle = self.assessment.today, str(hold.cycle)
        step = f"hold:{hold.level.name.lower()}"
        yield self._note(step, cycle)
        if self.planner.set_trust and self.planner.capabilities.trust and hold.level is Level.HOLD:
            text = hold_text(hold, today, self.language)
            yield replace(self._effect(EffectKind.TRUST, text, step=step, cycle=cycle), trust="bad")
        yield from self._softened(hold)
        yield from self._order_activities(hold, step, cycle)
        state = HoldState(level=hold.level, since=today, cycle=hold.cycle)
        yield replace(
            self._effect(EffectKind.HOLD, hold_text(hold, today, self.language), step=step, cycle=cycle),
            hold=state,
        )

    def _softened(self, hold: Hold) -> Iterator[Effect]:
        """A hold that becomes a mere warning gives the platform's trust back."""
        state = self.account.hold
        if state and not state.proposal and state.level is Level.HOLD and hold.level is Level.WARN:
            text = hold_text(hold, self.assessment.today, self.language)
            yield from self._trust_restored(state.cycle, text)

    def _trust_restored(self, cycle: int, text: Text) -> Iterator[Effect]:
        """Undo what the hold of a cycle did to the trust, if the policy sets it at all."""
        if self.planner.set_trust and self.planner.capabilities.trust:
            restored = self._effect(EffectKind.TRUST, text, step="release:hold", cycle=str(cycle))
            yield replace(restored, trust="normal", closes=self._trust_reference(str(cycle)))

    def _order_activities(self, hold: Hold, step: str, cycle: str) -> Iterator[Effect]:
        if not self.planner.capabilities.order_activities:
            return
        orders = {order.id: order for order in self.account.orders}
        for order_id in hold.orders:
            order = orders[order_id]
            yield replace(
                self._order_activity(hold, order, step, cycle),
                channel=Channel.TODO,
                responsible=order.salesperson or self._responsible(),
                deadline=self.assessment.today,
                hold_cycle=hold.cycle,
            )

    def _order_activity(self, hold: Hold, order: Order, step: str, cycle: str) -> Effect:
        """Name the order's task; one that we closed is written anew when the order waits again.

        So it is with an order that was cancelled and re-opened, or let go by a person until a day.
        """
        text = order_text(hold, self.account, order.number, self.assessment.today, self.language)
        target = Target(kind="order", id=order.id)
        open_, closed = {task.key for task in self.account.tasks}, 0
        while True:
            again = f"{cycle}:{closed}" if closed else cycle
            effect = self._effect(EffectKind.ACTIVITY, text, step=step, cycle=again, target=target)
            if effect.key in open_ or self.planner.reference(effect.key) is None:
                return effect
            closed += 1

    def _propose(self, hold: Hold) -> Iterator[Effect]:
        today, cycle = self.assessment.today, str(hold.cycle)
        yield self._note("propose", cycle)
        text = hold_text(hold, today, self.language, button=self.planner.capabilities.confirms)
        yield replace(
            self._effect(EffectKind.ACTIVITY, text, step="propose", cycle=cycle),
            channel=Channel.TODO,
            responsible=self._responsible(),
            deadline=today,
            hold=HoldState(level=hold.level, since=today, cycle=hold.cycle, proposal=True),
            hold_cycle=hold.cycle,
        )

    def _release(self, release: Release) -> Iterator[Effect]:
        cycle = str(release.cycle)
        step = f"release:{release.level.name.lower()}"
        if not release.proposal:
            yield self._note(step, cycle)
        text = close_text(release, self.assessment.today, self.language)
        if release.level is Level.HOLD and not release.proposal:
            yield from self._trust_restored(release.cycle, text)
        release_effect = self._effect(EffectKind.RELEASE, text, step=step, cycle=cycle)
        yield replace(release_effect, hold_cycle=release.cycle)

    def _alert(self, alert: Alert) -> Iterator[Effect]:
        """A note and a task, once for ever: the subject is the cycle. It is no contact with the customer."""
        today, step = self.assessment.today, f"alert:{alert.kind}"
        yield self._note(step, alert.subject)
        text = alert_text(alert, self.account, today, self.language)
        yield replace(
            self._effect(EffectKind.ACTIVITY, text, step=step, cycle=alert.subject),
            channel=Channel.TODO,
            responsible=self._responsible(alert.responsible),
            deadline=today,
            items=alert.items,
            alert=str(alert.kind),
        )

    def _trust_reference(self, cycle: str) -> str:
        """What the platform said when the trust was lowered, so that it can give back what was there."""
        lowered = self._effect(EffectKind.TRUST, Text(title=""), step="hold:hold", cycle=cycle)
        return self.planner.reference(lowered.key) or ""

    def _close(self, close: CloseTask) -> Iterator[Effect]:
        reference = self.planner.reference(close.key)
        if reference is None:
            return
        text = close_text(close, self.assessment.today, self.language)
        yield replace(self._effect(EffectKind.CLOSE, text, step="close", cycle=close.key), closes=reference)
