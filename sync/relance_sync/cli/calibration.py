"""`relance score calibration`: what customers are graded against, since when, and until when."""

from datetime import date

from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import Json, day_json, limits_json
from relance_sync.cli.session import Session
from relance_sync.rules.calibration import KeptCalibration, card_digest, due_on
from relance_sync.rules.explain import format_day
from relance_sync.rules.score import Calibration, Card
from relance_sync.rules.score_words import format_figure, format_share


def score_calibration(session: Session) -> Exit:
    """Show what customers are graded against.

    Late rates drift: the grades are measured anew by a sync every 30 days, and when the points card changes.
    """
    company = session.company()
    known = session.known(company)
    today, card = session.today(company), session.policy(company).score
    kept = session.store.calibration(company.name, today)
    due = due_on(kept, card, today)
    if session.out.as_json:
        found = None if kept is None else _json(kept.calibration)
        other = kept is not None and kept.card != card_digest(card)
        session.out.document(
            {"company": company.name, "calibration": found, "card_changed": other, "next": day_json(due)}
        )
        return Exit.OK
    if kept is None:
        session.out.line(session.say("calibration_none", name=known.name))
    else:
        _show(session, known.name, kept.calibration)
    session.out.line(_next(session, kept, card, due, today))
    return Exit.OK


def _json(calibration: Calibration) -> Json:
    return {
        "on": day_json(calibration.on),
        "paid": calibration.portfolio.paid,
        "late": calibration.portfolio.late,
        "limits": None if calibration.limits is None else limits_json(calibration.limits),
    }


def _show(session: Session, name: str, calibration: Calibration) -> None:
    out, say, language = session.out, session.say, session.language
    portfolio = calibration.portfolio
    out.line(say("calibration_title", name=name, on=format_day(calibration.on, language)), style="bold")
    share = format_share(portfolio.ratio, language)
    out.line(say("calibration_figures", paid=portfolio.paid, late=portfolio.late, share=share))
    if calibration.limits is None:
        out.line(say("calibration_nobody"))
        return
    ends = (format_figure(end, language) for end in calibration.limits.ends)
    out.line(say("calibration_limits", **dict(zip("abc", ends, strict=True))))


def _next(session: Session, kept: KeptCalibration | None, card: Card, due: date, today: date) -> str:
    if kept is not None and kept.card != card_digest(card):
        return session.say("calibration_card")
    if due <= today:
        return session.say("calibration_due")
    return session.say("calibration_next", day=format_day(due, session.language))
