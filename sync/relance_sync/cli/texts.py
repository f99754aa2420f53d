"""The words of the command line, in English and French. Sentences about decisions are the rules' own.

Help texts, and errors that come from settings or platforms, are in English only.
"""

from collections.abc import Mapping

from relance_sync.rules.explain import supported

# Each entry: English, French.
_TEXTS: Mapping[str, tuple[str, str]] = {
    # errors
    "unexpected": (
        "Something unexpected happened; nothing is lost. The details are in {log}: send it with your report.",
        "Un imprévu s'est produit ; rien n'est perdu. Les détails sont dans {log} : joignez-le à votre message.",
    ),
    "unexpected_no_log": (
        "Something unexpected happened, and its details could not be written to {log}. Check that you may "
        "write there, then try again.",
        "Un imprévu s'est produit et ses détails n'ont pas pu être écrits dans {log}. Vérifiez que vous "
        "pouvez y écrire, puis recommencez.",
    ),
    "two_companies": (
        "Two companies were named: {one} and {other}. Name one.",
        "Deux sociétés sont nommées : {one} et {other}. N'en nommez qu'une.",
    ),
    "no_company": (
        "The workspace has no company {name}. It has: {known}.",
        "Le dossier n'a pas de société {name}. Il a : {known}.",
    ),
    "which_company": (
        "The workspace has several companies: name one with --company: {known}.",
        "Le dossier a plusieurs sociétés : nommez-en une avec --company : {known}.",
    ),
    "never_synced": (
        "Nothing of {name} was read yet. Run: relance sync {name}",
        "Rien de {name} n'a encore été lu. Lancez : relance sync {name}",
    ),
    "no_customer": (
        "No customer of {company} has the id, or the text in the name: {text}. Try a shorter part of the name.",
        "Aucun client de {company} n'a cet identifiant ni ce texte dans son nom : {text}. Essayez une partie "
        "plus courte du nom.",
    ),
    "which_customer": (
        "Several customers match {text}. Name one by its id:",
        "Plusieurs clients correspondent à {text}. Nommez-en un par son identifiant :",
    ),
    "bad_amount": (
        "The amount must be a number above 0, such as 1234.50.",
        "Le montant doit être un nombre supérieur à 0, tel que 1234,50.",
    ),
    "bad_number": ("A whole number is needed, not {text}.", "Il faut un nombre entier, pas {text}."),
    "bad_currency": (
        "A currency is three capital letters, such as EUR.",
        "Une devise s'écrit en trois majuscules, par exemple EUR.",
    ),
    "no_rate": (
        "No exchange rate from {currency} to {company_currency} is known. Enter one in the accounting tool, "
        "then run a sync.",
        "Aucun taux de change de {currency} vers {company_currency} n'est connu. Saisissez-en un dans l'outil "
        "comptable, puis lancez une synchronisation.",
    ),
    "no_invoice": (
        "{customer} has no open invoice {number}. Open are: {known}.",
        "{customer} n'a pas de facture ouverte {number}. Sont ouvertes : {known}.",
    ),
    "past_day": (
        "The day {day} is past. Give {today} or a later day.",
        "Le {day} est passé. Donnez le {today} ou un jour ultérieur.",
    ),
    "not_open": (
        "There is no open entry {id}. See `relance {kind} list`.",
        "Il n'y a pas d'entrée ouverte {id}. Voyez `relance {kind} list`.",
    ),
    "no_proposal": (
        "No hold of {customer} waits for confirmation.",
        "Aucun blocage de {customer} n'attend de confirmation.",
    ),
    # check
    "check_title": ("{name} ({platform})", "{name} ({platform})"),
    "check_settings": ("settings", "réglages"),
    "check_policy": ("policy", "politique"),
    "check_key": ("key", "clé"),
    "check_policy_ok": (
        "{file}, version {version}, {plans} plan(s)",
        "{file}, version {version}, {plans} scénario(s)",
    ),
    "check_key_ok": ("found: {source}", "trouvée : {source}"),
    "check_mode_ok": ("mode {mode}", "mode {mode}"),
    # sync
    "sync_title": ("{name} ({id}), mode {mode}", "{name} ({id}), mode {mode}"),
    "read": ("Read: {counts}.", "Lu : {counts}."),
    "read_nothing": ("Nothing new was read.", "Rien de nouveau n'a été lu."),
    "decided": ("Decided", "Décidé"),
    "would_be": ("What would be written", "Ce qui serait écrit"),
    "done": ("Written", "Écrit"),
    "failed": ("Could not be written", "N'a pas pu être écrit"),
    "skipped": ("Could not be read", "N'a pas pu être lu"),
    "calls": ("Calls", "Appels"),
    "observe": (
        "Mode observe: nothing was written; this is what would be.",
        "Mode observe : rien n'a été écrit ; voici ce qui le serait.",
    ),
    "observe_nothing": (
        "Mode observe: nothing was written, and nothing new would be.",
        "Mode observe : rien n'a été écrit, et rien de nouveau ne le serait.",
    ),
    "nothing_to_do": ("Nothing had to be written.", "Il n'y avait rien à écrire."),
    "quiet": (
        "{count} more customer(s) assessed: nothing to do for them now.",
        "{count} autre(s) client(s) évalué(s) : rien à faire pour l'instant.",
    ),
    "unchanged": (
        "No customer had to be assessed: nothing changed since the last sync.",
        "Aucun client à évaluer : rien n'a changé depuis la dernière synchronisation.",
    ),
    "waiting": (
        "{count} effect(s) wait for the platform to answer again. Run the sync again later.",
        "{count} écriture(s) attendent que la plateforme réponde. Relancez la synchronisation plus tard.",
    ),
    "calls_summary": (
        "{calls} calls, of which {writes} writes; {kilobytes} kB received.",
        "{calls} appels, dont {writes} écritures ; {kilobytes} ko reçus.",
    ),
    "company_failed": ("{name}: {message}", "{name} : {message}"),
    "pulling": ("Reading {kind}", "Lecture : {kind}"),
    "assessing": ("Assessing customers", "Évaluation des clients"),
    "delivering": ("Writing", "Écriture"),
    # tables
    "customer": ("Customer", "Client"),
    "stage": ("Stage", "Niveau"),
    "exposure": ("Exposure", "Encours"),
    "overdue": ("Overdue", "Échu"),
    "decision": ("Decision", "Décision"),
    "why": ("Why", "Motif"),
    "what": ("What", "Quoi"),
    "title": ("Title", "Intitulé"),
    "where": ("Where", "Où"),
    "problem": ("Problem", "Problème"),
    "endpoint": ("Endpoint", "Point d'accès"),
    "writes": ("Writes", "Écritures"),
    "hold": ("Hold", "Blocage"),
    "tasks": ("Tasks", "Tâches"),
    "next_review": ("Next review", "Prochain examen"),
    "result": ("Result", "Résultat"),
    "invoice": ("Invoice", "Facture"),
    "due": ("Due", "Échéance"),
    "late": ("Days late", "Jours de retard"),
    "amount": ("Amount", "Montant"),
    "open": ("Open", "Restant dû"),
    "when": ("When", "Quand"),
    "policy": ("Policy", "Politique"),
    "reference": ("Reference", "Référence"),
    "id": ("Id", "Identifiant"),
    "state": ("State", "État"),
    "since": ("Since", "Depuis"),
    "until": ("Until", "Jusqu'au"),
    "note": ("Note", "Note"),
    "by": ("By", "Par"),
    "plan": ("Plan", "Scénario"),
    "step": ("Step", "Étape"),
    "days": ("Day", "Jour"),
    "channel": ("Channel", "Canal"),
    "tone": ("Tone", "Ton"),
    "minimum": ("Minimum", "Minimum"),
    # values
    "ok": ("ok", "ok"),
    "warning": ("warning", "attention"),
    "error": ("error", "erreur"),
    "warn_level": ("warning", "avertissement"),
    "hold_level": ("held", "bloqué"),
    "proposed": ("proposed", "proposé"),
    "everything": ("everything", "tout"),
    "effect_note": ("note", "note"),
    "effect_activity": ("activity", "activité"),
    "effect_message": ("message to the customer", "message au client"),
    "effect_hold": ("hold", "blocage"),
    "effect_release": ("release", "déblocage"),
    "effect_close": ("close an activity", "clôture d'activité"),
    "effect_trust": ("degree of trust", "degré de confiance"),
    "kind_decided": ("decided", "décidé"),
    "kind_written": ("written", "écrit"),
    "kind_failed": ("failed", "échec"),
    "kind_recorded": ("recorded", "noté"),
    "record_customer": ("{count} customer(s)", "{count} client(s)"),
    "record_invoice": ("{count} invoice(s)", "{count} facture(s)"),
    "record_credit": ("{count} credit(s)", "{count} avoir(s) ou acompte(s)"),
    "record_payment": ("{count} payment(s)", "{count} paiement(s)"),
    "record_order": ("{count} order(s)", "{count} commande(s)"),
    "record_rate": ("{count} rate(s)", "{count} taux"),
    "record_balance": ("{count} balance(s)", "{count} solde(s)"),
    "state_open": ("open", "en cours"),
    "state_kept": ("kept", "tenue"),
    "state_broken": ("broken", "non tenue"),
    "state_closed": ("closed", "close"),
    "state_over": ("over", "terminée"),
    # explain, worklist, history
    "explain_title": ("{name} (id {id})", "{name} (identifiant {id})"),
    "explain_figures": (
        "Exposure {exposure} = open items {items} + orders {orders} - credits {credits}.",
        "Encours {exposure} = postes ouverts {items} + commandes {orders} - avoirs et acomptes {credits}.",
    ),
    "explain_limit": (
        "Credit limit {limit}, headroom {headroom}.",
        "Plafond {limit}, disponible {headroom}.",
    ),
    "explain_no_limit": ("No credit limit.", "Sans plafond."),
    "explain_missing": (
        "Left out for want of an exchange rate: {currencies}.",
        "Non compté, faute de taux de change : {currencies}.",
    ),
    "explain_stage": ("Stage: {stage}. Overdue: {overdue}.", "Niveau : {stage}. Échu : {overdue}."),
    "explain_review": ("Next review: {day}.", "Prochain examen : {day}."),
    "explain_no_review": (
        "No review by itself: only new data changes this.",
        "Pas d'examen prévu : seules de nouvelles données changent ceci.",
    ),
    "as_of": ("Figures of {day}.", "Chiffres du {day}."),
    "worklist_empty": (
        "Nobody needs attention in {name}.",
        "Personne ne demande d'attention chez {name}.",
    ),
    "history_empty": ("Nothing was decided or written yet.", "Rien n'a encore été décidé ni écrit."),
    # agreements
    "promise_added": (
        "Promise {id} recorded: {customer} pays by {due}. It counts from the next sync on.",
        "Promesse {id} notée : {customer} règle d'ici le {due}. Elle compte dès la prochaine synchronisation.",
    ),
    "dispute_added": (
        "Dispute {id} recorded for {customer}. It counts from the next sync on.",
        "Litige {id} noté pour {customer}. Il compte dès la prochaine synchronisation.",
    ),
    "pause_added": (
        "Pause {id} recorded: {customer} is left alone until {until}.",
        "Suspension {id} notée : {customer} n'est pas relancé jusqu'au {until}.",
    ),
    "promise_closed": ("Promise {id} withdrawn.", "Promesse {id} retirée."),
    "dispute_closed": ("Dispute {id} settled.", "Litige {id} réglé."),
    "pause_closed": ("Pause {id} ended.", "Suspension {id} levée."),
    "none_listed": ("There are none.", "Il n'y en a pas."),
    "hold_confirmed": (
        "The hold of {customer} is confirmed by {by} until {until}. The next sync sets it.",
        "Le blocage de {customer} est confirmé par {by} jusqu'au {until}. La prochaine synchronisation le pose.",
    ),
    # check-order
    "order_go": (
        "Go: {customer} may order for {amount}.",
        "Accordé : {customer} peut commander pour {amount}.",
    ),
    "order_warn": (
        "Go, with a warning: {customer}, {amount}.",
        "Accordé, avec avertissement : {customer}, {amount}.",
    ),
    "order_hold": (
        "Hold: {customer}'s order for {amount} must wait.",
        "Bloqué : la commande de {customer} pour {amount} doit attendre.",
    ),
    "headroom": ("Headroom after it: {headroom}.", "Disponible après elle : {headroom}."),
    # policy and init
    "policy_ok": (
        "{file} is valid: version {version}, default plan {plan}.",
        "{file} est valable : version {version}, scénario par défaut {plan}.",
    ),
    "exists": (
        "{file} exists already in {folder}: nothing was written. Choose another folder or edit the file.",
        "{file} existe déjà dans {folder} : rien n'a été écrit. Choisissez un autre dossier ou modifiez-le.",
    ),
    "cannot_write": (
        "The folder {folder} cannot be written to ({problem}). Choose another one.",
        "Impossible d'écrire dans le dossier {folder} ({problem}). Choisissez-en un autre.",
    ),
    "missing_option": (
        "The option {option} is missing.",
        "L'option {option} manque.",
    ),
    "bad_name": (
        "A company's name is made of letters, digits, - and _: {name} is not.",
        "Le nom d'une société se compose de lettres, de chiffres, de - et de _ : ce n'est pas le cas de {name}.",
    ),
    "no_platform": (
        "No platform {platform} is installed. Choose one of: {known}.",
        "Aucune plateforme {platform} n'est installée. Choisissez parmi : {known}.",
    ),
    "ask_platform": ("Platform", "Plateforme"),
    "ask_name": ("Short name of the company in Relance", "Nom court de la société dans Relance"),
    "ask_url": ("Address of the accounting tool", "Adresse de l'outil comptable"),
    "ask_database": ("Database", "Base de données"),
    "ask_company_id": ("Number of the company there", "Numéro de la société là-bas"),
    "init_done": (
        "Written to {folder}: relance.toml and policy.toml.",
        "Écrits dans {folder} : relance.toml et policy.toml.",
    ),
    "init_next": (
        "Next: give the key in the environment variable {variable} (or see relance.toml for other ways), then "
        "run: relance check",
        "Ensuite : donnez la clé dans la variable d'environnement {variable} (ou voyez relance.toml pour "
        "d'autres moyens), puis lancez : relance check",
    ),
}


def say(key: str, language: str, **values: object) -> str:
    """Return a text with its values put in.

    >>> say("calls_summary", "fr", calls=7, writes=2, kilobytes=14)
    '7 appels, dont 2 écritures ; 14 ko reçus.'
    """
    english, french = _TEXTS[key]
    return (french if supported(language) == "fr" else english).format(**values)
