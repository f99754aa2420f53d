"""The French words of the indicators: names, how each is computed, why one has no value, and findings."""

from relance_sync.report.findings import Kind
from relance_sync.report.indicators import Measure, Why

LABELS = {
    Measure.DSO_BALANCE: "DSO, méthode comptable",
    Measure.DSO_COUNT_BACK: "DSO, méthode par épuisement",
    Measure.BEST_DSO_BALANCE: "Meilleur DSO possible, méthode comptable",
    Measure.BEST_DSO_COUNT_BACK: "Meilleur DSO possible, par épuisement",
    Measure.DELINQUENT_BALANCE: "Jours de retard moyens (ADD), méthode comptable",
    Measure.DELINQUENT_COUNT_BACK: "Jours de retard moyens (ADD), par épuisement",
    Measure.PAST_DUE_DSO: "DSO échu",
    Measure.CEI: "Indice d'efficacité du recouvrement (CEI)",
    Measure.PAYMENT_TIME: "Délai moyen de paiement",
    Measure.PAYMENT_DELAY: "Retard moyen de paiement",
    Measure.ON_TIME_COUNT: "Payé à temps, en nombre",
    Measure.ON_TIME_AMOUNT: "Payé à temps, en montant",
    Measure.RECOVERY: "Taux de recouvrement",
    Measure.UNPAID: "Taux d'impayés",
    Measure.OVERDUE_SHARE: "Part échue de l'encours",
    Measure.DISPUTE_COUNT: "Taux de litiges, en nombre",
    Measure.DISPUTE_AMOUNT: "Taux de litiges, en montant",
    Measure.PROMISE_KEPT: "Promesses tenues",
    Measure.COLLECTION_COST: "Coût du recouvrement",
    Measure.BAD_DEBT: "Pertes sur ventes",
    Measure.UTILISATION: "Utilisation des plafonds",
}
HOW = {
    Measure.DSO_BALANCE: "créances / facturé sur la période x ses jours",
    Measure.DSO_COUNT_BACK: "jours des derniers mois dont les ventes font les créances",
    Measure.BEST_DSO_BALANCE: "créances non échues / facturé sur la période x ses jours",
    Measure.BEST_DSO_COUNT_BACK: "de même pour les créances non échues",
    Measure.DELINQUENT_BALANCE: "DSO - meilleur DSO possible, tous deux par la méthode comptable",
    Measure.DELINQUENT_COUNT_BACK: "DSO - meilleur DSO possible, tous deux par épuisement",
    Measure.PAST_DUE_DSO: "échu, avant avoirs / facturé sur la période x ses jours",
    Measure.CEI: "(créances au début + facturé / mois - créances à la fin) / (de même - non échu à la fin)",
    Measure.PAYMENT_TIME: "jours de la facture au paiement complet, pondérés par le montant",
    Measure.PAYMENT_DELAY: "jours de l'échéance au paiement complet, ou à la fin si échu, pondérés",
    Measure.ON_TIME_COUNT: "payé à l'échéance + {grace_days} jours / échu sur la période",
    Measure.ON_TIME_AMOUNT: "payé à l'échéance + {grace_days} jours / échu sur la période",
    Measure.RECOVERY: "payé sur la période de ce qui est échu / (échu au début + échu sur la période)",
    Measure.UNPAID: "ouvert {unpaid_days} jours après l'échéance / facturé, de ce qui a atteint ce jour",
    Measure.OVERDUE_SHARE: "échu / ouvert, avoirs non déduits",
    Measure.DISPUTE_COUNT: "contesté / facturé sur la période",
    Measure.DISPUTE_AMOUNT: "contesté / facturé sur la période",
    Measure.PROMISE_KEPT: "promesses payées en entier à leur jour et tolérance / arrivées à ce jour",
    Measure.COLLECTION_COST: "(heures x coût horaire + outil + frais) / encaissé sur la période",
    Measure.BAD_DEBT: "passé en perte / facturé sur la période",
    Measure.UTILISATION: "encours / plafond, des clients au plafond supérieur à 0",
}
WHY = {
    Why.NO_SALES: "rien n'a été facturé sur la période",
    Why.CREDITS_PREVAIL: "les avoirs dépassent ce qui est ouvert",
    Why.OLDER_THAN_SALES: "les créances dépassent toutes les ventes connues",
    Why.NOTHING_COLLECTABLE: "rien n'était à encaisser",
    Why.NOTHING_PAID: "rien n'a été payé sur la période",
    Why.NOTHING_DUE: "rien n'est échu sur la période",
    Why.NO_COHORT: "aucune facture n'a atteint cet âge sur la période",
    Why.NOTHING_OPEN: "rien n'est ouvert",
    Why.NOTHING_BILLED: "rien n'a été facturé sur la période",
    Why.NO_PROMISES: "aucune promesse n'est arrivée à son jour sur la période",
    Why.COST_UNKNOWN: "inconnu : {lacking}",
    Why.LOSSES_UNKNOWN: "inconnu : ce qui a été passé en perte",
    Why.NO_LIMITS: "aucun client n'a de plafond supérieur à 0",
    Why.WHOLE_ONLY: "connu pour la société entière seulement",
    Why.PAST_UNKNOWN: "les commandes et plafonds d'un jour passé ne sont pas connus",
}
COSTS = {"hours": "heures", "hourly_rate": "coût horaire", "tool": "outil", "fees": "frais"}
DAYS = "{value} jours"
FINDINGS = {
    Kind.IMPROVED: "{label} : {now}, contre {before} un mois avant.",
    Kind.MISSED: "{label} : {now} ; l'objectif est {limit}.",
    Kind.WORSE: "{label} : {now}, contre {before} un mois avant.",
    Kind.FEW_OWE_MOST: "{names} : {amount} de tout ce qui est échu.",
    Kind.CREDITS_WAIT: "{amount} d'avoirs attendent d'être affectés, alors que des factures sont échues.",
}
MET = "L'objectif, {limit}, est atteint."
