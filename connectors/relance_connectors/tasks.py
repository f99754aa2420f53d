"""An activity as plain lines, for platforms that have notes but no tasks: what to do, by when, by whom.

It makes the text only. Where it stands, and how long it may be, is each platform's.
"""

from dataclasses import dataclass

from relance_connectors.plain_text import plain
from relance_sync.ports import Effect
from relance_sync.rules.explain import format_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The fixed words of one language; spaces are plain ones, which every form in a browser keeps.

    Attributes:
        todo: Before the title of a note that stands for an activity.
        done: Before the reason why it is done.
        colon: As written before a value, with its spaces.
    """

    todo: str
    done: str
    due: str
    who: str
    colon: str


_ENGLISH = Words(todo="To do", done="Done", due="Due", who="Who", colon=": ")
_WORDS = {"en": _ENGLISH, "fr": Words(todo="À faire", done="Fait", due="Échéance", who="Qui", colon=" : ")}


def words(language: str) -> Words:
    """Return the words of a language (`fr`, `fr_CA`); English for an unknown one."""
    return _WORDS.get(language[:2].lower(), _ENGLISH)


def task(effect: Effect) -> str:
    """Say what is to be done, by when and by whom, and then the rest.

    Args:
        effect: An activity.
    """
    say = words(effect.language)
    when_and_who = [
        f"{name}{say.colon}{value}"
        for name, value in (
            (say.due, format_day(effect.deadline, effect.language[:2].lower()) if effect.deadline else ""),
            (say.who, effect.responsible or ""),
        )
        if value
    ]
    title, _, rest = plain(effect.text, effect.language).partition("\n")
    lines = [f"{say.todo}{say.colon}{title}", " · ".join(when_and_who), rest]
    return "\n".join(line for line in lines if line)


def done(effect: Effect) -> str:
    """Say on one line that an activity is done, and why.

    Args:
        effect: What closes it.
    """
    say = words(effect.language)
    return f"{say.done}{say.colon}{' '.join(effect.text.title.split())}"
