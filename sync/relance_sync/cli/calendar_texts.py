"""The words of `relance calendar`, in English and French; `texts` puts them into the catalogue."""

from collections.abc import Mapping

CALENDAR_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "calendar_title": "Closed days of {name} in {year}: {where}",
        "calendar_no_country": "no public holidays",
        "calendar_weekdays": "Every week: {days}.",
        "calendar_no_weekday": "none",
        "calendar_day": "Day",
        "calendar_weekday": "Weekday",
        "calendar_name": "Name",
        "calendar_public": "public holiday",
        "calendar_own": "own closed day",
        "calendar_open": "public holiday, open",
        "calendar_country_unknown": "The company's country is not known yet: run a sync, or set country in "
        "[calendar] of relance.toml.",
        "calendar_parts": "Parts of {country} with holidays of their own: {parts}. Name one with subdivision "
        "in [calendar] of relance.toml; only the holidays of the whole country are listed.",
        "calendar_source": "Public holidays as the holidays package knows them: compare them once with your "
        "own calendar.",
        "weekday_monday": "Monday",
        "weekday_tuesday": "Tuesday",
        "weekday_wednesday": "Wednesday",
        "weekday_thursday": "Thursday",
        "weekday_friday": "Friday",
        "weekday_saturday": "Saturday",
        "weekday_sunday": "Sunday",
    },
    "fr": {
        "calendar_title": "Jours fermés de {name} en {year} : {where}",
        "calendar_no_country": "aucun jour férié",
        "calendar_weekdays": "Chaque semaine : {days}.",
        "calendar_no_weekday": "aucun",
        "calendar_day": "Jour",
        "calendar_weekday": "Jour de la semaine",
        "calendar_name": "Nom",
        "calendar_public": "jour férié",
        "calendar_own": "fermeture propre",
        "calendar_open": "jour férié, travaillé",
        "calendar_country_unknown": "Le pays de la société n'est pas encore connu : lancez une "
        "synchronisation, ou renseignez country dans [calendar] de relance.toml.",
        "calendar_parts": "Parties de {country} qui ont leurs propres jours fériés : {parts}. Nommez-en une "
        "avec subdivision dans [calendar] de relance.toml ; seuls ceux de tout le pays sont listés.",
        "calendar_source": "Jours fériés selon le paquet holidays : comparez-les une fois avec votre "
        "calendrier.",
        "weekday_monday": "lundi",
        "weekday_tuesday": "mardi",
        "weekday_wednesday": "mercredi",
        "weekday_thursday": "jeudi",
        "weekday_friday": "vendredi",
        "weekday_saturday": "samedi",
        "weekday_sunday": "dimanche",
    },
}
