"""An `Rpc` that calls the ORM in this process and gives what Odoo's JSON-2 API would give.

Reader and writer of the connector run on it unchanged. Whoever writes puts a savepoint around it: what Odoo
refuses may be half done.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup

from relance_connectors.odoo.rpc import READS, Value
from relance_sync.errors import RelanceError, Skip, Stop

from odoo import api, fields
from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.release import version_info
from odoo.service.model import get_public_method

from .columns import search_columns


class InsideRpc:
    """One database, seen with the rights of an environment.

    Attributes:
        major: Odoo's major version.
    """

    major = version_info[0]

    def __init__(self, env: api.Environment) -> None:
        # Like a call from outside: only the context that comes with it counts.
        self._env = env(context={})

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """See `relance_connectors.odoo.rpc.Rpc.call`."""
        context, ids = arguments.pop("context", {}), arguments.pop("ids", ())
        records = self._env[model].with_context(**context).browse(ids)
        if arguments.pop("body_is_html", False):
            # The wire knows texts only; here HTML has a type of its own.
            arguments["body"] = Markup(arguments["body"])  # noqa: S704  # the writer escapes it
        with refusals(Stop if method in READS else Skip):
            if method == "search_read":
                return _rows(records, **arguments)
            if method == "formatted_read_group":
                return _groups(records, **arguments)
            return plain(get_public_method(records, method)(records, **arguments))


@contextmanager
def refusals(forbidden: type[RelanceError] = Skip) -> Iterator[None]:
    """Make what Odoo refuses an error that says what the caller is to do: leave it out.

    Args:
        forbidden: The error if it was for lack of rights.
    """
    try:
        yield
    except UserError as refused:
        kind = forbidden if isinstance(refused, AccessError) else Skip
        raise kind(" ".join(str(refused).split())) from refused


def _rows(
    records: BaseModel, *, domain: list, fields: list[str], order: str, limit: int | None = None
) -> Value:
    """Search and read; what is in no column is read through records."""
    rows, others = search_columns(records, domain, fields, order, limit)
    if others and rows:
        more = {row["id"]: row for row in plain(records.browse([row["id"] for row in rows]).read(others))}
        rows = [row | more[row["id"]] for row in rows]
    return rows


def _groups(records: BaseModel, *, domain: list, groupby: list[str], aggregates: list[str]) -> Value:
    """Group and add up, in no order; a group's name takes long to work out and is not asked for."""
    names = [*groupby, *aggregates]
    found = [
        dict(zip(names, group, strict=True)) for group in records._read_group(domain, groupby, aggregates)
    ]
    for group in found:
        for name in groupby:
            group[name] = [group[name].id, ""] if group[name] else False
        for name in aggregates:
            group[name] = plain(group[name])
    return found


def plain(value: Value) -> Value:
    """Return a result as it would come over the wire, amounts as Decimal."""
    match value:
        case None | str() | int():
            found = value
        case float():
            found = Decimal(repr(value))
        case Mapping():
            found = {name: plain(each) for name, each in value.items()}
        case BaseModel():
            found = value.ids
        case datetime():
            found = fields.Datetime.to_string(value)
        case date():
            found = fields.Date.to_string(value)
        case _:
            found = [plain(each) for each in value]
    return found
