"""The words of the rules' sentences, in English and French: one template for each reason code.

Placeholders are the reason's figures, already formatted by `explain`. A code without a template is a
failing test, not a silence. Texts sent to customers are `relance_sync.letters`.
"""

from collections.abc import Mapping

from relance_sync.rules.reasons import Code

REASONS: Mapping[str, Mapping[Code, str]] = {
    "en": {
        Code.NOTHING_OPEN: "Nothing is open.",
        Code.NOT_DUE: "Nothing to do yet: {invoice}, due {due}, comes up on {until}.",
        Code.PLAN_FINISHED: "Every step of the plan has been taken: a person must decide what comes next.",
        Code.NO_DUE_DATE: "{invoice} has no due date: it counts in the exposure but cannot be chased. "
        "Set a due date on it.",
        Code.DATA_STALE: "The figures are too old (last full sync: {synced_on}; at most {max_days} days). "
        "Run a sync.",
        Code.BANK_STALE: "The bank is not up to date (last entry: {bank_day}; at most {max_days} days). "
        "Import and reconcile the bank first.",
        Code.UNRECONCILED: "Our sum of the open items ({ledger}) differs from the balance in the accounting "
        "tool ({platform}). Nobody is chased on such figures: run a full sync, then look at the entries.",
        Code.COVERED_BY_CREDIT: "Unallocated credit of {credit} covers the {due} that are due. "
        "Allocate it to the invoices.",
        Code.RATE_MISSING: "No exchange rate from {currency} to {company_currency} is known. "
        "Enter one in the accounting tool.",
        Code.BELOW_MINIMUM: "The {amount} to chase are below the minimum of {minimum}.",
        Code.DISPUTED: "{invoice} has been disputed since {since}.",
        Code.PROMISED: "Payment is promised for {due}.",
        Code.PAUSED: "Chasing is paused until {until}.",
        Code.NOT_CHASED: "A person excluded {invoice} from reminders.",
        Code.CONTACT_GAP: "Last contact on {last}: {gap_days} days must pass, until {until}.",
        Code.CLOSED_DAY: "Customers are not contacted today; next open day: {until}.",
        Code.STEP_DUE: "{invoice} was due {due} ({late}): step “{step}” of plan “{plan}” ({offset}).",
        Code.OLD_DEBT: "This debt was never chased before although it is old: it enters at step “{step}” "
        "({entry}).",
        Code.PROMISE_BROKEN: "The promise to pay by {due} was not kept.",
        Code.NO_EMAIL: "{customer} has no e-mail address: a colleague must find another way. "
        "Enter an address in the customer's file.",
        Code.NO_PHONE: "{customer} has no phone number: a colleague must find another way. "
        "Enter a number in the customer's file.",
        Code.OVER_LIMIT: "Exposure of {exposure} is over the credit limit of {limit}.",
        Code.OVERDUE: "{amount} are at least {days} days late (oldest due {oldest}); "
        "the policy's threshold is {threshold}.",
        Code.STAGE_HOLDS: "The account is at stage “{stage}”.",
        Code.NATURAL_PERSON: "The customer is a natural person: this is a proposal that a human confirms.",
        Code.HOLD_APPROVED: "Confirmed by {by} until {until}.",
        Code.HOLD_RENEWED: "The hold of {since} has run its term and its reasons stand: look at it again.",
        Code.HOLD_ENDS: "{release}",
        Code.HOLD_CHANGED: "The hold is replaced by a proposal.",
        Code.TASK_SETTLED: "Nothing of this is left to do: paid, covered, disputed, promised, or released.",
    },
    "fr": {
        Code.NOTHING_OPEN: "Aucun poste ouvert.",
        Code.NOT_DUE: "Rien à faire pour l'instant : {invoice}, échéance {due}, sera à relancer le {until}.",
        Code.PLAN_FINISHED: "Toutes les étapes du scénario sont passées : une personne décide de la suite.",
        Code.NO_DUE_DATE: "{invoice} n'a pas d'échéance : elle compte dans l'encours mais ne peut pas être "
        "relancée. Renseignez une échéance.",
        Code.DATA_STALE: "Les chiffres sont trop anciens (dernière synchronisation complète : {synced_on} ; "
        "{max_days} jours au plus). Lancez une synchronisation.",
        Code.BANK_STALE: "La banque n'est pas à jour (dernière écriture : {bank_day} ; {max_days} jours au "
        "plus). Importez et lettrez d'abord la banque.",
        Code.UNRECONCILED: "Notre somme des postes ouverts ({ledger}) diffère du solde de l'outil comptable "
        "({platform}). Personne n'est relancé sur de tels chiffres : lancez une synchronisation complète, "
        "puis vérifiez les écritures.",
        Code.COVERED_BY_CREDIT: "Un avoir ou acompte non affecté de {credit} couvre les {due} dus. "
        "Affectez-le aux factures.",
        Code.RATE_MISSING: "Aucun taux de change de {currency} vers {company_currency} n'est connu. "
        "Saisissez-en un dans l'outil comptable.",
        Code.BELOW_MINIMUM: "Les {amount} à relancer sont sous le minimum de {minimum}.",
        Code.DISPUTED: "{invoice} est en litige depuis le {since}.",
        Code.PROMISED: "Le règlement est promis pour le {due}.",
        Code.PAUSED: "Les relances sont suspendues jusqu'au {until}.",
        Code.NOT_CHASED: "Une personne a exclu {invoice} des relances.",
        Code.CONTACT_GAP: "Dernier contact le {last} : {gap_days} jours doivent passer, jusqu'au {until}.",
        Code.CLOSED_DAY: "Pas de contact avec les clients aujourd'hui ; prochain jour ouvré : {until}.",
        Code.STEP_DUE: "{invoice} était due le {due} ({late}) : étape « {step} » du scénario « {plan} » "
        "({offset}).",
        Code.OLD_DEBT: "Cette dette ancienne n'a jamais été relancée : elle entre à l'étape « {step} » "
        "({entry}).",
        Code.PROMISE_BROKEN: "La promesse de régler au {due} n'a pas été tenue.",
        Code.NO_EMAIL: "{customer} n'a pas d'adresse e-mail : un collègue doit trouver un autre moyen. "
        "Renseignez une adresse sur sa fiche.",
        Code.NO_PHONE: "{customer} n'a pas de numéro de téléphone : un collègue doit trouver un autre moyen. "
        "Renseignez un numéro sur sa fiche.",
        Code.OVER_LIMIT: "L'encours de {exposure} dépasse le plafond de {limit}.",
        Code.OVERDUE: "{amount} ont au moins {days} jours de retard (plus ancienne échéance : {oldest}) ; "
        "le seuil de la politique est de {threshold}.",
        Code.STAGE_HOLDS: "Le compte est au niveau « {stage} ».",
        Code.NATURAL_PERSON: "Le client est une personne physique : ceci est une proposition qu'un humain "
        "doit confirmer.",
        Code.HOLD_APPROVED: "Confirmé par {by} jusqu'au {until}.",
        Code.HOLD_RENEWED: "Le blocage du {since} est arrivé à son terme et ses motifs demeurent : "
        "à réexaminer.",
        Code.HOLD_ENDS: "{release}",
        Code.HOLD_CHANGED: "Le blocage est remplacé par une proposition.",
        Code.TASK_SETTLED: "Il n'y a plus rien à faire ici : payé, couvert, en litige, promis ou débloqué.",
    },
}

