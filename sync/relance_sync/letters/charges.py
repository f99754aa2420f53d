"""Late-payment charges in texts: shown or claimed to the customer, told to colleagues. Computes nothing."""

from collections.abc import Mapping
from datetime import date

from relance_sync.ports import Line
from relance_sync.rules.charges import Charges, LeftOut
from relance_sync.rules.explain import format_day, format_money, format_percent, supported
from relance_sync.rules.interest import BelowFloor, Usage
from relance_sync.rules.money import Money

_WORDS = {
    "en": {
        "law": "By law",
        "contract": "Under our contract",
        "and": " and ",
        "interest": "late-payment interest of {amount} to {day}",
        "compensation": "a fixed compensation of {amount} for recovery costs",
        "show": "{basis}, {what} are due on top of this. They are not part of the amount above.",
        "show_one": "{basis}, {what} is due on top of this. It is not part of the amount above.",
        "interest_line": "Late-payment interest, {number}",
        "compensation_line": "Compensation for recovery costs, {number}",
        "split": "This is made up of: principal {principal}, late-payment interest to {day} {interest}, "
        "compensation for recovery costs {compensation}.",
        "told_show": "Late-payment charges named to the customer, not asked for: interest {interest} to "
        "{day}, compensation {compensation}{basis}.",
        "told_claim": "Late-payment charges claimed: interest {interest} to {day}, compensation "
        "{compensation}{basis}. The compensation is asked for once per invoice, however often it is "
        "reminded.",
        "basis_law": " (law of {country})",
        "basis_contract": " (agreed rate {percent})",
        "below": "The agreed rate of {agreed} is below the {floor} that the law asks for at least ({since} "
        "to {until}): it was not raised.",
        LeftOut.NOT_A_BUSINESS: "No late-payment charges: the customer is a natural person, or may be one.",
        LeftOut.NO_LAW: "No late-payment charges: there is no law table for {country}. Give the contract's "
        "rate in the policy (late_fees.agreed_percent).",
        LeftOut.MISSING_RATE: "Late-payment charges are left out: the table {table} has no rate for "
        "{half}. Add it once it is published (docs/reference/law.md).",
        LeftOut.OTHER_CURRENCY: "The compensation is left out: it depends on the amount in another currency.",
    },
    "fr": {
        "law": "De plein droit",
        "contract": "Aux termes de notre contrat",
        "and": " et ",
        "interest": "des pénalités de retard de {amount} au {day}",
        "compensation": "une indemnité forfaitaire de {amount} pour frais de recouvrement",
        "show": "{basis}, {what} sont dues en plus. Elles ne sont pas comprises dans le montant ci-dessus.",
        "show_one": "{basis}, {what} est due en plus. Elle n'est pas comprise dans le montant ci-dessus.",
        "interest_line": "Pénalités de retard, {number}",
        "compensation_line": "Indemnité forfaitaire de recouvrement, {number}",
        "split": "Détail : principal {principal}, pénalités de retard au {day} {interest}, indemnité "
        "forfaitaire de recouvrement {compensation}.",
        "told_show": "Frais de retard indiqués au client, non réclamés : pénalités {interest} au {day}, "
        "indemnité {compensation}{basis}.",
        "told_claim": "Frais de retard réclamés : pénalités {interest} au {day}, indemnité {compensation}"
        "{basis}. L'indemnité est demandée une seule fois par facture, quel que soit le nombre de relances.",
        "basis_law": " (droit : {country})",
        "basis_contract": " (taux convenu : {percent})",
        "below": "Le taux convenu de {agreed} est inférieur au minimum légal de {floor} (du {since} au "
        "{until}) : il n'a pas été relevé.",
        LeftOut.NOT_A_BUSINESS: "Pas de frais de retard : le client est une personne physique, ou peut "
        "l'être.",
        LeftOut.NO_LAW: "Pas de frais de retard : aucune table de loi pour {country}. Indiquez le taux du "
        "contrat dans la politique (late_fees.agreed_percent).",
        LeftOut.MISSING_RATE: "Les frais de retard sont omis : la table {table} n'a pas de taux pour {half}. "
        "Ajoutez-le dès sa publication (docs/reference/law.md).",
        LeftOut.OTHER_CURRENCY: "L'indemnité est omise : elle dépend du montant dans une autre devise.",
    },
}


def charge_lines(charges: Charges | None, language: str) -> tuple[Line, ...]:
    """List what is claimed: a line of interest and one of compensation per invoice; nothing else."""
    if charges is None or charges.usage is not Usage.CLAIM:
        return ()
    words = _WORDS[supported(language)]
    return tuple(
        Line(
            number=words[name].format(number=each.number),
            due=None,
            amount=amount.amount,
            currency=amount.currency,
        )
        for each in charges.invoices
        for name, amount in (("interest_line", each.interest), ("compensation_line", each.compensation))
        if amount.amount
    )


def charge_paragraphs(
    charges: Charges | None, principal: Money, today: date, language: str
) -> tuple[str, ...]:
    """Say to the customer what is due by law, or how the claim is made up.

    Args:
        charges: None, or those without any amount, give no paragraph.
        principal: What is asked for without charges, credits deducted.
        today: Day in the company's zone.
        language: `en` or `fr`; anything else gives English.
    """
    if charges is None or not charges.owed:
        return ()
    words = _WORDS[supported(language)]
    if charges.usage is Usage.CLAIM:
        return (
            words["split"].format(
                **_figures(charges, today, language), principal=format_money(principal, language)
            ),
        )
    parts = [
        words[name].format(amount=format_money(amount, language), day=format_day(today, language))
        for name, amount in (("interest", charges.interest), ("compensation", charges.compensation))
        if amount.amount
    ]
    # "Pénalités" are many already in French, "interest" is one in English.
    one = len(parts) == 1 and (supported(language) == "en" or not charges.interest.amount)
    basis = words["law" if charges.agreed is None else "contract"]
    return (words["show_one" if one else "show"].format(basis=basis, what=words["and"].join(parts)),)


def charge_note(charges: Charges | None, today: date, language: str) -> tuple[str, ...]:
    """Tell colleagues the figures, what was chosen, what is below the floor, and what is left out and why."""
    if charges is None:
        return ()
    words = _WORDS[supported(language)]
    said = []
    if charges.owed:
        basis = words["basis_law"].format(country=charges.country)
        if charges.agreed is not None:
            basis = words["basis_contract"].format(percent=format_percent(charges.agreed, language))
        said.append(words[f"told_{charges.usage}"].format(**_figures(charges, today, language), basis=basis))
    said += [_below(words, each, language) for each in charges.below_floor]
    if charges.left_out is not None:
        figures = {"country": charges.country or "-", "table": charges.table, "half": charges.half}
        said.append(words[charges.left_out].format(**figures))
    return tuple(said)


def _figures(charges: Charges, today: date, language: str) -> dict[str, str]:
    return {
        "interest": format_money(charges.interest, language),
        "compensation": format_money(charges.compensation, language),
        "day": format_day(today, language),
    }


def _below(words: Mapping[str, str], below: BelowFloor, language: str) -> str:
    return words["below"].format(
        agreed=format_percent(below.agreed, language),
        floor=format_percent(below.floor, language),
        since=format_day(below.since, language),
        until=format_day(below.until, language),
    )
