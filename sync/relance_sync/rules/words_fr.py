"""The words of the rules' sentences in French; how they are used is said in `wording`."""

from collections.abc import Mapping

from relance_sync.rules.reasons import Code

REASONS: Mapping[Code, str] = {
    Code.NOTHING_OPEN: "Aucun poste ouvert.",
    Code.NOT_DUE: "Rien à faire pour l'instant : {invoice}, échéance {due}, sera à relancer le {until}.",
    Code.STAGE_AGE: "{invoice} a passé l'étape « {previous} » le {taken} : l'étape « {step} » suit {days} "
    "jours plus tard, le {until}.",
    Code.PLAN_FINISHED: "Toutes les étapes du scénario sont passées : une personne décide de la suite.",
    Code.NO_DUE_DATE: "{invoice} n'a pas d'échéance : elle compte dans l'encours mais ne peut pas être "
    "relancée. Renseignez une échéance, ou comptabilisez-la en facture là où elle ne peut pas en avoir.",
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
    Code.BELOW_MINIMUM: "Les {amount} à relancer n'atteignent pas les {minimum} que demande l'étape "
    "« {step} ».",
    Code.BELOW_SHARE: "Les {amount} à relancer font moins de {percent} % de tout ce qui est ouvert ({open}), "
    "part que demande l'étape « {step} ».",
    Code.DISPUTED: "{invoice} est en litige depuis le {since} ({dispute}).",
    Code.PROMISED: "Le règlement est promis pour le {due}.",
    Code.EXPECTED: "Le règlement est attendu le {due}, selon la comptabilité.",
    Code.PLAN_RUNNING: "Un échéancier est en cours : {amount} sont à régler au {due}.",
    Code.SETTLEMENT_RUNNING: "Une remise partielle est convenue : {amount} au {due}, le reste est alors "
    "abandonné.",
    Code.SETTLED: "La remise partielle ({amount} au {due}) a été tenue : le reste est à solder par un avoir.",
    Code.PAUSED: "Les relances sont suspendues jusqu'au {until}.",
    Code.HANDED_OVER: "{invoice} a été remise à {to} le {day} : personne d'autre ne relance.",
    Code.NOT_CHASED: "Une personne a exclu {invoice} des relances.",
    Code.CONTACT_GAP: "Dernier contact le {last} : {gap_days} jours doivent passer, jusqu'au {until}.",
    Code.CHANNEL_GAP: "Dernier contact par ce canal ({channel}) le {last} : {gap_days} jours doivent passer, "
    "jusqu'au {until}.",
    Code.WEEK_CAP: "Contacts limités à {cap} en sept jours : le prochain à partir du {until}.",
    Code.MONTH_CAP: "Contacts limités à {cap} en trente jours : le prochain à partir du {until}.",
    Code.CLOSED_DAY: "Pas de contact avec les clients aujourd'hui ; prochain jour ouvré : {until}.",
    Code.STEP_DUE: "{invoice} était due le {due} ({late}) : étape « {step} » du scénario « {plan} » "
    "({offset}).",
    Code.SEGMENT: "Le client est dans le segment « {segment} », dont le scénario est « {plan} ».",
    Code.REPEATED: "L'étape a déjà eu lieu le {last} ; elle revient tous les {days} jours tant qu'aucune "
    "étape suivante n'est possible.",
    Code.OLD_DEBT: "Cette dette ancienne n'a jamais été relancée : elle entre à l'étape « {step} » "
    "({entry}).",
    Code.PROMISE_BROKEN: "La promesse de régler au {due} n'a pas été tenue.",
    Code.EXPECTED_MISSED: "Le règlement attendu le {due}, selon la comptabilité, n'est pas arrivé.",
    Code.PROMISE_PARTLY_KEPT: "Sur les {amount} promis pour le {due}, seuls {paid} sont arrivés à temps.",
    Code.PLAN_BROKEN: "L'échéancier n'a pas été tenu : {amount} en tout étaient à régler au {due}, {paid} "
    "sont arrivés à temps. Toute la dette est exigible.",
    Code.SETTLEMENT_BROKEN: "La remise partielle n'a pas été tenue : sur les {amount} convenus au {due}, "
    "{paid} sont arrivés à temps. Toute la dette est de nouveau exigible.",
    Code.NO_EMAIL: "{customer} n'a pas d'adresse e-mail utilisable : un autre moyen est choisi. "
    "Renseignez une adresse sur sa fiche.",
    Code.NO_PHONE: "{customer} n'a pas de numéro de téléphone : un autre moyen est choisi. "
    "Renseignez un numéro sur sa fiche.",
    Code.NO_MOBILE: "{customer} n'a pas de numéro qui reçoive les SMS : un autre moyen est choisi. "
    "Renseignez un numéro de portable sur sa fiche.",
    Code.OVER_LIMIT: "L'encours de {exposure} dépasse le plafond de {limit}.",
    Code.OVERDUE: "{amount} ont au moins {days} jours de retard (plus ancienne échéance : {oldest}) ; "
    "le seuil de la politique est de {threshold}.",
    Code.STAGE_HOLDS: "Le compte est au niveau « {stage} ».",
    Code.REPEATED_DEFAULTS: "La note est {grade} et il y a eu {count} incidents en {within_days} jours : "
    "payé ou ouvert avec plus de {days_late} jours de retard, paiements rejetés, accords non tenus.",
    Code.RETURNED_PAYMENT: "La banque a rejeté un paiement de {amount} le {day}, et il reste de l'échu.",
    Code.NATURAL_PERSON: "Le client est une personne physique : ceci est une proposition qu'un humain "
    "doit confirmer.",
    Code.KIND_UNKNOWN: "La comptabilité ne dit pas si le client est une entreprise ou une personne "
    "physique : ceci est une proposition qu'un humain doit confirmer.",
    Code.HOLD_APPROVED: "Confirmé par {by} jusqu'au {until}.",
    Code.HOLD_RENEWED: "Le blocage du {since} est arrivé à son terme et ses motifs demeurent : à réexaminer.",
    Code.HOLD_ENDS: "{release}",
    Code.HOLD_CHANGED: "Le blocage est remplacé par une proposition.",
    Code.OVERRIDDEN: "{by} laisse passer toutes les commandes jusqu'au {until} : {why}.",
    Code.ORDER_OVERRIDDEN: "{by} laisse passer la commande {order} jusqu'au {until} : {why}.",
    Code.LIMITATION_NEAR: "{invoice}, échéance {due} : le {last_day} est le dernier jour pour agir en "
    "justice ({article}). Une mise en demeure n'interrompt pas le délai ; une reconnaissance écrite de la "
    "dette ou une demande en justice le peut.",
    Code.LIMITATION_PASSED: "{invoice}, échéance {due}, est peut-être prescrite : le {last_day} était le "
    "dernier jour ({article}). Elle n'est plus relancée tant que personne n'enregistre et ne confirme ce "
    "qui a interrompu le délai avant ce jour.",
    Code.SETTLEMENT_KEPT: "La remise partielle a été tenue : {amount} sont arrivés au {due}. Le reste, "
    "{rest}, est abandonné.",
    Code.GRADE_WORSE: "La classe est passée de {before} à {now} depuis le {since} : {points_before} points "
    "de risque alors, {points} aujourd'hui.",
    Code.GOOD_PAYER_LATE: "{invoice} était due le {due} ({late}) alors que le client paie bien (classe "
    "{grade}).",
    Code.TASK_SETTLED: "Il n'y a plus rien à faire ici : payé, couvert, en litige, promis ou débloqué.",
}

