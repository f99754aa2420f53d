"""Opens a database and gives out its transactions; the only module that knows SQLite from PostgreSQL.

Drivers' errors become the house's errors here. What the tables mean is not known here.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Dialect, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from relance_sync.errors import RelanceError, Retry, Stop
from relance_sync.store.schema import upgrade

BUSY_SECONDS = 30
# SQLite and PostgreSQL both take far more parameters; beyond this a longer list saves nothing.
IN_SIZE = 1000

T = TypeVar("T")


class Database:
    """A database whose schema fits this code.

    Attributes:
        engine: SQLAlchemy's engine.
        name: What to call it before people: the file, or the database's name; never a password.
        file: The SQLite file; None for PostgreSQL and for a database in memory.
    """

    def __init__(self, engine: Engine, name: str, file: Path | None) -> None:
        self.engine = engine
        self.name = name
        self.file = file
        self._writer = engine.execution_options(relance_write=True)
        # A picture drawn by several queries must not change between two of them.
        repeatable = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        self._reader = engine.execution_options(**repeatable)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give out one transaction: all of it is kept, or nothing if an exception leaves it."""
        with self._translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give out a connection on which every query sees the same state."""
        with self._translated(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """Give out a connection of its own without a transaction, for what outlives transactions."""
        with self._translated():
            connection = self.engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise _error(error, self.name) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(address: str) -> Database:
    """Open a database, making or upgrading its schema.

    Args:
        address: SQLAlchemy URL, such as `sqlite:////path/relance.db` or `postgresql://user@host/name`.

    Raises:
        Stop: If it cannot be opened, or was written by a newer Relance.
        Retry: If another program keeps it busy.
    """
    url = _url(address)
    name = url.database or "in memory"
    file = Path(name) if url.get_backend_name() == "sqlite" and _is_file(url) else None
    if file is not None:
        _touch(file)
    database = Database(_engine(url), name, file)
    try:
        with database.write() as connection:
            upgrade(connection, name)
    except RelanceError:
        database.close()
        raise
    return database


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        # The address itself may hold a password: it is not repeated.
        raise Stop(
            "The address of the database is not understood. Write it like sqlite:////folder/relance.db or "
            "postgresql://user@host/name."
        ) from None
    # Plain `postgresql` means another driver in older SQLAlchemy; ours is psycopg.
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _is_file(url: URL) -> bool:
    return bool(url.database) and url.database != ":memory:" and "mode=memory" not in str(url)


def _touch(file: Path) -> None:
    """Make the file readable by its owner only: it holds personal data."""
    try:
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise Stop(
            f"The database {file} cannot be opened: {error.strerror}. Check that its folder exists and that "
            "you may write in it."
        ) from error


def _engine(url: URL) -> Engine:
    backend = url.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise Stop(f"Relance keeps its data in SQLite or PostgreSQL, not in {backend}: change the address.")
    try:
        if backend == "postgresql":
            return create_engine(url, pool_pre_ping=True)
        options = {} if _is_file(url) else {"poolclass": StaticPool}
        engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Stop(
            f"The driver for {backend} is not installed. Install it with: pip install 'relance[postgres]'",
            detail=str(error),
        ) from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by us: the driver begins them too late
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {BUSY_SECONDS * 1000}", "journal_mode = WAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer must wait at its beginning: one that began as a reader is refused instead of waiting.
    write = connection.get_execution_options().get("relance_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _error(error: SQLAlchemyError, name: str) -> RelanceError:
    cause = str(getattr(error, "orig", None) or error).strip()
    detail = f"{type(error).__name__}: {cause.splitlines()[0] if cause else ''}"
    if "database is locked" in cause:
        return Retry(
            f"The database {name} is busy: another program is writing to it. Try again in a moment.",
            detail=detail,
        )
    if isinstance(error, OperationalError):
        return Stop(
            f"The database {name} cannot be used. Check that it can be reached, that you may write to it and "
            "that the disk is not full.",
            detail=detail,
        )
    return Stop(
        f"The database {name} refused a change: this is a fault of Relance, please report it with the log.",
        detail=detail,
    )


def upsert(dialect: Dialect, table: Table, *, update: Sequence[str] | None = None) -> Insert:
    """Build an insert that updates the row if its primary key is there already.

    Args:
        dialect: Of the connection it will run on.
        table: Where to.
        update: Columns to update; None for all but the key.
    """
    statement = (postgresql.insert if dialect.name == "postgresql" else sqlite.insert)(table)
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns if column.name not in keys] if update is None else update
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in names}
    )


def batches(values: Iterable[T], size: int = IN_SIZE) -> Iterator[list[T]]:
    """Cut anything iterable into lists of at most `size`."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
