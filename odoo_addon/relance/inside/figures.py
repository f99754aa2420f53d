"""Puts the figures of a batch of account files into the database: one statement, whatever is in them.

With one `write` for each file, a third of a run's seconds went into it. What people are told of, or let Odoo
react to, when it changes still goes through `write`. What the figures are is said in `_figures`.
"""

from odoo.models import BaseModel

from .rows import Values, update

# Automation rules, filters and people look at these; a field that an extension tracks counts among them.
_FOLLOWED = frozenset({"stage", "grade", "hold", "broken"})


def keep_figures(files: BaseModel, figures: list[Values]) -> None:
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
    update(files, figures)
    files.invalidate_recordset(touched, flush=False)
    files.modified(touched)


def _write_changes(files: BaseModel, figures: list[Values], names: list[str]) -> None:
    """Write what somebody follows, where it changed; the first figures of a file are no change."""
    tracked = files._track_get_fields()
    followed = [name for name in names if name in _FOLLOWED or name in tracked]
    for file, new in zip(files, figures, strict=True):
        if file.assessed_on:
            changed = {name: new[name] for name in followed if (file[name] or False) != (new[name] or False)}
            if changed:
                file.write(changed)
