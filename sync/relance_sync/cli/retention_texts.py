"""The words of `relance retention` and `relance reasons`, in English and French."""

from collections.abc import Mapping

RETENTION_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "retention_class": "Class",
        "retention_what": "What",
        "retention_persons": "Persons",
        "retention_entities": "Companies",
        "retention_oldest": "Oldest",
        "retention_why": "Why",
        "retention_counted": "Periods count from the last activity. What an open item, a "
        "running agreement or a hold in force needs is kept.",
        "retention_last": "Last applied: {when}.",
        "retention_never": "Never applied so far. See what would go: relance retention run",
        "retention_nothing": "{name}: nothing has run its time.",
        "retention_would": "{name}: this would go on {day}",
        "retention_went": "{name}: gone",
        "retention_how": "Nothing was deleted. To delete it: relance retention run --apply",
        "retention_ask": "Delete this for good?",
        "retention_kept": "Nothing was deleted.",
        "retention_either": "Either --dry-run, or --apply and --yes.",
        "retention_yes": "With --json nobody can be asked: give --yes to delete, or leave --apply out.",
        "retention_future": "{day} is not here yet: only what has run its time today may go. Leave --today "
        "out, or leave --apply out to preview.",
        "reasons_written": "Written to {file}.",
        "reasons_cannot": "{file} cannot be written ({problem}). Choose another place.",
    },
    "fr": {
        "retention_class": "Classe",
        "retention_what": "Quoi",
        "retention_persons": "Personnes",
        "retention_entities": "Sociétés",
        "retention_oldest": "Le plus ancien",
        "retention_why": "Pourquoi",
        "retention_counted": "Les durées comptent dès la dernière activité. Ce dont un poste ouvert, un "
        "accord en cours ou un blocage en vigueur a besoin est conservé.",
        "retention_last": "Appliqué pour la dernière fois : {when}.",
        "retention_never": "Jamais appliqué encore. Voyez ce qui partirait : relance retention run",
        "retention_nothing": "{name} : rien n'est arrivé à son terme.",
        "retention_would": "{name} : ceci partirait le {day}",
        "retention_went": "{name} : supprimé",
        "retention_how": "Rien n'a été supprimé. Pour supprimer : relance retention run --apply",
        "retention_ask": "Supprimer définitivement ?",
        "retention_kept": "Rien n'a été supprimé.",
        "retention_either": "Soit --dry-run, soit --apply et --yes.",
        "retention_yes": "Avec --json, personne ne peut être interrogé : donnez --yes pour supprimer, ou "
        "omettez --apply.",
        "retention_future": "Le {day} n'est pas encore là : seul ce qui est arrivé à son terme aujourd'hui "
        "peut partir. Omettez --today, ou omettez --apply pour prévisualiser.",
        "reasons_written": "Écrit dans {file}.",
        "reasons_cannot": "Impossible d'écrire {file} ({problem}). Choisissez un autre endroit.",
    },
}
