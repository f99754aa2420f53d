"""Grades of risk in Xero: a contact group for each, of which a customer is in one.

Groups say it by themselves: there is no note. A customer leaves the group of its earlier grade once it is in
the new one. Groups that people made are not touched.
"""

from relance_connectors.xero.client import Client
from relance_connectors.xero.groups import Group, Groups
from relance_connectors.xero.site import Place, Site, place
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt


class Grades:
    """Shows grades."""

    def __init__(self, site: Site, client: Client, groups: Groups) -> None:
        self._site = site
        self._client = client
        self._groups = groups

    def write(self, effect: Effect) -> Receipt:
        """Put a customer into the group of its grade, and out of those of other grades.

        Raises:
            Skip: If Xero takes no more groups.
            Unclear: If it is not known whether something was written.
        """
        on, wanted = place(effect.target), _group(effect)
        there = self._there(on)
        if there is None:
            return self._receipt(effect, on, found=True)
        if wanted not in there:
            self._groups.join(self._groups.id(wanted, effect), on, effect)
        for each in there.keys() - {wanted}:
            self._groups.leave(there[each], on)
        return self._receipt(effect, on, found=there.keys() == {wanted})

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if the customer is in the one group where it belongs, or cannot be in any."""
        on = place(effect.target)
        there = self._there(on)
        if there is None or there.keys() == {_group(effect)}:
            return self._receipt(effect, on, found=True)
        return None

    def _there(self, on: Place) -> dict[Group, str] | None:
        """Return in which groups a customer is; None if it is gone or archived: nobody looks for it there."""
        row = self._client.row(on.endpoint, on.id)
        if row is None or row.get("ContactStatus") == "ARCHIVED":
            return None
        return self._groups.grades_of(row)

    def _receipt(self, effect: Effect, on: Place, *, found: bool) -> Receipt:
        return self._site.receipt(effect, f"{on}#{effect.grade}", found=found)


def _group(effect: Effect) -> Group:
    try:
        return Group(effect.grade)
    except ValueError:
        raise Skip(f"Xero has no group for the grade “{effect.grade}”.") from None
