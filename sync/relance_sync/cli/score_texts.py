"""The words of `relance score`, in English and French; `texts` puts them into the catalogue."""

from collections.abc import Mapping

SCORE_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "csv_unreadable": "{file} cannot be read: {problem}. Check its name and your rights.",
        "csv_not_text": "{file} is not UTF-8 text. Save it as CSV in UTF-8.",
        "csv_broken": "{file}, line {line}: this is not CSV ({problem}). Save it as CSV again.",
        "csv_empty": "{file}, line 1: the names of the columns are missing. Write: {columns}.",
        "csv_no_column": "{file}, line 1: the column {column} is missing. Name the columns: {columns}.",
        "csv_twice": "{file}, line 1: the column {column} stands there twice. Keep one.",
        "csv_missing": "{file}, line {line}, column {column}: nothing stands there. Fill it in or remove the "
        "line.",
        "csv_bad_day": "{file}, line {line}, column {column}: not a date. Write it like 2026-12-31.",
        "csv_bad_amount": "{file}, line {line}, column {column}: not an amount. Write it like 1234.50.",
        "csv_more": "… and {count} more.",
        "score_no_backtest": "There is not enough to try the score on: before {split} and from that day on, "
        "invoices are needed that fell due, of customers who had paid one before. Choose another day "
        "with --split, or give a longer history with --csv.",
        "score_nothing": "There is no invoice that has fallen due by {as_of}. Run relance sync --full first, "
        "or give a history with --csv.",
        "score_title": "Score on {source}: learned before {split}, tested from then to {as_of}",
        "risk": "Risk",
        "explain_no_rating": "Not rated: nobody was calibrated yet. The next relance sync does it.",
        "explain_segment": "Segment: {segment}.",
        "calibration_title": "{name}: calibrated on {on}",
        "calibration_figures": "All customers together had paid {paid} invoices by then, {late} of them "
        "late: {share}.",
        "calibration_limits": "A goes up to {a} points, B to {b}, C to {c}.",
        "calibration_nobody": "Nobody could be rated: no invoice was paid yet.",
        "calibration_none": "{name}: not calibrated yet.",
        "calibration_next": "The next calibration is made by the first sync from {day} on.",
        "calibration_due": "The next sync calibrates anew.",
        "calibration_card": "The policy's points card is another one since: the next sync calibrates anew.",
        "score_grade": "Grade",
        "score_points": "Points",
        "score_invoices": "Invoices tested",
        "score_late": "Paid late",
        "score_observed": "Late rate",
        "score_expected": "Expected",
        "score_up_to": "up to {points}",
        "score_over": "over {points}",
        "score_unrated": "unrated",
        "score_auc": "Ranking: in {auc} of pairs of a late and a punctual invoice, the late one had more "
        "points (AUC {value}; 0.5 is chance, 1 is perfect).",
        "score_no_auc": "Ranking: not to be measured, as the tested invoices all ended the same.",
        "score_accuracy": "Accuracy: with more than {cutoff} points taken for “late”, {accuracy} were "
        "right; always saying what is most frequent would give {baseline}.",
        "score_counts": "Learned from {learned} invoices, tested on {tested}. {unrated} more were of "
        "customers without a history, {left_out} were not due yet.",
    },
    "fr": {
        "csv_unreadable": "{file} ne peut pas être lu : {problem}. Vérifiez son nom et vos droits.",
        "csv_not_text": "{file} n'est pas du texte UTF-8. Enregistrez-le en CSV UTF-8.",
        "csv_broken": "{file}, ligne {line} : ce n'est pas du CSV ({problem}). Enregistrez-le à nouveau en "
        "CSV.",
        "csv_empty": "{file}, ligne 1 : les noms des colonnes manquent. Écrivez : {columns}.",
        "csv_no_column": "{file}, ligne 1 : la colonne {column} manque. Nommez les colonnes : {columns}.",
        "csv_twice": "{file}, ligne 1 : la colonne {column} y figure deux fois. N'en gardez qu'une.",
        "csv_missing": "{file}, ligne {line}, colonne {column} : rien n'y figure. Complétez-la ou retirez la "
        "ligne.",
        "csv_bad_day": "{file}, ligne {line}, colonne {column} : pas une date. Écrivez-la ainsi : "
        "2026-12-31.",
        "csv_bad_amount": "{file}, ligne {line}, colonne {column} : pas un montant. Écrivez-le ainsi : "
        "1234,50.",
        "csv_more": "… et {count} de plus.",
        "score_no_backtest": "Il n'y a pas de quoi éprouver la note : il faut, avant le {split} comme à "
        "partir de ce jour, des factures échues de clients qui en avaient déjà payé une. Choisissez un "
        "autre jour avec --split, ou donnez un historique plus long avec --csv.",
        "score_nothing": "Aucune facture n'est échue au {as_of}. Lancez d'abord relance sync --full, ou "
        "donnez un historique avec --csv.",
        "score_title": "Note sur {source} : apprise avant le {split}, éprouvée de ce jour au {as_of}",
        "risk": "Risque",
        "explain_no_rating": "Non noté : aucun calibrage n'a encore eu lieu. Le prochain relance sync s'en "
        "charge.",
        "explain_segment": "Segment : {segment}.",
        "calibration_title": "{name} : calibré le {on}",
        "calibration_figures": "Tous les clients ensemble avaient alors payé {paid} factures, dont {late} en "
        "retard : {share}.",
        "calibration_limits": "A va jusqu'à {a} points, B jusqu'à {b}, C jusqu'à {c}.",
        "calibration_nobody": "Personne n'a pu être noté : aucune facture n'était encore payée.",
        "calibration_none": "{name} : pas encore calibré.",
        "calibration_next": "Le prochain calibrage a lieu au premier sync à partir du {day}.",
        "calibration_due": "Le prochain sync calibre à nouveau.",
        "calibration_card": "La carte de points de la politique a changé depuis : le prochain sync calibre à "
        "nouveau.",
        "score_grade": "Note",
        "score_points": "Points",
        "score_invoices": "Factures éprouvées",
        "score_late": "Payées en retard",
        "score_observed": "Part de retards",
        "score_expected": "Attendue",
        "score_up_to": "jusqu'à {points}",
        "score_over": "plus de {points}",
        "score_unrated": "non noté",
        "score_auc": "Classement : dans {auc} des paires d'une facture en retard et d'une ponctuelle, celle "
        "en retard avait plus de points (AUC {value} ; 0,5 est le hasard, 1 la perfection).",
        "score_no_auc": "Classement : non mesurable, car les factures éprouvées ont toutes fini de même.",
        "score_accuracy": "Exactitude : en tenant plus de {cutoff} points pour « en retard », {accuracy} "
        "étaient justes ; toujours dire le plus fréquent donnerait {baseline}.",
        "score_counts": "Appris de {learned} factures, éprouvé sur {tested}. {unrated} de plus étaient de "
        "clients sans historique, {left_out} n'étaient pas encore échues.",
    },
}
