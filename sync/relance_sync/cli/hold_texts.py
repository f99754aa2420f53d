"""The words of `relance override` and `limitation`, in English and French; `texts` puts them together."""

from collections.abc import Mapping

HOLD_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "order": "Order",
        "all_orders": "all orders",
        "override_added": "Override {id} recorded: {by} lets {orders} of {customer} go on until {until}. "
        "It counts at once for check-order, and from the next sync on for the accounting tool.",
        "override_closed": "Override {id} is taken back. It counts from the next sync on.",
        "hold_no_by": "Say who confirms with --by: the name is kept in the history.",
        "override_no_by": "Say who decides with --by, and why with --reason: both are kept in the history.",
        "no_order": "{customer} has no order {number} that could wait. There are: {known}.",
        "order_prepaid": "Go: {order} of {customer} is paid before delivery. Such an order is never held.",
        "limitation_last_day": "Last day",
        "limitation_days_left": "Days left",
        "limitation_why": "Why",
        "limitation_running": "running",
        "limitation_warning": "near",
        "limitation_passed": "passed",
        "limitation_no_law": "There is no limitation table for the country {country}: name another in "
        "policy.toml, limitation.country, or add one (docs/reference/law.md).",
        "limitation_none": "Nothing is near its last day. All open items: relance limitation list --all",
        "limitation_none_open": "Nothing is open.",
        "limitation_moved": "{ground} of {day} ({article})",
        "limitation_unmoved": "{ground} of {day}: {why}",
        "limitation_future": "The day {day} has not come. An interruption is a fact: give its day.",
        "limitation_no_name": "Say who looked at the proof with --confirmed-by, and where it is with "
        "--proof.",
        "limitation_recorded": "Interruption {id} of {customer} recorded.",
        "limitation_removed": "Interruption {id} is taken out. It counts from the next sync on.",
        "limitation_no_fact": "There is no interruption {id}. See `relance limitation list CUSTOMER`.",
        "limitation_no_advice": "Counted cautiously, without suspension. This is not legal advice.",
        "limitation_proof": "Proof",
        "limitation_ground": "Ground",
        "confirmed_by": "Confirmed by",
        "ground_acknowledgement": "acknowledgement",
        "ground_court_claim": "claim in court",
        "ground_enforcement": "enforcement",
        "ground_formal_notice": "formal notice",
        "ignored_formal_notice": "does not interrupt",
        "ignored_unconfirmed": "nobody confirmed it",
        "ignored_not_in_this_law": "does not interrupt by this law",
        "ignored_before_start": "before the due date",
        "ignored_too_late": "after the last day",
        "ignored_not_yet": "has not come yet",
    },
    "fr": {
        "order": "Commande",
        "all_orders": "toutes les commandes",
        "override_added": "Dérogation {id} enregistrée : {by} laisse passer {orders} de {customer} "
        "jusqu'au {until}. Elle compte aussitôt pour check-order, et dès la prochaine synchronisation dans "
        "l'outil comptable.",
        "override_closed": "La dérogation {id} est retirée. Cela compte dès la prochaine synchronisation.",
        "hold_no_by": "Indiquez qui confirme avec --by : le nom reste dans l'historique.",
        "override_no_by": "Indiquez qui décide avec --by, et pourquoi avec --reason : les deux restent dans "
        "l'historique.",
        "no_order": "{customer} n'a pas de commande {number} qui puisse attendre. Il y a : {known}.",
        "order_prepaid": "Oui : {order} de {customer} est payée avant livraison. Une telle commande n'est "
        "jamais bloquée.",
        "limitation_last_day": "Dernier jour",
        "limitation_days_left": "Jours restants",
        "limitation_why": "Motif",
        "limitation_running": "court",
        "limitation_warning": "proche",
        "limitation_passed": "passé",
        "limitation_no_law": "Aucune table de prescription pour le pays {country} : nommez-en un autre dans "
        "policy.toml, limitation.country, ou ajoutez-la (docs/reference/law.md).",
        "limitation_none": "Rien n'approche de son dernier jour. Tous les postes ouverts : relance "
        "limitation list --all",
        "limitation_none_open": "Aucun poste ouvert.",
        "limitation_moved": "{ground} du {day} ({article})",
        "limitation_unmoved": "{ground} du {day} : {why}",
        "limitation_future": "Le jour {day} n'est pas encore venu. Une interruption est un fait : donnez "
        "son jour.",
        "limitation_no_name": "Indiquez qui a vu la preuve avec --confirmed-by, et où elle se trouve avec "
        "--proof.",
        "limitation_recorded": "Interruption {id} de {customer} enregistrée.",
        "limitation_removed": "L'interruption {id} est retirée. Cela compte dès la prochaine "
        "synchronisation.",
        "limitation_no_fact": "Il n'y a pas d'interruption {id}. Voir `relance limitation list CLIENT`.",
        "limitation_no_advice": "Compté avec prudence, sans suspension. Ceci n'est pas un conseil juridique.",
        "limitation_proof": "Preuve",
        "limitation_ground": "Cause",
        "confirmed_by": "Confirmé par",
        "ground_acknowledgement": "reconnaissance de dette",
        "ground_court_claim": "demande en justice",
        "ground_enforcement": "acte d'exécution",
        "ground_formal_notice": "mise en demeure",
        "ignored_formal_notice": "n'interrompt pas",
        "ignored_unconfirmed": "personne ne l'a confirmé",
        "ignored_not_in_this_law": "n'interrompt pas selon cette loi",
        "ignored_before_start": "avant l'échéance",
        "ignored_too_late": "après le dernier jour",
        "ignored_not_yet": "pas encore venu",
    },
}
