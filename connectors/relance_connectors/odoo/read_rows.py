"""The calls the reader makes, in the company's context and with a bounded number of rows each.

It knows Odoo's methods and search domains, not what the rows mean.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TypeAlias

from relance_connectors.odoo.cursor import Instant
from relance_connectors.odoo.rpc import Rpc, Value, many2one

Row: TypeAlias = Mapping[str, Value]
Domain: TypeAlias = list[Value]

GROUPS_FORMATTED_FROM = 19
ACCESS_ASKED_FROM = 18
NAMED_DOMAIN_FROM = 17
IDS_AT_A_TIME = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What to read, and in which portions.

    Attributes:
        company_id: Odoo's number of the company.
        url: Address people open Odoo with; no slash at its end.
        page_size: Rows asked for at a time.
        overlap: How far behind the last pull's beginning a pull looks: a change is stamped with the
            beginning of its transaction and shows only at the end.
        rounds: How often a pull goes after changes made while it reads, before it adds up.
    """

    company_id: int
    url: str
    page_size: int = 1000
    overlap: timedelta = timedelta(minutes=10)
    rounds: int = 3


class Rows:
    """Calls to one company.

    Attributes:
        rpc: How Odoo is called.
        reading: What is read.
    """

    def __init__(self, rpc: Rpc, reading: Reading) -> None:
        self.rpc = rpc
        self.reading = reading

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """Call a method in the company's context; archived records count: they may still owe."""
        context = {"allowed_company_ids": [self.reading.company_id], "active_test": False}
        return self.rpc.call(model, method, context=context, **arguments)

    def search(
        self, model: str, domain: Domain, fields: Iterable[str], *, order: str = "id asc", limit: int = 0
    ) -> list[Row]:
        """Read the records that match; all of them if the limit is 0."""
        rows: list[Row] = self.call(
            model,
            "search_read",
            domain=domain,
            fields=sorted({"id", *fields}),
            order=order,
            **({"limit": limit} if limit else {}),
        )
        return rows

    def pages(
        self, model: str, domain: Domain, fields: Iterable[str], after: int, *, size: int = 0
    ) -> Iterator[list[Row]]:
        """Read the records that match page by page, ids upwards from above `after`.

        Paging by id is immune to rows that change meanwhile; by date or offset rows would be lost.
        """
        size = size or self.reading.page_size
        while True:
            rows = self.search(model, [*domain, ["id", ">", after]], fields, limit=size)
            if rows:
                yield rows
                after = rows[-1]["id"]
            if len(rows) < size:
                return

    def by_ids(self, model: str, ids: Sequence[int], fields: Iterable[str], field: str = "id") -> list[Row]:
        """Read the records of these ids (or that point to them by `field`) as far as they exist."""
        if not ids:
            return []
        return self.search(model, [[field, "in", list(ids)]], fields)

    def ids(self, model: str, domain: Domain) -> list[int]:
        """Return the ids of all records that match, in ascending order."""
        pages = self.pages(model, domain, (), 0, size=IDS_AT_A_TIME)
        return [row["id"] for rows in pages for row in rows]

    def count(self, model: str, domain: Domain) -> int:
        """Count the records that match."""
        if self.rpc.major >= NAMED_DOMAIN_FROM:
            return int(self.call(model, "search_count", domain=domain))
        return int(self.call(model, "search_count", args=domain))

    def sums(self, model: str, domain: Domain, by: str, sum_of: str | None = None) -> dict[int, Decimal]:
        """Group records by a many2one field; those where it is empty are left out.

        Returns:
            By the id pointed to, the sum of `sum_of`; zeros if None.
        """
        formatted = self.rpc.major >= GROUPS_FORMATTED_FROM
        aggregates = [f"{sum_of}:sum"] if sum_of else []
        if formatted:
            groups = self.call(
                model, "formatted_read_group", domain=domain, groupby=[by], aggregates=aggregates
            )
        else:
            groups = self.call(
                model, "read_group", domain=domain, fields=aggregates, groupby=[by], lazy=False
            )
        key = f"{sum_of}:sum" if formatted else sum_of
        found: dict[int, Decimal] = {}
        for group in groups:
            id_ = many2one(group[by])
            if id_ is not None:
                found[id_] = Decimal((group[key] or 0) if key and sum_of else 0)
        return found

    def now(self) -> Instant:
        """Ask Odoo's clock: the default of a message's date is now. Ours may go wrong."""
        fields = {"fields" if self.rpc.major >= GROUPS_FORMATTED_FROM else "fields_list": ["date"]}
        now: Instant = self.call("mail.message", "default_get", **fields)["date"]
        return now

    def installed(self, module: str, model: str) -> bool:
        """Say whether a module is installed and its model may be read."""
        domain = [["name", "=", module], ["state", "=", "installed"]]
        if not self.search("ir.module.module", domain, ()):
            return False
        if self.rpc.major >= ACCESS_ASKED_FROM:
            return bool(self.call(model, "has_access", operation="read"))
        return bool(self.call(model, "check_access_rights", operation="read", raise_exception=False))

    def fields(self, model: str, names: Iterable[str]) -> frozenset[str]:
        """Return which of the fields exist and may be read."""
        return frozenset(self.call(model, "fields_get", allfields=sorted(names), attributes=["type"]))


def any_of(*conditions: Domain) -> Domain:
    """Join domains of one or several conditions with "or"."""
    return ["|"] * (len(conditions) - 1) + [part for each in conditions for part in all_of(each)]


def all_of(condition: Domain) -> Domain:
    """Join the conditions of a domain with an explicit "and", so that it can stand in an "or"."""
    return ["&"] * (len(condition) - 1) + condition
