"""The words of the rules' sentences in French; how they are used is said in `wording`."""

from collections.abc import Mapping

from relance_sync.rules.reasons import Code

REASONS: Mapping[Code, str] = {
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
    Code.HOLD_RENEWED: "Le blocage du {since} est arrivé à son terme et ses motifs demeurent : à réexaminer.",
    Code.HOLD_ENDS: "{release}",
    Code.HOLD_CHANGED: "Le blocage est remplacé par une proposition.",
    Code.TASK_SETTLED: "Il n'y a plus rien à faire ici : payé, couvert, en litige, promis ou débloqué.",
}

# What ends a hold, by the trigger it answers; the empty one says that the reasons are gone.
RELEASES: Mapping[str, str] = {
    "": "Les motifs du blocage ont disparu.",
    Code.OVER_LIMIT: "Le blocage prend fin quand l'encours revient à {amount} ou moins.",
    Code.OVERDUE: "Le blocage prend fin quand moins de {amount} ont {days} jours de retard ou plus.",
    Code.STAGE_HOLDS: "Le blocage prend fin quand les factures du niveau « {stage} » sont soldées.",
}

WORDS: Mapping[str, str] = {
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
    "alert_promise_broken": "Une promesse de règlement n'a pas été tenue",
    "alert_plan_broken": "Un échéancier n'a pas été tenu",
    "alert_settlement_broken": "Une remise partielle n'a pas été tenue",
    "alert_settlement_kept": "Une remise partielle a été tenue : solder le reste",
    "alert_worse_grade": "Le comportement de paiement s'est dégradé",
    "alert_good_payer_late": "Un bon payeur est en retard",
    "alert_limitation_near": "Une créance sera bientôt prescrite",
    "alert_limitation_passed": "Une créance est peut-être prescrite",
}
