"""Mapping: platform rows to records of the ledger, compiled once from a TOML file and overrides.

`fields` says what to ask the platform for, `to_record` converts one row. A converter runs for every value of
every row, so the declarations are turned into plain functions here. Nothing is asked of a platform.

A dot in a field's name leads into nested values: `PrimaryEmailAddr.Address` is `Address` in what the row
holds as `PrimaryEmailAddr`. If that is not there, the field is not there.
"""

import types
from collections.abc import Callable, Collection
from collections.abc import Mapping as MappingABC
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TypeAlias, get_args, get_origin, get_type_hints

from relance_mappings.converters import Context, Converter, Raw, Unfit, absent
from relance_mappings.declared import Attribute, Declared, Section, read_declared, read_overrides
from relance_mappings.registry import BY_TYPE, CONVERTERS
from relance_sync.errors import Skip, Stop
from relance_sync.rules.ledger import RECORD_KINDS, Allocation, Installment, Record

Row: TypeAlias = MappingABC[str, Raw]
Part: TypeAlias = Record | Installment | Allocation

_RECORDS: MappingABC[str, type[Part]] = {
    **RECORD_KINDS,
    "installment": Installment,
    "allocation": Allocation,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One attribute, ready to run; `asked` are those of its fields that the platform has."""

    name: str
    fields: tuple[str, ...]
    asked: tuple[str, ...]
    run: Callable[[Context, Row], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """One section, ready to run."""

    section: Section
    build: Callable[..., Part]
    steps: tuple[_Step, ...]


class Mapping:
    """All sections of one platform.

    Attributes:
        title: What people call the platform.
        fingerprint: Changes whenever file or overrides do: what was read before must be read again.
    """

    def __init__(self, declared: Declared, fingerprint: str) -> None:
        self.title = declared.title
        self.fingerprint = fingerprint
        self._declared = declared
        self._compiled = {name: _compile(section) for name, section in declared.sections.items()}

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of all sections."""
        return tuple(self._declared.sections)

    def model(self, section: str) -> str:
        """Return the platform model of a section."""
        return self._compiled[section].section.model

    def fields(self, section: str) -> tuple[str, ...]:
        """Return the fields of a row a section needs, sorted; of a dotted name what is before the dot."""
        compiled = self._compiled[section]
        named = {compiled.section.label, *(f for step in compiled.steps for f in step.asked)}
        return tuple(sorted({_top(each) for each in named}))

    def only(self, available: MappingABC[str, Collection[str]]) -> "Mapping":
        """Return the same mapping without the optional fields that this platform does not have.

        Args:
            available: Fields that exist, by model; models that are left out are taken to have all.

        Raises:
            Stop: If a field that is not optional does not exist; names file and key.
        """
        sections = {
            name: _without_missing(section, available[section.model], self.title)
            if section.model in available
            else section
            for name, section in self._declared.sections.items()
        }
        return Mapping(Declared(title=self.title, sections=sections), self.fingerprint)

    def to_record(self, section: str, row: Row, context: Context, **given: object) -> Part:
        """Convert one row; fields that the mapping does not name are ignored.

        Args:
            section: Such as `invoice` or `installment`.
            row: Platform values by field.
            context: What converters may know beyond the row.
            given: Attributes that the reader worked out itself.

        Raises:
            Skip: If a value is missing or does not fit; names record and field.
        """
        compiled = self._compiled[section]
        values = dict(given)
        for step in compiled.steps:
            try:
                values[step.name] = step.run(context, row)
            except (ValueError, KeyError) as problem:
                raise self._skip(compiled, row, step, problem) from None
        return compiled.build(**values)

    def _name(self, compiled: _Compiled, row: Row) -> str:
        label, id_ = row.get(compiled.section.label), row.get(compiled.section.key)
        words = [compiled.section.record, str(id_ or ""), f"“{label}”" if label and label != id_ else ""]
        return f"{self.title}: {' '.join(filter(None, words))}"

    def _skip(self, compiled: _Compiled, row: Row, step: _Step, problem: ValueError | KeyError) -> Skip:
        said = f"was not sent: {problem}" if isinstance(problem, KeyError) else str(problem)
        return Skip(
            f"{self._name(compiled, row)} was left out: the field {' / '.join(step.fields)}"
            f" (for “{step.name}”) {said}. Correct it in {self.title}."
        )


def load(platform: str, overrides: str | None = None, overrides_file: str = "") -> Mapping:
    """Load the mapping of a platform, with an integrator's overrides laid over it.

    Args:
        platform: Name of the TOML file beside this module.
        overrides: Text of the overrides; None for none.
        overrides_file: Its name, for messages.

    Raises:
        Stop: If the overrides are wrong; the message names file and key.
    """
    text, declared = _own(platform)
    if overrides is not None:
        declared = read_overrides(overrides, overrides_file, declared)
    return Mapping(declared, sha256(f"{text}\0{overrides or ''}".encode()).hexdigest()[:12])


@cache
def _own(platform: str) -> tuple[str, Declared]:
    file = f"{platform}.toml"
    text = resources.files("relance_mappings").joinpath(file).read_text(encoding="utf-8")
    return text, read_declared(text, file)


def _without_missing(section: Section, available: Collection[str], title: str) -> Section:
    kept = {}
    for name, attribute in section.attributes.items():
        missing = [each for each in attribute.fields if _top(each) not in available]
        if missing and not attribute.if_present:
            raise Stop(
                f"{attribute.file}: the key {attribute.key} asks for the field {missing[0]}, which {title}'s"
                f" {section.model} does not have or the user may not read. Correct the name, give the user"
                " the right, or write if_present = true."
            )
        if len(missing) < len(attribute.fields):
            kept[name] = replace(attribute, missing=frozenset(missing))
    # A converter of several fields gets `false` for one that is missing (see `_runner`).
    return replace(section, attributes=kept)


def _compile(section: Section) -> _Compiled:
    record = _RECORDS.get(section.record)
    if record is None:
        raise Stop(f"The record {section.record} of a mapping is not known. Use: {', '.join(_RECORDS)}.")
    hints = get_type_hints(record)
    steps = tuple(
        _Step(
            name=name,
            fields=attribute.fields,
            asked=tuple(each for each in attribute.fields if each not in attribute.missing),
            run=_runner(attribute, _checked(name, attribute, hints)),
        )
        for name, attribute in section.attributes.items()
    )
    made = {*section.given, *section.attributes}
    for each in fields(record):
        if each.default is MISSING and each.default_factory is MISSING and each.name not in made:
            raise Stop(f"The mapping of {section.record} does not say what makes “{each.name}”. Add it.")
    return _Compiled(section=section, build=record, steps=steps)


def _checked(name: str, attribute: Attribute, hints: MappingABC[str, object]) -> Converter:
    where = f"{attribute.file}: the key {attribute.key}"
    if name not in hints:
        raise Stop(f"{where} is no attribute of the ledger. Use one of: {', '.join(sorted(hints))}.")
    wanted, may_be_none = _type(hints[name])
    if attribute.convert == "choice":
        return _choice(attribute, wanted, may_be_none, where)
    named = attribute.convert or BY_TYPE.get((wanted, may_be_none))
    if named is None:
        raise Stop(f"{where} needs convert = one of: {', '.join(_fitting(wanted, may_be_none))}.")
    converter = CONVERTERS.get(named)
    if converter is None or converter.returns is not wanted or (converter.empty and not may_be_none):
        why = "is not known" if converter is None else "does not fit"
        fitting = ", ".join(_fitting(wanted, may_be_none))
        raise Stop(f"{where}: the converter “{named}” {why}. Use one of: {fitting}.")
    if converter.values != len(attribute.fields):
        raise Stop(f"{where}: the converter “{named}” takes {converter.values} fields. Correct `from`.")
    if attribute.choices is not None:
        raise Stop(f'{where}: `choices` needs convert = "choice". Correct or remove one of them.')
    return converter


def _type(hint: object) -> tuple[object, bool]:
    """Return an annotation without `| None`, and whether it had it."""
    if get_origin(hint) is types.UnionType:
        rest = [each for each in get_args(hint) if each is not types.NoneType]
        return rest[0], True
    return get_origin(hint) or hint, False


def _fitting(wanted: object, may_be_none: bool) -> list[str]:
    found = [n for n, c in CONVERTERS.items() if c.returns is wanted and (may_be_none or not c.empty)]
    return sorted([*found, "choice"])


def _choice(attribute: Attribute, wanted: object, may_be_none: bool, where: str) -> Converter:
    if not attribute.choices or len(attribute.fields) != 1:
        raise Stop(f"{where}: the converter “choice” takes one field and a table `choices`. Add it.")
    make = wanted if isinstance(wanted, type) and issubclass(wanted, StrEnum) else str
    if make is str and wanted is not str:
        raise Stop(f"{where}: the converter “choice” does not fit here. Use another.")
    try:
        table = {value: make(ours) for value, ours in attribute.choices.items()}
    except ValueError as problem:
        raise Stop(f"{where}.choices: {problem}. Use one of: {', '.join(make)}.") from None  # type: ignore[arg-type]

    def choose(_: Context, value: Raw) -> str | None:
        if isinstance(value, str) and value in table:
            return table[value]
        if may_be_none and absent(value):
            return None
        raise Unfit(f"has the value {value!r}, expected one of: {', '.join(table)}")

    return Converter(convert=choose, returns=make)


def _runner(attribute: Attribute, converter: Converter) -> Callable[[Context, Row], object]:
    convert, names = converter.convert, attribute.fields
    if any("." in name for name in names):
        getters = [_getter(name, attribute.if_present) for name in names]
        return lambda context, row: convert(context, *[get(row) for get in getters])
    if attribute.if_present:
        return lambda context, row: convert(context, *[row.get(name, False) for name in names])
    # Written out, as most attributes are made of one or two fields, and of every row.
    match names:
        case (name,):
            return lambda context, row: convert(context, row[name])
        case (first, second):
            return lambda context, row: convert(context, row[first], row[second])
    return lambda context, row: convert(context, *[row[name] for name in names])


def _getter(path: str, if_present: bool) -> Callable[[Row], Raw]:
    """Return what follows a dotted name into a row."""
    parts = path.split(".")

    def get(row: Row) -> Raw:
        value: Raw = row
        try:
            for part in parts:
                value = value[part]
        except KeyError:
            pass
        except TypeError:
            # `null` and Odoo's `false` hold nothing; a text or a list is not what the name promised.
            if value is not None and value is not False:
                raise Unfit(f"leads to nothing, as {value!r} has no “{part}”") from None
        else:
            return value
        if if_present:
            return False
        raise KeyError(path)

    return get


def _top(path: str) -> str:
    return path.partition(".")[0]
