"""Notes and messages in the chatter of a record: for colleagues, and for the customer as an e-mail.

It looks for nothing before it writes: that is the writer's.
"""

from collections.abc import Sequence

from relance_connectors.odoo.marks import find_mark
from relance_connectors.odoo.markup import html
from relance_connectors.odoo.rpc import Value, Values, one_id
from relance_connectors.odoo.site import Site, deleted
from relance_connectors.odoo.together import Note, Together
from relance_sync.errors import Skip, Unclear
from relance_sync.ports import Effect, Receipt

# The e-mail waits in Odoo's own queue (a slow mail server must not make the write unclear), and the API
# user does not become a follower of every customer.
_MESSAGE_FLAGS = {"mail_notify_force_send": False, "mail_post_autofollow_author_skip": True}


class Chatter:
    """Posts on the records of one company."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def note(self, effect: Effect) -> Receipt:
        """Write a note for colleagues."""
        return self._post(effect, subtype_xmlid="mail.mt_note", with_title=True)

    def notes(self, effects: Sequence[Effect], together: Together) -> dict[str, Receipt]:
        """Write many notes for colleagues.

        Returns:
            Their receipts by key; what is missing is for `note`.
        """
        notes = [
            Note(*self._site.target(each.target), html(each.text, each.language, each.marker))
            for each in effects
        ]
        return receipts_of_new(self._site, effects, "mail.message", together.log(notes))

    def message(self, effect: Effect) -> Receipt:
        """Send the customer an e-mail through Odoo, shown in the chatter; followers get none of it.

        A reminder speaks of debts: a colleague of the debtor who happens to follow the contact is not told.

        Raises:
            Skip: If the customer is gone or has no address.
        """
        customer = int(effect.customer)
        row = self._site.one("res.partner", customer, ["email", "name"])
        if row is None:
            raise deleted(effect)
        if not row["email"]:
            raise Skip(
                f"{row['name']} has no e-mail address in Odoo, so “{effect.text.title}” was not sent. Add the"
                " address to the contact; until then a call or a letter is the way."
            )
        return self._post(
            effect,
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
            subject=effect.text.title,
            partner_ids=[customer],
            notify_skip_followers=True,
            with_title=False,
            flags=_MESSAGE_FLAGS,
        )

    def _post(
        self, effect: Effect, *, with_title: bool, flags: Values | None = None, **arguments: Value
    ) -> Receipt:
        model, record = self._site.target(effect.target)
        made = self._site.call(
            model,
            "message_post",
            flags=flags,
            ids=[record],
            body=html(effect.text, effect.language, effect.marker, with_title=with_title),
            body_is_html=True,
            **arguments,
        )
        return receipt_of_new(self._site, effect, "mail.message", made)


def receipt_of_new(site: Site, effect: Effect, model: str, made: Value) -> Receipt:
    """Make the receipt of a new record, read back if this version of Odoo does not name it.

    Raises:
        Unclear: If Odoo does not show it.
    """
    record = one_id(made)
    if record is not None:
        return site.receipt(effect, f"{model}:{record}")
    receipt = find_mark(site, effect)
    if receipt is None:
        raise Unclear(
            f"Odoo took “{effect.text.title}” but does not show it. Relance looks again before it writes."
        )
    return receipt


def receipts_of_new(
    site: Site, effects: Sequence[Effect], model: str, made: Sequence[int | None]
) -> dict[str, Receipt]:
    """Make the receipts of new records, by key; none for what was not made."""
    return {
        each.key: site.receipt(each, f"{model}:{number}")
        for each, number in zip(effects, made, strict=True)
        if number is not None
    }
