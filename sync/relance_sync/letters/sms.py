"""Text messages to customers: one short text for everything due in a currency, and how long it is.

It names who asks, the net amount, its due date and the last day to pay. It lists nothing, and late-payment
charges are neither named nor asked for: they need their calculation beside them. What is never said by text
message is the plan's matter.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from relance_sync.letters.customer import Texts, figures_of, spoken_language, tone_of
from relance_sync.letters.items import credit_lines, item_lines
from relance_sync.ports import Text
from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Remind
from relance_sync.rules.explain import format_day, format_money, supported
from relance_sync.rules.money import Money, total
from relance_sync.rules.plans import Step, StepText, Tone

_WORDS = {
    "en": {
        "title": "Text message: {amount} due",
        "since": "due since {oldest}",
        "on": "due on {oldest}",
        "courteous": "{company}: friendly reminder of {amount}, {due}.",
        "neutral": "{company}: according to our books, {amount}, {due}, is not paid yet.",
        "firm": "{company}: despite our reminder, {amount}, {due}, is still unpaid. "
        "Please pay without delay.",
        "firm_at_once": "{company}: {amount}, {due}, is still unpaid. Please pay without delay.",
        "total": "Amount due: {amount}.",
        "deadline": "Please pay by {deadline} at the latest.",
        "crossed": "Already paid? Then please disregard this message.",
    },
    "fr": {
        "title": "SMS : {amount} à régler",
        "since": "échus depuis le {oldest}",
        "on": "à régler pour le {oldest}",
        "courteous": "{company} : petit rappel de {amount}, {due}.",
        "neutral": "{company} : sauf erreur de notre part, il reste {amount}, {due}.",
        "firm": "{company} : malgré notre rappel, {amount}, {due}, restent impayés. "
        "Merci de régler sans délai.",
        "firm_at_once": "{company} : {amount}, {due}, restent impayés. Merci de régler sans délai.",
        "total": "Montant dû : {amount}.",
        "deadline": "Merci de régler au plus tard le {deadline}.",
        "crossed": "Déjà réglé ? Merci d'ignorer ce message.",
    },
}

# The characters of GSM 03.38: those of its basic table take one place, those of its extension two. Any other
# makes the whole message one of UCS-2, in which each takes two bytes.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_ALONE, _JOINED, _WIDE_ALONE, _WIDE_JOINED = 160, 153, 70, 67

# What programs write where a telephone has a plain character: each would halve what fits into a message. They
# are the spaces that do not break, single and double quotation marks, and the dash.
_PLAIN = str.maketrans("\u00a0\u202f\u2018\u2019\u201c\u201d\u2013", "  ''\"\"-")

# Values of usual length for `usual_message`; longer names take more.
_COMPANY, _CUSTOMER = "Transports Durand et Fils SARL", "Entreprise de Peinture Martin"
_AMOUNT, _DAY = Decimal("123456.78"), date(2026, 9, 28)


def sms_text(
    remind: Remind, account: Account, today: date, language: str, texts: Texts | None = None
) -> Text:
    """Write the text message of a reminder.

    Args:
        remind: The reminder.
        account: The customer's account.
        today: Day in the company's zone; a deadline counts from it.
        language: The customer's.
        texts: The policy's; None for none.

    Returns:
        One paragraph, which is the message. Its lines are what it is about, and no part of it.
    """
    lines = item_lines(account, remind.items) + credit_lines(account, remind.currency)
    net = total((Money(amount=line.amount, currency=line.currency) for line in lines), remind.currency)
    own, language = _own_text(remind.step, account.company.language, language, texts or {})
    said = figures_of(remind, account, format_money(net, language), today, language)
    words = _WORDS[supported(language)]
    late = any(item.due < today for item in account.items if item.id == remind.items[0] and item.due)
    said["due"] = words["since" if late else "on"].format(**said)
    body = _in_own_words(own, said, words) if own else _in_words(tone_of(remind, account), said, words)
    return Text(title=words["title"].format(**said), paragraphs=(body,), lines=lines)


def parts(message: str) -> int:
    """Count how many messages a telephone network makes, and charges, of a text.

    >>> parts("a" * 160), parts("a" * 161), parts("ê" * 70), parts("ê" * 71), parts("€" * 81)
    (1, 2, 1, 2, 2)
    """
    if set(message) <= _BASIC | _EXTENSION:
        alone, joined = _ALONE, _JOINED
        length = len(message) + sum(each in _EXTENSION for each in message)
    else:
        alone, joined = _WIDE_ALONE, _WIDE_JOINED
        length = len(message.encode("utf-16-be")) // 2
    return 1 if length <= alone else -(-length // joined)


def usual_message(step: Step, text: StepText | None, language: str, currency: str = "EUR") -> str:
    """Write a step's text message with names, amounts and days of usual length, the longer ones.

    Args:
        step: A step whose channels hold text messages.
        text: The policy's, in the language; None for the tone's own words.
        language: ISO 639-1 code.
        currency: Of the amount.
    """
    words = _WORDS[supported(language)]
    day = format_day(_DAY, language)
    said = dict.fromkeys(("company", "customer"), _COMPANY) | {"oldest": day, "customer": _CUSTOMER}
    said["amount"] = said["total"] = format_money(Money(amount=_AMOUNT, currency=currency), language)
    said["deadline"] = day if step.deadline_days is not None else ""
    said["due"] = words["since"].format(**said)
    own = text.sms if text else ""
    return _in_own_words(own, said, words) if own else _in_words(str(step.tone), said, words)


def _own_text(step: Step, usual: str, language: str, texts: Texts) -> tuple[str, str]:
    """Find the policy's words: the customer's language, the company's, English, any other.

    Returns:
        The words and their language; no words, and the customer's language, if the policy has none.
    """
    spoken = {name: each.sms for name, each in texts.get(step.text or "", {}).items() if each.sms}
    chosen = spoken_language(spoken, language, usual)
    return (spoken[chosen], chosen) if chosen else ("", language)


def _in_words(tone: str, said: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Say it in the words of the step's tone; a formal one is never said by text message."""
    begin = words[tone if tone != Tone.FORMAL else Tone.FIRM]
    ended = (words["deadline"],) if said["deadline"] else ()
    return _plain(" ".join(each.format(**said) for each in (begin, *ended, words["crossed"])))


def _in_own_words(own: str, said: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Say it as the policy does; the amount and the deadline are added where its text leaves them out."""
    left_out = [words[name] for name in ("total", "deadline") if said[name] and f"{{{name}}}" not in own]
    return _plain(" ".join(each.format(**said) for each in (" ".join(own.split()), *left_out)))


def _plain(message: str) -> str:
    return message.translate(_PLAIN)
