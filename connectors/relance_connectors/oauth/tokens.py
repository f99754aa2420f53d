"""A company's tokens, and the sealed file that keeps them.

The file is sealed with cryptography's MultiFernet: the first key seals, all of them open, so that keys can be
changed one after the other. Whoever changes tokens holds the file's lock.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from relance_connectors.state_file import StateFile
from relance_sync.errors import Stop
from relance_sync.sign_in import Connection

SUFFIX = ".tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A permission as the platform gave it. All instants aware, UTC.

    Attributes:
        client_id: The application it was given to.
        tenant: Id of the books it is for; of a shared one, those of the company that reads it.
        tenant_name: Their name; empty if the platform did not tell.
        books: Of a shared one: all books it is for, names by id; empty for one that is not shared.
        file: Of a shared one: where it is kept.
        access_until: When the access token ends.
        refresh_until: When the refresh token ends if it is not used before; None if that is not known.
        hard_until: When the permission ends whatever happens; None if that is not known.
        withdrawn: True once the platform refused the refresh token.
    """

    client_id: str
    tenant: str
    tenant_name: str = ""
    books: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_until: datetime
    refresh_until: datetime | None = None
    hard_until: datetime | None = None
    withdrawn: bool = False

    @property
    def connection(self) -> Connection:
        """What may be shown of it."""
        return Connection(
            books=self.tenant_name or self.tenant,
            renew_by=self.refresh_until,
            ends_on=self.hard_until,
            withdrawn=self.withdrawn,
            others={id_: name for id_, name in self.books.items() if id_ != self.tenant},
        )


class CompanyTokens(Protocol):
    """Where the tokens of one company are, its own or shared with others."""

    def locked(self) -> AbstractContextManager[None]:
        """Keep everybody else from changing the tokens while the block runs, other processes too.

        Raises:
            Stop: If the workspace cannot be written to.
        """

    def read(self) -> Tokens | None:
        """Return the tokens; None if there are none.

        Raises:
            Stop: If no key opens them.
        """

    def write(self, tokens: Tokens) -> None:
        """Keep the tokens; when this returns they would outlive a power cut.

        Raises:
            Stop: If they cannot be written.
        """

    def delete(self) -> bool:
        """Forget the tokens; False if there were none.

        Raises:
            Stop: If they cannot be deleted.
        """


class TokenFile:
    """One sealed file; see `CompanyTokens`."""

    def __init__(self, folder: Path, company: str, keys: Sequence[str], *, name: str = "") -> None:
        """Prepare; nothing is read yet.

        Args:
            folder: Where it is.
            company: Name in the workspace.
            keys: The first one seals, all of them open; at least one.
            name: Of the file; empty for the company's.
        """
        self._file = StateFile(folder / f"{name or company}{SUFFIX}")
        self._company = company
        self._seal = MultiFernet([Fernet(key) for key in keys])

    @contextmanager
    def locked(self) -> Iterator[None]:
        """See `CompanyTokens.locked`."""
        with self._file.locked():
            yield

    def read(self) -> Tokens | None:
        """See `CompanyTokens.read`."""
        sealed = self._file.read()
        if sealed is None:
            return None
        try:
            return _from_json(self._seal.decrypt(sealed))
        except (InvalidToken, ValueError, TypeError):
            raise Stop(
                f"The tokens of {self._company} cannot be opened: their key was changed, or"
                f" {self._file.path.name} was damaged. Put the former key back, behind the new one; or"
                f" connect again: relance connect {self._company}"
            ) from None

    def write(self, tokens: Tokens) -> None:
        """See `CompanyTokens.write`."""
        self._file.write(self._seal.encrypt(_to_json(tokens)), durable=True)

    def delete(self) -> bool:
        """See `CompanyTokens.delete`."""
        return self._file.delete()


def _to_json(tokens: Tokens) -> bytes:
    content = {
        "client_id": tokens.client_id,
        "tenant": tokens.tenant,
        "tenant_name": tokens.tenant_name,
        "books": dict(tokens.books),
        "access": tokens.access,
        "refresh": tokens.refresh,
        "access_until": tokens.access_until.isoformat(),
        "refresh_until": tokens.refresh_until.isoformat() if tokens.refresh_until else None,
        "hard_until": tokens.hard_until.isoformat() if tokens.hard_until else None,
        "withdrawn": tokens.withdrawn,
    }
    return json.dumps(content).encode()


def _from_json(content: bytes) -> Tokens:
    read = json.loads(content)
    instants = {
        name: datetime.fromisoformat(read[name]) if read[name] else None
        for name in ("refresh_until", "hard_until")
    }
    access_until = datetime.fromisoformat(read["access_until"])
    return Tokens(**{**read, **instants, "access_until": access_until})
