"""Many rows of one table inserted or updated with one statement, past the ORM's `create` and `write`.

For what a run stores of thousands of customers: `write` has one set of values for all of its records, and
`create` asks defaults of each record and turns each JSON value four times, which took half of a run's time.
Nothing that hooks on them is called, no right is checked, nothing is computed. The caller says why that is
well, and what in memory is no longer true. Values travel as one JSON text: nothing of them becomes SQL.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from odoo.models import BaseModel
from odoo.tools import SQL

Values = Mapping[str, Any]
"""By field, values of plain columns as `write` takes them."""


def insert(model: BaseModel, rows: Sequence[Values]) -> None:
    """Insert rows; their numbers ascend in the order given.

    Args:
        model: Of the table.
        rows: All of the same fields; what is not among them gets the column's default, which is none.
    """
    if not rows:
        return
    names = sorted(rows[0])
    model.env.cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(names)s, create_uid, create_date, write_uid, write_date)
               SELECT %(names)s, %(user)s, %(now)s, %(user)s, %(now)s FROM %(rows)s""",
            table=SQL.identifier(model._table),
            names=SQL(", ").join(SQL.identifier(name) for name in names),
            rows=_recordset(model, names, [_plain(model, each) for each in rows]),
            user=model.env.uid,
            now=model.env.cr.now(),
        )
    )


def update(records: BaseModel, rows: Sequence[Values]) -> None:
    """Update records, each with values of its own; what waits in memory to be written must be flushed.

    Args:
        records: That exist.
        rows: Of each of them, in their order; all of the same fields.
    """
    if not rows:
        return
    names = sorted(rows[0])
    numbered = [{"id": id_, **_plain(records, each)} for id_, each in zip(records._ids, rows, strict=True)]
    fields = [SQL.identifier(name) for name in names]
    records.env.cr.execute(
        SQL(
            """UPDATE %(table)s AS old SET %(set)s, write_uid = %(user)s, write_date = %(now)s
                 FROM %(rows)s WHERE old.id = new.id""",
            table=SQL.identifier(records._table),
            set=SQL(", ").join(SQL("%s = new.%s", name, name) for name in fields),
            rows=_recordset(records, ["id", *names], numbered),
            user=records.env.uid,
            now=records.env.cr.now(),
        )
    )


def _recordset(model: BaseModel, names: Sequence[str], rows: list[Values]) -> SQL:
    """Return the rows as a table `new`."""
    columns = [SQL("%s %s", SQL.identifier(name), SQL(model._fields[name].column_type[1])) for name in names]
    return SQL("json_to_recordset(%s) AS new (%s)", json.dumps(rows, default=str), SQL(", ").join(columns))


def _plain(model: BaseModel, row: Values) -> Values:
    """Return what is empty as `None`, as columns have it."""
    return {
        name: None if value is False and model._fields[name].type != "boolean" else value
        for name, value in row.items()
    }
