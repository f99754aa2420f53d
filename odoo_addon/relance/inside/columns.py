"""Rows of a search as Odoo's JSON-2 API would give them, taken from the columns of the database at once.

Going through records, Odoo's `search_read` takes ten times as long, and thousands of invoices are read. What
is computed, or stored in any other way than in a column, is still read through records.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from odoo import fields
from odoo.models import BaseModel
from odoo.tools import SQL, Query

Column = Callable[[Sequence[Any]], Sequence[Any]]
"""Makes the API's values of the database's, a whole column at once."""

# Whose name takes long to work out, and is not asked for: what counts is the number.
_UNNAMED = frozenset({"account.move", "account.move.line", "account.payment", "res.partner"})

# Computed by Odoo from the lines of each entry (the first one's that is owed); here for all of them at once.
_NO_FOLLOWUP = """
    CASE WHEN account_move.move_type NOT IN ('out_invoice', 'out_refund', 'in_invoice', 'in_refund') THEN TRUE
    ELSE COALESCE((
        SELECT COALESCE(line.no_followup, FALSE)
          FROM account_move_line line
         WHERE line.move_id = account_move.id
           -- An array is made once for all entries; a join is made for each of them.
           AND line.account_id = ANY(ARRAY(
               SELECT id FROM account_account WHERE account_type IN ('asset_receivable', 'liability_payable')
           ))
         ORDER BY line.id
         LIMIT 1
    ), TRUE) END
"""


def _or_false(values: Sequence[Any]) -> Sequence[Any]:
    return [False if value is None else value for value in values]


def _decimals(values: Sequence[Any]) -> Sequence[Any]:
    return [Decimal(value or 0) for value in values]


_COLUMNS: dict[str, Column] = {
    "boolean": lambda values: [bool(value) for value in values],
    "integer": lambda values: [value or 0 for value in values],
    "float": _decimals,
    "monetary": _decimals,
    "date": lambda values: [value.isoformat() if value else False for value in values],
    "datetime": lambda values: [fields.Datetime.to_string(value) if value else False for value in values],
    "char": _or_false,
    "text": _or_false,
    "html": _or_false,
    "selection": _or_false,
}


def search_columns(
    records: BaseModel, domain: list, names: Iterable[str], order: str, limit: int | None
) -> tuple[list[dict[str, Any]], list[str]]:
    """Read the records that match.

    Args:
        records: Of the model, in the environment to read in; record rules and rights hold as always.
        domain: Odoo's search domain.
        names: Fields wanted.
        order: As in a search.
        limit: How many at most; None for all.

    Returns:
        The rows, and the names of those fields that are in no column.
    """
    wanted = [records._fields[name] for name in names if name != "id"]
    columns = [each for each in wanted if _is_column(each)]
    query = records._search(domain, order=order, limit=limit)
    # The ids are asked for by the same query: no second one.
    terms = [SQL.identifier(query.table, "id")]
    terms += [_term(records, each, query) for each in columns]
    found = records.env.execute_query(query.select(*terms))
    ids, *values = zip(*found, strict=True) if found else [()] * len(terms)
    made = [_column(each, some, records) for each, some in zip(columns, values, strict=True)]
    keys = ["id", *(each.name for each in columns)]
    rows = [dict(zip(keys, row, strict=True)) for row in zip(ids, *made, strict=True)]
    return rows, [each.name for each in wanted if not _is_column(each)]


def _term(records: BaseModel, field: fields.Field, query: Query) -> SQL:
    if _of_lines(field):
        records.env["account.move.line"].flush_model(["no_followup", "account_id", "move_id"])
        return SQL(_NO_FOLLOWUP)
    term = records._field_to_sql(query.table, field.name, query)
    # As text: Odoo's cursor makes floats of numbers, one after another, and amounts would be made of these.
    return SQL("(%s)::text", term) if field.type in {"float", "monetary"} else term


def _of_lines(field: fields.Field) -> bool:
    return (field.model_name, field.name) == ("account.move", "no_followup")


def _is_column(field: fields.Field) -> bool:
    if _of_lines(field):
        return True
    plain = field.type in _COLUMNS or field.type == "many2one"
    return bool(field.store and field.column_type and plain and not field.company_dependent)


def _column(field: fields.Field, values: Sequence[Any], records: BaseModel) -> Sequence[Any]:
    """Return the API's values of a column's."""
    if field.type != "many2one":
        return _COLUMNS[field.type](values)
    if field.comodel_name in _UNNAMED:
        return [[value, ""] if value else False for value in values]
    # A name is shown to whoever may read the record that points to it, as in Odoo's own reading.
    others = records.env[field.comodel_name].sudo().browse(sorted({each for each in values if each}))
    named: dict[int | None, Any] = {None: False, **{each.id: [each.id, each.display_name] for each in others}}
    return [named[value] for value in values]
