"""When the score is calibrated, and what follows: everybody is graded anew against the new calibration.

A company is calibrated when it never was, when the last time is `CALIBRATE_EVERY` days ago or more, and when
the policy's points card is another one. How is `rules.calibration`.
"""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from relance_sync.rules.calibration import calibrate
from relance_sync.rules.ledger import days_late, plus_days
from relance_sync.rules.policy import Policy
from relance_sync.rules.score import CALIBRATE_EVERY, Calibration, Card
from relance_sync.store import KeptCalibration, Store


def calibrated(store: Store, company_id: str, card: Card, today: date) -> Calibration:
    """Return the calibration in force on a day, after making and keeping a new one if one is due.

    The histories are read one after the other, as the ledger stands now.
    """
    kept = store.calibration(company_id, today)
    if kept is not None and today < due_on(kept, card, today):
        return kept.calibration
    made = calibrate(store.histories(company_id), today, card)
    store.save_calibration(company_id, KeptCalibration(calibration=made, card=card_digest(card)))
    return made


def due_on(kept: KeptCalibration | None, card: Card, today: date) -> date:
    """Return the day of the next calibration: today if one is due."""
    if kept is None or kept.card != card_digest(card):
        return today
    on = kept.calibration.on
    return today if days_late(on, today) >= CALIBRATE_EVERY else plus_days(on, CALIBRATE_EVERY)


def card_digest(card: Card) -> str:
    """Return what is equal for equal cards, also in another process."""
    return sha256(repr(card).encode()).hexdigest()[:16]


def graded_by(policy: Policy, calibration: Calibration) -> Policy:
    """Return the policy under a version that also names the day of the calibration.

    This is the one place where the two are put together. Reviews keep the version that an account was
    assessed under, and whoever was assessed under another is due: so a new calibration reaches every account,
    and the history says by which one it was decided.
    """
    return replace(policy, version=f"{policy.version}@{calibration.on.isoformat()}")
