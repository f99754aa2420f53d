"""One company of one Odoo as the writer sees it: calls in the company's context, targets, receipts.

It decides nothing and knows no kind of effect.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from relance_connectors.odoo.rpc import Rpc, Value, Values, record_url
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt, Target

MODELS = {"customer": "res.partner", "order": "sale.order", "invoice": "account.move"}
"""Odoo's model by kind of target."""


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


class Site:
    """Calls to one company.

    Attributes:
        rpc: How Odoo is called.
        company_id: Odoo's number of the company; company-dependent values are read and written for it.
    """

    def __init__(self, rpc: Rpc, *, company_id: int, url: str, now: Callable[[], datetime] = utc_now) -> None:
        self.rpc = rpc
        self.company_id = company_id
        self._url = url
        self._now = now

    def call(self, model: str, method: str, /, *, flags: Values | None = None, **arguments: Value) -> Value:
        """Call a method in the company's context.

        Args:
            model: Odoo's model.
            method: Its method.
            flags: Added to the context.
            arguments: As in `Rpc.call`, without `context`.
        """
        context = {"allowed_company_ids": [self.company_id], **(flags or {})}
        return self.rpc.call(model, method, context=context, **arguments)

    def search(
        self,
        model: str,
        domain: Sequence[Value],
        fields: Sequence[str],
        *,
        archived: bool = False,
        limit: int | None = 1,
    ) -> list[Values]:
        """Read the oldest records that match, by default the first one only.

        Args:
            model: Odoo's model.
            domain: Odoo's search domain.
            fields: Fields to read.
            archived: Whether archived records count too.
            limit: How many at most; None for all.
        """
        rows: list[Values] = self.call(
            model,
            "search_read",
            flags={"active_test": False} if archived else None,
            domain=[list(each) for each in domain],
            fields=list(fields),
            order="id asc",
            limit=limit,
        )
        return rows

    def one(self, model: str, record: int, fields: Sequence[str]) -> Values | None:
        """Read one record, archived or not; None if it was deleted."""
        rows = self.search(model, [("id", "=", record)], fields, archived=True)
        return rows[0] if rows else None

    def target(self, target: Target) -> tuple[str, int]:
        """Return model and number of what an effect is written on.

        Raises:
            Skip: If it is nothing that Odoo has.
        """
        model = MODELS.get(target.kind)
        if model is None or not target.id.isdigit():
            raise Skip(
                f"Relance was to write on {target.kind} “{target.id}”, which is no record of Odoo."
                " Run `relance sync --full` to read the books again."
            )
        return model, int(target.id)

    def receipt(
        self, effect: Effect, reference: str, *, found: bool = False, on: tuple[str, int] | None = None
    ) -> Receipt:
        """Make the receipt of an effect.

        Args:
            effect: What was written.
            reference: `model:number` of what holds it.
            found: True if nothing had to be written.
            on: Record to open in the browser; None for the effect's target.
        """
        model, record = on or self.target(effect.target)
        return Receipt(
            key=effect.key,
            reference=reference,
            written_at=self._now(),
            url=record_url(self._url, self.rpc.major, model, record),
            found=found,
        )


def deleted(effect: Effect) -> Skip:
    """Return the error for a target that is no longer there."""
    return Skip(
        f"{effect.target.kind.capitalize()} {effect.target.id} was deleted or merged in Odoo, so “"
        f"{effect.text.title}” was not written. The next sync takes note of it."
    )
