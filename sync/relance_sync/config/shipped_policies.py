"""The policies that come with Relance, by name. Reading and checking them is `policy_file`, as for any other.

Their plans and steps have the same names, so that who changes from one to another restarts nobody.
"""

from enum import StrEnum
from importlib import resources


class ShippedPolicy(StrEnum):
    """From mild to firm."""

    GENTLE = "gentle"
    STANDARD = "standard"
    STRICT = "strict"

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self}.toml"


def policy_text(name: ShippedPolicy) -> str:
    """Return a policy as it is shipped, comments included: what `relance init` writes."""
    return resources.files("relance_sync.config").joinpath("policies", name.file).read_text("utf-8")
