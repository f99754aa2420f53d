"""A PostgreSQL server on this machine and the databases in it: started, made, copied, renamed, dropped.

A server that is reachable already is used as it is (the usual PGHOST, PGPORT and PGUSER are honoured); else
Debian's service is installed and started. Nothing here knows what is inside a database.
"""

from __future__ import annotations

import getpass
import re
import time
from dataclasses import dataclass
from urllib.parse import quote

import debian_packages
import machine
from machine import ProvisionError

SAFE_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
START_TIMEOUT = 30.0
TODO = "see whether PostgreSQL runs (`pg_lsclusters`) and whether `psql postgres` works for this user."


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the server listens, as its clients have to say it.

    Attributes:
        host: Folder of the socket, or a host name.
        port: Port, also part of the socket's name.
        user: Role this user connects as.
    """

    host: str
    port: int
    user: str

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of a database."""
        user, host = quote(self.user), quote(self.host, safe="/")
        return f"postgresql+psycopg://{user}@/{database}?host={host}&port={self.port}"


def ensure() -> Address:
    """Make sure that a server runs and that this user may make databases in it.

    Raises:
        ProvisionError: It can be neither reached nor started.
    """
    if not reachable():
        with machine.lock("postgres"):
            if not reachable():
                _start()
    return address()


def reachable() -> bool:
    """Tell whether this user can connect now and may make databases."""
    may = "SELECT 1 / (rolcreatedb OR rolsuper)::int FROM pg_roles WHERE rolname = current_user"
    return machine.works(["psql", "-XAtq", "-d", "postgres", "-c", may])


def _start() -> None:
    debian_packages.install(["postgresql"], "PostgreSQL")
    if not _clusters_online():
        machine.run(machine.as_root(["service", "postgresql", "start"]), log="postgres-start", todo=TODO)
    deadline = time.monotonic() + START_TIMEOUT
    create = machine.as_user("postgres", ["createuser", "--superuser", getpass.getuser()])
    while not reachable():
        machine.works(create)
        if time.monotonic() > deadline:
            raise ProvisionError("PostgreSQL was started but does not let this user connect.", TODO)
        time.sleep(0.3)


def _clusters_online() -> bool:
    try:
        listed = machine.run(["pg_lsclusters", "--no-header"], log="postgres-clusters", todo=TODO)
    except ProvisionError:
        return False
    return any(" online" in line for line in listed.splitlines())


def address() -> Address:
    """Ask the running server where it listens."""
    query = "SELECT current_setting('unix_socket_directories'), current_setting('port'), current_user"
    folders, port, user = sql(query).split("|")
    return Address(host=folders.split(",")[0].strip(), port=int(port), user=user)


def sql(statement: str, database: str = "postgres") -> str:
    """Run one statement and return what psql prints for it, columns joined by `|`."""
    command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
    return machine.run(command, log="psql", todo=TODO).strip()


def checked(name: str) -> str:
    """Return a database name that needs no quoting.

    Raises:
        ProvisionError: It has other characters than small letters, digits and underscores.
    """
    if not SAFE_NAME.fullmatch(name):
        raise ProvisionError(
            f"'{name}' is no database name we can use.",
            "take small letters, digits and underscores, a letter first, 63 characters at most.",
        )
    return name


def exists(name: str) -> bool:
    """Tell whether the server has a database of this name."""
    return sql(f"SELECT 1 FROM pg_database WHERE datname = '{checked(name)}'") == "1"  # noqa: S608


def create(name: str, template: str = "template0") -> None:
    """Make a database as a copy of another one to which nobody is connected."""
    command = ["createdb", "--template", checked(template), checked(name)]
    busy = f"stop the server that uses '{template}', and see that '{name}' does not exist yet."
    machine.run(command, log="createdb", todo=busy)


def rename(old: str, new: str) -> None:
    """Give a database another name."""
    sql(f"ALTER DATABASE {checked(old)} RENAME TO {checked(new)}")


def drop(name: str) -> None:
    """Drop a database, also when somebody is connected; do nothing when there is none."""
    machine.run(["dropdb", "--if-exists", "--force", checked(name)], log="dropdb", todo=TODO)
