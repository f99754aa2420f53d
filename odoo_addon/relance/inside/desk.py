"""Where effects leave in Odoo: reminders by mail or text message, letters as PDF, all else by the connector.

It decides nothing. Receipt and mail are written in one transaction, so that a reminder is sent once at most;
Odoo's own queue sends it after that.
"""

from datetime import UTC
from typing import TYPE_CHECKING

from relance_connectors.odoo.rpc import record_url
from relance_connectors.odoo.site import utc_now
from relance_sync.errors import Skip
from relance_sync.ports import Effect, EffectKind, Receipt
from relance_sync.rules.plans import Channel
from relance_sync.sending_hours import SendingHours, zone_of

from odoo.release import version_info

from .reminders import Reminder, reminder_of
from .rpc import refusals

if TYPE_CHECKING:
    from .office import Office


class Desk:
    """Writes the effects of one company."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    @property
    def hours(self) -> SendingHours:
        """When messages may leave by themselves."""
        office = self._office
        return SendingHours(
            hours=office.policy.contact.hours,
            zone=zone_of(office.books.time_zone),
            calendar=office.calendar,
        )

    def puts_off(self, effect: Effect) -> bool:
        """Tell whether an effect must wait: a message outside the hours in which messages may leave."""
        return effect.kind is EffectKind.MESSAGE and not self.hours.are_on(self._office.now())

    def call_again(self) -> None:
        """Ask for a run when the next sending hours begin: it decides anew on what was put off."""
        begin = self.hours.next_begin(self._office.now()).astimezone(UTC).replace(tzinfo=None)
        self._office.env.ref("relance.cron_sync")._trigger(at=begin)

    def deliver(self, effect: Effect) -> Receipt:
        """Write the effect, unless it is already there.

        Raises:
            Skip: If Odoo refuses, or a message has nowhere to go.
        """
        writer = self._office.writer
        reminder = reminder_of(effect, self._office.policy)
        if reminder is None:
            return writer.deliver(effect)
        # A mistake in a mail template that somebody changed, for example.
        with refusals():
            if effect.kind is EffectKind.MESSAGE:
                # Relance may have sent it from outside before it was installed here.
                return writer.find(effect) or self._send(effect, reminder)
            receipt = writer.deliver(effect)
            if effect.channel == Channel.LETTER and not receipt.found:
                self._file(effect)._put_letter(reminder)
            return receipt

    def deliver_together(self, effects: list[Effect]) -> list[Receipt]:
        """Write effects as `deliver` does each, with few queries; all of them or, by the caller, none.

        Raises:
            Skip: If Odoo refuses one of them.
        """
        # What is sent or put on paper is made one by one; nothing else waits for it.
        apart = [
            each for each in effects if each.kind is EffectKind.MESSAGE or each.channel == Channel.LETTER
        ]
        alone = {each.key for each in apart}
        rest = [each for each in effects if each.key not in alone]
        receipts = [*self._office.writer.deliver_together(rest), *(self.deliver(each) for each in apart)]
        found = {each.key: each for each in receipts}
        return [found[each.key] for each in effects]

    def _send(self, effect: Effect, reminder: Reminder) -> Receipt:
        file = self._file(effect)
        if reminder.channel == Channel.LETTER:
            return self._receipt(effect, file, file._post_letter(reminder))
        if reminder.channel == Channel.SMS:
            return self.send_text(effect)
        recipient = file._reminder_recipient()
        if not recipient:
            raise Skip(
                file.env._(
                    "%(customer)s has no e-mail address that works, so “%(title)s” was not sent. Add one to"
                    " the contact, or to an invoice contact of it.",
                    customer=file.partner_id.name,
                    title=effect.text.title,
                )
            )
        return self._receipt(effect, file, file._send_reminder(reminder, recipient))

    def send_text(self, effect: Effect) -> Receipt:
        """Queue a text message, also one that was decided outside.

        Raises:
            Skip: If no number of the customer works, or Odoo sends none.
        """
        file = self._file(effect)
        recipient = file._text_recipient()
        if not recipient or not file._sends_texts():
            why = file._why_no_text() or "Odoo's module for text messages is not installed."
            raise Skip(
                f"{why} So “{effect.text.title}” was not sent. Enter a mobile number in the contact, or in an"
                " invoice contact of it, or send the text yourself."
            )
        sender = effect.responsible or ""
        author = file._text_author(int(sender) if sender.isdigit() else None)
        (said,) = effect.text.paragraphs
        return self._receipt(effect, file, file._send_text(said, effect.marker, author, recipient))

    def _receipt(self, effect: Effect, file, made) -> Receipt:
        address = self._office.company.get_base_url()
        return Receipt(
            key=effect.key,
            reference=f"{made._name}:{made.id}",
            written_at=utc_now(),
            url=record_url(address, version_info[0], file._name, file.id),
        )

    def _file(self, effect: Effect):
        partner = self._office.env["res.partner"].browse(int(effect.customer))
        return self._office.env["relance.account"]._of(partner, self._office.company)
