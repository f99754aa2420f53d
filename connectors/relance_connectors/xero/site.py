"""One company's Xero as the writer sees it: targets, addresses in the browser, receipts.

It decides nothing, calls nothing, and knows no kind of effect.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from relance_connectors.xero.settings import XeroSettings
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt, Target

_XERO = "https://go.xero.com"

_PAGES = {"Contacts": "contacts/contact", "Invoices": "invoicing/view", "Quotes": "quotes/view"}
_KINDS = {"customer": "Contacts", "invoice": "Invoices", "order": "Quotes"}


class Place(NamedTuple):
    """A record that we write on.

    Attributes:
        endpoint: `Contacts`, `Invoices` or `Quotes`.
    """

    endpoint: str
    id: str

    def __str__(self) -> str:
        return f"{self.endpoint}:{self.id}"


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def no_short_code() -> str:
    """Return what stands for a short code nobody knows."""
    return ""


class Site:
    """Where a company's records are seen."""

    def __init__(
        self,
        settings: XeroSettings,
        *,
        short_code: Callable[[], str] = no_short_code,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Prepare.

        Args:
            settings: The company's settings.
            short_code: Gives the organisation's short code, by which an address opens the right organisation;
                empty if it is not known: then it opens in the one that the person used last.
            now: The clock of the receipts; aware, UTC.
        """
        self._address = (settings.server or _XERO).rstrip("/")
        self._short_code = short_code
        self._now = now

    def url(self, place: Place) -> str:
        """Return where to look at a record."""
        parts = (self._address, "app", self._short_code(), _PAGES[place.endpoint], place.id)
        return "/".join(part for part in parts if part)

    def receipt(self, effect: Effect, reference: str, *, found: bool = False) -> Receipt:
        """Make the receipt of an effect; its address is that of the effect's target.

        Args:
            effect: What was written.
            reference: What it was written on, and which note there.
            found: True if nothing had to be written.
        """
        return Receipt(
            key=effect.key,
            reference=reference,
            written_at=self._now(),
            url=self.url(place(effect.target)),
            found=found,
        )


def place(on: Target) -> Place:
    """Return the record that an effect is written on.

    Raises:
        Skip: If it is nothing that Xero has.

    >>> str(place(Target(kind="order", id="D4956132-ed94-4dd7-9eaa-aa22dfdf06f2")))
    'Quotes:d4956132-ed94-4dd7-9eaa-aa22dfdf06f2'
    """
    endpoint, id_ = _KINDS.get(on.kind), identifier(on.id)
    if endpoint is None or id_ is None:
        raise Skip(
            f"Relance was to write on {on.kind} “{on.id}”, which is no record of Xero."
            " Run `relance sync --full` to read the books again."
        )
    return Place(endpoint, id_)


def identifier(text: str) -> str | None:
    """Return an identifier in its usual form; None if a text is none of Xero's."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def reference(on: Place, effect: Effect) -> str:
    """Name the note of an effect: Xero gives notes no identifier, so it is known by its marker."""
    return f"{on}#{effect.marker[4:-1]}"


def referred(text: str) -> tuple[Place, str] | None:
    """Return place and marker that a reference names; None if it names no note.

    >>> referred("Quotes:d4956132-ed94-4dd7-9eaa-aa22dfdf06f2#7f3a9c12")[1]
    '[rl#7f3a9c12]'
    """
    endpoint, _, rest = text.partition(":")
    told, _, marker = rest.partition("#")
    id_ = identifier(told)
    if endpoint not in _PAGES or id_ is None or not marker:
        return None
    return Place(endpoint, id_), f"[rl#{marker}]"
