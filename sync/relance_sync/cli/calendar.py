"""`relance calendar`: the days on which a company contacts nobody, with their names, for you to check."""

from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import Json, day_json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.config.public_holidays import NONE, YEARS, DayKind, NamedDay, subdivisions
from relance_sync.config.settings_file import WEEKDAYS
from relance_sync.rules.explain import format_day


def calendar(
    session: Session,
    name: Annotated[
        str | None, typer.Argument(metavar="COMPANY", help="The company. Needed if there are several.")
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", metavar="YEAR", min=YEARS[0], max=YEARS[-1], help="The year. Default: this one."
        ),
    ] = None,
) -> Exit:
    """List the closed days of a year.

    Public holidays, the company's own closed days, and the holidays on which it works.
    """
    company = session.company(name)
    own_country = session.country(company)
    shown = year or session.today(company).year
    country = company.closed.holiday_country(own_country)
    days = company.closed.in_year(shown, session.language, own_country)
    if session.out.as_json:
        session.out.document(
            {
                "company": company.name,
                "year": shown,
                "country": country,
                "subdivision": company.closed.subdivision,
                "closed_weekdays": [WEEKDAYS[number] for number in sorted(company.closed.weekdays)],
                "days": [_day_json(each) for each in days],
            }
        )
    else:
        _show(session, company, country, shown, days)
    return Exit.OK


def _show(
    session: Session, company: CompanySettings, country: str | None, year: int, days: list[NamedDay]
) -> None:
    closed = company.closed
    where = country or session.say("calendar_no_country")
    if country and closed.subdivision:
        where = f"{country}-{closed.subdivision}"
    title = session.say("calendar_title", name=company.name, year=year, where=where)
    session.out.line(title, style="bold")
    weekdays = ", ".join(_weekday(session, number) for number in sorted(closed.weekdays))
    session.out.line(session.say("calendar_weekdays", days=weekdays or session.say("calendar_no_weekday")))
    headings = [session.say(key) for key in ("calendar_day", "calendar_weekday", "calendar_name", "what")]
    session.out.table(
        headings,
        [
            [
                format_day(each.day, session.language),
                _weekday(session, each.day.weekday()),
                each.name,
                session.say(f"calendar_{each.kind}"),
            ]
            for each in days
        ],
    )
    if country is None and closed.country != NONE:
        session.out.line(session.say("calendar_country_unknown"))
    if country and not closed.subdivision and (parts := subdivisions(country)):
        listed = ", ".join(f"{code} ({names[0]})" if names else code for code, names in parts.items())
        session.out.line(session.say("calendar_parts", country=country, parts=listed))
    if any(each.kind is DayKind.PUBLIC for each in days):
        session.out.line(session.say("calendar_source"))


def _weekday(session: Session, number: int) -> str:
    return session.say(f"weekday_{WEEKDAYS[number]}")


def _day_json(each: NamedDay) -> Json:
    weekday = WEEKDAYS[each.day.weekday()]
    return {"day": day_json(each.day), "weekday": weekday, "name": each.name, "kind": str(each.kind)}