# What ends a hold, by the trigger it answers; the empty one says that the reasons are gone.
RELEASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "": "The reasons for the hold are gone.",
        Code.OVER_LIMIT: "The hold ends when the exposure is back at {amount} or less.",
        Code.OVERDUE: "The hold ends when less than {amount} are {days} days late or more.",
        Code.STAGE_HOLDS: "The hold ends when the invoices that led to stage “{stage}” are settled.",
    },
    "fr": {
        "": "Les motifs du blocage ont disparu.",
        Code.OVER_LIMIT: "Le blocage prend fin quand l'encours revient à {amount} ou moins.",
        Code.OVERDUE: "Le blocage prend fin quand moins de {amount} ont {days} jours de retard ou plus.",
        Code.STAGE_HOLDS: "Le blocage prend fin quand les factures du niveau « {stage} » sont soldées.",
    },
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "current": "current",
        "preventive": "preventive",
        "amicable": "amicable",
        "firm": "firm",
        "formal_notice": "formal notice",
        "handed_over": "handed over",
        "email": "e-mail",
        "call": "call",
        "letter": "letter",
        "todo": "task",
        "first_step": "old debts begin at the first step",
        "by_age": "old debts enter by their age",
        "late": "{days} days late",
        "one_late": "1 day late",
        "today": "due today",
        "early": "in {days} days",
        "after_due": "from {days} days after the due date",
        "before_due": "from {days} days before the due date",
        "none": "unknown",
        "remind": "Remind by {channel}: step “{step}”, {total} in {count} item(s)",
        "wait": "Wait",
        "wait_until": "Wait until {until}",
        "hold": "Hold orders",
        "warn": "Warn on orders",
        "propose_hold": "Propose to hold orders",
        "release": "Release orders",
        "end_warning": "End the warning on orders",
        "close_task": "Close our task",
    },
    "fr": {
        "current": "à jour",
        "preventive": "préventif",
        "amicable": "amiable",
        "firm": "ferme",
        "formal_notice": "mise en demeure",
        "handed_over": "remis au cabinet",
        "email": "e-mail",
        "call": "appel",
        "letter": "courrier",
        "todo": "tâche",
        "first_step": "les dettes anciennes commencent à la première étape",
        "by_age": "les dettes anciennes entrent selon leur âge",
        "late": "{days} jours de retard",
        "one_late": "1 jour de retard",
        "today": "échéance aujourd'hui",
        "early": "dans {days} jours",
        "after_due": "à partir de {days} jours après l'échéance",
        "before_due": "à partir de {days} jours avant l'échéance",
        "none": "inconnu",
        "remind": "Relancer par {channel} : étape « {step} », {total} en {count} poste(s)",
        "wait": "Attendre",
        "wait_until": "Attendre jusqu'au {until}",
        "hold": "Bloquer les commandes",
        "warn": "Avertir sur les commandes",
        "propose_hold": "Proposer de bloquer les commandes",
        "release": "Débloquer les commandes",
        "end_warning": "Lever l'avertissement sur les commandes",
        "close_task": "Clore notre tâche",
    },
}
