"""The words of `relance hand-over`, `call` and `hold`, in English and French; `texts` puts them together."""

from collections.abc import Mapping

HAND_OVER_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "hand_over_added": "Hand-over {id} recorded: {to} goes on with {invoices} of {customer}. From the "
        "next sync on nobody else reminds of it.",
        "hand-over_closed": "Hand-over {id} is taken back: what is open is chased again from the next "
        "sync on.",
        "hand_over_no_to": "Say with --to to whom it was handed over: it is kept in the history.",
        "nothing_overdue": "Nothing of {customer} is overdue. Name invoices with --invoice.",
        "handed_to": "Handed over to",
        "not_yet_a_fact": "The day {day} has not come: give the day on which it took place.",
        "call_added": "Call {id} with {customer} noted: it counts as a contact.",
        "call_added_no_contact": "Call {id} with {customer} noted. It is no contact of its own: nobody was "
        "reached, or an open task that asked for it counts already.",
        "call_removed": "Call {id} is taken out. It counts from the next sync on.",
        "no_call": "There is no call {id}. See `relance call list`.",
        "spoke_with": "Spoke with",
        "reached_reached": "reached",
        "reached_message": "left a message",
        "reached_not_reached": "not reached",
        "hold_confirmed": "The hold of {customer} is confirmed by {by} until {until} ({id}). The next sync "
        "sets it.",
        "hold_closed": "Confirmation {id} is taken back. It counts from the next sync on.",
    },
    "fr": {
        "hand_over_added": "Remise {id} notée : {to} reprend {invoices} de {customer}. Dès la prochaine "
        "synchronisation, personne d'autre ne relance.",
        "hand-over_closed": "Remise {id} reprise : le restant dû est relancé dès la prochaine "
        "synchronisation.",
        "hand_over_no_to": "Dites avec --to à qui la créance a été remise : l'historique le garde.",
        "nothing_overdue": "Rien de {customer} n'est échu. Nommez des factures avec --invoice.",
        "handed_to": "Remise à",
        "not_yet_a_fact": "Le {day} n'est pas encore venu : donnez le jour où cela a eu lieu.",
        "call_added": "Appel {id} avec {customer} noté : il compte comme contact.",
        "call_added_no_contact": "Appel {id} avec {customer} noté. Ce n'est pas un contact de plus : "
        "personne n'a été joint, ou une tâche ouverte qui le demandait compte déjà.",
        "call_removed": "Appel {id} retiré. Cela compte dès la prochaine synchronisation.",
        "no_call": "Il n'y a pas d'appel {id}. Voir `relance call list`.",
        "spoke_with": "Interlocuteur",
        "reached_reached": "joint",
        "reached_message": "message laissé",
        "reached_not_reached": "non joint",
        "hold_confirmed": "Le blocage de {customer} est confirmé par {by} jusqu'au {until} ({id}). La "
        "prochaine synchronisation le pose.",
        "hold_closed": "Confirmation {id} retirée. Cela compte dès la prochaine synchronisation.",
    },
}
