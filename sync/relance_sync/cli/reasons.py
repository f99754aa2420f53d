"""`relance reasons`: the reasons printed for the person concerned, as plain text or JSON.

Nothing is written on the platform, and nothing is sent: a colleague hands the document over.
"""

from pathlib import Path
from typing import Annotated

import typer

from relance_sync.cli.customers import CustomerArgument, hold_json
from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import assessment_json, customer_json, day_json
from relance_sync.cli.session import Session
from relance_sync.errors import Stop
from relance_sync.letters.person import person_letter
from relance_sync.rules.assess import assess


def reasons_for(
    session: Session,
    customer: CustomerArgument,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write the text there, in UTF-8. Default: show it."),
    ] = None,
    contact: Annotated[
        str, typer.Option("--contact", metavar="TEXT", help="Whom to write to. Default: the company's name.")
    ] = "",
) -> Exit:
    """Print for the customer what is decided, and why.

    For the person concerned: figures, grade, how it ends, who decides, how to contest it, which data is kept.
    """
    company = session.company()
    found = session.customer(company, customer)
    today, policy = session.today(company), session.policy(company)
    account = session.account(company, found, today)
    assessment = assess(account, policy, company.calendar, today)
    letter = person_letter(account, assessment, policy.retention, session.language, contact=contact)
    if output is not None:
        _write(session, output, letter.plain())
    if session.out.as_json:
        document: dict[str, object] = {"company": company.name, "today": day_json(today)}
        document |= {"customer": customer_json(found), "language": session.language}
        document |= {"kind": found.kind and str(found.kind), "hold": hold_json(account.hold)}
        document["confirmations"] = [
            {"by": each.by, "day": day_json(each.day), "until": day_json(each.until)}
            for each in account.approvals
        ]
        document |= assessment_json(assessment, session.language)
        document |= {"title": letter.title, "head": list(letter.head), "end": letter.end}
        document["sections"] = [
            {"heading": each.heading, "lines": list(each.lines)} for each in letter.sections
        ]
        session.out.document(document)
    elif output is None:
        session.out.line(letter.plain().rstrip("\n"))
    else:
        session.out.line(session.say("reasons_written", file=output))
    return Exit.OK


def _write(session: Session, file: Path, text: str) -> None:
    """Write the text for its owner only: it holds personal data.

    Raises:
        Stop: If the file cannot be written.
    """
    try:
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Stop(session.say("reasons_cannot", file=file, problem=error.strerror or error)) from error
