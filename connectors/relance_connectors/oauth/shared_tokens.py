"""Permissions that are for several books at once: one sealed file for each, found by the books.

A platform such as Xero gives one permission for all the organisations that a person connected. It belongs to
none of the companies of the workspace: each of them finds the newest one that names its books, and whoever
renews it renews it for all. No platform is called here.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from relance_connectors.oauth.books import CompanyBooks
from relance_connectors.oauth.tokens import SUFFIX, TokenFile, Tokens
from relance_connectors.state_file import StateFile
from relance_sync.errors import Stop


class SharedTokens:
    """All permissions of a workspace on one platform, as one company sees them; see `CompanyTokens`.

    Changing them is for one process at a time, whichever company it works for. The names of the files hold a
    point, so that none is that of a company.
    """

    def __init__(
        self,
        folder: Path,
        company: str,
        keys: Sequence[str],
        *,
        platform: str,
        client_id: str,
        books: CompanyBooks,
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            folder: Where they are.
            company: Name in the workspace, for messages.
            keys: As for `TokenFile`.
            platform: Begins the names of the files.
            client_id: The application that the company calls as.
            books: Those of the company.
        """
        self._folder, self._company, self._keys = folder, company, keys
        self._prefix = f"{platform.lower()}."
        self._client_id = client_id
        self._books = books
        self._lock = StateFile(folder / f"{platform.lower()}.permissions")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """See `CompanyTokens.locked`."""
        with self._lock.locked():
            yield

    def read(self) -> Tokens | None:
        """Return the newest permission that names the company's books; from then on it keeps these books.

        Raises:
            Stop: If none does, and one of the files cannot be opened.
        """
        tenant = self._books.expected()
        if tenant is None:
            return None
        unreadable: list[Stop] = []
        found = [each for each in self._all(unreadable) if tenant in each.books]
        if not found:
            if unreadable:
                raise unreadable[0]
            return None
        best = max(found, key=lambda each: (each.client_id == self._client_id, not each.withdrawn, each.file))
        self._books.keep(tenant)
        return replace(best, tenant=tenant, tenant_name=best.books[tenant])

    def named(self) -> frozenset[str]:
        """Return the ids of all books that the application's permissions name so far."""
        mine = (each for each in self._all([]) if each.client_id == self._client_id)
        return frozenset(id_ for each in mine for id_ in each.books)

    def write(self, tokens: Tokens) -> None:
        """Keep a permission that was renewed or withdrawn, for all whose books it names."""
        self._file(tokens.file).write(replace(tokens, tenant="", tenant_name=""))

    def add(self, tokens: Tokens, now: datetime) -> None:
        """Keep a new permission; older ones of the application that name no other books are forgotten.

        They are not withdrawn: on the platform that would end the new one too.
        """
        older = [each for each in self._all([]) if each.client_id == tokens.client_id]
        # Begins with the instant, so that the newest is the last by name.
        name = f"{self._prefix}{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        self.write(replace(tokens, file=name))
        for each in older:
            if each.books.keys() <= tokens.books.keys():
                self._file(each.file).delete()

    def delete(self) -> bool:
        """Take the company's books out of every permission; one that serves no other company is forgotten.

        Returns:
            False if no permission named them.
        """
        tenant, others = self._books.expected(), self._books.of_others()
        mine = [each for each in self._all([]) if tenant in each.books and each.client_id == self._client_id]
        for each in mine:
            rest = {id_: name for id_, name in each.books.items() if id_ != tenant}
            if rest.keys() & others:
                self.write(replace(each, books=rest))
            else:
                self._file(each.file).delete()
        return bool(mine)

    def _all(self, unreadable: list[Stop]) -> Iterator[Tokens]:
        """Read every permission; what is wrong with those that cannot be read is added to the list."""
        for path in sorted(self._folder.glob(f"{self._prefix}*{SUFFIX}")):
            name = path.name.removesuffix(SUFFIX)
            try:
                kept = self._file(name).read()
            except Stop as problem:
                unreadable.append(problem)
                continue
            if kept:
                yield replace(kept, file=name)

    def _file(self, name: str) -> TokenFile:
        return TokenFile(self._folder, self._company, self._keys, name=name)
