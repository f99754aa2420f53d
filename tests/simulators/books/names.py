"""Names, addresses and texts: mostly ordinary ones, some as odd as people really write them.

A name is unique through its number. None holds a tab, a line break or a colon, which some platforms refuse in
names; texts may hold line breaks. Everything here is invented; mail goes to `.example`, which nobody owns.
"""

import re
import unicodedata

from tests.simulators.books.draws import Draws

_TRADES = (
    "Boulangerie", "Garage", "Menuiserie", "Librairie", "Pharmacie", "Brasserie", "Imprimerie", "Atelier",
    "Transports", "Plomberie", "Hôtel", "Cave", "Fleurs", "Électricité", "Cabinet", "Jardins", "Bijouterie",
    "Traiteur", "Optique", "Peinture", "Charpentes", "Épicerie", "Studio", "Clinique",
)  # fmt: skip
_FIRST_NAMES = (
    "Alice", "Bruno", "Chloé", "David", "Élise", "François", "Gaëlle", "Hugo", "Inès", "Jules", "Karim",
    "Léa", "Malik", "Nora", "Oscar", "Paula", "Quentin", "Rosa", "Samir", "Thérèse", "Ursula", "Victor",
    "Wanda", "Yann",
)  # fmt: skip
_SURNAMES = (
    "Martin", "Bernard", "Dubois", "Robert", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent",
    "Lefebvre", "Michel", "Garcia", "Bertrand", "Roux", "Vincent", "Fournier", "Morel", "Girard",
    "André", "Mercier", "Dupont", "Lambert", "Bonnet", "Martinez", "Legrand", "Garnier", "Faure",
    "Rousseau", "Blanc", "Guérin", "Muller", "Henry", "Roussel", "Nicolas", "Perrin", "Morin", "Mathieu",
    "Clément", "Gauthier", "Dumont", "Lopez", "Fontaine", "Chevalier", "Robin", "Masson", "Sanchez",
    "Gérard", "Nguyen", "Boyer", "Denis", "Lemaire", "Duval", "Joly", "Gautier", "Roger", "Roche", "Roy",
    "Noël", "Meyer",
)  # fmt: skip
_TOWNS = (
    "Lille", "Nantes", "Rennes", "Brest", "Reims", "Metz", "Nancy", "Dijon", "Lyon", "Grenoble",
    "Annecy", "Nice", "Toulon", "Marseille", "Nîmes", "Arles", "Béziers", "Sète", "Toulouse", "Albi",
    "Pau", "Bayonne", "Bordeaux", "Agen", "Limoges", "Tulle", "Poitiers", "Niort", "Angers", "Tours",
    "Blois", "Orléans", "Bourges", "Nevers", "Auxerre", "Troyes", "Sens", "Amiens", "Arras", "Calais",
    "Dieppe", "Rouen", "Caen", "Alençon", "Laval", "Vannes", "Lorient", "Quimper", "Morlaix", "Chartres",
    "Dreux", "Beauvais", "Laon", "Verdun", "Épinal", "Colmar", "Belfort", "Dole", "Mâcon", "Vienne",
    "Valence", "Gap", "Digne", "Cannes", "Bastia", "Ajaccio", "Rodez", "Cahors", "Auch", "Tarbes", "Dax",
    "Saintes",
)  # fmt: skip
_KINDS = len(_TRADES) * len(_SURNAMES) * len(_TOWNS)
# Shares no factor with the number of names: stepping by it meets each of them once.
_STEP = 40_007
_LONG = " and the associated, affiliated and successor partners of the house"
_ODD_NAMES = (
    '{name} "chez O\'Brien" & Sons',
    "{name} l'Étoile d''Or",
    "{name} \\ Filiale\\Nord",
    "{name} 🥖🍷👩‍👩‍👧",
    "{name} <b>SARL</b> & Cie",
    "{name}'); DROP TABLE Customer;--",
    "{name} 北京饭店 مطعم",
    "{name} e\u0301quipe, 100 % _bio_",
    "=SUM({name})",
    "{long}",
)
_NOTES = (
    "Rappeler la comptable le mardi matin.",
    "Pays after the second call.",
    "Bon de commande obligatoire sur chaque facture.",
    "Wants paper invoices.",
    "Nouvelle adresse de facturation depuis janvier.",
)
_DISPUTES = (
    "Two boxes arrived broken.",
    "Le prix n'est pas celui du devis.",
    "Says the work is not finished.",
    "Livraison incomplète, attend le reste.",
    "Never ordered it, asks for the signed order.",
)
_ODD_TEXTS = (
    'He said: "it\'s paid" - see \\\\server\\bank\\2026',
    "Promis 💶 vendredi 🙏 (message de 👩‍💼)",
    "First line\nsecond line\n\n- a list\n- 'quoted'",
    "<script>alert('x')</script> & &amp; %s {0} $x",
    "客户说发票有错误。 الفاتورة خاطئة",
    "Très long. ",
)
_GOODS = (
    ("Conseil, demi-journée", 42000),
    ("Paper A4, box of 5 reams", 2450),
    ("Maintenance mensuelle", 12900),
    ("Chair, oak", 18900),
    ("Câble réseau 10 m", 1290),
    ("Delivery", 3500),
    ("Peinture blanche 10 l", 6490),
    ("Licence, one year", 24000),
)
_TEXT = 300


