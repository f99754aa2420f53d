"""Writes effects into Odoo as notes, activities, messages, holds and degrees of trust, and finds them again.

Over `Rpc` only and with the standard library only: it runs the same outside and inside Odoo. Each effect is
looked for before it is written, and written with one call, so that repeating it changes nothing.
It decides nothing: what to write, and on whom, is in the effect.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from relance_connectors.odoo.hold import Holds
from relance_connectors.odoo.marks import existing, marked
from relance_connectors.odoo.markup import html
from relance_connectors.odoo.responsible import Responsible
from relance_connectors.odoo.rpc import Rpc, Value, Values, one_id
from relance_connectors.odoo.site import Site, deleted, utc_now
from relance_connectors.outcomes import Outcome, delivered, looked_for
from relance_sync.errors import Skip, Unclear
from relance_sync.ports import Capabilities, Effect, EffectKind, Receipt

CAPABILITIES = Capabilities(
    activities=True, hold=True, order_activities=True, messages=True, trust=True, settle_seconds=2.0
)

_ACTIVITY_TYPES = {"call": "mail.mail_activity_data_call", "email": "mail.mail_activity_data_email"}
_TODO = "mail.mail_activity_data_todo"

# A collector who gets two hundred activities in one night wants a list, not two hundred e-mails about it.
_ACTIVITY_FLAGS = {"mail_activity_quick_update": True}

# The e-mail waits in Odoo's own queue (a slow mail server must not make the write unclear), and the API
# user does not become a follower of every customer.
_MESSAGE_FLAGS = {"mail_notify_force_send": False, "mail_post_autofollow_author_skip": True}

_MARKED = frozenset({EffectKind.NOTE, EffectKind.ACTIVITY, EffectKind.MESSAGE})

LogNotes: TypeAlias = Callable[[list[tuple[str, int, str]]], list[int | None]]
"""Writes notes, given as model, record and HTML; None in place of a number: this one is to be posted."""

_Write = Callable[[Effect], Receipt]
_Find = Callable[[Effect], Receipt | None]


class Writer:
    """Writes to one company."""

    def __init__(
        self,
        rpc: Rpc,
        *,
        company_id: int,
        url: str,
        language: str = "en",
        responsible: str | None = None,
        now: Callable[[], datetime] = utc_now,
        log_notes: LogNotes | None = None,
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            rpc: How Odoo is called.
            company_id: Odoo's number of the company.
            url: Address Odoo is opened with, for the addresses in receipts.
            language: ISO 639-1 code of the tag's name.
            responsible: Login or number of the user for activities nobody else gets; None for the API user.
            now: The clock of the receipts; aware, UTC.
            log_notes: Writes many notes at once, for `deliver_together`; None where there is no such way.
        """
        self._site = Site(rpc, company_id=company_id, url=url, now=now)
        self._holds = Holds(self._site, language=language)
        self._responsible = Responsible(self._site, configured=responsible)
        self._log_notes = log_notes
        self._numbers: dict[tuple[str, ...], int | None] = {}
        self._ways: Mapping[EffectKind, tuple[_Write, _Find]] = {
            EffectKind.NOTE: (self._note, self._find_message),
            EffectKind.ACTIVITY: (self._activity, self._find_activity),
            EffectKind.MESSAGE: (self._message, self._find_message),
            EffectKind.HOLD: (self._holds.hold, self._holds.find_hold),
            EffectKind.RELEASE: (self._holds.release, self._holds.find_release),
            EffectKind.CLOSE: (self._close, self._find_closed),
            EffectKind.TRUST: (self._trust, self._find_trust),
        }

    def deliver(self, effect: Effect) -> Receipt:
        """Write the effect, unless it is already there.

        Raises:
            Unclear: If the connection broke after the write was sent.
            Skip: If the target is gone, Odoo refuses, or a message has nowhere to go.
        """
        write, find = self._way(effect)
        # A reminder found again is not sent again; the others look at the state they change by themselves.
        found = find(effect) if effect.kind in _MARKED else None
        return found or write(effect)

    def deliver_batch(self, effects: Sequence[Effect]) -> list[Outcome]:
        """Write some effects in their order; see `relance_sync.ports.Connector.deliver_batch`."""
        return delivered(self.deliver, effects)

    def deliver_together(self, effects: Sequence[Effect]) -> list[Receipt]:
        """Write effects as `deliver` does, with few calls: for whoever writes them in one transaction.

        Marks are looked for all at once; activities are made with one call, after all else.

        Args:
            effects: Each once.

        Returns:
            Their receipts, in their order.

        Raises:
            Skip: As `deliver`; what was written before it is for the caller to undo.
        """
        receipts = marked(self._site, [each for each in effects if each.kind in _MARKED])
        receipts |= self._notes([each for each in effects if each.key not in receipts])
        activities: list[tuple[Effect, Values]] = []
        for effect in effects:
            if effect.key in receipts:
                continue
            values = self._plain_activity(effect) if effect.kind is EffectKind.ACTIVITY else None
            if values is None:
                write, _ = self._way(effect)
                receipts[effect.key] = write(effect)
            else:
                activities.append((effect, values))
        receipts |= self._activities(activities)
        return [receipts[each.key] for each in effects]

    def find(self, effect: Effect) -> Receipt | None:
        """Look whether the effect is already there: by its marker, or by the state it asks for.

        Raises:
            Skip: If the target is gone.
        """
        _, find = self._way(effect)
        return find(effect)

    def find_batch(self, effects: Sequence[Effect]) -> list[Receipt | Skip | None]:
        """Look for some effects; see `relance_sync.ports.Connector.find_batch`."""
        return looked_for(self.find, effects)

    def _way(self, effect: Effect) -> tuple[_Write, _Find]:
        if effect.kind not in self._ways:
            raise Skip(f"Odoo has nothing like “{effect.kind}”.")
        return self._ways[effect.kind]

    def _note(self, effect: Effect) -> Receipt:
        return self._post(effect, subtype_xmlid="mail.mt_note", with_title=True)

    def _message(self, effect: Effect) -> Receipt:
        """Send the customer an e-mail through Odoo, shown in the chatter; followers get none of it.

        A reminder speaks of debts: a colleague of the debtor who happens to follow the contact is not told.
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
        return self._made(effect, "mail.message", made, self._find_message)

    def _activity(self, effect: Effect) -> Receipt:
        model, record = self._site.target(effect.target)
        if self._site.one(model, record, ["id"]) is None:
            # Odoo would speak of missing rights.
            raise deleted(effect)
        made = self._site.call(
            model,
            "activity_schedule",
            flags=_ACTIVITY_FLAGS,
            ids=[record],
            act_type_xmlid=_ACTIVITY_TYPES.get(effect.channel, _TODO),
            **self._activity_says(effect),
        )
        return self._made(effect, "mail.activity", made, self._find_activity)

    def _activity_says(self, effect: Effect) -> dict[str, Value]:
        said: dict[str, Value] = {
            "date_deadline": effect.deadline.isoformat() if effect.deadline else False,
            "summary": effect.text.title,
            "note": html(effect.text, effect.language, effect.marker, with_title=False),
        }
        if (user := self._responsible.user(effect.responsible)) is not None:
            said["user_id"] = user
        return said

    def _notes(self, effects: Sequence[Effect]) -> dict[str, Receipt]:
        """Write those notes that can be written at once; return their receipts by key."""
        notes = [each for each in effects if each.kind is EffectKind.NOTE]
        if self._log_notes is None or not notes:
            return {}
        made = self._log_notes(
            [(*self._site.target(each.target), html(each.text, each.language, each.marker)) for each in notes]
        )
        return {
            each.key: self._site.receipt(each, f"mail.message:{number}")
            for each, number in zip(notes, made, strict=True)
            if number is not None
        }

    def _plain_activity(self, effect: Effect) -> Values | None:
        """Return the values `activity_schedule` would create; None where that has something to choose."""
        model, record = self._site.target(effect.target)
        module, _, name = _ACTIVITY_TYPES.get(effect.channel, _TODO).partition(".")
        kind = self._number("ir.model.data", "res_id", module=module, name=name)
        thing = self._number("ir.model", "id", model=model)
        if kind is None or thing is None or effect.deadline is None:
            return None
        return {
            "activity_type_id": kind,
            "automated": True,
            "res_model_id": thing,
            "res_id": record,
            **self._activity_says(effect),
        }

    def _number(self, model: str, wanted: str, /, **named: str) -> int | None:
        """Return the number behind a name that does not change, looked up once."""
        asked = (model, *named.values())
        if asked not in self._numbers:
            rows = self._site.search(model, [(name, "=", each) for name, each in named.items()], [wanted])
            self._numbers[asked] = rows[0][wanted] if rows else None
        return self._numbers[asked]

    def _activities(self, activities: Sequence[tuple[Effect, Values]]) -> dict[str, Receipt]:
        """Make activities with one call; return their receipts by key."""
        if not activities:
            return {}
        there = existing(self._site, [effect for effect, _ in activities])
        for effect, _ in activities:
            if self._site.target(effect.target) not in there:
                raise deleted(effect)
        rows = [dict(values) for _, values in activities]
        made = self._site.call("mail.activity", "create", flags=_ACTIVITY_FLAGS, vals_list=rows)
        return {
            effect.key: self._site.receipt(effect, f"mail.activity:{number}")
            for (effect, _), number in zip(activities, made, strict=True)
        }

    def _made(self, effect: Effect, model: str, made: Value, find: _Find) -> Receipt:
        """Make the receipt of a new record, read back if this version of Odoo does not name it."""
        record = one_id(made)
        if record is not None:
            return self._site.receipt(effect, f"{model}:{record}")
        receipt = find(effect)
        if receipt is None:
            raise Unclear(
                f"Odoo took “{effect.text.title}” but does not show it. Relance looks again before it writes."
            )
        return receipt

    def _find_message(self, effect: Effect) -> Receipt | None:
        model, record = self._site.target(effect.target)
        rows = self._site.search(
            "mail.message",
            [("model", "=", model), ("res_id", "=", record), ("body", "ilike", effect.marker)],
            ["id"],
        )
        return self._site.receipt(effect, f"mail.message:{rows[0]['id']}", found=True) if rows else None

    def _find_activity(self, effect: Effect) -> Receipt | None:
        """Find an activity, open or done; where Odoo deletes done ones, the message it leaves behind."""
        model, record = self._site.target(effect.target)
        rows = self._site.search(
            "mail.activity",
            [("res_model", "=", model), ("res_id", "=", record), ("note", "ilike", effect.marker)],
            ["id"],
            archived=True,
        )
        if rows:
            return self._site.receipt(effect, f"mail.activity:{rows[0]['id']}", found=True)
        return self._find_message(effect)

    def _close(self, effect: Effect) -> Receipt:
        found = self._find_closed(effect)
        if found is not None:
            return found
        self._site.call(
            "mail.activity",
            "action_feedback",
            ids=[_activity_of(effect)],
            feedback=f"{effect.text.title} {effect.marker}",
        )
        return self._site.receipt(effect, effect.closes)

    def _find_closed(self, effect: Effect) -> Receipt | None:
        rows = self._site.search("mail.activity", [("id", "=", _activity_of(effect))], ["id"])
        return None if rows else self._site.receipt(effect, effect.closes, found=True)

    def _trust(self, effect: Effect) -> Receipt:
        """Set the degree of trust, or give back the earlier one if it is still the one we set."""
        model, record, now = self._trust_now(effect)
        earlier = effect.closes.partition("#trust=")[2] or "normal"
        wanted = effect.trust if effect.trust == "bad" else earlier
        reference = f"{model}:{record}#trust={now}"
        if now == wanted or (effect.trust != "bad" and now != "bad"):
            return self._site.receipt(effect, reference, found=True)
        self._site.call(model, "write", ids=[record], vals={"trust": wanted})
        return self._site.receipt(effect, reference)

    def _find_trust(self, effect: Effect) -> Receipt | None:
        model, record, now = self._trust_now(effect)
        there = now == "bad" if effect.trust == "bad" else now != "bad"
        return self._site.receipt(effect, f"{model}:{record}", found=True) if there else None

    def _trust_now(self, effect: Effect) -> tuple[str, int, str]:
        model, record = self._site.target(effect.target)
        row = self._site.one(model, record, ["trust"])
        if row is None:
            raise deleted(effect)
        return model, record, row["trust"] or "normal"


def _activity_of(effect: Effect) -> int:
    model, _, number = effect.closes.partition(":")
    if model != "mail.activity" or not number.isdigit():
        raise Skip(f"There is nothing to close in Odoo for “{effect.text.title}”: it was no activity.")
    return int(number)
