"""The kinds of columns the tables are made of, the same on SQLite and PostgreSQL, and where tables stand."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC; SQLite keeps it without its zone."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Let the database keep the zone where it can."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone: nobody would know what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


# Ids sort by code point on both databases, so that a page ends where the next one begins.
ID = String().with_variant(String(collation="C"), "postgresql")
SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
MINOR = BigInteger


def key(name: str) -> Column[str]:
    """An id in the primary key."""
    return Column(name, ID, primary_key=True)


def id_(name: str, *, nullable: bool = False) -> Column[str]:
    """An id outside it."""
    return Column(name, ID, nullable=nullable)


def text(name: str) -> Column[str]:
    """Text that is always there, perhaps empty."""
    return Column(name, Text, nullable=False)


def maybe(name: str) -> Column[str]:
    """Text that may be missing."""
    return Column(name, Text)


def day(name: str, *, nullable: bool = False) -> Column[object]:
    """A day in the company's zone."""
    return Column(name, Date, nullable=nullable)


def minor(name: str, *, nullable: bool = False) -> Column[int]:
    """An amount in minor units."""
    return Column(name, MINOR, nullable=nullable)


def flag(name: str) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False)


def sequence() -> Column[int]:
    """A number that rises with every row."""
    return Column("seq", SEQUENCE, primary_key=True, autoincrement=True)
