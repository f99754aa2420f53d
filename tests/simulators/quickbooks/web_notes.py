"""What is written on a record: text fields, with the blocks that apps marked off, and attached notes.

How it looks on a page for people; nothing is written into the books.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.simulators.web_elements import element, moment, section

from .company import Company, Record

# Apps that write into a field of words people write mark off what is theirs: `--- Name ...` to `--- /Name`.
_BLOCK = re.compile(
    r"^--- (?P<app>[^\s/]+)(?P<rest>.*)\n(?P<words>(?:(?!--- ).*\n)*)--- /(?P=app)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A piece of a text field.

    Attributes:
        app: which app marked it off as its own; "" if people wrote it.
        text: as it stands, without an app's marks.
        mark: what the app wrote behind its name.
    """

    text: str
    app: str = ""
    mark: str = ""


def words(text: str) -> Iterator[Element]:
    """Write a text field; what an app marked off as its own stands in a box."""
    for each in pieces(text):
        if not each.app:
            yield element("p", each.text, css="words")
            continue
        yield element(
            "div",
            element("p", element("strong", each.app), " ", element("span", each.mark, css="quiet")),
            element("p", each.text, css="words"),
            css="block",
        )


def attached(company: Company, record: Record) -> Element:
    """Return the notes attached to a record."""
    found = [_note(company, each) for each in notes(company, record)]
    return section("Attached notes", *(found or [element("p", "None.", css="none")]))


def notes(company: Company, record: Record) -> list[Record]:
    """Return the notes and files attached to a record, the latest first."""
    found = [
        each
        for each in company.living("Attachable")
        if any(
            (reference.get("EntityRef") or {}).get("value") == record.id
            and str(reference["EntityRef"].get("type", "")).lower() == record.entity.lower()
            for reference in each.data.get("AttachableRef") or []
        )
    ]
    return sorted(found, key=lambda each: (each.created, int(each.id)), reverse=True)


def pieces(text: str) -> list[Words]:
    r"""Part a text field into what people wrote and what apps marked off as theirs.

    >>> [(each.app, each.text) for each in pieces("Call first.\n--- App 7\nWait.\n--- /App\nThe end.")]
    [('', 'Call first.'), ('App', 'Wait.'), ('', 'The end.')]
    """
    found: list[Words] = []
    place = 0
    for block in _BLOCK.finditer(text):
        found.append(Words(text=text[place : block.start()].strip("\n")))
        found.append(Words(text=block["words"].rstrip("\n"), app=block["app"], mark=block["rest"].strip()))
        place = block.end()
    found.append(Words(text=text[place:].strip("\n")))
    return [each for each in found if each.text or each.app]


def _note(company: Company, note: Record) -> Element:
    when = moment(note.created, company.zone)
    if note.token:
        when = f"{when}, changed {moment(note.updated, company.zone)}"
    text = str(note.data.get("Note") or note.data.get("FileName") or "")
    title, mark, rest = text.partition("\n")
    return element(
        "div",
        element("p", when, css="quiet"),
        element("p", element("strong", title), mark, rest, css="words"),
        css="note",
    )
