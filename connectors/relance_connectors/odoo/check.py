"""`relance check` for Odoo: address, time, database, key, company, rights and settings, in plain words.

Each look gives findings; a problem is a finding too, never an error. When the connection itself fails, what
depends on it is not looked at. Nothing is written.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from relance_connectors.findings import bank, clocks, error, look_at, ok, warning
from relance_connectors.odoo.addon import installed, may_write
from relance_connectors.odoo.chosen import ask_version
from relance_connectors.odoo.errors import label
from relance_connectors.odoo.responsible import Responsible
from relance_connectors.odoo.rpc import OLDEST, Rpc, Value
from relance_connectors.odoo.site import Site, utc_now
from relance_sync.errors import Stop
from relance_sync.ports import Books, Finding

if TYPE_CHECKING:
    from relance_connectors.exchange import Answer
    from relance_connectors.odoo.settings import OdooSettings
    from relance_connectors.transport import Transport

_HAS_ACCESS_FROM = 18

# What is read, and what for when it may not be read.
_READ = (
    ("res.partner", "customers cannot be pulled"),
    ("account.move", "invoices cannot be pulled"),
    ("account.move.line", "what is still to be paid cannot be pulled"),
    ("account.partial.reconcile", "payments cannot be matched with invoices"),
)
_WRITTEN = (
    ("res.partner", "write", "change", "no note, activity, hold or degree of trust can be written"),
    ("res.partner.category", "create", "make", "the tag of held customers cannot be made"),
    ("mail.activity", "create", "make", "no activity can be written"),
)


class Check:
    """Looks at one company's connection."""

    def __init__(
        self,
        settings: "OdooSettings",
        *,
        transport: "Transport",
        rpc: Rpc,
        books: Callable[[], Books],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            settings: The company's settings.
            transport: For what needs no key.
            rpc: For what needs one.
            books: Reads what Odoo says about the company.
            now: The clock; aware, UTC.
        """
        self._settings = settings
        self._transport = transport
        self._site = Site(rpc, company_id=settings.company_id, url=settings.url, now=now)
        self._books = books
        self._now = now

    def run(self) -> list[Finding]:
        """Return the findings, in the order in which they were looked for."""
        looks = (
            self._server,
            self._key,
            self._company,
            self._rights,
            self._sales,
            self._accounting,
            self._addon,
            self._people,
        )
        return look_at(looks, needed=3)

    def _server(self) -> Iterator[Finding]:
        if urlsplit(self._settings.url).scheme == "http" and not self._transport.is_local:
            yield warning(
                "address",
                f"{self._settings.url} is not encrypted: the key and your customers' figures can be read on"
                " the way. Use the https:// address in relance.toml.",
            )
        major, answer = ask_version(self._transport)
        if major < OLDEST:
            yield error("version", f"This is Odoo {major}; Relance needs {OLDEST} or later. Upgrade Odoo.")
        else:
            yield ok("version", f"Odoo {major} answers at {self._settings.url}.")
        yield from self._clock(answer)

    def _clock(self, answer: "Answer") -> Iterator[Finding]:
        try:
            there = parsedate_to_datetime(answer.headers.get("Date", ""))
        except ValueError:
            return
        yield clocks(self._now(), there.astimezone(UTC), "Odoo")

    def _key(self) -> Iterator[Finding]:
        self._site.rpc.call("res.users", "context_get")
        yield ok("key", f"The key is valid for the database “{self._settings.database}”.")

    def _company(self) -> Iterator[Finding]:
        number = self._settings.company_id
        rows = self._site.rpc.call("res.company", "search_read", domain=[], fields=["name"], order="id asc")
        names = {row["id"]: row["name"] for row in rows}
        if number in names:
            yield ok("company", f"Company {number} is “{names[number]}”.")
            return
        known = ", ".join(f"{each} = {name}" for each, name in names.items())
        raise Stop(
            f"There is no company {number} in “{self._settings.database}”, or the key's user may not see it."
            f" Correct company_id in relance.toml; the user sees: {known}."
        )

    def _rights(self) -> Iterator[Finding]:
        missing = [
            error("rights", f"The key's user may not read {label(model)}, so {loss}. {_GIVE_RIGHT}")
            for model, loss in _READ
            if not self._may(model, "read")
        ]
        missing += [
            warning("rights", f"The key's user may not {did} {label(model)}, so {loss}. {_GIVE_RIGHT}")
            for model, act, did, loss in _WRITTEN
            if not self._may(model, act)
        ]
        yield from missing or [ok("rights", "The key's user may read and write all that is needed.")]

    def _may(self, model: str, act: str) -> bool:
        if self._site.rpc.major >= _HAS_ACCESS_FROM:
            return bool(self._site.call(model, "has_access", operation=act))
        return bool(self._site.call(model, "check_access_rights", operation=act, raise_exception=False))

    def _sales(self) -> Iterator[Finding]:
        if not self._installed("sale"):
            yield warning(
                "sales",
                "The Sales app is not installed: there are no orders to hold. A hold shows as a tag and a"
                " note on the customer.",
            )
            return
        if not self._may("sale.order", "read"):
            yield warning(
                "sales",
                f"The key's user may not read sales orders, so they do not count in exposure. {_GIVE_RIGHT}",
            )
        elif not self._may("sale.order", "write"):
            yield warning(
                "sales",
                "The key's user may not change sales orders, so no activity can be put on waiting orders."
                f" {_GIVE_RIGHT}",
            )
        if self._has_group("sale.group_warning_sale"):
            yield ok("sales", "Sales warnings are shown on orders.")
        else:
            yield warning(
                "sales",
                "Sales warnings are switched off, so nobody sees our message on an order of a held customer"
                " (the tag and the activities are seen). Switch on Settings > Sales > Sale Warnings in Odoo.",
            )

    def _has_group(self, group: str) -> bool:
        """Tell whether the API user, and by default every other, has a group; True where Odoo cannot say."""
        user = Responsible(self._site, configured=None).api_user()
        if self._site.rpc.major < _HAS_ACCESS_FROM or user is None:
            return True
        return bool(self._site.call("res.users", "has_group", ids=[user], group_ext_id=group))

    def _accounting(self) -> Iterator[Finding]:
        if self._installed("account_followup"):
            yield warning(
                "follow-up",
                "Odoo's own Payment Follow-up app is active: customers would be reminded twice. Switch its"
                " automatic reminders off, or leave Relance in observe mode.",
            )
        yield bank(self._books().bank_day, self._now())
        if not self._company_flag("account_use_credit_limit"):
            yield warning(
                "credit limits",
                "Credit limits are switched off in Odoo, so no customer has one. To use them switch on"
                " Settings > Accounting > Sales Credit Limit.",
            )

    def _addon(self) -> Iterator[Finding]:
        if not installed(self._site):
            return
        if not may_write(self._site):
            yield warning(
                "addon",
                "The Relance addon is in this Odoo, but the key's user is no credit controller: what is"
                " written from here does not stand in its account files, and it may write the same again."
                " Give the user the right Credit Controller.",
            )
            return
        company = [("id", "=", self._settings.company_id)]
        (row,) = self._site.search("res.company", company, ["relance_outside", "relance_mode"])
        if row["relance_outside"]:
            yield ok("addon", f"{_THROUGH} Its own runs leave this company alone.")
        elif row["relance_mode"] == "observe":
            yield ok("addon", f"{_THROUGH} From the first write on its own runs leave this company alone.")
        else:
            yield error(
                "addon",
                "The Relance addon works in this company by itself, so nothing is written from here. Leave"
                " the company to one of them: either remove it from relance.toml, or set Run From Outside in"
                " Odoo under Settings > Invoicing > Credit Control.",
            )

    def _people(self) -> Iterator[Finding]:
        people = Responsible(self._site, configured=None)
        wanted = self._settings.responsible
        if wanted and people.find(wanted) is None:
            yield warning(
                "responsible",
                f"No active user “{wanted}” works in this company: activities go to the key's user instead."
                " Correct responsible in relance.toml.",
            )
        user = people.api_user()
        known = self._site.one("res.users", user, ["email"]) if user else None
        if known and not known["email"]:
            yield warning(
                "sender",
                "The key's user has no e-mail address, so a reminder sent by Odoo would have no sender. Add"
                " the address that customers shall answer to, in Odoo under Settings > Users.",
            )
        debtors = [("customer_rank", ">", 0), ("parent_id", "=", False), ("email", "=", False)]
        without: Value = self._site.call(
            "res.partner", "search_count", domain=[list(each) for each in debtors]
        )
        if without:
            yield warning(
                "e-mail",
                f"{without} customers have no e-mail address: their reminders become calls or tasks. Add the"
                " addresses to their contacts.",
            )

    def _installed(self, module: str) -> bool:
        domain = [("name", "=", module), ("state", "=", "installed")]
        return bool(self._site.search("ir.module.module", domain, ["name"]))

    def _company_flag(self, field: str) -> bool:
        known = self._site.call("res.company", "fields_get", allfields=[field], attributes=["type"])
        if field not in known:
            return False
        rows = self._site.search("res.company", [("id", "=", self._settings.company_id)], [field])
        return bool(rows and rows[0][field])


_THROUGH = "What is written stands in the account files of the Relance addon too, many things with one call."
_GIVE_RIGHT = "Give the right in Odoo under Settings > Users, or use another user's key."