def name(seed: int, number: int, *, person: bool, draws: Draws, odd: bool, longest: int) -> str:
    """Return the name of the customer with this number; no other number has it.

    Args:
        seed: Of the company.
        number: From 0.
        person: A natural person's name.
        draws: Chooses what is odd about it.
        odd: Whether anything is.
        longest: Characters that a name may have; the long ones have as many.
    """
    place = ((number + seed) * _STEP) % _KINDS
    place, town = divmod(place, len(_TOWNS))
    place, surname = divmod(place, len(_SURNAMES))
    first = (_FIRST_NAMES if person else _TRADES)[place]
    found = f"{first} {_SURNAMES[surname]}{', ' if person else ' '}{_TOWNS[town]}"
    if number >= _KINDS:
        found += f" {number // _KINDS + 1}"
    if not odd:
        return found
    shape = draws.pick(_ODD_NAMES)
    return filled(found, longest) if shape == "{long}" else shape.format(name=found)[:longest]


def filled(text: str, length: int) -> str:
    """Return the text, made so many characters long, without a space at the end."""
    return (text + _LONG * (length // len(_LONG) + 1))[:length].rstrip().ljust(length, ".")


def email(of: str, number: int) -> str:
    """Return an address that looks like the name.

    >>> email("Épicerie Noël Sète", 12)
    'compta.epicerie.noel.sete@c12.example'
    """
    plain = unicodedata.normalize("NFKD", of).encode("ascii", "ignore").decode().lower()
    return f"compta.{'.'.join(re.findall('[a-z]+', plain)[:3])}@c{number}.example"


def phone(number: int) -> str:
    """Return a number from the range kept free for fiction in France."""
    return f"+33 2 61 91 {number // 100 % 100:02} {number % 100:02}"


def note(draws: Draws, odd_text: int) -> str:
    """Return what a colleague wrote; `odd_text` of a thousand are odd."""
    return _text(draws, _NOTES, odd_text)


def dispute(draws: Draws, odd_text: int) -> str:
    """Return what the customer says is wrong; `odd_text` of a thousand are odd."""
    return _text(draws, _DISPUTES, odd_text)


def goods(draws: Draws, odd_text: int) -> tuple[str, int]:
    """Return what is sold and what one of it costs, in cents."""
    text, price = draws.pick(_GOODS)
    return (f"{text} {_odd(draws)}" if draws.chance(odd_text) else text), price


def _text(draws: Draws, ordinary: tuple[str, ...], odd_text: int) -> str:
    return _odd(draws) if draws.chance(odd_text) else draws.pick(ordinary)


def _odd(draws: Draws) -> str:
    text = draws.pick(_ODD_TEXTS)
    return filled(text, _TEXT) if text == _ODD_TEXTS[-1] else text
