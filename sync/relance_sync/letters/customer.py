"""Messages to customers: polite at every step, what is due and since when, credits shown, no threat.

One message lists every item of one currency. What it says are the words of the step's tone, or a text of the
policy; whatever that text leaves out, the amount due and the last day to pay are said. Letters as PDF
are made where they are printed.
"""

from collections.abc import Collection, Mapping
from datetime import date

from relance_sync.letters.charges import charge_lines, charge_paragraphs
from relance_sync.letters.items import credit_lines, item_lines
from relance_sync.ports import Line, Text
from relance_sync.rules.account import Account
from relance_sync.rules.charges import Charges
from relance_sync.rules.decisions import Remind
from relance_sync.rules.explain import format_day, format_money, supported
from relance_sync.rules.ledger import plus_days
from relance_sync.rules.money import Money, total
from relance_sync.rules.plans import Channel, StepText, Tone

Texts = Mapping[str, Mapping[str, StepText]]

_WORDS = {
    "en": {
        "greeting": "Dear {customer},",
        "courteous": "This is a friendly reminder of the invoices below.",
        "neutral": "According to our books, the invoices below are due and not yet paid.",
        "firm": "Despite our earlier reminder, the invoices below are still unpaid. "
        "Please settle them without delay.",
        "firm_at_once": "The invoices below have been due for some time and are still unpaid. "
        "Please settle them without delay.",
        "formal": "We hereby ask you formally to settle the invoices below.",
        "total": "Amount due on {day}: {amount}.",
        "deadline": "Please pay by {deadline} at the latest.",
        "crossed": "If your payment is already on its way, please disregard this message. "
        "If something is wrong with an invoice, please answer this message.",
        "crossed_letter": "If your payment is already on its way, please disregard this letter. "
        "If something is wrong with an invoice, please write to us.",
        "thanks": "Kind regards, {company}",
        "subject_courteous": "Friendly reminder: {amount} due",
        "subject_neutral": "Reminder: {amount} due",
        "subject_firm": "Second reminder: {amount} overdue",
        "subject_firm_at_once": "Reminder: {amount} overdue",
        "subject_formal": "Formal request for payment: {amount}",
    },
    "fr": {
        "greeting": "Bonjour {customer},",
        "courteous": "Nous nous permettons de vous rappeler les factures ci-dessous.",
        "neutral": "Sauf erreur de notre part, les factures ci-dessous sont échues et restent à régler.",
        "firm": "Malgré notre précédent rappel, les factures ci-dessous restent impayées. "
        "Nous vous remercions de les régler sans délai.",
        "firm_at_once": "Les factures ci-dessous sont échues depuis un certain temps et restent impayées. "
        "Nous vous remercions de les régler sans délai.",
        "formal": "Nous vous demandons formellement de régler les factures ci-dessous.",
        "total": "Montant dû au {day} : {amount}.",
        "deadline": "Nous vous remercions de régler au plus tard le {deadline}.",
        "crossed": "Si votre règlement est déjà parti, merci de ne pas tenir compte de ce message. "
        "En cas de désaccord sur une facture, merci de répondre à ce message.",
        "crossed_letter": "Si votre règlement est déjà parti, merci de ne pas tenir compte de ce courrier. "
        "En cas de désaccord sur une facture, merci de nous écrire.",
        "thanks": "Cordialement, {company}",
        "subject_courteous": "Petit rappel : {amount} à régler",
        "subject_neutral": "Rappel : {amount} à régler",
        "subject_firm": "Deuxième rappel : {amount} échus",
        "subject_firm_at_once": "Rappel : {amount} échus",
        "subject_formal": "Demande formelle de règlement : {amount}",
    },
}


