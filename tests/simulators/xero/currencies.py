"""Which currency and rate a document has: what is sent, else the usual currency and the last rate entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from . import sent as read
from .books import Ledger
from .records import Data
from .refusals import Invalid

SIX = Decimal("0.000001")


def chosen(ledger: Ledger, sent: Data, usual: str | None, day: date) -> Data:
    """Return CurrencyCode and CurrencyRate of a document.

    Args:
        usual: the currency if none is sent; None is the organisation's own.

    Raises:
        Invalid: the currency is not in use.
    """
    currency = str(sent.get("CurrencyCode") or usual or ledger.currency)
    if currency not in ledger.store.tables["Currency"]:
        raise Invalid(f"Currency code '{currency}' is not enabled for this organisation.")
    return {"CurrencyCode": currency, "CurrencyRate": rate(ledger, sent, currency, day)}


def rate(ledger: Ledger, sent: Data, currency: str, day: date) -> Decimal:
    """Return units of a currency per unit of the organisation's own: 1 for that, whatever is sent.

    Raises:
        Invalid: it is not above zero.
    """
    if currency == ledger.currency:
        return Decimal(1)
    found = (read.number(sent, "CurrencyRate") or ledger.rate(currency, day)).quantize(SIX)
    if found <= 0:
        raise Invalid("The currency rate must be greater than zero.")
    return found
