"""What a platform says about the company itself, asked once and kept in a small file for a week.

These facts hardly ever change, and every call is counted. The file may be deleted: they are asked for anew.
What the facts are is each platform's own business.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from relance_connectors.state_file import StateFile

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Facts = TypeVar("Facts", bound="DataclassInstance")

_FORMAT = 1
_KEPT = timedelta(days=7)

# Where most of a country's companies are.
_ZONES = {
    "AU": "Australia/Sydney",
    "CA": "America/Toronto",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata",
    "NZ": "Pacific/Auckland",
    "SG": "Asia/Singapore",
    "US": "America/New_York",
    "ZA": "Africa/Johannesburg",
}


class CompanyFile(Generic[Facts]):
    """The facts, in memory, in the file, or asked for.

    One company's file belongs to one company's books: facts of other books are not taken.
    """

    def __init__(
        self,
        ask: Callable[[], Facts],
        made_of: Callable[[Mapping[str, Any]], Facts],
        *,
        books: Callable[[], str],
        file: StateFile | None,
        now: Callable[[], datetime],
    ) -> None:
        """Nothing is read yet.

        Args:
            ask: Asks the platform; raises what its client raises.
            made_of: Reads what `dataclasses.asdict` made of the facts and JSON carried.
            books: Gives the platform's identifier of the books.
            file: None to keep the facts in this process only.
            now: Aware UTC clock.
        """
        self._ask = ask
        self._made_of = made_of
        self._books = books
        self._file = file
        self._now = now
        self._facts: Facts | None = None
        self._asked = False

    def facts(self, *, renewed: bool = False) -> Facts:
        """Return the facts.

        Args:
            renewed: Ask the platform unless this process did.
        """
        if renewed and not self._asked:
            self._facts = None
        elif self._facts is None:
            self._facts = self._kept()
        if self._facts is None:
            self._facts = self._ask()
            self._asked = True
            self._keep(self._facts)
        return self._facts

    def _kept(self) -> Facts | None:
        text = self._file.read() if self._file else None
        try:
            content = json.loads(text or b"")
            read_on = datetime.fromisoformat(content["read_on"])
            if content["format"] != _FORMAT or content["books"] != self._books():
                return None
            if not timedelta(0) <= self._now() - read_on < _KEPT:
                return None
            return self._made_of(content["facts"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def _keep(self, facts: Facts) -> None:
        if self._file:
            content = {
                "format": _FORMAT,
                "books": self._books(),
                "read_on": self._now().isoformat(),
                "facts": asdict(facts),
            }
            self._file.write(json.dumps(content, indent=1).encode())


def usual_zone(country: str) -> str:
    """Return the IANA zone in which most of a country's companies are, by its ISO 3166-1 code; or `UTC`."""
    return _ZONES.get(country, "UTC")
