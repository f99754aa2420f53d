"""Calibrations: what the customers of a company are graded against from a day on. All are kept.

Works inside the transaction it is given; when a new one is due is `flow`'s business.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from relance_sync.rules.calibration import KeptCalibration
from relance_sync.rules.score import Calibration, Limits, Portfolio
from relance_sync.store import tables
from relance_sync.store.engine import upsert


def save(connection: Connection, company_id: str, kept: KeptCalibration) -> None:
    """Keep a calibration; a second one of the same day takes the place of the first."""
    found, bounds = kept.calibration, kept.calibration.limits
    row = {
        "company": company_id,
        "day": found.on,
        "card": kept.card,
        "paid": found.portfolio.paid,
        "late": found.portfolio.late,
        "ends": None if bounds is None else [str(each) for each in bounds.ends],
        "ends_on": None if bounds is None else bounds.on,
    }
    connection.execute(upsert(connection.dialect, tables.calibrations), row)


def newest(connection: Connection, company_id: str, today: date) -> KeptCalibration | None:
    """Return the newest calibration not after a day; None if there is none."""
    columns = tables.calibrations.c
    query = (
        select(tables.calibrations)
        .where(columns.company == company_id, columns.day <= today)
        .order_by(columns.day.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _kept(row)


def _kept(row: Row[Any]) -> KeptCalibration:
    bounds = None
    if row.ends is not None:
        bounds = Limits(ends=tuple(Decimal(each) for each in row.ends), on=row.ends_on)
    portfolio = Portfolio(paid=row.paid, late=row.late)
    return KeptCalibration(
        calibration=Calibration(on=row.day, portfolio=portfolio, limits=bounds), card=row.card
    )
