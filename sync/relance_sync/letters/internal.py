"""Texts for colleagues: the note that explains a decision, and the tasks that follow from it."""

from datetime import date

from relance_sync.letters.items import credit_lines, item_lines
from relance_sync.ports import Line, Text
from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Decision, Hold, Remind
from relance_sync.rules.explain import describe, explain, format_money, headline, supported, word
from relance_sync.rules.exposure import exposure
from relance_sync.rules.plans import Stage

_WORDS = {
    "en": {
        "state": "Stage: {stage}. Exposure: {exposure}. Credit limit: {limit}.",
        "no_limit": "none",
        "propose": "Confirm or refuse the hold on orders",
        "order": "Order on hold: {number}",
        "order_what": "Do not confirm this order before the hold on {customer} is released.",
        "confirm_how": "To confirm, a named person runs “relance hold confirm”; otherwise nothing is held.",
        "activity_todo": "Follow up with {customer}",
        "activity_call": "Call {customer}",
        "activity_email": "Write to {customer}",
        "activity_letter": "Send a letter to {customer}",
    },
    "fr": {
        "state": "Niveau : {stage}. Encours : {exposure}. Plafond : {limit}.",
        "no_limit": "aucun",
        "propose": "Confirmer ou refuser le blocage des commandes",
        "order": "Commande bloquée : {number}",
        "order_what": "Ne pas confirmer cette commande avant le déblocage de {customer}.",
        "confirm_how": "Pour confirmer, une personne nommée lance « relance hold confirm » ; "
        "sinon rien n'est bloqué.",
        "activity_todo": "Suivre {customer}",
        "activity_call": "Appeler {customer}",
        "activity_email": "Écrire à {customer}",
        "activity_letter": "Envoyer un courrier à {customer}",
    },
}


def note_text(decision: Decision, account: Account, stage: Stage, today: date, language: str) -> Text:
    """Explain a decision in the customer's file, with the figures it rests on."""
    words = _WORDS[supported(language)]
    limit = account.customer.credit_limit
    exposed = exposure(account, today).amount
    ceiling = words["no_limit"] if limit is None else f"{limit:,.2f} {account.company.currency}"
    state = words["state"].format(
        stage=word(stage, language), exposure=format_money(exposed, language), limit=ceiling
    )
    sentences = [explain(reason, today, language) for reason in decision.reasons]
    if isinstance(decision, Hold):
        sentences += [explain(reason, today, language) for reason in decision.release]
    lines: tuple[Line, ...] = ()
    if isinstance(decision, Remind):
        lines = item_lines(account, decision.items) + credit_lines(account, decision.currency)
    return Text(
        title=headline(decision, language), paragraphs=tuple(sentences), lines=lines, closing=(state,)
    )


def activity_text(remind: Remind, account: Account, today: date, language: str) -> Text:
    """Say to a colleague whom to contact, how, and about what."""
    words = _WORDS[supported(language)]
    return Text(
        title=words[f"activity_{remind.channel}"].format(customer=account.customer.name),
        paragraphs=tuple(explain(reason, today, language) for reason in remind.reasons),
        lines=item_lines(account, remind.items) + credit_lines(account, remind.currency),
    )


def hold_text(hold: Hold, today: date, language: str) -> Text:
    """Say that orders are held (or a warning is given), why, and how it ends."""
    sentences = [explain(reason, today, language) for reason in (*hold.reasons, *hold.release)]
    if not hold.proposal:
        return Text(title=headline(hold, language), paragraphs=tuple(sentences))
    words = _WORDS[supported(language)]
    return Text(title=words["propose"], paragraphs=tuple(sentences), closing=(words["confirm_how"],))


def order_text(hold: Hold, account: Account, number: str, today: date, language: str) -> Text:
    """Say on an order that it must wait, and why."""
    words = _WORDS[supported(language)]
    return Text(
        title=words["order"].format(number=number),
        paragraphs=(
            words["order_what"].format(customer=account.customer.name),
            *hold_text(hold, today, language).paragraphs,
        ),
    )


def close_text(decision: Decision, today: date, language: str) -> Text:
    """Say why a task of ours is closed."""
    return Text(title=describe(decision, today, language))
