"""What a customer is to read, as mail templates and letters see it: one value made of an effect.

It writes nothing: `inside.desk` does.
"""

from dataclasses import dataclass

from relance_sync.ports import Effect, EffectKind, Text
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder to one customer, in the customer's language.

    Attributes:
        text: What is said, with the open items and credits.
        language: ISO 639-1 code of the text.
        plan, step: Names of the step that is taken and of its plan.
        stage: Of the step; it names the mail template, unless the step has its own.
        channel: `email`, `sms` or `letter`.
        items: Numbers of the receivable entry lines it is about.
        marker: Stands in what is written, so that it is found again.
        sender: Number of the user in whose name it is sent; None for the company's responsible.
        leaves: True if it is sent by itself; False if a colleague gets it as a task.
    """

    text: Text
    language: str
    plan: str
    step: str
    stage: Stage
    channel: str
    items: tuple[int, ...]
    marker: str
    sender: int | None = None
    leaves: bool = False


def reminder_of(effect: Effect, policy: Policy) -> Reminder | None:
    """Return what an effect says to the customer; None if the customer reads nothing of it."""
    leaves = effect.kind is EffectKind.MESSAGE
    text = effect.text if leaves else effect.ready
    taken = next((each for each in effect.steps if each.item == effect.items[0]), None)
    if text is None or taken is None:
        return None
    plan = policy.plans[taken.plan]
    step = plan.steps[plan.index(taken.step) or 0]
    responsible = effect.responsible or ""
    return Reminder(
        text=text,
        language=effect.language if leaves else effect.spoken,
        plan=taken.plan,
        step=taken.step,
        stage=step.stage,
        channel=str(effect.channel),
        items=tuple(int(each) for each in effect.items),
        marker=effect.marker,
        sender=int(responsible) if responsible.isdigit() else None,
        leaves=leaves,
    )
