"""Calibrates a company when it is due and keeps the result; when that is, and how, is `rules.calibration`."""

from datetime import date

from relance_sync.rules.calibration import KeptCalibration, calibrate, card_digest, due_on
from relance_sync.rules.score import Calibration, Card
from relance_sync.store import Store


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
