"""The task that a reminder becomes for a colleague: whom to contact, how, about what, and the text to send.

A hand-over says what to gather for those who go on. What a customer reads is `customer`.
"""

from datetime import date

from relance_sync.letters.charges import charge_lines, charge_note
from relance_sync.letters.items import credit_lines, item_lines
from relance_sync.ports import Text
from relance_sync.rules.account import Account
from relance_sync.rules.charges import Charges
from relance_sync.rules.decisions import Remind
from relance_sync.rules.explain import explain, supported
from relance_sync.rules.plans import Channel, Route

_WORDS = {
    "en": {
        "activity_todo": "Follow up with {customer}",
        "activity_call": "Call {customer}",
        "activity_email": "Write to {customer}",
        "activity_sms": "Send a text message to {customer}",
        "activity_letter": "Send a letter to {customer}",
        "approve_email": "Approve and send: {customer}",
        "approve_sms": "Approve and send the text message: {customer}",
        "approve_letter": "Approve and send the letter: {customer}",
        "approve": "The policy asks for a person's approval: read the text, then send it yourself.",
        "ready": "Text to send, ready: “{subject}”",
        "ready_sms": "Text message to send to {mobile}, ready:",
        "agency": "Hand {customer} over to a collection firm",
        "agency_what": "Hand the file over to a collection firm, with a written mandate. From then on it "
        "speaks for us: nobody else reminds the customer of these invoices.",
        "agency_file": "Gather: the invoices and the terms they rest on; proofs of order and of delivery; "
        "every reminder and answer with its date; promises, payment plans and disputes; the formal notice "
        "and the proof that it was sent; the amount as principal, interest and compensation.",
        "court": "Prepare the court file of {customer}",
        "court_what": "Prepare the court file (payment order, or protective seizure). Look first at the day "
        "on which the claim becomes time-barred, and whether the customer has anything left to pay with.",
        "court_file": "Gather: contract or order and the accepted terms; the invoices; signed proofs of "
        "delivery; the statement of account; every reminder and answer with its date; the formal notice and "
        "the proof that it was sent; the exact name, legal form and address of the customer.",
    },
    "fr": {
        "activity_todo": "Suivre {customer}",
        "activity_call": "Appeler {customer}",
        "activity_email": "Écrire à {customer}",
        "activity_sms": "Envoyer un SMS à {customer}",
        "activity_letter": "Envoyer un courrier à {customer}",
        "approve_email": "Valider et envoyer : {customer}",
        "approve_sms": "Valider et envoyer le SMS : {customer}",
        "approve_letter": "Valider et envoyer le courrier : {customer}",
        "approve": "La politique demande l'accord d'une personne : relisez le texte, puis envoyez-le "
        "vous-même.",
        "ready": "Texte à envoyer, prêt : « {subject} »",
        "ready_sms": "SMS à envoyer au {mobile}, prêt :",
        "agency": "Remettre le dossier de {customer} à un cabinet de recouvrement",
        "agency_what": "Remettez le dossier à un cabinet de recouvrement, avec un mandat écrit. Il parle "
        "désormais pour nous : plus personne d'autre ne relance le client pour ces factures.",
        "agency_file": "À réunir : les factures et les conditions qui les fondent ; les preuves de commande "
        "et de livraison ; chaque relance et chaque réponse, datées ; promesses, échéanciers et litiges ; la "
        "mise en demeure et la preuve de son envoi ; le montant en principal, intérêts et indemnités.",
        "court": "Préparer le dossier judiciaire de {customer}",
        "court_what": "Préparez le dossier judiciaire (injonction de payer, ou saisie conservatoire). "
        "Vérifiez d'abord la date de prescription de la créance, et que le client a encore de quoi payer.",
        "court_file": "À réunir : contrat ou commande et conditions acceptées ; factures ; bons de livraison "
        "signés ; relevé de compte ; chaque relance et chaque réponse, datées ; la mise en demeure et la "
        "preuve de son envoi ; dénomination exacte, forme juridique et adresse du client.",
    },
}


def to_gather(route: Route, language: str) -> str:
    """Say which documents those need who go on after us.

    Args:
        route: Who they are.
        language: The company's.
    """
    return _WORDS[supported(language)][f"{route}_file"]


def activity_text(
    remind: Remind,
    account: Account,
    today: date,
    language: str,
    charges: Charges | None = None,
    ready: Text | None = None,
) -> Text:
    """Say to a colleague whom to contact, how, and about what; claimed charges have lines of their own.

    Args:
        remind: The reminder.
        account: The customer's account.
        today: Day in the company's zone.
        language: The company's.
        charges: Late-payment charges to show or to claim; None for none.
        ready: What the customer is to read; None where nothing is sent.
    """
    words = _WORDS[supported(language)]
    step = remind.step
    title = f"approve_{remind.channel}" if step.approval and ready else f"activity_{remind.channel}"
    ready_is = words["ready_sms" if remind.channel is Channel.SMS else "ready"]
    named = {"subject": ready.title if ready else "", "mobile": account.customer.mobile}
    to_send = (ready_is.format(**named), *ready.paragraphs) if ready else ()
    return Text(
        title=words[step.route or title].format(customer=account.customer.name),
        paragraphs=(
            *((words[f"{step.route}_what"], words[f"{step.route}_file"]) if step.route else ()),
            *((words["approve"],) if step.approval and ready else ()),
            *(explain(reason, today, language) for reason in remind.reasons),
            *charge_note(charges, today, language),
            *to_send,
        ),
        lines=item_lines(account, remind.items)
        + credit_lines(account, remind.currency)
        + charge_lines(charges, language),
        closing=ready.closing if ready else (),
    )
