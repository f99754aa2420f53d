"""What `relance init` asks, and the `relance.toml` that follows from the answers. It writes no file.

Which keys a platform's own section begins with is the platform's to say, if it signs people in.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence

import typer

from relance_sync.cli.session import Session
from relance_sync.config import environment_name
from relance_sync.errors import Stop
from relance_sync.sign_in import Question

USUAL = (
    Question(key="url"),
    Question(key="database"),
    Question(key="company_id", default="1", whole_number=True),
)
"""What a platform that takes a key is asked for."""

_WIDTH = 100
_SETTINGS = """\
# The workspace of one client. Every key is described in docs/reference/settings.md.

# Language of what `relance` shows: "en" or "fr".
language = "{language}"

# Where the ledger, the decisions and the history are kept; an SQLite file in this folder, or PostgreSQL:
# database = "postgresql://user@host/relance"     (the password in PGPASSWORD or ~/.pgpass)
database = "sqlite:///relance.db"

# When customers may be contacted. The time zone is the accounting tool's unless it is set here.
[calendar]
closed_weekdays = ["saturday", "sunday"]
# Public holidays are those of the company's country unless one is named here; `relance calendar` lists them.
# country = "FR"
# subdivision = "57"      # a part of the country with holidays of its own
holidays = []             # more closed days, for example [2026-12-24]
open = []                 # public holidays on which you work, for example [2027-05-17]
# time_zone = "Europe/Paris"

# One such section for each company of the client.
[companies.{name}]
platform = "{platform}"

# "observe" decides and shows, and writes nothing; "assist" also writes notes, activities and holds;
# "auto" also sends reminders to customers.
mode = "observe"

# The key never stands in this file. It is looked for in this order:
# 1. the environment variable {variable}
# 2. a file that holds nothing else, named here:
# key_file = "{name}.key"
# 3. the system keyring:   keyring set relance {name}

# Language of notes and letters, if it is not the one above:
# language = "fr"
# Fields of your own, read beside or instead of the usual ones:
# mapping = "mapping.toml"
# Another policy than policy.toml:
# policy = "policy-{name}.toml"

[companies.{name}.{platform}]
{own}
"""


def answers(
    session: Session, platform: str, questions: Sequence[Question], given: Mapping[str, object]
) -> dict[str, object]:
    """Take what the options say, and ask a person for the rest.

    Args:
        session: Of the command.
        platform: For messages.
        questions: Of the platform.
        given: Options by key; None for one that was not given.

    Raises:
        Stop: If an option is not the platform's, an answer is wrong, or a program would have to be asked.
    """
    said = {key: str(value) for key, value in given.items() if value is not None}
    if unknown := sorted(said.keys() - {each.key for each in questions}):
        raise Stop(session.say("not_asked", platform=platform, option=_option(unknown[0])))
    taken: dict[str, object] = {}
    for each in questions:
        wanted = each.asked_if is not None and each.asked_if.items() <= taken.items()
        if each.key in said or wanted:
            text = asked(session, each.key, said.get(each.key), each.default, each.choices)
            taken[each.key] = _number(session, text) if each.whole_number else text
    return taken


def asked(
    session: Session,
    option: str,
    given: str | None,
    default: str | None = None,
    choices: Sequence[str] = (),
) -> str:
    """Take what was given, or ask a person; a program gets an error instead of a question.

    Args:
        session: Of the command.
        option: Key of what is asked.
        given: What an option said; None or empty if it was not given.
        default: What is offered; None for nothing.
        choices: What it may be; empty for anything.

    Raises:
        Stop: If a program would have to be asked, or the answer is none of the choices.
    """
    listed = ", ".join(choices)
    if not given and session.out.as_json:
        raise Stop(session.say("missing_option", option=_option(option)))
    text: str = given or typer.prompt(session.say(f"ask_{option}", choices=listed), default=default, err=True)
    if choices and text.strip() not in choices:
        raise Stop(session.say("bad_choice", text=text, choices=listed))
    return text.strip()


def settings_text(
    language: str, platform: str, name: str, questions: Sequence[Question], own: Mapping[str, object]
) -> str:
    """Write a `relance.toml` with one company.

    Args:
        language: Of what `relance` shows.
        platform: Its accounting tool.
        name: The company's.
        questions: Of the platform: what they are about stands above each key.
        own: The answers.
    """
    return _SETTINGS.format(
        language=language,
        name=name,
        platform=platform,
        variable=environment_name(name),
        own="\n".join(_lines(each, own.get(each.key)) for each in questions),
    )


def _lines(question: Question, value: object) -> str:
    about = textwrap.fill(question.about, _WIDTH, initial_indent="# ", subsequent_indent="# ")
    set_here = f"{question.key} = {_toml(question.example if value is None else value)}"
    return "\n".join([*([about] if about else []), f"# {set_here}" if value is None else set_here])


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _number(session: Session, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Stop(session.say("bad_number", text=text)) from None


def _toml(value: object) -> str:
    """Write a text or a number; JSON's way of quoting is also TOML's."""
    return json.dumps(value, ensure_ascii=False)
