"""The words of `relance init`, in English and French."""

from collections.abc import Mapping

INIT_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "exists": "{file} exists already in {folder}: nothing was written. Choose another folder or edit "
        "the file.",
        "cannot_write": "The folder {folder} cannot be written to ({problem}). Choose another one.",
        "missing_option": "The option {option} is missing.",
        "bad_name": "A company's name is made of letters, digits, - and _: {name} is not.",
        "no_platform": "No platform {platform} is installed. Choose one of: {known}.",
        "ask_platform": "Platform",
        "ask_name": "Short name of the company in Relance",
        "ask_url": "Address of the accounting tool",
        "ask_database": "Database",
        "ask_company_id": "Number of the company there",
        "ask_client_id": "Client ID of the application in the platform's developer account",
        "ask_environment": "Environment ({choices})",
        "ask_redirect": "Where the browser is sent after the sign-in, as in the developer account",
        "bad_choice": "{text} is not one of: {choices}.",
        "not_asked": "{platform} has no use for the option {option}.",
        "init_done": "Written to {folder}: relance.toml and policy.toml.",
        "init_next": "Next: give the key in the environment variable {variable} (or see relance.toml for "
        "other ways), then run: relance check",
        "init_next_sign_in": "Next: give the client secret of the application in the environment variable "
        "{variable} (or see relance.toml for other ways), then run: relance connect {name}",
    },
    "fr": {
        "exists": "{file} existe déjà dans {folder} : rien n'a été écrit. Choisissez un autre dossier ou "
        "modifiez-le.",
        "cannot_write": "Impossible d'écrire dans le dossier {folder} ({problem}). Choisissez-en un autre.",
        "missing_option": "L'option {option} manque.",
        "bad_name": "Le nom d'une société se compose de lettres, de chiffres, de - et de _ : ce n'est pas "
        "le cas de {name}.",
        "no_platform": "Aucune plateforme {platform} n'est installée. Choisissez parmi : {known}.",
        "ask_platform": "Plateforme",
        "ask_name": "Nom court de la société dans Relance",
        "ask_url": "Adresse de l'outil comptable",
        "ask_database": "Base de données",
        "ask_company_id": "Numéro de la société là-bas",
        "ask_client_id": "Identifiant client de l'application dans le compte développeur de la plateforme",
        "ask_environment": "Environnement ({choices})",
        "ask_redirect": "Où le navigateur est renvoyé après la connexion, comme dans le compte développeur",
        "bad_choice": "{text} ne convient pas. Choisissez parmi : {choices}.",
        "not_asked": "{platform} n'a que faire de l'option {option}.",
        "init_done": "Écrits dans {folder} : relance.toml et policy.toml.",
        "init_next": "Ensuite : donnez la clé dans la variable d'environnement {variable} (ou voyez "
        "relance.toml pour d'autres moyens), puis lancez : relance check",
        "init_next_sign_in": "Ensuite : donnez le secret client de l'application dans la variable "
        "d'environnement {variable} (ou voyez relance.toml pour d'autres moyens), puis lancez : relance "
        "connect {name}",
    },
}
