"""The words of `relance connect` and `relance disconnect`, in English and French."""

from collections.abc import Mapping

CONNECT_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "connect_key_only": "{platform} signs nobody in through the browser: {name} works with a key. "
        "Give it in the environment variable {variable}, in a file named by key_file, or in the system "
        "keyring; then run: relance check {name}",
        "connect_open": "To allow Relance to work on the books of {name}, open this address, sign in and "
        "say yes:",
        "connect_opening": "A browser was opened. Waiting for the answer…",
        "connect_waiting": "Waiting for the answer…",
        "connect_paste": "Paste the whole address on which the browser ended",
        "connect_paste_option": "With --json nobody can be asked: give --paste and the address on "
        "standard input.",
        "connect_done": "{name} is connected to the books {books}.",
        "connect_renew_by": "A sync before {day} keeps the connection alive; every sync does.",
        "connect_ends_on": "It ends on {day} in any case: connect again before that day.",
        "connect_others": "The permission is for other books too. To make them companies of this workspace, "
        "give each a section of its own in relance.toml, with the identifier below; they need no sign-in of "
        "their own:",
        "connect_next": "Next: relance check {name}",
        "connect_ends_soon": "The connection of {name} ends on {day}, whatever happens. Connect again "
        "before that day: relance connect {name}",
        "connect_ended": "The connection of {name} is no longer accepted. Connect again: relance connect "
        "{name}",
        "connect_never": "{name} is not connected yet. Run: relance connect {name}",
        "disconnect_done": "{name} is disconnected: the permission was withdrawn and its tokens are deleted.",
        "disconnect_forgotten": "The tokens of {name} are deleted here. The permission itself stands "
        "until it runs out, or is withdrawn in the accounting tool.",
        "disconnect_nothing": "{name} was not connected.",
        "check_connection": "connection",
        "check_connection_ok": "connected to the books {books}",
    },
    "fr": {
        "connect_key_only": "{platform} ne connecte personne par le navigateur : {name} fonctionne avec "
        "une clé. Donnez-la dans la variable d'environnement {variable}, dans un fichier nommé par "
        "key_file, ou dans le trousseau du système ; puis lancez : relance check {name}",
        "connect_open": "Pour permettre à Relance de travailler sur les livres de {name}, ouvrez cette "
        "adresse, connectez-vous et acceptez :",
        "connect_opening": "Un navigateur a été ouvert. En attente de la réponse…",
        "connect_waiting": "En attente de la réponse…",
        "connect_paste": "Collez l'adresse entière sur laquelle le navigateur s'est arrêté",
        "connect_paste_option": "Avec --json, personne ne peut être interrogé : donnez --paste et "
        "l'adresse sur l'entrée standard.",
        "connect_done": "{name} est connectée aux livres {books}.",
        "connect_renew_by": "Une synchronisation avant le {day} maintient la connexion ; chacune le fait.",
        "connect_ends_on": "Elle prend fin le {day} dans tous les cas : reconnectez-vous avant ce jour.",
        "connect_others": "L'autorisation vaut aussi pour d'autres livres. Pour en faire des sociétés de cet "
        "espace de travail, donnez à chacun sa propre section dans relance.toml, avec l'identifiant "
        "ci-dessous ; ils n'ont pas besoin de leur propre connexion :",
        "connect_next": "Ensuite : relance check {name}",
        "connect_ends_soon": "La connexion de {name} prend fin le {day}, quoi qu'il arrive. "
        "Reconnectez-vous avant ce jour : relance connect {name}",
        "connect_ended": "La connexion de {name} n'est plus acceptée. Reconnectez-vous : relance connect "
        "{name}",
        "connect_never": "{name} n'est pas encore connectée. Lancez : relance connect {name}",
        "disconnect_done": "{name} est déconnectée : l'autorisation a été retirée et ses jetons sont "
        "supprimés.",
        "disconnect_forgotten": "Les jetons de {name} sont supprimés ici. L'autorisation elle-même "
        "subsiste jusqu'à son terme, ou jusqu'à son retrait dans l'outil comptable.",
        "disconnect_nothing": "{name} n'était pas connectée.",
        "check_connection": "connexion",
        "check_connection_ok": "connectée aux livres {books}",
    },
}
