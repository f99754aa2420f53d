"""The words of the commands on agreements, in English and French; `texts` puts them into the catalogue."""

from collections.abc import Mapping

AGREEMENT_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "pays_next": "To pay next",
        "pays_by": "{amount} by {day}",
        "pays_of": "{pays} of {owed}",
        "in_parts": "{amount} in {count} instalment(s)",
        "plan_added": "Payment plan {id} recorded: {customer} pays {parts}. It counts from the next sync on.",
        "plan_rest": "{rest} are not in the plan: nobody asks for them while it runs.",
        "plan_closed": "Payment plan {id} ended.",
        "settlement_added": "Settlement {id} recorded: {customer} pays {pays} by {due}, then {rest} are "
        "waived. It counts from the next sync on.",
        "settlement_closed": "Settlement {id} ended.",
        "which_currency": "Invoices are open in several currencies: name one with --currency: {known}.",
        "nothing_owed": "{customer} owes nothing that this could be about. Open are: {known}.",
        "plan_parts": "Give every instalment with --part DATE=AMOUNT, or let them be worked out with "
        "--parts N and --first DATE.",
        "plan_split": "{owed} cannot be split into {count} instalments.",
        "plan_same_day": "Two instalments have the same day: make one of them.",
        "plan_too_much": "The instalments add up to {asked}, but {owed} are open.",
        "bad_part": "An instalment is a day and an amount, such as 2026-12-01=500, not {text}.",
        "bad_cents": "The amount has more decimals than {currency} has.",
        "nothing_waived": "Nothing would be waived: {owed} are open. For all of it record a promise.",
        "runs_already": "{id} runs already for the same invoices. End it first: relance {kind} close {id}",
    },
    "fr": {
        "pays_next": "À régler ensuite",
        "pays_by": "{amount} au {day}",
        "pays_of": "{pays} sur {owed}",
        "in_parts": "{amount} en {count} échéance(s)",
        "plan_added": "Échéancier {id} noté : {customer} règle {parts}. Il compte dès la prochaine "
        "synchronisation.",
        "plan_rest": "{rest} ne sont pas dans l'échéancier : personne ne les réclame tant qu'il court.",
        "plan_closed": "Échéancier {id} terminé.",
        "settlement_added": "Remise partielle {id} notée : {customer} règle {pays} au {due}, puis {rest} "
        "sont abandonnés. Elle compte dès la prochaine synchronisation.",
        "settlement_closed": "Remise partielle {id} terminée.",
        "which_currency": "Des factures sont ouvertes en plusieurs devises : choisissez avec --currency : "
        "{known}.",
        "nothing_owed": "{customer} ne doit rien sur quoi ceci pourrait porter. Ouverts : {known}.",
        "plan_parts": "Donnez chaque échéance avec --part DATE=MONTANT, ou faites-les calculer avec "
        "--parts N et --first DATE.",
        "plan_split": "{owed} ne se partagent pas en {count} échéances.",
        "plan_same_day": "Deux échéances tombent le même jour : n'en faites qu'une.",
        "plan_too_much": "Les échéances font {asked} en tout, mais {owed} sont ouverts.",
        "bad_part": "Une échéance est une date et un montant, par exemple 2026-12-01=500, et non {text}.",
        "bad_cents": "Le montant a plus de décimales que la devise {currency}.",
        "nothing_waived": "Rien ne serait abandonné : {owed} sont ouverts. Pour le tout, notez une promesse.",
        "runs_already": "{id} court déjà pour les mêmes factures. Terminez d'abord : relance "
        "{kind} close {id}",
    },
}
