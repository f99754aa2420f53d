"""The words of `relance simulate`, in English and French; `texts` puts them into the catalogue."""

from collections.abc import Mapping

SIMULATE_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "simulate_future": "{since} is not in the past. Give an earlier day with --since.",
        "simulate_title": "From {since} to {until}, {customers} customers",
        "simulate_versions": "Present policy: version {present}. Other policy: version {other}.",
        "simulate_what": "",
        "simulate_present": "present",
        "simulate_other": "other",
        "simulate_more": "difference",
        "simulate_contacted": "Customers contacted",
        "simulate_contacts": "Contacts",
        "simulate_busiest": "Most days with a contact in 30",
        "simulate_held": "Customers on hold",
        "simulate_holds": "Holds",
        "simulate_held_days": "Days on hold",
        "simulate_proposals": "Holds proposed for persons",
        "simulate_warnings": "Warnings on orders",
        "simulate_alerts": "Alerts to colleagues",
        "simulate_different": "{different} of {customers} customers would have felt a difference.",
        "simulate_most": "Who would have felt it most (present → other)",
        "simulate_first": "First contact",
        "simulate_caution": "Customers are taken to pay when they really paid, and orders to have been as "
        "they are today. What was settled without a payment counts as settled from the start.",
    },
    "fr": {
        "simulate_future": "{since} n'est pas dans le passé. Donnez un jour antérieur avec --since.",
        "simulate_title": "Du {since} au {until}, {customers} clients",
        "simulate_versions": "Politique actuelle : version {present}. Autre politique : version {other}.",
        "simulate_what": "",
        "simulate_present": "actuelle",
        "simulate_other": "autre",
        "simulate_more": "écart",
        "simulate_contacted": "Clients contactés",
        "simulate_contacts": "Contacts",
        "simulate_busiest": "Jours de contact au plus sur 30",
        "simulate_held": "Clients bloqués",
        "simulate_holds": "Blocages",
        "simulate_held_days": "Jours de blocage",
        "simulate_proposals": "Blocages proposés (personnes)",
        "simulate_warnings": "Avertissements sur commandes",
        "simulate_alerts": "Alertes aux collègues",
        "simulate_different": "{different} clients sur {customers} auraient senti une différence.",
        "simulate_most": "Ceux qui l'auraient sentie le plus (actuelle → autre)",
        "simulate_first": "Premier contact",
        "simulate_caution": "Les clients sont supposés payer quand ils ont vraiment payé, et les commandes "
        "être celles d'aujourd'hui. Ce qui a été soldé sans paiement compte comme soldé dès le début.",
    },
}
