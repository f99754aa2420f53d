"""Brings a database's schema to what this code knows, and refuses one that is newer.

The steps are Alembic's, in `migrations/versions`; they are packaged with the code, so that an upgrade of
Relance carries the upgrade of its data. Nothing here opens a database.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from relance_sync.errors import Stop

# The newest step; a test compares it with the files. Known here so that the usual start needs no Alembic.
HEAD = "0009"
_FOLDER = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 7_265_108_913


def upgrade(connection: Connection, name: str) -> None:
    """Make or upgrade the schema inside the given transaction.

    Args:
        connection: In a transaction that may write.
        name: What to call the database before people.

    Raises:
        Stop: If a newer Relance wrote it.
    """
    if connection.dialect.name == "postgresql":
        # Two programs that start together must not both make the tables.
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADE_LOCK})
    current = _current(connection)
    if current == HEAD:
        return
    # Imported here: it costs a third of a second that every other command would pay.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise Stop(
            f"The database {name} was written by a newer Relance (schema {current}, this one knows {HEAD}). "
            "Install the newest Relance, or use another database."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
