"""One run at a time for each company, also between programs, and free again when a program dies.

On SQLite an operating system's lock on a file beside the database, on PostgreSQL an advisory lock.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text

from relance_sync.errors import Retry, Stop
from relance_sync.store.engine import Database

# Databases in memory live in one process: so do their locks.
_in_memory: set[tuple[int, str]] = set()


@contextmanager
def lock(database: Database, company_id: str) -> Iterator[None]:
    """Hold the company's lock while the block runs.

    Raises:
        Retry: If another run holds it.
    """
    if database.engine.dialect.name == "postgresql":
        held = _advisory(database, company_id)
    elif database.file is not None:
        name = sha256(company_id.encode()).hexdigest()[:12]
        held = _file(database.file.with_name(f"{database.file.name}.{name}.lock"), company_id)
    else:
        held = _memory(database, company_id)
    with held:
        yield


def _busy(company_id: str) -> Retry:
    return Retry(f"Another run for {company_id} is going on. Wait until it is finished, then start again.")


@contextmanager
def _advisory(database: Database, company_id: str) -> Iterator[None]:
    digest = sha256(f"relance {company_id}".encode()).digest()
    number = {"number": int.from_bytes(digest[:8], "big", signed=True)}
    with database.session() as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:number)"), number).scalar():
            raise _busy(company_id)
        try:
            yield
        finally:
            # The lock belongs to the connection: without it there is nothing left to unlock.
            connection.invalidate()


@contextmanager
def _file(path: Path, company_id: str) -> Iterator[None]:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Stop(
            f"The lock file {path} cannot be opened: {error.strerror}. Check that you may write there."
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(company_id) from None
        # The file stays: one that is deleted could be locked twice.
        yield
    finally:
        os.close(handle)


@contextmanager
def _memory(database: Database, company_id: str) -> Iterator[None]:
    key = (id(database), company_id)
    if key in _in_memory:
        raise _busy(company_id)
    _in_memory.add(key)
    try:
        yield
    finally:
        _in_memory.discard(key)
