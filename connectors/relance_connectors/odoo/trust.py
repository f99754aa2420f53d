"""The degree of trust on a customer: made bad, and given back if it is still the one we set.

The earlier degree stands in the receipt's reference. It decides nothing.
"""

from relance_connectors.odoo.site import Site, deleted
from relance_sync.ports import Effect, Receipt

_BAD, _USUAL = "bad", "normal"


class Trust:
    """Sets degrees of trust in one company."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def write(self, effect: Effect) -> Receipt:
        """Set the degree of trust, or give back the earlier one if it is still the one we set.

        Raises:
            Skip: If the customer is gone.
        """
        model, record, now = self._now(effect)
        earlier = effect.closes.partition("#trust=")[2] or _USUAL
        wanted = effect.trust if effect.trust == _BAD else earlier
        reference = f"{model}:{record}#trust={now}"
        if now == wanted or _BAD not in (effect.trust, now):
            return self._site.receipt(effect, reference, found=True)
        self._site.call(model, "write", ids=[record], vals={"trust": wanted})
        return self._site.receipt(effect, reference)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if it is bad as asked for, or bad no more."""
        model, record, now = self._now(effect)
        there = now == _BAD if effect.trust == _BAD else now != _BAD
        return self._site.receipt(effect, f"{model}:{record}", found=True) if there else None

    def _now(self, effect: Effect) -> tuple[str, int, str]:
        model, record = self._site.target(effect.target)
        row = self._site.one(model, record, ["trust"])
        if row is None:
            raise deleted(effect)
        return model, record, row["trust"] or _USUAL
