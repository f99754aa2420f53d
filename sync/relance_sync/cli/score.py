"""`relance score backtest`: how well the score would have worked, on the company's past or on a file's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day
from relance_sync.cli.jsonable import Json, day_json
from relance_sync.cli.payment_csv import read_histories
from relance_sync.cli.session import Session
from relance_sync.errors import Stop
from relance_sync.rules.backtest import Backtest, BandResult, backtest, default_split
from relance_sync.rules.explain import format_day
from relance_sync.rules.score import Card, Grade, Limits, PaidInvoice
from relance_sync.rules.score_words import format_figure, format_share

_FOUR, _TWO = Decimal("0.0001"), Decimal("0.01")
_HEADINGS = (
    "score_grade",
    "score_points",
    "score_invoices",
    "score_late",
    "score_observed",
    "score_expected",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Histories and where they come from.

    Attributes:
        name: Of the file or the company.
        company: None for a file.
        as_of: Last day that is known; None if there is no invoice.
    """

    name: str
    company: str | None
    invoices: Sequence[PaidInvoice]
    as_of: date | None


def score_backtest(
    session: Session,
    csv: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Payment histories with the columns customer, issued, due, paid, amount. Default: the "
            "company's own, as synced.",
        ),
    ] = None,
    split: Annotated[
        Day | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="First day of the test. Default: 70 % of the invoices are before it.",
        ),
    ] = None,
) -> Exit:
    """Try the score on the past.

    Learns from the invoices before a day and tests on those after it. A file needs no workspace.
    """
    source = _from_file(session, csv) if csv else _from_store(session)
    as_of = source.as_of
    day = split.date() if split else as_of and default_split(source.invoices, as_of)
    if as_of is None or day is None:
        raise Stop(session.say("score_nothing", as_of=_told(as_of or session.options.today, session)))
    done = backtest(source.invoices, day, as_of)
    if done is None:
        raise Stop(session.say("score_no_backtest", split=format_day(day, session.language)))
    if session.out.as_json:
        session.out.document(_json(done, source))
    else:
        _show(session, done, source)
    return Exit.OK


def _from_file(session: Session, path: Path) -> _Source:
    """Read a file; its last day is the last one on which anything happened in it."""
    invoices = read_histories(path, session)
    days = [day for each in invoices for day in (each.issued, each.paid) if day is not None]
    as_of = session.options.today or max(days, default=None)
    return _Source(name=path.name, company=None, invoices=invoices, as_of=as_of)


def _from_store(session: Session) -> _Source:
    company = session.company()
    known = session.known(company)
    pulled = session.store.pulled(company.name)
    read_on = pulled.synced_on if pulled else session.today(company)
    return _Source(
        name=known.name,
        company=company.name,
        invoices=list(session.store.histories(company.name)),
        # A preview of a later day knows no more than what was read.
        as_of=min(session.options.today or read_on, read_on),
    )


def _told(day: date | None, session: Session) -> str:
    return format_day(day, session.language) if day else "-"


def _json(done: Backtest, source: _Source) -> Json:
    return {
        "company": source.company,
        "file": None if source.company else source.name,
        "split": day_json(done.split),
        "as_of": day_json(done.as_of),
        "learned": done.learned,
        "tested": done.tested,
        "unrated": done.unrated,
        "left_out": done.left_out,
        "auc": _number(done.auc),
        "accuracy": _number(done.accuracy),
        "baseline": _number(done.baseline),
        "cutoff": _number(done.cutoff, _TWO),
        "bands": [_band_json(each, done.limits) for each in done.bands],
    }


def _band_json(band: BandResult, limits: Limits) -> Json:
    over, up_to = _span(band.grade, limits)
    return {
        "grade": str(band.grade),
        "over": _number(over, _TWO),
        "up_to": _number(up_to, _TWO),
        "invoices": band.tested,
        "late": band.tested_late,
        "late_rate": _number(band.observed),
        "expected": _number(band.expected),
        "learned": band.learned,
    }


def _number(value: Decimal | None, step: Decimal = _FOUR) -> float | None:
    """Round what is no money for a program to read as a number."""
    return None if value is None else float(value.quantize(step, rounding=ROUND_HALF_UP))


def _span(grade: Grade, limits: Limits) -> tuple[Decimal | None, Decimal | None]:
    """Return the points a grade begins over and goes up to; None where it is open."""
    if grade is Grade.UNRATED:
        return None, None
    place = (Grade.A, Grade.B, Grade.C, Grade.D).index(grade)
    over = limits.ends[place - 1] if place else None
    up_to = limits.ends[place] if place < len(limits.ends) else Decimal(Card().most)
    return over, up_to


def _show(session: Session, done: Backtest, source: _Source) -> None:
    language = session.language
    title = session.say(
        "score_title",
        source=source.name,
        split=format_day(done.split, language),
        as_of=format_day(done.as_of, language),
    )
    rows = [_row(session, each, done.limits) for each in done.bands]
    session.out.table([session.say(key) for key in _HEADINGS], rows, title=title, right=(1, 2, 3, 4, 5))
    session.out.line(_ranking(session, done.auc))
    session.out.line(
        session.say(
            "score_accuracy",
            cutoff=format_figure(done.cutoff, language),
            accuracy=format_share(done.accuracy, language),
            baseline=format_share(done.baseline, language),
        )
    )
    session.out.line(
        session.say(
            "score_counts",
            learned=done.learned,
            tested=done.tested,
            unrated=done.unrated,
            left_out=done.left_out,
        )
    )


def _ranking(session: Session, auc: Decimal | None) -> str:
    if auc is None:
        return session.say("score_no_auc")
    value = f"{auc.quantize(Decimal('0.001'), rounding=ROUND_HALF_UP):f}"
    if session.language == "fr":
        value = value.replace(".", ",")
    return session.say("score_auc", auc=format_share(auc, session.language), value=value)


def _row(session: Session, band: BandResult, limits: Limits) -> list[str]:
    language = session.language
    over, up_to = _span(band.grade, limits)
    if band.grade is Grade.D and over is not None:
        points = session.say("score_over", points=format_figure(over, language))
    else:
        points = "" if up_to is None else session.say("score_up_to", points=format_figure(up_to, language))
    return [
        session.say("score_unrated") if band.grade is Grade.UNRATED else str(band.grade),
        points,
        str(band.tested),
        str(band.tested_late),
        "" if band.observed is None else format_share(band.observed, language),
        "" if band.expected is None else format_share(band.expected, language),
    ]
