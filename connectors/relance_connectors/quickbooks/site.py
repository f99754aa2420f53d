"""One company's QuickBooks as the writer sees it: targets, addresses in the browser, requests, receipts.

It decides nothing, calls nothing, and knows no kind of effect.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from relance_connectors.quickbooks.client import Item, Row
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt, Target

_PRODUCTION = "https://qbo.intuit.com"
_SANDBOX = "https://sandbox.qbo.intuit.com"

# Of the 64 digits of an effect's key; QuickBooks takes 50 characters, a record's version included.
_KEY = 32

_PAGES = {
    "Customer": "customerdetail?nameId=",
    "Estimate": "estimate?txnId=",
    "Invoice": "invoice?txnId=",
    "JournalEntry": "journal?txnId=",
}
_KINDS = {"customer": "Customer", "order": "Estimate", "invoice": "Invoice"}
_TARGET = re.compile(r"(?:(?P<entity>Invoice|JournalEntry):)?(?P<id>\d+)(?:/\d+)?")


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


class Site:
    """Where a company's records are seen."""

    def __init__(self, settings: QuickBooksSettings, *, now: Callable[[], datetime] = utc_now) -> None:
        """Prepare.

        Args:
            settings: The company's settings.
            now: The clock of the receipts; aware, UTC.
        """
        intuit = _PRODUCTION if settings.environment == "production" else _SANDBOX
        self._address = (settings.server or intuit).rstrip("/")
        # At Intuit the books are those that the person is signed in to; a simulator must be told.
        self._books = f"&realm={settings.realm_id}" if settings.server and settings.realm_id else ""
        self._now = now

    def url(self, entity: str, id_: str) -> str:
        """Return where to look at a record."""
        return f"{self._address}/app/{_PAGES[entity]}{id_}{self._books}"

    def receipt(self, effect: Effect, reference: str, *, found: bool = False) -> Receipt:
        """Make the receipt of an effect; its address is that of the effect's target.

        Args:
            effect: What was written.
            reference: `Entity:id` of what holds it.
            found: True if nothing had to be written.
        """
        return Receipt(
            key=effect.key,
            reference=reference,
            written_at=self._now(),
            url=self.url(*target(effect.target)),
            found=found,
        )


def target(on: Target) -> tuple[str, str]:
    """Return entity and id of what an effect is written on.

    Raises:
        Skip: If it is nothing that QuickBooks has.

    >>> target(Target(kind="order", id="9")), target(Target(kind="invoice", id="JournalEntry:96/0"))
    (('Estimate', '9'), ('JournalEntry', '96'))
    """
    entity, match = _KINDS.get(on.kind), _TARGET.fullmatch(on.id)
    if entity is None or match is None or (match["entity"] and on.kind != "invoice"):
        raise Skip(
            f"Relance was to write on {on.kind} “{on.id}”, which is no record of QuickBooks."
            " Run `relance sync --full` to read the books again."
        )
    return match["entity"] or entity, match["id"]


def creation(effect: Effect, entity: str, body: Mapping[str, Any]) -> Item:
    """Return a record to be made for an effect, once only however often it is sent."""
    return Item(entity=entity, body=body, key=effect.key[:_KEY])


def change(effect: Effect, entity: str, row: Row, body: Mapping[str, Any]) -> Item:
    """Return the change of a record for an effect.

    It names the version it was made from, so that nobody's later edit is overwritten; its key too, because
    what is merged anew with a newer version is another request.

    Args:
        effect: What is written.
        entity: What is changed.
        row: The record as it was read.
        body: What is sent besides.
    """
    version = {name: row[name] for name in ("Id", "SyncToken")}
    key = f"{effect.key[:_KEY]}-{row['SyncToken']}"
    return Item(entity=entity, body={**version, **body}, key=key, operation="update")


def deleted(effect: Effect) -> Skip:
    """Return the error for a target that is no longer there."""
    return Skip(
        f"{effect.target.kind.capitalize()} {effect.target.id} was deleted or merged in QuickBooks, so “"
        f"{effect.text.title}” was not written. The next sync takes note of it."
    )
