"""`relance connect` and `relance disconnect`: the permission to work on books, given in a browser.

Opens the browser and shows what became of it; what an answer must prove is the connector's to judge.
"""

import webbrowser
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import Json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings, environment_name
from relance_sync.errors import Stop
from relance_sync.rules.explain import format_day
from relance_sync.sign_in import Authorization, Connection, SignIn

CompanyArgument = Annotated[
    str | None, typer.Argument(metavar="COMPANY", help="A company of the workspace. Default: the only one.")
]
_PATIENCE = 300.0


def connect(
    session: Session,
    name: CompanyArgument = None,
    *,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser, or only show the address.")
    ] = True,
    paste: Annotated[
        bool,
        typer.Option("--paste", help="The browser runs elsewhere: paste the address on which it ends."),
    ] = False,
) -> Exit:
    """Connect a company: a person allows it in the browser.

    Shows the address to open, waits for the answer, and keeps the permission sealed in the workspace.
    Connecting again renews it.
    """
    company = session.company(name)
    authorization = _authorization(session, company, make_key=True)
    sign_in = authorization.begin(listen=not paste)
    try:
        connection = _asked(session, company, sign_in, browser=browser, paste=paste)
    finally:
        sign_in.close()
    if session.out.as_json:
        session.out.document({"company": company.name, "connection": connection_json(connection)})
        return Exit.OK
    session.out.line(session.say("connect_done", name=company.name, books=connection.books), style="bold")
    for key, moment in (("connect_renew_by", connection.renew_by), ("connect_ends_on", connection.ends_on)):
        if moment:
            session.out.line(session.say(key, day=format_day(moment.date(), session.language)))
    if connection.others:
        session.out.line(session.say("connect_others"))
        for identifier, books in connection.others.items():
            session.out.line(f"  {books}: {identifier}")
    session.out.line(session.say("connect_next", name=company.name))
    return Exit.OK


def disconnect(
    session: Session,
    name: CompanyArgument = None,
    *,
    forget: Annotated[
        bool, typer.Option("--forget", help="Only delete the tokens here; do not call the platform.")
    ] = False,
) -> Exit:
    """Withdraw a company's permission and delete its tokens.

    What was read, decided and written stays.
    """
    company = session.company(name)
    done = _authorization(session, company).disconnect(revoke=not forget)
    if session.out.as_json:
        session.out.document({"company": company.name, "disconnected": done})
        return Exit.OK
    key = ("disconnect_forgotten" if forget else "disconnect_done") if done else "disconnect_nothing"
    session.out.line(session.say(key, name=company.name))
    return Exit.OK


def _authorization(session: Session, company: CompanySettings, *, make_key: bool = False) -> Authorization:
    found = session.authorization(company, make_key=make_key)
    if found is None:
        variable = environment_name(company.name)
        raise Stop(
            session.say("connect_key_only", platform=company.platform, name=company.name, variable=variable)
        )
    return found


def _asked(
    session: Session, company: CompanySettings, sign_in: SignIn, *, browser: bool, paste: bool
) -> Connection:
    """Ask the person, and wait for the answer. Nothing of it goes to stdout: that is for the result."""
    if session.out.as_json and not sign_in.listens and not paste:
        raise Stop(session.say("connect_paste_option"))
    session.out.tell(session.say("connect_open", name=company.name))
    session.out.tell(sign_in.url)
    opened = browser and not paste and webbrowser.open(sign_in.url)
    if sign_in.listens:
        session.out.tell(session.say("connect_opening" if opened else "connect_waiting"))
        return sign_in.wait(_PATIENCE)
    address: str = typer.prompt(session.say("connect_paste"), err=True)
    return sign_in.paste(address)


def connection_json(connection: Connection) -> Json:
    """Write a connection."""
    return {
        "books": connection.books,
        "renew_by": connection.renew_by.isoformat() if connection.renew_by else None,
        "ends_on": connection.ends_on.isoformat() if connection.ends_on else None,
        "withdrawn": connection.withdrawn,
        "others": [{"id": identifier, "name": books} for identifier, books in connection.others.items()],
    }
