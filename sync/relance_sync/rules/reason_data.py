"""A reason as plain data for JSON and back, without losing what a figure was (a day, an amount, a word).

Only the form in which it is kept; what it says to people is `explain`.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from relance_sync.rules.money import Money
from relance_sync.rules.reasons import Code, Figure, Reason

Json = dict[str, Any]


def reason_from(data: Json) -> Reason:
    """Read a reason back."""
    figures = {name: _figure_from(value) for name, value in data["figures"].items()}
    return Reason(code=Code(data["code"]), figures=figures)


def reason_json(reason: Reason) -> Json:
    """Write a reason: its code, and its figures without losing what they were."""
    figures = {name: _figure_json(value) for name, value in reason.figures.items()}
    return {"code": str(reason.code), "figures": figures}


def _figure_json(figure: Figure) -> object:
    match figure:
        case Money():
            return {"amount": str(figure.amount), "currency": figure.currency}
        case Decimal():
            return {"decimal": str(figure)}
        case date():
            return {"day": figure.isoformat()}
        case str():
            return str(figure)
    return figure


def _figure_from(value: object) -> Figure:
    match value:
        case {"amount": amount, "currency": currency}:
            return Money(amount=Decimal(amount), currency=currency)
        case {"decimal": number}:
            return Decimal(number)
        case {"day": day}:
            return date.fromisoformat(day)
    return value  # type: ignore[return-value]
