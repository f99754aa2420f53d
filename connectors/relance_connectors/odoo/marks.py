"""Looks for the marks of many effects at once: which of them stand in Odoo already, and which targets exist.

One search for each model and kind of record, however many effects. It writes nothing.
"""

import re
from collections.abc import Iterator, Sequence

from relance_connectors.odoo.site import Site
from relance_sync.ports import Effect, EffectKind, Receipt

_BEGIN = "[rl#"
_MARK = re.compile(r"\[rl#[0-9a-f]+\]")

_Place = tuple[str, int, str]
"""Model, number of the record, marker."""


def marked(site: Site, effects: Sequence[Effect]) -> dict[str, Receipt]:
    """Return the receipts of those effects whose mark is there, by key.

    An activity counts open or done; where Odoo deletes done ones, by the message it leaves behind.

    Args:
        site: The company.
        effects: Notes, activities and messages.
    """
    messages: dict[_Place, str] = {}
    activities: dict[_Place, str] = {}
    for model, numbers in _by_model(site, effects).items():
        wanted = [("model", "=", model), ("res_id", "in", numbers), ("body", "ilike", _BEGIN)]
        for place, found in _places(site, "mail.message", model, wanted, "body"):
            messages.setdefault(place, found)
    tasks = [each for each in effects if each.kind is EffectKind.ACTIVITY]
    for model, numbers in _by_model(site, tasks).items():
        wanted = [("res_model", "=", model), ("res_id", "in", numbers), ("note", "ilike", _BEGIN)]
        for place, found in _places(site, "mail.activity", model, wanted, "note"):
            activities.setdefault(place, found)
    receipts = {}
    for effect in effects:
        place = (*site.target(effect.target), effect.marker)
        found_at = activities.get(place) if effect.kind is EffectKind.ACTIVITY else None
        if found_at := found_at or messages.get(place):
            receipts[effect.key] = site.receipt(effect, found_at, found=True)
    return receipts


def existing(site: Site, effects: Sequence[Effect]) -> set[tuple[str, int]]:
    """Return model and number of those targets of effects that exist, archived or not."""
    return {
        (model, row["id"])
        for model, numbers in _by_model(site, effects).items()
        for row in site.search(model, [("id", "in", numbers)], ["id"], archived=True, limit=None)
    }


def _by_model(site: Site, effects: Sequence[Effect]) -> dict[str, list[int]]:
    numbers: dict[str, set[int]] = {}
    for effect in effects:
        model, record = site.target(effect.target)
        numbers.setdefault(model, set()).add(record)
    return {model: sorted(each) for model, each in numbers.items()}


def _places(
    site: Site, model: str, on: str, domain: Sequence[tuple[str, str, object]], text: str
) -> Iterator[tuple[_Place, str]]:
    """Yield the marks in the texts that match, oldest first, with what holds them."""
    # Not a search for each mark: a text would be compared with hundreds of them.
    for row in site.search(model, domain, ["res_id", text], archived=True, limit=None):
        for mark in _MARK.findall(row[text] or ""):
            yield (on, row["res_id"], mark), f"{model}:{row['id']}"
