"""Activities: what a colleague is to do, by when; made one by one or many at once, and closed.

It looks for nothing before it makes one: that is the writer's.
"""

from collections.abc import Sequence

from relance_connectors.odoo.chatter import receipt_of_new, receipts_of_new
from relance_connectors.odoo.markup import html
from relance_connectors.odoo.responsible import Responsible
from relance_connectors.odoo.rpc import Value
from relance_connectors.odoo.site import Site, deleted
from relance_connectors.odoo.together import Task, Together
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt

_TYPES = {"call": "mail.mail_activity_data_call", "email": "mail.mail_activity_data_email"}

# A collector who gets two hundred activities in one night wants a list, not two hundred e-mails about it.
_FLAGS = {"mail_activity_quick_update": True}


class Activities:
    """Makes and closes the activities of one company."""

    def __init__(self, site: Site, *, responsible: str | None) -> None:
        """Prepare; nothing is called yet.

        Args:
            site: The company.
            responsible: Login or number of the user for those nobody else gets; None for the API user.
        """
        self._site = site
        self._responsible = Responsible(site, configured=responsible)

    def make(self, effect: Effect) -> Receipt:
        """Make one as Odoo's own button does.

        Raises:
            Skip: If the target is gone.
        """
        model, record = self._site.target(effect.target)
        if self._site.one(model, record, ["id"]) is None:
            # Odoo would speak of missing rights.
            raise deleted(effect)
        made = self._site.call(
            model,
            "activity_schedule",
            flags=_FLAGS,
            ids=[record],
            act_type_xmlid=_type(effect),
            **self._says(effect),
        )
        return receipt_of_new(self._site, effect, "mail.activity", made)

    def make_many(self, effects: Sequence[Effect], together: Together) -> dict[str, Receipt]:
        """Make many, but those of which Odoo has something to choose.

        Returns:
            Their receipts by key; what is missing is for `make`.
        """
        plain = [each for each in effects if each.deadline is not None]
        tasks = [Task(*self._site.target(each.target), _type(each), self._says(each)) for each in plain]
        return receipts_of_new(self._site, plain, "mail.activity", together.schedule(tasks))

    def close(self, effect: Effect) -> Receipt:
        """Close what an effect closes, as done; nothing if a person did it already.

        Raises:
            Skip: If it was no activity.
        """
        if found := self.find_closed(effect):
            return found
        self._site.call(
            "mail.activity",
            "action_feedback",
            ids=[_closed(effect)],
            feedback=f"{effect.text.title} {effect.marker}",
        )
        return self._site.receipt(effect, effect.closes)

    def find_closed(self, effect: Effect) -> Receipt | None:
        """Return a receipt if what an effect closes is open no more."""
        rows = self._site.search("mail.activity", [("id", "=", _closed(effect))], ["id"])
        return None if rows else self._site.receipt(effect, effect.closes, found=True)

    def _says(self, effect: Effect) -> dict[str, Value]:
        said: dict[str, Value] = {
            "date_deadline": effect.deadline.isoformat() if effect.deadline else False,
            "summary": effect.text.title,
            "note": html(effect.text, effect.language, effect.marker, with_title=False),
        }
        if (user := self._responsible.user(effect.responsible)) is not None:
            said["user_id"] = user
        return said


def _type(effect: Effect) -> str:
    return _TYPES.get(effect.channel, "mail.mail_activity_data_todo")


def _closed(effect: Effect) -> int:
    model, _, number = effect.closes.partition(":")
    if model != "mail.activity" or not number.isdigit():
        raise Skip(f"There is nothing to close in Odoo for “{effect.text.title}”: it was no activity.")
    return int(number)
