"""A platform's own section of `relance.toml`, checked by hand: key by key; errors name file and key.

By hand, because the connectors that run inside an Odoo server have the standard library only. Which keys
there are, and what each may be, is the platform's business.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from relance_sync.errors import Stop

FILE = "relance.toml"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One company's section.

    Attributes:
        company: Name of the company in the workspace, for messages.
        examples: For each key that is known, how it may be written.
    """

    company: str
    examples: Mapping[str, str]

    def read(
        self,
        given: Mapping[str, object],
        required: Sequence[str],
        checks: Mapping[str, Callable[[object, "Section", str], T]],
    ) -> dict[str, T]:
        """Check what stands in the file.

        Args:
            given: The section as it stands there.
            required: Keys that must be there.
            checks: By key, what gives its value, or raises what `refuse` makes.

        Raises:
            Stop: Naming file and key, if a key is unknown, missing or of the wrong kind.
        """
        if unknown := sorted(set(given) - set(self.examples)):
            known = ", ".join(self.examples)
            raise self.refuse(unknown[0], f"is not known. Remove or correct it; known are: {known}.")
        for name in required:
            if name not in given:
                raise self.refuse(name, f"is missing. Write for example: {self.examples[name]}")
        return {name: checks[name](value, self, name) for name, value in given.items()}

    def refuse(self, name: str, problem: str) -> Stop:
        """Say what is wrong with a key, and where."""
        return Stop(f"{FILE}, company “{self.company}”: the key {name} {problem}")


def text(value: object, section: Section, name: str) -> str:
    """Return a text that is not empty, without the spaces around it.

    Raises:
        Stop: If it is something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise section.refuse(name, f"must be text in quotes. Write for example: {section.examples[name]}")
    return value.strip()
