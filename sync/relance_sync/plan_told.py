"""What people told Relance about a customer, in a sentence each, for the platform's file of that customer.

There it is read and not ended: it was told here, and ends here. Where each stands is not said: that is the
assessment.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from relance_sync.rules.account import (
    TOLD_NAMES,
    Account,
    HoldApproval,
    HoldOverride,
    RecordedInterruption,
    Told,
)
from relance_sync.rules.agreements import Dispute, PaymentPlan, Promise, Settlement
from relance_sync.rules.explain import format_day, format_money, word
from relance_sync.rules.recorded_contacts import HandOver

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "promise": "Promise to pay {amount} by {due}",
        "everything": "everything that is open",
        "payment_plan": "Payment plan until {due}, instalments: {count}",
        "settlement": "Settlement: {amount} by {due}, the rest is waived",
        "dispute": "Dispute since {opened_on}: {reason}",
        "pause": "Nobody contacts the customer until {until}",
        "override": "Held orders may go on until {until}: {reason}",
        "interruption": "Interruption of limitation on {day}",
        "approval": "Hold confirmed until {until}",
        "hand_over": "Handed over to {to} on {day}",
        "call": "Call on {day}",
        "by": "{said} ({by}).",
        "nobody": "{said}.",
        "closed": "Ended on {day}.",
    },
    "fr": {
        "promise": "Promesse de régler {amount} au plus tard le {due}",
        "everything": "tout ce qui est ouvert",
        "payment_plan": "Échéancier jusqu'au {due}, nombre d'échéances : {count}",
        "settlement": "Remise partielle : {amount} au plus tard le {due}, le reste est abandonné",
        "dispute": "Litige depuis le {opened_on} : {reason}",
        "pause": "Personne ne relance le client jusqu'au {until}",
        "override": "Les commandes bloquées peuvent continuer jusqu'au {until} : {reason}",
        "interruption": "Interruption de la prescription le {day}",
        "approval": "Blocage confirmé jusqu'au {until}",
        "hand_over": "Remise à {to} le {day}",
        "call": "Appel du {day}",
        "by": "{said} ({by}).",
        "nobody": "{said}.",
        "closed": "Terminé le {day}.",
    },
}


def all_told(account: Account) -> Iterator[Told]:
    """Yield everything that was told about a customer, in the order in which files list it."""
    yield from account.promises
    yield from account.payment_plans
    yield from account.settlements
    yield from account.disputes
    yield from account.pauses
    yield from account.hand_overs
    yield from account.calls
    yield from account.approvals
    yield from account.overrides
    yield from account.interruptions


def told_said(told: Told) -> dict[str, Any]:
    """Return what a file shows of it: its kind, whether it was ended, and a sentence by language."""
    closed = getattr(told, "closed_on", None)
    return {
        "kind": TOLD_NAMES[type(told)],
        "ended": closed is not None,
        "text": {language: _sentence(told, language) for language in _WORDS},
    }


def _sentence(told: Told, language: str) -> str:
    words = _WORDS[language]
    said = words[TOLD_NAMES[type(told)]].format(**_values(told, language))
    by = _who(told)
    parts = [words["by" if by else "nobody"].format(said=said, by=by)]
    if closed := getattr(told, "closed_on", None):
        parts.append(words["closed"].format(day=format_day(closed, language)))
    if note := getattr(told, "note", ""):
        parts.append(note)
    return " ".join(parts)


def _who(told: Told) -> str:
    match told:
        case HoldOverride() | HoldApproval():
            return told.by
        case RecordedInterruption():
            return told.fact.confirmed_by or ""
    return told.source


def _values(told: Told, language: str) -> dict[str, object]:
    """Return what the sentence leaves open; days and amounts are written as the language does."""
    days = {name: getattr(told, name) for name in ("due", "until", "day", "opened_on") if hasattr(told, name)}
    values: dict[str, object] = {name: format_day(each, language) for name, each in days.items()}
    match told:
        case Promise():
            everything = _WORDS[language]["everything"]
            values["amount"] = format_money(told.amount, language) if told.amount else everything
        case PaymentPlan():
            values |= {"count": len(told.parts), "due": format_day(told.parts[-1].due, language)}
        case Settlement():
            values["amount"] = format_money(told.pays, language)
        case Dispute():
            values["reason"] = word(told.reason, language)
        case HoldOverride():
            values["reason"] = told.reason
        case RecordedInterruption():
            values["day"] = format_day(told.fact.day, language)
        case HandOver():
            values["to"] = told.to
    return values
