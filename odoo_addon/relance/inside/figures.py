"""Puts the figures of a batch of account files into the database: one statement, whatever is in them.

With one `write` for each file, a third of a run's seconds went into it. What people are told of, or let Odoo
react to, when it changes still goes through `write`. What the figures are is said in `_figures`.
"""

import json
from collections.abc import Mapping
from typing import Any

from odoo.models import BaseModel
from odoo.tools import SQL

Figures = Mapping[str, Any]
"""Values of plain columns by field, as `write` takes them."""

# Automation rules, filters and people look at these; a field that an extension tracks counts among them.
_FOLLOWED = frozenset({"stage", "grade", "hold", "broken"})


def keep_figures(files: BaseModel, figures: list[Figures]) -> None:
    """Keep the figures of files.

    Args:
        files: With the rights to write them.
        figures: Of each file, in their order; each has values for the same fields.
    """
    if not files:
        return
    names = sorted(figures[0])
    _write_changes(files, figures, names)
    # Nothing that waits to be written may come after this, and nothing in memory may outlive it.
    touched = [*names, "write_uid", "write_date"]
    files.flush_recordset(touched)
    _update(files, figures, names)
    files.invalidate_recordset(touched, flush=False)
    files.modified(touched)


def _write_changes(files: BaseModel, figures: list[Figures], names: list[str]) -> None:
    """Write what somebody follows, where it changed; the first figures of a file are no change."""
    tracked = files._track_get_fields()
    followed = [name for name in names if name in _FOLLOWED or name in tracked]
    for file, new in zip(files, figures, strict=True):
        if file.assessed_on:
            changed = {name: new[name] for name in followed if (file[name] or False) != (new[name] or False)}
            if changed:
                file.write(changed)


def _update(files: BaseModel, figures: list[Figures], names: list[str]) -> None:
    """Update all files; the ORM's `write` has one set of values for all of its records."""
    columns = [(SQL.identifier(name), SQL(files._fields[name].column_type[1])) for name in names]
    rows = [
        {"id": file, **{name: _column_value(files, name, new[name]) for name in names}}
        for file, new in zip(files._ids, figures, strict=True)
    ]
    files.env.cr.execute(
        SQL(
            """UPDATE %(table)s AS file
                  SET %(set)s, write_uid = %(user)s, write_date = %(now)s
                 FROM json_to_recordset(%(rows)s) AS new (id integer, %(columns)s)
                WHERE file.id = new.id""",
            table=SQL.identifier(files._table),
            set=SQL(", ").join(SQL("%s = new.%s", name, name) for name, _ in columns),
            user=files.env.uid,
            now=files.env.cr.now(),
            rows=json.dumps(rows, default=str),
            columns=SQL(", ").join(SQL("%s %s", name, kind) for name, kind in columns),
        )
    )


def _column_value(files: BaseModel, name: str, value: Any) -> Any:
    """Return `None` for what is empty, as the column has it."""
    return None if value is False and files._fields[name].type != "boolean" else value
