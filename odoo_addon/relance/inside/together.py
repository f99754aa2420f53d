"""Writes many notes and activities with what Odoo has for that: a handful of queries, whatever their number.

It does what `message_post` and `activity_schedule` would, and leaves to these what they do more: where a
follower asked to be told of notes, where a record is gone or not to be written on. It decides nothing.
"""

from collections.abc import Sequence

from markupsafe import Markup

from relance_connectors.odoo.together import Note, Task

from odoo import api

from .rpc import refusals


class InsideTogether:
    """Writes in one environment, with its user's rights; see `relance_connectors.odoo.together`."""

    def __init__(self, env: api.Environment) -> None:
        # As with the writer's other calls, nothing of the context counts but the company.
        self._env = env(context={"allowed_company_ids": env.company.ids})

    def log(self, notes: Sequence[Note]) -> list[int | None]:
        """Write notes; None for one that is to be posted by itself."""
        with refusals():
            return self._log(notes)

    def schedule(self, tasks: Sequence[Task]) -> list[int | None]:
        """Make activities; None for one that is to be made by itself."""
        with refusals():
            return self._schedule(tasks)

    def _log(self, notes: Sequence[Note]) -> list[int | None]:
        made: list[int | None] = [None] * len(notes)
        quiet = self._quiet(notes)
        # Odoo takes one note for each record at a time; a second one goes into the next round.
        rounds: dict[tuple[str, int], dict[int, int]] = {}
        seen: dict[tuple[str, int], int] = {}
        for place, (model, record, _) in enumerate(notes):
            if (model, record) in quiet:
                turn = seen[model, record] = seen.get((model, record), -1) + 1
                rounds.setdefault((model, turn), {})[record] = place
        for (model, _), places in rounds.items():
            # The writer escapes what is in it.
            bodies = {record: Markup(notes[place].body) for record, place in places.items()}  # noqa: S704
            messages = self._env[model].browse(places)._message_log_batch(bodies)
            for place, message in zip(places.values(), messages, strict=True):
                made[place] = message.id
        return made

    def _schedule(self, tasks: Sequence[Task]) -> list[int | None]:
        open_to_us = self._writable(tasks)
        types = {each.type: self._env.ref(each.type, raise_if_not_found=False) for each in tasks}
        values = {
            place: {
                "activity_type_id": types[each.type].id,
                "automated": True,
                "res_model_id": self._env["ir.model"]._get_id(each.model),
                "res_id": each.record,
                **each.values,
            }
            for place, each in enumerate(tasks)
            if types[each.type] and (each.model, each.record) in open_to_us
        }
        # As the connector asks for each: nobody wants hundreds of e-mails in one night.
        activities = self._env["mail.activity"].with_context(mail_activity_quick_update=True)
        numbers = dict(zip(values, activities.create(list(values.values())).ids, strict=True))
        return [numbers.get(place) for place in range(len(tasks))]

    def _quiet(self, notes: Sequence[Note]) -> set[tuple[str, int]]:
        """Return the records on which a note may be written and nobody is told of it."""
        records = self._writable(notes)
        note = self._env.ref("mail.mt_note")
        for model in {model for model, _ in records}:
            domain = [
                ("res_model", "=", model),
                ("res_id", "in", [record for name, record in records if name == model]),
                ("subtype_ids", "in", note.ids),
            ]
            followers = self._env["mail.followers"].search(domain)
            records -= {(model, each.res_id) for each in followers}
        return records

    def _writable(self, things: Sequence[Note] | Sequence[Task]) -> set[tuple[str, int]]:
        """Return model and number of those records that are there and may be written on."""
        numbers: dict[str, set[int]] = {}
        for each in things:
            numbers.setdefault(each.model, set()).add(each.record)
        return {
            (model, record)
            for model, some in numbers.items()
            # Odoo's own ways for many leave it to the caller to ask for the rights.
            for record in self._env[model].browse(sorted(some)).exists()._filtered_access("write").ids
        }
