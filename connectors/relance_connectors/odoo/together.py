"""What Odoo does for many records at once, for whoever runs inside it: no call from outside can.

The writer goes through it where it is given one. It decides nothing.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from relance_connectors.odoo.rpc import Value


class Note(NamedTuple):
    """A note for colleagues, and the record it stands on."""

    model: str
    record: int
    body: str


class Task(NamedTuple):
    """An activity, and the record it stands on.

    Attributes:
        type: External identifier of the type of activity.
        values: Of its other fields.
    """

    model: str
    record: int
    type: str
    values: Mapping[str, Value]


class Together(Protocol):
    """Writes many things; None in place of a number: this one is to be written by itself."""

    def log(self, notes: Sequence[Note]) -> list[int | None]:
        """Write notes; return the numbers of their messages, in the order given."""

    def schedule(self, tasks: Sequence[Task]) -> list[int | None]:
        """Make activities; return their numbers, in the order given."""
