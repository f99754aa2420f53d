"""The words of the reasons printed for the person concerned, by language; `person` puts them together."""

from collections.abc import Mapping

PERSON_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "colon": ":",
        "title": "What {company} decides about your account, and why",
        "for": "For: {name} (number {id} in our books)",
        "day": "Day: {day}",
        "head_decided": "What is decided",
        "head_figures": "The figures",
        "head_grade": "Your grade",
        "head_ends": "How it ends",
        "head_who": "Who decides",
        "head_rights": "How to contest it, and your rights",
        "head_source": "Which data we use, and where it comes from",
        "head_kept": "How long it is kept",
        "proposed": "Our program proposes to hold new orders of yours. Nothing is held until a person at our "
        "company has looked at it and confirmed it under their name.",
        "held": "New orders of yours wait until the hold is lifted. Orders paid in advance are not "
        "concerned.",
        "warned": "New orders of yours go on; colleagues see a warning.",
        "released": "The hold on your orders is lifted.",
        "reminded": "You are reminded of what is due ({channel}, {stage}): {total}.",
        "alerted": "A colleague is told to look at your account: {what}.",
        "waits": "Nothing is done now.",
        "item": "invoice {number}, due {due}: {amount} open",
        "item_late": "invoice {number}, due {due} ({late} late): {amount} open",
        "nothing_open": "No invoice of yours is open.",
        "exposure": "In all: {amount} = open invoices {items} + orders not yet invoiced {orders} - credits "
        "{credits}.",
        "limit": "Agreed limit: {amount}.",
        "no_limit": "No limit is set for you.",
        "no_grade": "You have no grade. No grade was used.",
        "grade_use": "The grade is counted from the facts above and nothing else. It may choose how you are "
        "reminded, and it may be one of the reasons for proposing a hold; it never holds an order by itself.",
        "segment": "You are in the group “{segment}” of our policy.",
        "looked_at": "A person looks at it again after {days} days at the latest, whatever happened.",
        "lifted": "The hold is lifted as soon as your payment is in our books: at the next run of our "
        "program, by itself.",
        "paid": "Reminders end for every invoice that is paid, disputed or part of an agreement with us. "
        "Tell us if you have paid, if an invoice is wrong, or if you need more time.",
        "entity": "Holds of companies are set by the rules of our policy. You have the same explanation as a "
        "person, and a person looks at it if you ask.",
        "no_hold": "No order of yours is held, and none is proposed to be.",
        "unconfirmed": "Nobody has confirmed the proposed hold so far: your orders go on.",
        "confirmed": "Confirmed by {by} on {day}; counts until {until}.",
        "no_machine": "No decision that has a considerable effect on you is taken by a machine alone: a "
        "hold is only ever proposed by the program, and a named person decides (GDPR, article 22; Court of "
        "Justice of the European Union, C-634/21).",
        "contest": "Write to {contact}: say what you think is wrong. A person looks at it again and answers "
        "you; you may state your point of view, and the hold can be refused or lifted.",
        "rights": "You may ask for a copy of your data (GDPR, article 15), have it corrected (16), erased "
        "(17) or restricted (18), and object to its use (21).",
        "rights_entity": "Persons at your company whose data we keep may ask for a copy of it (GDPR, "
        "article 15), have it corrected, erased or restricted, and object to its use (articles 16 to 21).",
        "authority": "You may complain to the data protection authority of your country.",
        "authority_fr": "You may complain to the CNIL (3 place de Fontenoy, 75007 Paris, cnil.fr).",
        "source": "Everything comes from the accounting of {company} (your details, invoices, payments, "
        "credits, orders) and from what our colleagues recorded of what you told us. Our program looks "
        "nothing up elsewhere. It keeps:",
        "name": "name",
        "email": "e-mail",
        "phone": "telephone",
        "mobile": "mobile telephone",
        "contact": "contact of {day} ({channel})",
        "not_shared": "Our program passes the list of those whose orders are held on to nobody outside.",
        "kept": "After the last activity, in the memory of our program:",
        "kept_open": "What concerns an open invoice, a running agreement or a hold in force is kept until "
        "it is over. The accounting itself keeps its documents for as long as the law asks.",
        "end": "Figures of {synced}; policy {version}.",
        "never": "unknown",
    },
    "fr": {
        "colon": " :",
        "title": "Ce que {company} décide pour votre compte, et pourquoi",
        "for": "Pour : {name} (numéro {id} dans nos livres)",
        "day": "Jour : {day}",
        "head_decided": "Ce qui est décidé",
        "head_figures": "Les chiffres",
        "head_grade": "Votre note",
        "head_ends": "Comment cela prend fin",
        "head_who": "Qui décide",
        "head_rights": "Comment contester, et vos droits",
        "head_source": "Quelles données nous utilisons, et d'où elles viennent",
        "head_kept": "Combien de temps elles sont conservées",
        "proposed": "Notre programme propose de bloquer vos nouvelles commandes. Rien n'est bloqué tant "
        "qu'une personne de notre société ne l'a pas examiné et confirmé sous son nom.",
        "held": "Vos nouvelles commandes attendent la levée du blocage. Les commandes payées d'avance ne "
        "sont pas concernées.",
        "warned": "Vos nouvelles commandes suivent leur cours ; nos collègues voient un avertissement.",
        "released": "Le blocage de vos commandes est levé.",
        "reminded": "Ce qui est échu vous est rappelé ({channel}, {stage}) : {total}.",
        "alerted": "Un collègue est invité à regarder votre compte : {what}.",
        "waits": "Rien n'est fait pour l'instant.",
        "item": "facture {number}, échéance {due} : {amount} restant dus",
        "item_late": "facture {number}, échéance {due} ({late} de retard) : {amount} restant dus",
        "nothing_open": "Aucune de vos factures n'est ouverte.",
        "exposure": "En tout : {amount} = factures ouvertes {items} + commandes non facturées {orders} - "
        "avoirs et acomptes {credits}.",
        "limit": "Plafond convenu : {amount}.",
        "no_limit": "Aucun plafond n'est fixé pour vous.",
        "no_grade": "Vous n'avez pas de note. Aucune note n'a été utilisée.",
        "grade_use": "La note est comptée d'après les faits ci-dessus et rien d'autre. Elle peut choisir la "
        "manière de vous relancer et être l'un des motifs d'une proposition de blocage ; elle ne bloque "
        "jamais une commande à elle seule.",
        "segment": "Vous êtes dans le groupe « {segment} » de notre politique.",
        "looked_at": "Une personne l'examine à nouveau au plus tard après {days} jours, quoi qu'il arrive.",
        "lifted": "Le blocage est levé dès que votre règlement est dans nos livres : au passage suivant de "
        "notre programme, de lui-même.",
        "paid": "Les relances cessent pour toute facture payée, contestée ou comprise dans un accord avec "
        "nous. Dites-nous si vous avez payé, si une facture est erronée ou s'il vous faut du temps.",
        "entity": "Les blocages de sociétés suivent les règles de notre politique. Vous recevez la même "
        "explication qu'une personne, et une personne l'examine si vous le demandez.",
        "no_hold": "Aucune de vos commandes n'est bloquée, et aucun blocage n'est proposé.",
        "unconfirmed": "Personne n'a encore confirmé le blocage proposé : vos commandes suivent leur cours.",
        "confirmed": "Confirmé par {by} le {day} ; vaut jusqu'au {until}.",
        "no_machine": "Aucune décision qui vous affecte de manière significative n'est prise par une machine "
        "seule : le programme ne fait que proposer un blocage, et une personne nommée décide (RGPD, "
        "article 22 ; Cour de justice de l'Union européenne, C-634/21).",
        "contest": "Écrivez à {contact} : dites ce qui vous semble faux. Une personne l'examine à nouveau et "
        "vous répond ; vous pouvez exposer votre point de vue, et le blocage peut être refusé ou levé.",
        "rights": "Vous pouvez demander une copie de vos données (RGPD, article 15), les faire rectifier "
        "(16), effacer (17) ou limiter (18), et vous opposer à leur usage (21).",
        "rights_entity": "Les personnes de votre société dont nous conservons les données peuvent en "
        "demander une copie (RGPD, article 15), les faire rectifier, effacer ou limiter, et s'opposer à "
        "leur usage (articles 16 à 21).",
        "authority": "Vous pouvez saisir l'autorité de protection des données de votre pays.",
        "authority_fr": "Vous pouvez saisir la CNIL (3 place de Fontenoy, 75007 Paris, cnil.fr).",
        "source": "Tout vient de la comptabilité de {company} (vos coordonnées, factures, règlements, "
        "avoirs, commandes) et de ce que nos collègues ont noté de vos échanges. Notre programme ne cherche "
        "rien ailleurs. Il conserve :",
        "name": "nom",
        "email": "e-mail",
        "phone": "téléphone",
        "mobile": "téléphone portable",
        "contact": "contact du {day} ({channel})",
        "not_shared": "Notre programme ne transmet à personne au-dehors la liste des clients dont les "
        "commandes sont bloquées.",
        "kept": "Après la dernière activité, dans la mémoire de notre programme :",
        "kept_open": "Ce qui touche une facture ouverte, un accord en cours ou un blocage en vigueur est "
        "conservé jusqu'à sa fin. La comptabilité elle-même conserve ses pièces aussi longtemps que la loi "
        "le demande.",
        "end": "Chiffres du {synced} ; politique {version}.",
        "never": "inconnu",
    },
}
