"""Guesses what was meant by a word that is not known. Only what is known is ever repeated."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(value: object, known: Iterable[str]) -> str:
    """Return what was probably meant; empty if nothing is near.

    >>> nearest("emial", ["email", "call", "letter"])
    'email'
    """
    if not isinstance(value, str):
        return ""
    by_lower = {each.lower(): each for each in known}
    near = get_close_matches(value.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else ""


def meant(near: str) -> str:
    """Ask whether something else was meant; empty if nothing is near."""
    return f"Did you mean {near}?" if near else ""
