"""Puts the notes of a batch into the chatter with Odoo's own `_message_log_batch`: a handful of queries.

It writes what `message_post` would, for whom nobody is told. Where a follower asked to be told of notes, the
caller posts as ever. It decides nothing.
"""

from markupsafe import Markup

from odoo import api

Note = tuple[str, int, str]
"""Model, number of the record, HTML."""


def untold(env: api.Environment, model: str, numbers: list[int]) -> set[int]:
    """Return those records of which no follower asked to be told of notes."""
    followers = env["mail.followers"].search(
        [
            ("res_model", "=", model),
            ("res_id", "in", numbers),
            ("subtype_ids", "in", env.ref("mail.mt_note").ids),
        ]
    )
    return set(env[model].browse(numbers).exists().ids) - set(followers.mapped("res_id"))


def log_notes(env: api.Environment, notes: list[Note]) -> list[int | None]:
    """Write notes; return the numbers of the messages, in the order given.

    Args:
        env: Of the company, as superuser.
        notes: What to write, and where.

    Returns:
        None for a note that is to be posted one by one: its record is gone, or somebody is told of it.
    """
    made: list[int | None] = [None] * len(notes)
    numbers: dict[str, set[int]] = {}
    for model, number, _ in notes:
        numbers.setdefault(model, set()).add(number)
    quiet = {model: untold(env, model, sorted(each)) for model, each in numbers.items()}
    # Odoo takes one note for each record at a time; a second one goes into the next round.
    rounds: dict[tuple[str, int], dict[int, int]] = {}
    seen: dict[tuple[str, int], int] = {}
    for place, (model, number, _) in enumerate(notes):
        if number in quiet[model]:
            turn = seen[model, number] = seen.get((model, number), -1) + 1
            rounds.setdefault((model, turn), {})[number] = place
    for (model, _), places in rounds.items():
        # The writer escapes what is in it.
        bodies = {number: Markup(notes[place][2]) for number, place in places.items()}  # noqa: S704
        messages = env[model].browse(places)._message_log_batch(bodies)
        for place, message in zip(places.values(), messages, strict=True):
            made[place] = message.id
    return made
