"""The words of `relance law`, in English and French; `texts` puts them into the catalogue."""

from collections.abc import Mapping

LAW_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "law_table": "Table",
        "law_since": "From",
        "law_days": "Days",
        "law_days_left": "Days left",
        "law_rate": "Rate",
        "law_interest": "Interest",
        "law_lasts": "All tables reach today. The first to end lasts until {day}.",
        "law_ended": "The table {table} ended on {day}: interest after it cannot be computed. Add the next "
        "half-year to {file} in your workspace, as docs/reference/law.md says.",
        "law_missing": "The table {table} has no rate for {half}, and rates are never guessed. Add it to "
        "{file} in your workspace, as docs/reference/law.md says, or choose other days.",
        "law_no_table": "There is no table of the law of {country}. Give the contract's rate with --rate.",
        "law_bad_rate": "The rate must be a percentage of at least 0, such as 12.5.",
        "law_currency": "The compensation depends on the amount: give it in {currency}.",
        "law_consumer": "Nothing: these penalties and compensations are owed between businesses only.",
        "law_not_late": "Nothing: it is due on {day}, and interest runs from the day after it.",
        "law_sum": "Interest {interest}, compensation {compensation}.",
        "law_total": "With the amount itself: {total}.",
        "law_below_floor": "The agreed rate of {agreed} is below the least allowed, {floor}, from {since} to "
        "{until}. It was computed as agreed: look at the contract.",
        "law_no_advice": "Counted by the tables of docs/reference/law.md; not legal advice.",
    },
    "fr": {
        "law_table": "Table",
        "law_since": "Du",
        "law_days": "Jours",
        "law_days_left": "Jours restants",
        "law_rate": "Taux",
        "law_interest": "Intérêts",
        "law_lasts": "Toutes les tables couvrent aujourd'hui. La première à expirer vaut jusqu'au {day}.",
        "law_ended": "La table {table} s'arrête au {day} : au-delà, les intérêts ne peuvent être calculés. "
        "Ajoutez le semestre suivant dans {file} de votre dossier, comme l'explique docs/reference/law.md.",
        "law_missing": "La table {table} n'a pas de taux pour {half}, et un taux ne se devine pas. "
        "Ajoutez-le dans {file} de votre dossier, comme l'explique docs/reference/law.md, ou choisissez "
        "d'autres jours.",
        "law_no_table": "Il n'y a pas de table du droit de {country}. Donnez le taux du contrat avec --rate.",
        "law_bad_rate": "Le taux doit être un pourcentage d'au moins 0, tel que 12,5.",
        "law_currency": "L'indemnité dépend du montant : donnez-le en {currency}.",
        "law_consumer": "Rien : ces pénalités et indemnités ne sont dues qu'entre professionnels.",
        "law_not_late": "Rien : l'échéance est le {day}, et les intérêts courent dès le lendemain.",
        "law_sum": "Intérêts {interest}, indemnité {compensation}.",
        "law_total": "Avec le montant lui-même : {total}.",
        "law_below_floor": "Le taux convenu de {agreed} est inférieur au minimum permis, {floor}, du {since} "
        "au {until}. Le calcul suit le taux convenu : voyez le contrat.",
        "law_no_advice": "Compté d'après les tables de docs/reference/law.md ; ceci n'est pas un conseil "
        "juridique.",
    },
}
