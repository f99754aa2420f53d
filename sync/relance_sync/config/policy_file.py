"""Reads `policy.toml` into the rules' Policy. Which keys there are follows from the rules' own dataclasses.

The version of a policy is a short hash of what it says (comments do not count), so that an edited policy, or
an edited calendar, leads to a new assessment of everyone. What the keys mean is in docs/reference/policy.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, cast, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, create_model
from pydantic import Field as Checked

from relance_sync.config.forms import plain
from relance_sync.config.law_tables import with_law
from relance_sync.config.policy_names import check_names
from relance_sync.config.problems import WrongChoice, is_plain_date, problems_of, sentences, stop
from relance_sync.config.refused import Complaint, Refused, build
from relance_sync.config.second_look import hidden_complaints
from relance_sync.config.shipped_policies import ShippedPolicy, policy_text
from relance_sync.config.toml_document import TomlDocument, parse_document, read_document
from relance_sync.errors import Problem
from relance_sync.plain_policy import digest
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.policy import Policy

STANDARD_POLICY = ShippedPolicy.STANDARD.file
_VERSION = "version"
_COMPUTED = "-"
_PAGE = "docs/reference/policy.md"


def standard_policy_text() -> str:
    """Return the standard policy, comments included."""
    return policy_text(ShippedPolicy.STANDARD)


def read_policy(path: Path | None, calendar: Calendar | None = None, workspace: Path | None = None) -> Policy:
    """Read a policy.

    Args:
        path: The file; None for the standard policy.
        calendar: The company's calendar, which counts for the version; None for the usual one.
        workspace: Folder whose `law` folder may hold newer tables of the law, which count too.

    Raises:
        Stop: With everything wrong in it, in the order of its lines.
    """
    return _finished(_document(path), calendar, workspace)


def read_shipped(name: ShippedPolicy) -> Policy:
    """Read a policy that comes with Relance, for the usual calendar and with the law's own tables."""
    return _finished(parse_document(policy_text(name), name.file), None, None)


def _finished(document: TomlDocument, calendar: Calendar | None, workspace: Path | None) -> Policy:
    policy = with_law(policy_from(document), workspace)
    given = "" if policy.version == _COMPUTED else f"{policy.version}+"
    return replace(policy, version=f"{given}{digest(policy, calendar or Calendar())}")


def policy_from(document: TomlDocument) -> Policy:
    """Build a policy from a document.

    Raises:
        Stop: With everything wrong in it, in the order of its lines.
    """
    raw, misnamed = check_names(document)
    # A name that is unknown may be one whose line or header was left out because of its syntax.
    problems = [*document.syntax, *(misnamed if not document.syntax else ())]
    form = _form(Policy)
    try:
        # Each section is built as it is checked, so that what one refuses does not hide what another does.
        read = form.model_validate({_VERSION: _COMPUTED, **raw})
        policy = build(Policy, _given(read))
    except ValidationError as error:
        problems += problems_of(error, document, form)
        if not document.syntax:
            failed = [each["loc"] for each in error.errors(include_url=False)]
            problems += _told(hidden_complaints(raw, failed, _checked), document)
    except Refused as error:
        problems += [] if document.syntax else _told(error.complaints, document)
    if problems:
        raise stop(problems, _PAGE)
    return cast("Policy", policy)


def _document(path: Path | None) -> TomlDocument:
    return parse_document(standard_policy_text(), STANDARD_POLICY) if path is None else read_document(path)


def _told(complaints: Iterable[Complaint], document: TomlDocument) -> list[Problem]:
    return [document.problem(place, *sentences(message)) for place, message in complaints]


@cache
def _form(shape: type) -> type[BaseModel]:
    """Make the checked form of a dataclass: the same fields, no others, nothing converted by guess."""
    hints = get_type_hints(shape)
    members: dict[str, Any] = {}
    for each in _keys(shape):
        required = each.default is MISSING and each.default_factory is MISSING
        members[each.name] = (_checked(hints[each.name]), ... if required else None)
    return create_model(shape.__name__, __config__=ConfigDict(extra="forbid", strict=True), **members)


def _checked(hint: object) -> object:
    """Translate a type of the rules into the type that is checked."""
    hint = plain(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {tuple, frozenset}:
        return Annotated[list[_checked(inner[0])], AfterValidator(origin)]  # type: ignore[misc]
    if origin is not None:
        return dict[_checked(inner[0]), _checked(inner[1])]  # type: ignore[misc]
    if isinstance(hint, type) and is_dataclass(hint):
        return Annotated[_form(hint), AfterValidator(partial(_built, hint))]
    return _checked_value(hint)


def _built(shape: type, form: BaseModel) -> object:
    return build(shape, _given(form))


def _given(form: BaseModel) -> Mapping[str, Any]:
    """Return what the file says in a section; sections in it are built already."""
    return {name: getattr(form, name) for name in form.model_fields_set}


def _checked_value(hint: object) -> object:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Annotated[hint, BeforeValidator(_by_name(hint))]
    if hint is Decimal:
        return Annotated[Decimal, BeforeValidator(_decimal)]
    if hint is date:
        return Annotated[date, BeforeValidator(_day)]
    return Annotated[str, Checked(min_length=1)] if hint is str else hint


def _by_name(choices: type[Enum]) -> Callable[[object], Enum]:
    names = {each.name.lower(): each for each in choices}

    def read(value: object) -> Enum:
        if not isinstance(value, str) or value not in names:
            raise WrongChoice(value, names)
        return names[value]

    return read


def _decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _day(value: object) -> object:
    # pydantic refuses None as what it is: no date.
    return value if is_plain_date(value) else None


def _keys(shape: object) -> list[Field[Any]]:
    """Return the fields that a file may set; the others are computed."""
    return [each for each in fields(cast("Any", shape)) if not each.metadata.get("computed")]
