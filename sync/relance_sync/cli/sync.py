"""`relance sync`: run one company or all of them, then show what was decided and written."""

import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit, Failure, combined, failure
from relance_sync.cli.jsonable import report_json
from relance_sync.cli.output import error_json
from relance_sync.cli.progress import Bars
from relance_sync.cli.session import Session
from relance_sync.cli.setup import CompaniesArgument
from relance_sync.config import CompanySettings
from relance_sync.flow import Assessed, Mode, RunReport, run
from relance_sync.ports import Effect
from relance_sync.rules.decisions import Decision, Wait
from relance_sync.rules.explain import explain, format_day, format_money, headline, supported, word
from relance_sync.rules.ledger import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one company: a report, or a failure."""

    company: CompanySettings
    report: RunReport | None = None
    failed: Failure | None = None


def sync(
    session: Session,
    name: CompaniesArgument = None,
    mode: Annotated[
        Mode | None,
        typer.Option(metavar="observe|assist|auto", help="How far to go. Default: the company's mode."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again and look for deleted records.")
    ] = False,
) -> Exit:
    """Read, decide, write, and show it.

    Reads what changed, decides, and writes what the mode allows.
    """
    outcomes = [_run(session, each, mode, full=full) for each in session.companies(name)]
    if session.out.as_json:
        session.out.document({"companies": [_outcome_json(each, session.language) for each in outcomes]})
    else:
        for outcome in outcomes:
            _show(session, outcome)
    code = combined(each.failed for each in outcomes)
    partly = any(each.report and (each.report.failed or each.report.waiting) for each in outcomes)
    return Exit.PARTLY if partly and code is Exit.OK else code


def _run(session: Session, company: CompanySettings, mode: Mode | None, *, full: bool) -> Outcome:
    try:
        connector = session.connect(company)
        books = connector.books()
        language = company.language or session.workspace.language or supported(books.language)
        with Bars(session.language) as bars:
            report = run(
                Company(id=company.name, name=books.name, currency=books.currency, language=language),
                connector,
                session.store,
                session.policy(company),
                session.calendar(company, books.country),
                mode or Mode(company.mode),
                session.today(company, books.time_zone),
                lambda: datetime.now(UTC),
                full=full,
                progress=bars,
                zone=company.time_zone,
                pause=time.sleep,
            )
    except Exception as error:  # noqa: BLE001  # one company must not stop the others
        told = failure(error, session.log_file, session.secrets, session.language)
        return Outcome(company=company, failed=told)
    if report.mode is Mode.OBSERVE:
        report.assessed = tuple(replace(each, effects=_unwritten(session, each)) for each in report.assessed)
    return Outcome(company=company, report=report)


def _unwritten(session: Session, assessed: Assessed) -> tuple[Effect, ...]:
    """Leave out what already stands on the platform: a decision that holds is planned again every time."""
    return tuple(effect for effect in assessed.effects if session.store.reference(effect.key) is None)


def _outcome_json(outcome: Outcome, language: str) -> dict[str, object]:
    if outcome.report is not None:
        return report_json(outcome.report, language)
    told = outcome.failed
    error = error_json(told) if told else {}
    return {"company": outcome.company.name, "error": error}


def _show(session: Session, outcome: Outcome) -> None:
    report, out, say = outcome.report, session.out, session.say
    if report is None:
        if outcome.failed:
            message = say("company_failed", name=outcome.company.name, message=outcome.failed.message)
            out.fail(Failure(kind=outcome.failed.kind, message=message, code=outcome.failed.code))
        return
    known = session.store.company(report.company)
    name = known.name if known else report.company
    out.line(say("sync_title", name=name, id=report.company, mode=report.mode), style="bold")
    counts = ", ".join(say(f"record_{kind}", count=n) for kind, n in report.pulled.items() if n)
    out.line(say("read", counts=counts) if counts else say("read_nothing"))
    _show_decided(session, report)
    _show_effects(session, report)
    problems = [[each.kind, each.id, each.problem] for each in report.skipped]
    out.table([say("what"), say("id"), say("problem")], problems, title=say("skipped"))
    _show_calls(session, report)
    out.line()


def _show_decided(session: Session, report: RunReport) -> None:
    """Show everyone for whom there is something to do; the quiet ones are counted."""
    say, language = session.say, session.language
    busy = [each for each in report.assessed if not _quiet(each)]
    rows = [
        [
            each.customer.name if first else "",
            word(str(each.assessment.stage), language) if first else "",
            format_money(each.assessment.overdue, language) if first else "",
            format_money(each.assessment.exposure.amount, language) if first else "",
            headline(decision, language),
            " ".join(explain(reason, each.assessment.today, language) for reason in decision.reasons),
        ]
        for each in busy
        for first, decision in _marked(each)
    ]
    headings = [say(key) for key in ("customer", "stage", "overdue", "exposure", "decision", "why")]
    session.out.table(headings, rows, title=say("decided"), right=(2, 3))
    if not report.assessed:
        session.out.line(say("unchanged"))
    elif quiet := len(report.assessed) - len(busy):
        session.out.line(say("quiet", count=quiet))


def _quiet(each: Assessed) -> bool:
    """Tell whether a customer only waits and owes nothing late."""
    decisions = each.assessment.decisions
    return all(isinstance(one, Wait) for one in decisions) and each.assessment.overdue.amount <= 0


def _marked(each: Assessed) -> list[tuple[bool, Decision]]:
    return [(place == 0, decision) for place, decision in enumerate(each.assessment.decisions)]


def _show_effects(session: Session, report: RunReport) -> None:
    say, out = session.say, session.out
    names = {each.customer.id: each.customer.name for each in report.assessed}
    headings = [say("what"), say("customer"), say("title"), say("where")]

    def cells(effect: Effect, last: str) -> list[str]:
        name = names.get(effect.customer, effect.customer)
        return [say(f"effect_{effect.kind}"), name, effect.text.title, last]

    if report.mode is Mode.OBSERVE:
        planned = [effect for each in report.assessed for effect in each.effects]
        out.line(say("observe" if planned else "observe_nothing"), style="bold")
        targets = [cells(effect, f"{effect.target.kind} {effect.target.id}") for effect in planned]
        out.table(headings, targets, title=say("would_be"))
    elif not (report.delivered or report.failed or report.waiting or report.put_off):
        out.line(say("nothing_to_do"))
    done = [cells(effect, receipt.url or receipt.reference) for effect, receipt in report.delivered]
    out.table(headings, done, title=say("done"))
    failed = [cells(effect, problem) for effect, problem in report.failed]
    out.table([*headings[:3], say("problem")], failed, title=say("failed"))
    if report.put_off and report.put_off_until:
        when = f"{format_day(report.put_off_until.date(), session.language)} {report.put_off_until:%H:%M}"
        out.line(say("put_off", count=len(report.put_off), when=when))
    if report.waiting:
        out.line(say("waiting", count=report.waiting), style="yellow")


def _show_calls(session: Session, report: RunReport) -> None:
    totals: Counter[str] = Counter()
    for each in report.calls:
        totals.update(
            calls=each.calls, writes=each.writes, received=each.bytes_received, metered=each.metered
        )
    kilobytes = -(-totals["received"] // 1000)
    session.out.line(
        session.say("calls_summary", calls=totals["calls"], writes=totals["writes"], kilobytes=kilobytes)
    )
    if totals["metered"]:
        session.out.line(session.say("calls_metered", metered=totals["metered"]))
