"""Looks for the marks of effects: which of them stand in Odoo already.

One search for each model and kind of record, however many effects. It writes nothing.
"""

import re
from collections.abc import Sequence

from relance_connectors.odoo.site import Site
from relance_sync.ports import Effect, EffectKind, Receipt

_BEGIN = "[rl#"
_MARK = re.compile(r"\[rl#[0-9a-f]+\]")

_Place = tuple[str, int, str]
"""Model, number of the record, marker."""


def find_mark(site: Site, effect: Effect) -> Receipt | None:
    """Return the receipt of an effect whose mark is there; see `marked`."""
    return marked(site, [effect]).get(effect.key)


def marked(site: Site, effects: Sequence[Effect]) -> dict[str, Receipt]:
    """Return the receipts of those effects whose mark is there, by key.

    An activity counts open or done; where Odoo deletes done ones, by the message it leaves behind.

    Args:
        site: The company.
        effects: Notes, activities and messages.
    """
    tasks = [each for each in effects if each.kind is EffectKind.ACTIVITY]
    found = _found(site, tasks, "mail.activity", "res_model", "note")
    rest = [each for each in effects if each.key not in found]
    return found | _found(site, rest, "mail.message", "model", "body")


def _found(site: Site, effects: Sequence[Effect], holder: str, on: str, text: str) -> dict[str, Receipt]:
    """Look in the records of one model, which name theirs in the field `on`, for the marks in a text."""
    # Not a search for each of many marks: a text would be compared with hundreds of them.
    wanted = effects[0].marker if len(effects) == 1 else _BEGIN
    there: dict[_Place, str] = {}
    for model, numbers in _by_model(site, effects).items():
        domain = [(on, "=", model), ("res_id", "in", numbers), (text, "ilike", wanted)]
        rows = site.search(holder, domain, ["res_id", text], archived=True, limit=None)
        for row in rows:
            for mark in _MARK.findall(row[text] or ""):
                there.setdefault((model, row["res_id"], mark), f"{holder}:{row['id']}")
    places = {each.key: (*site.target(each.target), each.marker) for each in effects}
    return {
        each.key: site.receipt(each, there[places[each.key]], found=True)
        for each in effects
        if places[each.key] in there
    }


def _by_model(site: Site, effects: Sequence[Effect]) -> dict[str, list[int]]:
    numbers: dict[str, set[int]] = {}
    for effect in effects:
        model, record = site.target(effect.target)
        numbers.setdefault(model, set()).add(record)
    return {model: sorted(each) for model, each in numbers.items()}
