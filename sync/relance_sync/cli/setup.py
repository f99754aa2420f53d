"""`relance init` and `relance check`: a new workspace, and whether one can be worked with."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from relance_sync import registry
from relance_sync.cli.failures import Exit, Failure, combined, failure
from relance_sync.cli.first_settings import USUAL, answers, asked, settings_text
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

CompaniesArgument = Annotated[
    str | None, typer.Argument(metavar="COMPANY", help="One company. Default: all of them.")
]
ClientIdOption = Annotated[
    str | None, typer.Option(metavar="ID", help="Client ID of the application that signs people in.")
]
EnvironmentOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The application's: sandbox or production.")
]
RedirectOption = Annotated[
    str | None, typer.Option(metavar="URL", help="Where the browser is sent after the sign-in.")
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
    client_id: ClientIdOption = None,
    environment: EnvironmentOption = None,
    redirect: RedirectOption = None,
    policy: PolicyOption = ShippedPolicy.STANDARD,
) -> Exit:
    """Make a workspace.

    Writes relance.toml and policy.toml, with comments. Asks for what the options do not say, and
    overwrites nothing.
    """
    folder = directory or session.options.workspace
    _untouched(session, folder)
    platform, name = _company(session, platform, name)
    signs_in = registry.authorization_factory(platform, name)
    questions = signs_in.questions if signs_in else USUAL
    given: dict[str, object] = {"url": url, "database": database, "company_id": company_id}
    given |= {"client_id": client_id, "environment": environment, "redirect": redirect}
    own = answers(session, platform, questions, given)
    _write(session, folder, settings_text(session.language, platform, name, questions, own), policy)
    if session.out.as_json:
        files = [SETTINGS_FILE, POLICY_FILE]
        session.out.document({"folder": str(folder.resolve()), "files": files, "company": name})
    else:
        session.out.line(session.say("init_done", folder=folder.resolve()))
        following = "init_next_sign_in" if signs_in else "init_next"
        session.out.line(session.say(following, variable=environment_name(name), name=name))
    return Exit.OK


def _untouched(session: Session, folder: Path) -> None:
    for file in (SETTINGS_FILE, POLICY_FILE):
        if (folder / file).exists():
            raise Stop(session.say("exists", file=file, folder=folder.resolve()))


def _company(session: Session, platform: str | None, name: str | None) -> tuple[str, str]:
    known = registry.platforms()
    platform = asked(session, "platform", platform, known[0] if len(known) == 1 else None)
    if platform not in known:
        raise Stop(session.say("no_platform", platform=platform, known=", ".join(known)))
    name = asked(session, "name", name, "main")
    if not _NAME.fullmatch(name):
        raise Stop(session.say("bad_name", name=name))
    return platform, name


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
