"""From a grade to the effect that shows it on the platform, when it is another one than was shown last.

Which one was shown last is known by the receipts, one after the other; what people changed on the platform
since is not looked at, and stays until the grade changes. Nobody is shown as unrated, and of customers who
owe nothing only those are shown anew who were shown before.
"""

from collections.abc import Callable, Iterator

from relance_sync.letters import grade_text
from relance_sync.ports import Effect, EffectKind, Target, effect_key
from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.explain import supported
from relance_sync.rules.score import Grade


def grade_effects(
    assessment: Assessment, account: Account, reference: Callable[[str], str | None]
) -> Iterator[Effect]:
    """Yield the effect that shows the grade, if there is something new to show.

    Args:
        assessment: With the grade.
        account: Of the customer.
        reference: Gives the platform reference of a delivered effect by its key; None if not delivered.
    """
    grade = assessment.risk.grade
    if grade is Grade.UNRATED:
        return
    company, target = account.company, Target(kind="customer", id=account.customer.id)
    times, shown = 0, ""
    while True:
        key = effect_key(company.id, f"{target.kind}:{target.id}", EffectKind.GRADE, "grade", str(times))
        there = reference(key)
        if there is None:
            break
        times, shown = times + 1, there.rpartition("#")[2]
    if shown == grade or not (shown or account.items):
        return
    language = supported(company.language)
    yield Effect(
        key=key,
        company=company.id,
        customer=target.id,
        target=target,
        kind=EffectKind.GRADE,
        text=grade_text(grade, language),
        language=language,
        grade=grade,
    )
