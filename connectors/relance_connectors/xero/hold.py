"""A hold on a customer, in Xero: a contact group that says so, a note that says why, other terms if wanted.

Nothing in Xero enforces it. The customer is read first: whether it is archived, in which of our groups it is,
and its terms. The note comes first, for it remembers the earlier terms; the group comes last, so that whoever
is in it has all of the hold. A release takes the customer out of our groups and gives the terms back if they
are still the ones we set. Quotes are not touched here.
"""

from relance_connectors.plain_text import plain
from relance_connectors.xero import terms
from relance_connectors.xero.client import Client, Row
from relance_connectors.xero.groups import Group, Groups
from relance_connectors.xero.history import History, key
from relance_connectors.xero.site import Place, Site, place, reference
from relance_connectors.xero.terms import AT_ONCE, Remembered, Terms
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt
from relance_sync.rules.hold_rules import Level


class _OnCustomers:
    """What setting and releasing share."""

    def __init__(self, site: Site, client: Client, history: History, groups: Groups) -> None:
        self._site = site
        self._client = client
        self._history = history
        self._groups = groups

    def _receipt(self, effect: Effect, *, found: bool = False) -> Receipt:
        return self._site.receipt(effect, reference(_customer(effect), effect), found=found)

    def _change_terms(self, contact: Row, wanted: Terms | None, effect: Effect) -> None:
        if wanted and wanted != terms.terms_of(contact):
            on = _customer(effect)
            self._client.update(
                on.endpoint, on.id, key=key(effect, on, "terms"), **terms.change(contact, wanted)
            )

    def _before(self, contact: Row, effect: Effect) -> Terms | None:
        """Return the terms that people gave a customer: the remembered ones while it has those we set."""
        now = terms.terms_of(contact)
        if now != AT_ONCE:
            return now
        records = self._history.read(_customer(effect))
        earlier = terms.read_line(each for each in records if effect.marker not in each)
        return earlier.before if earlier and earlier.ours == now else now


class Holds(_OnCustomers):
    """Sets holds, and lowers them to warnings."""

    def __init__(
        self, site: Site, client: Client, history: History, groups: Groups, *, up_front: bool
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            site: The company.
            client: Xero's API.
            history: The notes.
            groups: Our contact groups.
            up_front: Whether a customer with terms of its own has to pay at once during a hold.
        """
        super().__init__(site, client, history, groups)
        self._up_front = up_front

    def write(self, effect: Effect) -> Receipt:
        """Write it.

        Raises:
            Skip: If the customer is gone or archived, or Xero takes no more groups.
            Unclear: If it is not known whether something was written.
        """
        on, group = _customer(effect), _group(effect)
        contact = active_contact(self._client, on, effect)
        there = self._groups.of(contact)
        # Made before the note is written: Xero may refuse it.
        joined = None if group in there else self._groups.id(group, effect)
        before = self._before(contact, effect)
        wanted, line = before, ""
        if group is Group.HOLD and self._up_front and before:
            wanted, line = AT_ONCE, terms.line(Remembered(before, AT_ONCE), effect.language)
        elif before and before != terms.terms_of(contact):
            line = terms.line_back(before, effect.language)
        self._history.add(on, effect, plain(effect.text, effect.language), line)
        self._change_terms(contact, wanted, effect)
        if joined:
            self._groups.join(joined, on, effect)
        for each in there.keys() - {group}:
            self._groups.leave(there[each], on)
        return self._receipt(effect)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if its note is there, and the customer in the one group where it belongs.

        Raises:
            Skip: If the customer is gone or archived.
        """
        on = _customer(effect)
        if not self._history.find(on, effect, self._history.read(on)):
            return None
        contact = active_contact(self._client, on, effect)
        there = self._groups.of(contact).keys() == {_group(effect)}
        return self._receipt(effect, found=True) if there else None


class Releases(_OnCustomers):
    """Takes holds and warnings off."""

    def write(self, effect: Effect) -> Receipt:
        """Write it; nothing if a person did it already.

        Raises:
            Skip: If the customer is gone or archived.
            Unclear: If it is not known whether something was written.
        """
        on = _customer(effect)
        contact = active_contact(self._client, on, effect)
        there = self._groups.of(contact)
        before = self._before(contact, effect)
        line = ""
        if before and before != terms.terms_of(contact):
            line = terms.line_back(before, effect.language)
        if not there and not line:
            return self._receipt(effect, found=True)
        self._history.add(on, effect, plain(effect.text, effect.language), line)
        self._change_terms(contact, before, effect)
        for group in there.values():
            self._groups.leave(group, on)
        return self._receipt(effect)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if the customer is in none of our groups.

        Raises:
            Skip: If the customer is gone or archived.
        """
        on = _customer(effect)
        contact = active_contact(self._client, on, effect)
        if not self._groups.of(contact):
            return self._receipt(effect, found=True)
        self._history.find(on, effect, self._history.read(on))
        return None


def active_contact(client: Client, on: Place, effect: Effect) -> Row:
    """Read a customer.

    Raises:
        Skip: If it is gone, archived, or merged into another one.
    """
    row = client.row(on.endpoint, on.id)
    if row is not None and row.get("ContactStatus") != "ARCHIVED":
        return row
    why = "is not in Xero any more"
    if row is not None:
        why = "was merged into another contact" if row.get("MergedToContactID") else "is archived in Xero"
    name = f"“{row['Name']}”" if row and row.get("Name") else f"Contact {on.id}"
    raise Skip(f"{name} {why}, so “{effect.text.title}” was not written. The next sync takes note of it.")


def _customer(effect: Effect) -> Place:
    on = place(effect.target)
    if on.endpoint != "Contacts":
        raise Skip(f"A hold stands on a customer in Xero, not on {effect.target.kind} {effect.target.id}.")
    return on


def _group(effect: Effect) -> Group:
    strict = effect.hold is None or effect.hold.level is Level.HOLD
    return Group.HOLD if strict else Group.WATCH
