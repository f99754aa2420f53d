"""Reminders sent by Xero itself: each invoice once more to the customer, with the organisation's template.

Our own words stay in the note: Xero takes none. A second e-mail cannot be called back, and whether one was
sent is not told in a way that can be relied on; so a note in the invoice's history says that the reminder
goes out before it does, and that note is the proof. What becomes of an e-mail after it is never looked into:
in doubt it is not sent again. If Xero refuses it, a second note says so, and it may go out another time.
"""

from collections.abc import Iterator
from enum import Enum, auto

from relance_connectors.xero.client import Client, Row
from relance_connectors.xero.history import History, key, said
from relance_connectors.xero.hold import active_contact
from relance_connectors.xero.site import Place, Site, identifier, place
from relance_connectors.xero.texts import WORDS, words
from relance_sync.errors import RelanceError, Skip, Unclear
from relance_sync.ports import Effect, Receipt, Target


class _Step(Enum):
    """How far this process knows a reminder to have come."""

    NOTING = auto()  # the note is in doubt, the e-mail certainly did not leave
    NOTED = auto()  # the note stands, the e-mail certainly did not leave
    SENT = auto()  # the e-mail left, or that is in doubt


class Messages:
    """Sends invoices."""

    def __init__(self, site: Site, client: Client, history: History) -> None:
        self._site = site
        self._client = client
        self._history = history
        self._steps: dict[tuple[str, Place], _Step] = {}

    def write(self, effect: Effect) -> Receipt:
        """Send each invoice that was not sent yet.

        One that Xero refuses does not undo the others: the receipt names those that were sent.

        Raises:
            Unclear: If it is not known whether one was sent.
            Skip: If there is nothing that can be sent, or nowhere to send it, or all are refused.
        """
        invoices = list(_invoices(effect))
        customer = place(Target(kind="customer", id=effect.customer))
        address = _address(active_contact(self._client, customer, effect), effect)
        refused = None
        for invoice in invoices:
            try:
                self._send(invoice, address, effect)
            except Skip as problem:
                refused = problem
        sent = [each for each in invoices if self._is_sent(each, effect)]
        if refused and not sent:
            raise refused
        return self._receipt(effect, sent)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if of all invoices a note says that they go out; remember those of which one does.

        Raises:
            Skip: If there is nothing that can be sent.
        """
        invoices = list(_invoices(effect))
        for invoice in invoices:
            step = (effect.key, invoice)
            records = [each for each in self._history.read(invoice) if effect.marker in each]
            if len(records) > 2 * sum(map(_is_refusal, records)):
                kept_back = self._steps.get(step) in {_Step.NOTING, _Step.NOTED}
                self._steps[step] = _Step.NOTED if kept_back else _Step.SENT
        if all(self._is_sent(each, effect) for each in invoices):
            return self._receipt(effect, invoices, found=True)
        return None

    def _send(self, invoice: Place, address: str, effect: Effect) -> None:
        step = (effect.key, invoice)
        if self._is_sent(invoice, effect):
            return
        say = words(effect.language)
        if self._steps.get(step) is not _Step.NOTED:
            self._steps[step] = _Step.NOTING
            text = say.going_out.format(address=address) + effect.text.title
            self._history.put(invoice, effect, said(text, effect.marker), step="mark")
        self._steps[step] = _Step.SENT
        try:
            self._client.email_invoice(invoice.id, key=key(effect, invoice, "mail"))
        except Unclear:
            raise
        except Skip:
            self._steps[step] = _Step.NOTED
            self._history.put(invoice, effect, said(say.not_sent, effect.marker), step="refused")
            del self._steps[step]
            raise
        except RelanceError:
            self._steps[step] = _Step.NOTED
            raise

    def _is_sent(self, invoice: Place, effect: Effect) -> bool:
        return self._steps.get((effect.key, invoice)) is _Step.SENT

    def _receipt(self, effect: Effect, invoices: list[Place], *, found: bool = False) -> Receipt:
        reference = f"Invoices:{','.join(each.id for each in invoices)}"
        return self._site.receipt(effect, reference, found=found)


def _invoices(effect: Effect) -> Iterator[Place]:
    ids = [id_ for each in effect.items if (id_ := identifier(each))]
    if not ids:
        raise Skip(
            f"“{effect.text.title}” was not sent: it is about nothing that Xero can send. It sends invoices;"
            " any other debt needs a letter, a call or an e-mail of your own."
        )
    return (Place("Invoices", each) for each in ids)


def _is_refusal(record: str) -> bool:
    return any(say.not_sent in record for say in WORDS.values())


def _address(contact: Row, effect: Effect) -> str:
    address = str(contact.get("EmailAddress") or "").strip()
    if address:
        return address
    raise Skip(
        f"{contact.get('Name')} has no e-mail address in Xero, so “{effect.text.title}” was not sent. Add the"
        " address to the contact; until then a call or a letter is the way."
    )
