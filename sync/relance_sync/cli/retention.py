"""`relance retention`: how long data is kept and why, what has run its time, and its deletion.

Deletes nothing without `--apply` and a yes, and nothing whose day has not come. What stands in the accounting
tool is not touched.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import Json, day_json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.letters.periods import name_class, name_source, name_span
from relance_sync.rules.explain import format_day
from relance_sync.rules.retention import SOURCES, DataClass, Retention, Source, Span
from relance_sync.store import Gone

CompanyArgument = Annotated[
    str | None, typer.Argument(metavar="COMPANY", help="A company of the workspace. Default: the only one.")
]


def retention_show(session: Session, name: CompanyArgument = None) -> Exit:
    """Show how long data is kept, and why.

    The periods of each class, for persons and for companies; nothing is deleted.
    """
    chosen = session.company(name)
    periods = session.policy(chosen).retention
    applied = session.store.retention_applied(chosen.name)
    language = session.language
    if session.out.as_json:
        session.out.document(
            {
                "company": chosen.name,
                "applied_at": applied.isoformat() if applied else None,
                "classes": [_period_json(periods, each, language) for each in DataClass],
            }
        )
        return Exit.OK
    keys = ("class", "what", "persons", "entities", "why")
    rows = [_period_row(periods, each, language) for each in DataClass]
    session.out.table([session.say(f"retention_{key}") for key in keys], rows)
    session.out.line(session.say("retention_counted"))
    if applied is None:
        session.out.line(session.say("retention_never"))
    else:
        moment = session.local(applied, chosen)
        when = f"{format_day(moment.date(), language)} {moment:%H:%M}"
        session.out.line(session.say("retention_last", when=when))
    return Exit.OK


def retention_run(
    session: Session,
    name: CompanyArgument = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would go. This is the default.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Delete it, after asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete it without asking.")] = False,
) -> Exit:
    """Show what has run its time, or delete it.

    Without --apply nothing is deleted. What stands in the accounting tool is not touched.
    """
    if dry_run and (apply or yes):
        raise Stop(session.say("retention_either"))
    if session.out.as_json and apply and not yes:
        raise Stop(session.say("retention_yes"))
    chosen = session.company(name)
    session.known(chosen)
    deletes = apply or yes
    if deletes:
        _not_ahead(session, chosen)
    gone = _gone(session, chosen, apply=deletes and yes)
    if deletes and not yes and any(each.count for each in gone):
        _show(session, chosen, gone, applied=False)
        if not typer.confirm(session.say("retention_ask")):
            session.out.line(session.say("retention_kept"))
            return Exit.OK
        gone = _gone(session, chosen, apply=True)
    _show(session, chosen, gone, applied=deletes)
    if not deletes and not session.out.as_json and any(each.count for each in gone):
        session.out.line(session.say("retention_how"))
    return Exit.OK


def _gone(session: Session, company: CompanySettings, *, apply: bool) -> Sequence[Gone]:
    periods, today = session.policy(company).retention, session.today(company)
    with session.store.lock(company.name):
        return session.store.apply_retention(company.name, periods, today, apply=apply)


def _not_ahead(session: Session, company: CompanySettings) -> None:
    """Refuse to delete as of a day that has not come.

    Raises:
        Stop: If `--today` lies ahead.
    """
    today = session.today(company)
    if today > session.local(datetime.now(UTC), company).date():
        raise Stop(session.say("retention_future", day=format_day(today, session.language)))


def _show(session: Session, company: CompanySettings, gone: Sequence[Gone], *, applied: bool) -> None:
    today, language = session.today(company), session.language
    if session.out.as_json:
        classes = [_gone_json(each) for each in gone]
        head: Json = {"company": company.name, "today": day_json(today), "applied": applied}
        session.out.document(head | {"classes": classes})
        return
    rows = [
        [
            str(each.data),
            name_class(each.data, language),
            str(each.persons),
            str(each.entities),
            format_day(each.oldest, language) if each.oldest else "",
        ]
        for each in gone
        if each.count
    ]
    if not rows:
        session.out.line(session.say("retention_nothing", name=company.name))
        return
    keys = ("class", "what", "persons", "entities", "oldest")
    title = session.say(
        "retention_went" if applied else "retention_would", name=company.name, day=format_day(today, language)
    )
    session.out.table([session.say(f"retention_{key}") for key in keys], rows, title=title, right=(2, 3, 4))


def _gone_json(gone: Gone) -> Json:
    return {
        "class": str(gone.data),
        "persons": gone.persons,
        "entities": gone.entities,
        "count": gone.count,
        "oldest": day_json(gone.oldest),
    }


def _sources(periods: Retention, data: DataClass) -> tuple[Source | None, Source | None]:
    """Where the two periods come from; None for one that the policy sets."""
    period, usual = periods.period(data), Retention().period(data)
    of_person, of_entity = SOURCES[data]
    return (
        of_person if period.person == usual.person else None,
        of_entity if period.entity == usual.entity else None,
    )


def _period_row(periods: Retention, data: DataClass, language: str) -> list[str]:
    period = periods.period(data)
    why = dict.fromkeys(name_source(each, language) for each in _sources(periods, data))
    return [
        str(data),
        name_class(data, language),
        name_span(period.person, language),
        name_span(period.entity, language),
        "; ".join(why),
    ]


def _period_json(periods: Retention, data: DataClass, language: str) -> Json:
    period, (of_person, of_entity) = periods.period(data), _sources(periods, data)
    return {
        "class": str(data),
        "what": name_class(data, language),
        "person": _span_json(period.person) | {"source": of_person and str(of_person)},
        "entity": _span_json(period.entity) | {"source": of_entity and str(of_entity)},
    }


def _span_json(span: Span) -> Json:
    return {"months": span.months, "days": span.days, "keep": span.keep}
