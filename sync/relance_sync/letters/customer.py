"""Messages to customers: polite at every step, what is due and since when, credits shown, no threat.

One message lists every item of one currency. Formal letters with legal mentions are not here yet.
"""

from datetime import date

from relance_sync.letters.items import credit_lines, item_lines
from relance_sync.ports import Text
from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Remind
from relance_sync.rules.explain import format_day, format_money, supported
from relance_sync.rules.money import Money, total
from relance_sync.rules.plans import Tone

_WORDS = {
    "en": {
        "greeting": "Dear {customer},",
        "courteous": "This is a friendly reminder of the invoices below.",
        "neutral": "According to our books, the invoices below are due and not yet paid.",
        "firm": "Despite our earlier reminder, the invoices below are still unpaid. "
        "Please settle them without delay.",
        "formal": "We hereby ask you formally to settle the invoices below.",
        "total": "Amount due on {day}: {amount}.",
        "crossed": "If your payment is already on its way, please disregard this message. "
        "If something is wrong with an invoice, please answer this message.",
        "thanks": "Kind regards, {company}",
        "subject_courteous": "Friendly reminder: {amount} due",
        "subject_neutral": "Reminder: {amount} due",
        "subject_firm": "Second reminder: {amount} overdue",
        "subject_formal": "Formal request for payment: {amount}",
    },
    "fr": {
        "greeting": "Bonjour {customer},",
        "courteous": "Nous nous permettons de vous rappeler les factures ci-dessous.",
        "neutral": "Sauf erreur de notre part, les factures ci-dessous sont échues et restent à régler.",
        "firm": "Malgré notre précédent rappel, les factures ci-dessous restent impayées. "
        "Nous vous remercions de les régler sans délai.",
        "formal": "Nous vous demandons formellement de régler les factures ci-dessous.",
        "total": "Montant dû au {day} : {amount}.",
        "crossed": "Si votre règlement est déjà parti, merci de ne pas tenir compte de ce message. "
        "En cas de désaccord sur une facture, merci de répondre à ce message.",
        "thanks": "Cordialement, {company}",
        "subject_courteous": "Petit rappel : {amount} à régler",
        "subject_neutral": "Rappel : {amount} à régler",
        "subject_firm": "Deuxième rappel : {amount} échus",
        "subject_formal": "Demande formelle de règlement : {amount}",
    },
}


def message_text(remind: Remind, account: Account, today: date, language: str) -> Text:
    """Write the message of a reminder.

    Returns:
        Every item with its residual, the credits as negative lines, and the net amount due.
    """
    words = _WORDS[supported(language)]
    tone: Tone = remind.step.tone
    lines = item_lines(account, remind.items) + credit_lines(account, remind.currency)
    net = total((Money(amount=line.amount, currency=line.currency) for line in lines), remind.currency)
    amount = format_money(net, language)
    return Text(
        title=words[f"subject_{tone}"].format(amount=amount),
        paragraphs=(words["greeting"].format(customer=account.customer.name), words[tone]),
        lines=lines,
        closing=(
            words["total"].format(day=format_day(today, language), amount=amount),
            words["crossed"],
            words["thanks"].format(company=account.company.name),
        ),
    )
