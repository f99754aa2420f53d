"""`relance init` and `relance check`: a new workspace, and whether one can be worked with."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from relance_sync import registry
from relance_sync.cli.failures import Exit, Failure, combined, failure
from relance_sync.cli.output import error_json
from relance_sync.cli.session import Session
from relance_sync.config import (
    CompanySettings,
    ShippedPolicy,
    environment_name,
    policy_text,
    read_workspace,
)
from relance_sync.config.policy_file import STANDARD_POLICY
from relance_sync.config.workspace import POLICY_FILE, SETTINGS_FILE
from relance_sync.errors import Stop
from relance_sync.ports import Finding, Severity

_NAME = re.compile(r"[A-Za-z0-9_-]+")
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
platform = {platform}

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

[companies.{name}.{section}]
{own}
"""


CompaniesArgument = Annotated[
    str | None, typer.Argument(metavar="COMPANY", help="One company. Default: all of them.")
]
PolicyOption = Annotated[
    ShippedPolicy, typer.Option(help="The policy to begin with. See `relance policy list`.")
]


def init(
    session: Session,
    directory: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The folder. Default: --workspace, the current one."),
    ] = None,
    platform: Annotated[str | None, typer.Option(metavar="NAME", help="Platform, such as odoo.")] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Short name of the company: letters, digits, - and _.")
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address of the accounting tool.")] = None,
    database: Annotated[str | None, typer.Option(metavar="NAME", help="Its database.")] = None,
    company_id: Annotated[int | None, typer.Option(metavar="N", help="Number of the company there.")] = None,
    policy: PolicyOption = ShippedPolicy.STANDARD,
) -> Exit:
    """Make a workspace.

    Writes relance.toml and policy.toml, with comments. Asks for what the options do not say, and
    overwrites nothing.
    """
    folder = directory or session.options.workspace
    for file in (SETTINGS_FILE, POLICY_FILE):
        if (folder / file).exists():
            raise Stop(session.say("exists", file=file, folder=folder.resolve()))
    known = registry.platforms()
    platform = _asked(session, "platform", platform, known[0] if len(known) == 1 else None)
    if platform not in known:
        raise Stop(session.say("no_platform", platform=platform, known=", ".join(known)))
    name = _asked(session, "name", name, "main")
    if not _NAME.fullmatch(name):
        raise Stop(session.say("bad_name", name=name))
    own: dict[str, object] = {
        "url": _asked(session, "url", url),
        "database": _asked(session, "database", database),
        "company_id": company_id or _number(session, _asked(session, "company_id", None, "1")),
    }
    _write(session, folder, _settings(session, platform, name, own), policy)
    if session.out.as_json:
        files = [SETTINGS_FILE, POLICY_FILE]
        session.out.document({"folder": str(folder.resolve()), "files": files, "company": name})
    else:
        session.out.line(session.say("init_done", folder=folder.resolve()))
        session.out.line(session.say("init_next", variable=environment_name(name)))
    return Exit.OK


def _asked(session: Session, option: str, given: str | None, default: str | None = None) -> str:
    """Take what was given, or ask a person; a program gets an error instead of a question."""
    if given:
        return given
    if session.out.as_json:
        raise Stop(session.say("missing_option", option=f"--{option.replace('_', '-')}"))
    answer: str = typer.prompt(session.say(f"ask_{option}"), default=default, err=True)
    return answer.strip()


def _number(session: Session, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Stop(session.say("bad_number", text=text)) from None


def _settings(session: Session, platform: str, name: str, own: dict[str, object]) -> str:
    return _SETTINGS.format(
        language=session.language,
        name=name,
        platform=_toml(platform),
        section=platform,
        variable=environment_name(name),
        own="\n".join(f"{key} = {_toml(value)}" for key, value in own.items()),
    )


def _toml(value: object) -> str:
    """Write a text or a number; JSON's way of quoting is also TOML's."""
    return json.dumps(value, ensure_ascii=False)


def _write(session: Session, folder: Path, settings: str, policy: ShippedPolicy) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # "x" refuses a file that appeared meanwhile.
        for file, text in ((SETTINGS_FILE, settings), (POLICY_FILE, policy_text(policy))):
            with (folder / file).open("x", encoding="utf-8") as out:
                out.write(text)
    except OSError as error:
        raise Stop(session.say("cannot_write", folder=folder.resolve(), problem=error.strerror)) from error
    read_workspace(folder)


def check(
    session: Session,
    name: CompaniesArgument = None,
) -> Exit:
    """Look whether Relance can work.

    Looks at settings, policy, key, connection and rights, and says what is missing and what to do.
    """
    outcomes = [_check(session, each) for each in session.companies(name)]
    if session.out.as_json:
        session.out.document(
            {
                "companies": [
                    {"company": each.name, "findings": [_finding_json(one) for one in findings]}
                    | ({"error": error_json(failed)} if failed else {})
                    for each, findings, failed in outcomes
                ]
            }
        )
    else:
        for each, findings, failed in outcomes:
            _show(session, each, findings, failed)
    code = combined(failed for _, _, failed in outcomes)
    bad = any(one.severity is Severity.ERROR for _, findings, _ in outcomes for one in findings)
    return Exit.PARTLY if bad and code is Exit.OK else code


def _check(
    session: Session, company: CompanySettings
) -> tuple[CompanySettings, list[Finding], Failure | None]:
    """Look at one company; what was found before an error is kept."""
    findings = [_fine(session, "settings", session.say("check_mode_ok", mode=company.mode))]
    try:
        policy = session.policy(company)
        file = company.policy.name if company.policy else STANDARD_POLICY
        message = session.say("check_policy_ok", file=file, version=policy.version, plans=len(policy.plans))
        findings.append(_fine(session, "policy", message))
        secret = session.secret(company)
        if secret.source:
            findings.append(_fine(session, "key", session.say("check_key_ok", source=secret.source)))
        if secret.warning:
            key = session.say("check_key")
            findings.append(Finding(severity=Severity.WARNING, what=key, message=secret.warning))
        findings += _connection(session, company)
        findings += session.connector(company, secret).check()
    except Exception as error:  # noqa: BLE001  # one company must not stop the others
        return company, findings, failure(error, session.log_file, session.secrets, session.language)
    return company, findings, None


def _connection(session: Session, company: CompanySettings) -> list[Finding]:
    """Look at the permission that a person gave, where the platform asks for one."""
    authorization = session.authorization(company)
    if authorization is None:
        return []
    connection, what = authorization.connection(), session.say("check_connection")
    if connection is None or connection.withdrawn:
        message = session.say("connect_ended" if connection else "connect_never", name=company.name)
        return [Finding(severity=Severity.ERROR, what=what, message=message)]
    if warning := session.connection_warning(company, connection):
        return [Finding(severity=Severity.WARNING, what=what, message=warning)]
    return [_fine(session, "connection", session.say("check_connection_ok", books=connection.books))]


def _fine(session: Session, what: str, message: str) -> Finding:
    return Finding(severity=Severity.OK, what=session.say(f"check_{what}"), message=message)


def _finding_json(finding: Finding) -> dict[str, str]:
    return {"severity": str(finding.severity), "what": finding.what, "message": finding.message}


def _show(
    session: Session, company: CompanySettings, findings: Sequence[Finding], failed: Failure | None
) -> None:
    session.out.table(
        [session.say("result"), session.say("what"), ""],
        [[session.say(str(each.severity)), each.what, each.message] for each in findings],
        title=f"{company.name} ({company.platform})",
    )
    if failed:
        session.out.fail(failed)
