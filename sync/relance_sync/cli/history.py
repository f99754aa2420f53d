"""`relance history`: what was decided, written and recorded about a customer, line by line.

What was written is named as it stands on the platform; decisions are told in the language asked for.
"""

from relance_sync.cli.customers import CustomerArgument
from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import customer_json, figures_json, reason_json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.rules.explain import describe, format_day
from relance_sync.store import HistoryEntry

# What is worth a word of what a person recorded, in this order; the rest is in `--json`.
_TOLD = ("id", "by", "due", "until", "invoice", "closed_on", "source", "note")


def history(session: Session, customer: CustomerArgument) -> Exit:
    """Show what was decided and done.

    Everything decided, written and recorded about a customer, oldest first.
    """
    company = session.company()
    found = session.customer(company, customer)
    entries = session.store.history(company.name, found.id)
    if session.out.as_json:
        lines = [_json(session, company, each) for each in entries]
        session.out.document({"company": company.name, "customer": customer_json(found), "entries": lines})
        return Exit.OK
    headings = [session.say(key) for key in ("when", "result", "what", "reference", "policy")]
    session.out.table(headings, [_row(session, company, each) for each in entries], title=found.name)
    if not entries:
        session.out.line(session.say("history_empty"))
    return Exit.OK


def _json(session: Session, company: CompanySettings, entry: HistoryEntry) -> dict[str, object]:
    day, language = session.local(entry.at, company).date(), session.language
    return {
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "code": entry.code,
        "title": entry.title,
        "figures": figures_json(entry.figures),
        "reasons": [reason_json(each, day, language) for each in entry.reasons],
        "policy_version": entry.policy_version,
        "mode": entry.mode,
        "run_id": entry.run_id,
        "reference": entry.reference,
        "problem": entry.problem,
    }


def _row(session: Session, company: CompanySettings, entry: HistoryEntry) -> list[str]:
    moment = session.local(entry.at, company)
    if entry.decision is not None:
        what = describe(entry.decision, moment.date(), session.language)
    elif entry.kind == "recorded":
        told = [str(entry.figures[name]) for name in _TOLD if entry.figures.get(name)]
        what = f"{session.say('recorded_' + entry.title.replace(' ', '_'))}: {', '.join(told)}"
    else:
        what = f"{session.say(f'effect_{entry.code}')}: {entry.title}"
    return [
        f"{format_day(moment.date(), session.language)} {moment:%H:%M}",
        session.say(f"kind_{entry.kind}"),
        f"{what} ({entry.problem})" if entry.problem else what,
        entry.reference,
        entry.policy_version,
    ]
