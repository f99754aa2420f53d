"""The words that Relance puts into Xero by itself, in English and French.

The texts of reminders and decisions come with the effects, in the company's language; here is only what this
platform needs besides. Unknown languages get English words. What is read back is read in any language.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The fixed words of one language.

    Attributes:
        hold_group, watch_group: Names of the contact groups of customers whose orders are held, and of those
            to look at first.
        grade_group: Name of the group of customers of a grade (`{grade}`).
        going_out: Before the title of a reminder, with the address in place of `{address}`.
        not_sent: Says that a reminder that was to go out did not.
        terms: Says which payment terms a customer had (`{before}`), and which ones are from us (`{ours}`).
        terms_back: Says which ones it has again.
        expected: Says which expected day of payment an invoice had (`{before}`), and which one is from us.
        expected_back: Says which one it has again.
        not_expected: Says that the day could not be entered.
        no_day: Stands for no day.
        quote_held: Says that a quote was accepted and is sent again, with a digest of it (`{content}`).
        quote_back: Says that it is accepted again.
        quote_stays: Says that it is not, because it was changed since.
        quote_not_changed: Says that its status could not be changed.
        quote_altered: Says that more than that changed with it (`{what}`).
        terms_of_type: Terms in words by Xero's types, with `{day}`.
    """

    hold_group: str
    watch_group: str
    grade_group: str
    going_out: str
    not_sent: str
    terms: str
    terms_back: str
    expected: str
    expected_back: str
    not_expected: str
    no_day: str
    quote_held: str
    quote_back: str
    quote_stays: str
    quote_not_changed: str
    quote_altered: str
    terms_of_type: dict[str, str]


_ENGLISH = Words(
    hold_group="Orders on hold (Relance)",
    watch_group="Look before taking orders (Relance)",
    grade_group="Risk grade {grade} (Relance)",
    going_out="Reminder goes out by e-mail to {address}: ",
    not_sent="The reminder was not sent: Xero refused it.",
    terms="Payment terms before: {before}. Payment terms set: {ours}.",
    terms_back="Payment terms are again: {before}.",
    expected="Expected payment date before: {before}. Date set: {ours}.",
    expected_back="Expected payment date is again: {before}.",
    not_expected="Xero does not take it as expected payment date: the invoice is paid in part, or locked.",
    no_day="none",
    quote_held="Quote status before: Accepted ({content}). Status set: Sent.",
    quote_back="Quote status is again: Accepted.",
    quote_stays="The quote was changed during the hold, so it stays Sent. If it is accepted, mark it so.",
    quote_not_changed="The status was left as it is: the quote changed meanwhile, or Xero refused.",
    quote_altered="Look at this quote: with its status Xero also changed {what}.",
    terms_of_type={
        "DAYSAFTERBILLDATE": "{day} days after the invoice",
        "DAYSAFTERBILLMONTH": "{day} days after the end of the invoice's month",
        "OFCURRENTMONTH": "day {day} of the invoice's month",
        "OFFOLLOWINGMONTH": "day {day} of the month after the invoice",
    },
)
WORDS = {
    "en": _ENGLISH,
    "fr": Words(
        hold_group="Commandes bloquées (Relance)",
        watch_group="À vérifier avant commande (Relance)",
        grade_group="Note de risque {grade} (Relance)",
        going_out="Une relance part par e-mail à {address} : ",
        not_sent="La relance n'est pas partie : Xero l'a refusée.",
        terms="Conditions de paiement avant : {before}. Conditions mises : {ours}.",
        terms_back="Conditions de paiement de nouveau : {before}.",
        expected="Date de règlement attendue avant : {before}. Date mise : {ours}.",
        expected_back="Date de règlement attendue de nouveau : {before}.",
        not_expected="Xero ne la prend pas comme date de règlement attendue : facture payée en partie ou"
        " verrouillée.",
        no_day="aucune",
        quote_held="Statut du devis avant : Accepted ({content}). Statut mis : Sent.",
        quote_back="Statut du devis de nouveau : Accepted.",
        quote_stays="Le devis a changé pendant le blocage et reste Sent. S'il est accepté, l'y indiquer.",
        quote_not_changed="Statut laissé tel quel : le devis a changé entre-temps, ou Xero a refusé.",
        quote_altered="Devis à vérifier : avec le statut, Xero a aussi changé {what}.",
        terms_of_type={
            "DAYSAFTERBILLDATE": "{day} jours après la facture",
            "DAYSAFTERBILLMONTH": "{day} jours après la fin du mois de la facture",
            "OFCURRENTMONTH": "le {day} du mois de la facture",
            "OFFOLLOWINGMONTH": "le {day} du mois suivant la facture",
        },
    ),
}
"""The words by ISO 639-1 code."""


def words(language: str) -> Words:
    """Return the words of a language (`fr`, `fr_CA`); English for an unknown one."""
    return WORDS.get(language[:2].lower(), _ENGLISH)
