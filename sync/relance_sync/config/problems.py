"""Turns what pydantic finds wrong into problems: line, key, what is wrong, what to do.

Values are never repeated in a message: a key pasted in the wrong place must not travel into a log.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from relance_sync.config.forms import example, known_keys
from relance_sync.config.nearest import meant, nearest
from relance_sync.config.refused import Refused
from relance_sync.config.toml_document import TomlDocument
from relance_sync.config.toml_lines import Place
from relance_sync.errors import Problem, Stop

# By pydantic's error type: what is wrong; an example of the right form follows.
_SENTENCES: Mapping[str, str] = {
    "bool_type": "must be true or false, without quotes.",
    "date_type": "must be a date, without quotes.",
    "decimal_type": "must be an amount, without quotes.",
    "dict_type": "must be a section.",
    "finite_number": "must be an amount, without quotes.",
    "is_instance_of": "must be an amount, without quotes.",
    "int_type": "must be a whole number, without quotes.",
    "list_type": "must be a list in [ ].",
    "model_type": "must be a section.",
    "string_too_short": "must not be empty.",
    "string_type": "must be text in quotes.",
    "time_type": "must be a time of day, without quotes.",
    "too_short": "must not be empty.",
}
_CHOICE = re.compile("'([^']*)'")
# What may follow from a line that was left out because of its syntax, and is then no error of its own.
_UNSURE = frozenset({"missing", "too_short"})


class WrongChoice(ValueError):
    """A value that is none of those that can be chosen.

    Attributes:
        choices: Those that can.
        near: The one that was probably meant; empty if none is near.
    """

    def __init__(self, value: object, choices: Iterable[str]) -> None:
        self.choices = list(choices)
        super().__init__(f"must be one of: {', '.join(self.choices)}.")
        self.near = nearest(value, self.choices)


def stop(problems: Iterable[Problem], see: str) -> Stop:
    """Make one Stop of everything wrong in a file, in the order of its lines.

    Args:
        problems: What is wrong.
        see: The page that explains the keys, for a problem without a suggestion of its own.
    """
    advised = (each if each.suggestion else replace(each, suggestion=f"See {see}.") for each in problems)
    ordered = sorted(advised, key=lambda each: each.line or 0)
    return Stop("\n".join(str(each) for each in ordered), problems=ordered)


def problems_of(
    error: ValidationError, document: TomlDocument, form: type[BaseModel], *, within: Place = ()
) -> list[Problem]:
    """Say what pydantic found.

    Args:
        error: What it found.
        document: The file.
        form: The form that was checked.
        within: The section of the file that was checked; empty for the whole file.
    """
    return [
        document.problem((*within, *place), problem, suggestion)
        for each in error.errors(include_url=False)
        if not (document.syntax and _is_unsure(each))
        for place, problem, suggestion in _told(each, form)
    ]


def sentences(message: str) -> tuple[str, str]:
    """Cut the message of a refused value into what is wrong and what to do.

    >>> sentences("a cap is at least 1; to stop all contacts use a pause")
    ('a cap is at least 1.', 'To stop all contacts use a pause.')
    """
    problem, _, advice = message.partition("; ")
    return f"{problem.rstrip('.')}.", _sentence(advice)


def is_plain_date(value: object) -> bool:
    """Tell a TOML date from a TOML date and time, which is a date too for Python."""
    return type(value) is date


def _told(found: ErrorDetails, form: type[BaseModel]) -> Iterator[tuple[Place, str, str]]:
    """Say one thing that pydantic found: place, what is wrong, what to do."""
    place, context = found["loc"], found.get("ctx", {})
    match found["type"]:
        case "extra_forbidden":
            yield place, "is not a known key.", _unknown(str(place[-1]), known_keys(form, place[:-1]))
        case "missing":
            yield place, "is missing.", _for_example(form, place) or "Write it there."
        case "literal_error":
            choices = _CHOICE.findall(str(context["expected"]))
            yield place, f"must be one of: {', '.join(choices)}.", meant(nearest(found["input"], choices))
        case "value_error":
            yield from _refused(place, context["error"])
        case kind:
            sentence = _SENTENCES.get(kind, "is not valid.")
            yield place, sentence, _for_example(form, place)


def _refused(place: Place, error: object) -> Iterator[tuple[Place, str, str]]:
    if isinstance(error, WrongChoice):
        yield place, str(error), meant(error.near)
    elif isinstance(error, Refused):
        for inside, message in error.complaints:
            yield (*place, *inside), *sentences(message)
    else:
        yield place, *sentences(str(error))


def _is_unsure(found: ErrorDetails) -> bool:
    return found["type"] in _UNSURE or isinstance(found.get("ctx", {}).get("error"), Refused)


def _unknown(name: str, known: Sequence[str]) -> str:
    return meant(nearest(name, known)) or f"Remove it; known here are: {', '.join(known)}."


def _for_example(form: type[BaseModel], place: Place) -> str:
    shown = example(form, place)
    return f"For example: {shown}" if shown else ""


def _sentence(text: str) -> str:
    ended = text.endswith((".", "?"))
    return f"{text[:1].upper()}{text[1:]}{'' if ended or not text else '.'}"
