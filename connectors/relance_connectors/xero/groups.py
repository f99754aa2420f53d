"""Our contact groups in Xero: customers whose orders are held, those to look at first, and grades of risk.

Each is made once, when it is first needed, and known by its name in any of our languages; groups that people
made are never touched. Whoever renames one of ours has made it theirs.
"""

from enum import StrEnum

from relance_connectors import breakdowns
from relance_connectors.xero.client import Client, Row
from relance_connectors.xero.history import key
from relance_connectors.xero.site import Place
from relance_connectors.xero.texts import WORDS, words
from relance_sync.ports import Effect

MOST_GROUPS = 100
"""Contact groups that an organisation can have."""


class Group(StrEnum):
    """What being in one of our groups says."""

    HOLD = "hold"
    WATCH = "watch"
    A = "A"
    B = "B"
    C = "C"
    D = "D"


GRADES = frozenset({Group.A, Group.B, Group.C, Group.D})


class Groups:
    """The groups of one company; for one process: it reads the list of groups once."""

    def __init__(self, client: Client, language: str) -> None:
        """Prepare; nothing is called yet.

        Args:
            client: Xero's API.
            language: In which they are named where there are none yet.
        """
        self._client = client
        self._language = language
        self._ids: dict[Group, str] | None = None

    def of(self, contact: Row) -> dict[Group, str]:
        """Return those of our groups for holds that a contact is in, with their ids."""
        there = ours(contact.get("ContactGroups") or ())
        return {group: id_ for group, id_ in there.items() if group not in GRADES}

    def grades_of(self, contact: Row) -> dict[Group, str]:
        """Return those of our groups for grades that a contact is in, with their ids."""
        there = ours(contact.get("ContactGroups") or ())
        return {group: id_ for group, id_ in there.items() if group in GRADES}

    def id(self, group: Group, effect: Effect) -> str:
        """Return the id of one of our groups, which is made if it is not there.

        Raises:
            Skip: If Xero takes no more groups.
            Unclear: If Xero does not say which one it made.
        """
        if self._ids is None:
            self._ids = ours(self._client.page("ContactGroups").rows)
        if group not in self._ids:
            made = self._client.create_group(_name(group, self._language), key=f"{effect.key}-{group}")
            if not made.get("ContactGroupID"):
                raise breakdowns.unclear("Xero", "contactgroups")
            self._ids[group] = str(made["ContactGroupID"])
        return self._ids[group]

    def join(self, group: str, on: Place, effect: Effect) -> None:
        """Put a contact into a group."""
        self._client.add_to_group(group, [on.id], key=key(effect, on, "join"))

    def leave(self, group: str, on: Place) -> None:
        """Take a contact out of a group."""
        self._client.remove_from_group(group, on.id)


def _name(group: Group, language: str) -> str:
    say = words(language)
    if group in GRADES:
        return say.grade_group.format(grade=group)
    return say.hold_group if group is Group.HOLD else say.watch_group


_NAMES = {_name(group, language).casefold(): group for language in WORDS for group in Group}


def ours(rows: object) -> dict[Group, str]:
    """Find our groups among rows of contact groups, with their ids."""
    found: dict[Group, str] = {}
    for row in rows if isinstance(rows, list | tuple) else ():
        group = _NAMES.get(str(row.get("Name")).casefold())
        if group and row.get("Status") in {None, "ACTIVE"}:
            found.setdefault(group, str(row["ContactGroupID"]))
    return found
