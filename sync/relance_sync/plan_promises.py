"""From promises to effects: on which invoices the platform is to show a promised day, and where no longer.

Only a promise of all that an invoice asks for is shown, and only while nothing of it is paid: platforms take
no day after that. What people entered themselves later is the newer word and stays. That a day was shown is
known by its receipt; a promise that ends, or that another one follows, is taken back where it was shown.
"""

from collections.abc import Callable, Iterator
from datetime import date

from relance_sync.letters import promise_text
from relance_sync.ports import Effect, EffectKind, Target, effect_key
from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import promise_state
from relance_sync.rules.agreements import AgreementState, Promise, covers
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.expected import BOOKS
from relance_sync.rules.explain import supported
from relance_sync.rules.ledger import Invoice
from relance_sync.rules.policy import Policy


def promise_effects(
    assessment: Assessment, account: Account, policy: Policy, reference: Callable[[str], str | None]
) -> list[Effect]:
    """Return what is to be taken back, then what is to be shown.

    Args:
        assessment: Of the account, for its day.
        account: With the promises told to Relance.
        policy: When a promise counts as broken.
        reference: Gives the platform reference of a delivered effect by its key; None if not delivered.
    """
    today = assessment.today
    if not account.promises:
        return []
    running = [each for each in account.promises if _runs(each, account, policy, today)]
    newer_there = {id_ for each in account.all_promises if each.source == BOOKS for id_ in each.invoices}
    back, shown = list[Effect](), list[Effect]()
    for invoice in account.invoices:
        if not _is_whole(invoice):
            continue
        current = _current(running, invoice)
        back += _ended(account, invoice, current, today, reference)
        if current is None or invoice.id in newer_there or invoice.expected_on == current.due:
            continue
        show = _effect(account, invoice, current, today)
        if reference(show.key) is None:
            shown.append(show)
    return [*back, *shown]


def _runs(promise: Promise, account: Account, policy: Policy, today: date) -> bool:
    state = promise_state(promise, account, policy.agreements, today)
    return promise.amount is None and state is AgreementState.OPEN


def _current(running: list[Promise], invoice: Invoice) -> Promise | None:
    """Return the newest promise about an invoice."""
    about = [each for each in running if covers(each, invoice)]
    return max(about, key=lambda each: (each.made_on, each.id), default=None)


def _ended(
    account: Account,
    invoice: Invoice,
    current: Promise | None,
    today: date,
    reference: Callable[[str], str | None],
) -> Iterator[Effect]:
    """Take back what was shown of promises that are no longer the word."""
    for promise in account.promises:
        if promise == current or promise.amount is not None or not covers(promise, invoice):
            continue
        there = reference(_effect(account, invoice, promise, today).key)
        back = _effect(account, invoice, promise, today, closes=there or "")
        if there and reference(back.key) is None:
            yield back


def _is_whole(invoice: Invoice) -> bool:
    return all(part.residual == part.amount for part in invoice.installments)


def _effect(account: Account, invoice: Invoice, promise: Promise, today: date, closes: str = "") -> Effect:
    """Make the effect that shows a promise on an invoice, or the one that takes it back."""
    company, language = account.company, supported(account.company.language)
    target = Target(kind="invoice", id=invoice.id)
    step = "over" if closes else "shown"
    where = f"{target.kind}:{target.id}"
    return Effect(
        key=effect_key(company.id, where, EffectKind.EXPECT, step, f"{promise.id}:{promise.due.isoformat()}"),
        company=company.id,
        customer=account.customer.id,
        target=target,
        kind=EffectKind.EXPECT,
        text=promise_text(promise, today, language, over=bool(closes)),
        language=language,
        closes=closes,
        expected=None if closes else promise.due,
        expected_before=None if closes else invoice.expected_on,
    )