# What ends a hold, by the trigger it answers; the empty one says that the reasons are gone.
RELEASES: Mapping[str, str] = {
    "": "Les motifs du blocage ont disparu.",
    Code.OVER_LIMIT: "Le blocage prend fin quand l'encours revient à {amount} ou moins.",
    Code.OVERDUE: "Le blocage prend fin quand moins de {amount} ont {days} jours de retard ou plus.",
    Code.STAGE_HOLDS: "Le blocage prend fin quand les factures du niveau « {stage} » sont soldées, ou "
    "quand plus rien n'est échu.",
    Code.REPEATED_DEFAULTS: "Le blocage prend fin quand plus rien n'est échu, quand la note s'améliore, ou "
    "quand il y a moins de {times} incidents en {within_days} jours.",
    Code.RETURNED_PAYMENT: "Le blocage prend fin quand plus rien n'est échu, ou après le {until} si aucun "
    "autre paiement n'est rejeté.",
    Code.PLAN_BROKEN: "Le blocage prend fin quand ce que couvre l'échéancier du {made_on} est payé, quand "
    "plus rien n'est échu, ou quand un collègue clôt cet échéancier.",
}

WORDS: Mapping[str, str] = {
    "current": "à jour",
    "preventive": "préventif",
    "amicable": "amiable",
    "firm": "ferme",
    "formal_notice": "mise en demeure",
    "handed_over": "remis au cabinet",
    "email": "e-mail",
    "sms": "SMS",
    "call": "appel",
    "letter": "courrier",
    "todo": "tâche",
    "first_step": "les dettes anciennes commencent à la première étape",
    "by_age": "les dettes anciennes entrent selon leur âge",
    "by_age_up_to": "les dettes anciennes entrent selon leur âge, jusqu'à l'étape « {firmest} »",
    "late": "{days} jours de retard",
    "one_late": "1 jour de retard",
    "today": "échéance aujourd'hui",
    "early": "dans {days} jours",
    "after_due": "à partir de {days} jours après l'échéance",
    "before_due": "à partir de {days} jours avant l'échéance",
    "none": "inconnu",
    "remind": "Relancer par {channel} : étape « {step} », {total} en {items}",
    "item": "poste",
    "items": "postes",
    "day": "jour",
    "days": "jours",
    "wait": "Attendre",
    "wait_until": "Attendre jusqu'au {until}",
    "hold": "Bloquer les commandes",
    "warn": "Avertir sur les commandes",
    "propose_hold": "Proposer de bloquer les commandes",
    "release": "Débloquer les commandes",
    "end_warning": "Lever l'avertissement sur les commandes",
    "close_task": "Clore notre tâche",
    "goods": "la marchandise",
    "delivery": "la livraison",
    "price": "le prix",
    "invoice_error": "une erreur de facture",
    "already_paid": "déjà payée",
    "duplicate": "facturée deux fois",
    "not_ordered": "non commandée",
    "other": "autre motif",
    "alert_promise_broken": "Une promesse de règlement n'a pas été tenue",
    "alert_plan_broken": "Un échéancier n'a pas été tenu",
    "alert_settlement_broken": "Une remise partielle n'a pas été tenue",
    "alert_settlement_kept": "Une remise partielle a été tenue : solder le reste",
    "alert_worse_grade": "Le comportement de paiement s'est dégradé",
    "alert_good_payer_late": "Un bon payeur est en retard",
    "alert_limitation_near": "Une créance sera bientôt prescrite",
    "alert_limitation_passed": "Une créance est peut-être prescrite",
}
