"""Which books a company keeps: those it was first connected to, from then on.

A permission for other ones is not taken, also not after the tokens were forgotten, because the company's
ledger in Relance is that of the first ones.
"""

from pathlib import Path

from relance_connectors.state_file import StateFile
from relance_sync.errors import Stop

_SUFFIX = ".books"


class CompanyBooks:
    """The books of one company, in a file beside its tokens."""

    def __init__(self, folder: Path, company: str, *, chosen: str | None, key: str) -> None:
        """Prepare; nothing is read yet.

        Args:
            folder: Where it is.
            company: Name in the workspace.
            chosen: Id of the books as the settings say it; None if they do not.
            key: Of the settings, for messages.
        """
        self._folder, self._company = folder, company
        self._chosen, self._key = chosen, key
        self._file = StateFile(folder / f"{company}{_SUFFIX}")

    def expected(self) -> str | None:
        """Return the id of the books a permission must be for: as before, else as set; None for any.

        Raises:
            Stop: If the settings name other books than those that are kept.
        """
        before = _id(self._file)
        if before and self._chosen and self._chosen != before:
            raise Stop(
                f"relance.toml, company “{self._company}”: the key {self._key} names other books"
                f" ({self._chosen}) than those that were read so far ({before}). Correct it, or give the"
                " other books a section of their own."
            )
        return before or self._chosen

    def keep(self, tenant: str) -> None:
        """Remember the books; nothing is written if they are remembered already.

        Raises:
            Stop: If it cannot be written.
        """
        if _id(self._file) != tenant:
            self._file.write(tenant.encode(), durable=True)

    def of_others(self) -> frozenset[str]:
        """Return the ids of the books that the other companies of the workspace keep."""
        others = (path for path in self._folder.glob(f"*{_SUFFIX}") if path != self._file.path)
        return frozenset(_id(StateFile(path)) for path in others)


def _id(file: StateFile) -> str:
    return (file.read() or b"").decode(errors="replace").strip()
