"""`relance simulate`: what another policy would have done, beside the present one. Writes nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day
from relance_sync.cli.jsonable import Json, day_json
from relance_sync.cli.progress import Bars
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings, read_policy
from relance_sync.errors import Stop
from relance_sync.report.as_of import with_history
from relance_sync.report.replay import Replayed
from relance_sync.report.simulation import Course, Pair, Simulation, Tally, monthly_calibrations, simulate
from relance_sync.rules.explain import format_day, word
from relance_sync.rules.plans import Channel, Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.score import PaidInvoice

_YEAR = timedelta(days=365)
_ALL = 2**31 - 1
_HEADINGS = ("simulate_what", "simulate_present", "simulate_other", "simulate_more")


def simulate_policy(
    session: Session,
    policy: Annotated[
        Path, typer.Option("--policy", metavar="FILE", help="The policy to try.", show_default=False)
    ],
    since: Annotated[
        Day | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="First day. Default: a year ago."),
    ] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", min=0, help="How many customers to name.")] = 20,
) -> Exit:
    """Try a policy on the past.

    Follows it and the present policy over the stored history, as if nobody had been contacted before: who
    would have been reminded, called and held, and how often. Nothing is written.
    """
    company = session.company()
    session.known(company)
    today = session.today(company)
    first = since.date() if since else today - _YEAR
    if first >= today:
        raise Stop(session.say("simulate_future", since=format_day(first, session.language)))
    present = session.policy(company)
    other = read_policy(policy, company.calendar, session.options.workspace)
    histories = list(session.store.histories(company.name))
    courses = _courses(present, other, histories, first, today)
    customers = len(session.store.known_ids(company.name, "customer", None, _ALL))
    with Bars(session.language) as bars:
        found = simulate(
            map(with_history, session.store.portfolio(company.name, first)),
            *courses,
            session.calendar(company),
            since=first,
            until=today,
            most=most,
            told=lambda done: bars.assess(done, customers),
        )
    if session.out.as_json:
        session.out.document(_json(found, company, present, other))
    else:
        _show(session, found, present, other)
    return Exit.OK


def _courses(
    present: Policy, other: Policy, histories: list[PaidInvoice], since: date, until: date
) -> tuple[Course, Course]:
    """Mostly both have the same points card; then everybody is graded once for both."""
    graded = {
        card: monthly_calibrations(histories, card, since, until) for card in {present.score, other.score}
    }
    return (
        Course(policy=present, calibrations=graded[present.score]),
        Course(policy=other, calibrations=graded[other.score]),
    )


def _show(session: Session, found: Simulation, present: Policy, other: Policy) -> None:
    say, out, language = session.say, session.out, session.language
    days = {"since": format_day(found.since, language), "until": format_day(found.until, language)}
    out.line(say("simulate_title", **days, customers=found.customers), style="bold")
    out.line(say("simulate_versions", present=present.version, other=other.version))
    out.table([say(key) for key in _HEADINGS], _rows(session, found), right=(1, 2, 3))
    out.line(say("simulate_different", different=found.different, customers=found.customers))
    if found.pairs:
        headings = (
            "customer",
            "simulate_contacts",
            "simulate_busiest",
            "simulate_held_days",
            "simulate_first",
        )
        rows = [_pair_row(session, pair, found.until) for pair in found.pairs]
        out.table([say(key) for key in headings], rows, title=say("simulate_most"), right=(1, 2, 3))
    out.line(say("simulate_caution"))


def _rows(session: Session, found: Simulation) -> list[list[str]]:
    """One row for each figure that is not 0 under both policies."""
    say, language = session.say, session.language
    figures: list[tuple[str, Callable[[Tally], int]]] = [
        (say("simulate_contacted"), lambda tally: tally.contacted),
        (say("simulate_contacts"), lambda tally: tally.contacts),
        *((f"  {word(str(each), language)}", _count("channels", str(each))) for each in Channel),
        *((f"  {word(str(each), language)}", _count("stages", str(each))) for each in Stage),
        (say("simulate_busiest"), lambda tally: tally.busiest_month),
        (say("simulate_held"), lambda tally: tally.held),
        (say("simulate_holds"), lambda tally: tally.holds),
        (say("simulate_held_days"), lambda tally: tally.held_days),
        (say("simulate_proposals"), lambda tally: tally.proposals),
        (say("simulate_warnings"), lambda tally: tally.warnings),
        (say("simulate_alerts"), lambda tally: tally.alerts.total()),
    ]
    rows = []
    for name, figure in figures:
        one, two = figure(found.present), figure(found.other)
        if one or two or not name.startswith(" "):
            rows.append([name, str(one), str(two), f"{two - one:+d}" if two != one else "="])
    return rows


def _count(name: str, key: str) -> Callable[[Tally], int]:
    def count(tally: Tally) -> int:
        counted: Counter[str] = getattr(tally, name)
        return counted[key]

    return count


def _pair_row(session: Session, pair: Pair, end: date) -> list[str]:
    def both(figure: Callable[[Replayed], object]) -> str:
        return f"{figure(pair.present)} → {figure(pair.other)}"

    def first(done: Replayed) -> str:
        return format_day(done.contacts[0].day, session.language) if done.contacts else "-"

    return [
        pair.present.name,
        both(lambda done: len(done.contacts)),
        both(lambda done: done.busiest_month),
        both(lambda done: done.held_days(end)),
        both(first),
    ]


def _json(found: Simulation, company: CompanySettings, present: Policy, other: Policy) -> Json:
    return {
        "company": company.name,
        "since": day_json(found.since),
        "until": day_json(found.until),
        "customers": found.customers,
        "different": found.different,
        "present": {"policy_version": present.version} | _tally_json(found.present),
        "other": {"policy_version": other.version} | _tally_json(found.other),
        "most_different": [
            {
                "customer": {"id": pair.present.customer, "name": pair.present.name},
                "present": _replayed_json(pair.present, found.until),
                "other": _replayed_json(pair.other, found.until),
            }
            for pair in found.pairs
        ],
    }


def _tally_json(tally: Tally) -> Json:
    return {
        "contacted": tally.contacted,
        "contacts": tally.contacts,
        "channels": dict(sorted(tally.channels.items())),
        "stages": dict(sorted(tally.stages.items())),
        "busiest_month": tally.busiest_month,
        "held": tally.held,
        "holds": tally.holds,
        "held_days": tally.held_days,
        "proposals": tally.proposals,
        "warnings": tally.warnings,
        "alerts": dict(sorted(tally.alerts.items())),
    }


def _replayed_json(done: Replayed, end: date) -> Json:
    return {
        "contacts": [
            {"day": day_json(each.day), "channel": each.channel, "stage": each.stage}
            for each in done.contacts
        ],
        "holds": [
            {
                "since": day_json(each.since),
                "until": day_json(each.until),
                "level": each.level.name.lower(),
                "proposal": each.proposal,
            }
            for each in done.holds
        ],
        "busiest_month": done.busiest_month,
        "held_days": done.held_days(end),
    }
