"""A mapping file as declared: read with tomllib and checked key by key, before anything is compiled.

Every error names file and key and says what to do. What a declaration means for a record is in `mapping`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from relance_sync.errors import Stop

Table: TypeAlias = Mapping[str, object]

_SECTION_KEYS = ("model", "record", "key", "label", "given")
_ATTRIBUTE_KEYS = ("from", "convert", "choices", "if_present")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """How one attribute of a record is made.

    Attributes:
        file: The file that declares it, for messages.
        key: Its place in that file, such as `customer.segment`.
        fields: Platform fields, in the order in which the converter takes them; a dot leads into nested ones.
        convert: Name of the converter; None for what fits the attribute's type.
        choices: Platform value to ours, for the converter `choice`.
        if_present: Whether the platform may lack the fields.
        missing: Those that this platform lacks: they are not asked for, and the converter gets `false`.
    """

    file: str
    key: str
    fields: tuple[str, ...]
    convert: str | None = None
    choices: Mapping[str, str] | None = None
    if_present: bool = False
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """How one record, or part of one, is made.

    Attributes:
        model: Platform model its rows come from.
        record: Name of the record of the ledger.
        key: Field the platform knows a record by, for messages.
        label: Field people know a record by, for messages.
        given: Attributes that the reader works out itself.
        attributes: The others, by name.
    """

    model: str
    record: str
    key: str
    label: str
    given: tuple[str, ...]
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A whole file.

    Attributes:
        title: What people call the platform.
        sections: By name.
    """

    title: str
    sections: Mapping[str, Section]


def parse(text: str, file: str) -> dict[str, object]:
    """Parse TOML.

    Raises:
        Stop: If it is no TOML; names file and line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Stop(f"{file} is not valid TOML: {error}. Correct that place.") from None


def read_declared(text: str, file: str) -> Declared:
    """Read a platform's own mapping file.

    Raises:
        Stop: If a key is unknown, missing or of the wrong type.
    """
    content = parse(text, file)
    title = content.pop("title", None)
    if not isinstance(title, str):
        raise _wrong(file, "title", "must be the platform's name in quotes")
    return Declared(title=title, sections={name: _section(name, content[name], file) for name in content})


def read_overrides(text: str, file: str, declared: Declared) -> Declared:
    """Lay an integrator's overrides over a platform's own mapping.

    Raises:
        Stop: As `read_declared`, and if a section is not there to be overridden.
    """
    sections = dict(declared.sections)
    for name, content in parse(text, file).items():
        if name not in sections:
            raise _wrong(file, name, f"is no section. Use one of: {', '.join(sections)}")
        section, changes = sections[name], _table(content, file, name)
        for key in changes:
            if key in _SECTION_KEYS or key in section.given:
                raise _wrong(file, f"{name}.{key}", "cannot be overridden. Remove it")
        attributes = {**section.attributes, **_attributes(name, changes, file)}
        sections[name] = replace(section, attributes=attributes)
    return Declared(title=declared.title, sections=sections)


def _section(name: str, content: object, file: str) -> Section:
    table = _table(content, file, name)
    said = {"key": "id", **table}
    texts = {key: _text(said.get(key), file, f"{name}.{key}") for key in ("model", "record", "key", "label")}
    given = _texts(table.get("given", []), file, f"{name}.given")
    attributes = {key: value for key, value in table.items() if key not in _SECTION_KEYS}
    return Section(given=given, attributes=_attributes(name, attributes, file), **texts)


def _attributes(section: str, tables: Table, file: str) -> dict[str, Attribute]:
    return {name: _attribute(f"{section}.{name}", value, file) for name, value in tables.items()}


def _attribute(key: str, content: object, file: str) -> Attribute:
    table = _table(content, file, key)
    for name in table:
        if name not in _ATTRIBUTE_KEYS:
            raise _wrong(file, f"{key}.{name}", f"is not known. Use: {', '.join(_ATTRIBUTE_KEYS)}")
    if "from" not in table:
        raise _wrong(file, f"{key}.from", 'is missing. Name the field, such as: from = "x_studio_segment"')
    source = table["from"]
    fields = _texts([source] if isinstance(source, str) else source, file, f"{key}.from")
    if not fields:
        raise _wrong(file, f"{key}.from", "is empty. Name a field")
    for field in fields:
        if not all(part.strip() for part in field.split(".")):
            raise _wrong(file, f"{key}.from", f'has a dot too many in "{field}". Remove it')
    if_present = table.get("if_present", False)
    if not isinstance(if_present, bool):
        raise _wrong(file, f"{key}.if_present", "must be true or false")
    return Attribute(
        file=file,
        key=key,
        fields=fields,
        convert=_text(table["convert"], file, f"{key}.convert") if "convert" in table else None,
        choices=_choices(table["choices"], file, f"{key}.choices") if "choices" in table else None,
        if_present=if_present,
    )


def _choices(value: object, file: str, key: str) -> Mapping[str, str]:
    return {name: _text(each, file, f"{key}.{name}") for name, each in _table(value, file, key).items()}


def _table(value: object, file: str, key: str) -> Table:
    if not isinstance(value, dict):
        raise _wrong(file, key, 'must be a table, such as: { from = "name" }')
    return value


def _text(value: object, file: str, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(file, key, "is missing or not text. Write it in quotes")
    return value


def _texts(value: object, file: str, key: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(file, key, 'must be text or a list of texts, such as: ["amount", "currency_id"]')
    return tuple(_text(each, file, key) for each in value)


def _wrong(file: str, key: str, problem: str) -> Stop:
    return Stop(f"{file}: the key {key} {problem}.")