def message_text(
    remind: Remind,
    account: Account,
    today: date,
    language: str,
    charges: Charges | None = None,
    texts: Texts | None = None,
) -> Text:
    """Write the message of a reminder.

    Args:
        remind: The reminder.
        account: The customer's account.
        today: Day in the company's zone; a deadline counts from it.
        language: The customer's.
        charges: Late-payment charges to show or to claim; None for none.
        texts: The policy's; None for none.

    Returns:
        Every item with its residual, the credits as negative lines, and the net amount due. Charges that are
        claimed have lines of their own and are part of that amount; those only shown are not.
    """
    own, language = _own_text(remind, account, language, texts or {})
    lines = item_lines(account, remind.items) + credit_lines(account, remind.currency)
    net = total((Money(amount=line.amount, currency=line.currency) for line in lines), remind.currency)
    claimed = charge_lines(charges, language)
    asked = charges.added_to(net) if charges and claimed else net
    figures = figures_of(remind, account, format_money(asked, language), today, language)
    charged = charge_paragraphs(charges, net, today, language)
    if own is None:
        return _in_words(tone_of(remind, account), figures, language, lines + claimed, charged)
    return _in_own_words(own, figures, language, lines + claimed, charged)


def _own_text(remind: Remind, account: Account, language: str, texts: Texts) -> tuple[StepText | None, str]:
    """Find the policy's text of the step: the customer's language, the company's, English, any other.

    Returns:
        The text and its language; no text, and the customer's language, if the step names none.
    """
    spoken = texts.get(remind.step.text or "", {})
    chosen = spoken_language(spoken, language, account.company.language)
    return (spoken[chosen], chosen) if chosen else (None, language)


def spoken_language(spoken: Collection[str], language: str, usual: str) -> str | None:
    """Choose among the languages of a text: the customer's, the company's, English, any other.

    Args:
        spoken: ISO 639-1 codes that there are.
        language: The customer's.
        usual: The company's.

    Returns:
        None if there are none.
    """
    return next((each for each in (language, usual, "en", *sorted(spoken)) if each in spoken), None)


def figures_of(remind: Remind, account: Account, amount: str, today: date, language: str) -> dict[str, str]:
    """What the placeholders of a text stand for; those of the plan's texts and those of ours."""
    days = remind.step.deadline_days
    oldest = next(item.due for item in account.items if item.id == remind.items[0])
    crossed = "crossed_letter" if remind.channel is Channel.LETTER else "crossed"
    return {
        "crossed": _WORDS[supported(language)][crossed],
        "company": account.company.name,
        "customer": account.customer.name,
        "total": amount,
        "amount": amount,
        "day": format_day(today, language),
        "oldest": format_day(oldest, language) if oldest else "",
        "deadline": format_day(plus_days(today, days), language) if days is not None else "",
    }


def tone_of(remind: Remind, account: Account) -> str:
    """Name the words to use: a debt that is firm from the first contact on had no earlier reminder."""
    about = set(remind.items)
    reminded = any(step.item in about for contact in account.contacts for step in contact.steps)
    return str(remind.step.tone) if reminded or remind.step.tone is not Tone.FIRM else "firm_at_once"


def _in_words(
    tone: str,
    figures: Mapping[str, str],
    language: str,
    lines: tuple[Line, ...],
    charged: tuple[str, ...],
) -> Text:
    """Say it in the words of the step's tone."""
    words = _WORDS[supported(language)]
    deadline = (words["deadline"],) if figures["deadline"] else ()
    return Text(
        title=words[f"subject_{tone}"].format(**figures),
        paragraphs=(words["greeting"].format(**figures), words[tone]),
        lines=lines,
        closing=(
            *(each.format(**figures) for each in (words["total"], *deadline)),
            *charged,
            figures["crossed"],
            words["thanks"].format(**figures),
        ),
    )


def _in_own_words(
    own: StepText,
    figures: Mapping[str, str],
    language: str,
    lines: tuple[Line, ...],
    charged: tuple[str, ...],
) -> Text:
    """Say it as the policy does; the amount and the deadline are added where its text leaves them out."""
    words = _WORDS[supported(language)]
    written = own.body + own.closing
    said = [words[name] for name in ("total", "deadline") if figures[name] and f"{{{name}}}" not in written]
    closing = _paragraphs(own.closing) or (figures["crossed"], words["thanks"])
    return Text(
        title=own.subject.format(**figures),
        paragraphs=tuple(each.format(**figures) for each in _paragraphs(own.body)),
        lines=lines,
        closing=(
            *(each.format(**figures) for each in said),
            *charged,
            *(each.format(**figures) for each in closing),
        ),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    """Split a text at its empty lines; a line break within a paragraph is a space."""
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
