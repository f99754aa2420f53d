"""One company as Relance sees it from inside Odoo: its books, its policy, its accounts, its writer.

It decides nothing (the rules do) and keeps nothing but what it has just read.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property

from relance_connectors.odoo.reader import Reader
from relance_connectors.odoo.site import utc_now
from relance_connectors.odoo.writer import CAPABILITIES, Writer
from relance_mappings.mapping import load
from relance_sync.plan import Mode, Planner
from relance_sync.rules.account import Account
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.calibration import (
    KeptCalibration,
    calibrate,
    card_digest,
    due_on,
    graded_by,
)
from relance_sync.rules.ledger import Company
from relance_sync.rules.policy import Policy

from odoo import fields

from .desk import Desk
from .rpc import InsideRpc
from .together import InsideTogether

_FULL_EVERY = timedelta(days=7)
# Older payments say nothing but how punctual the customer is, and that is read apart; as in a workspace.
_RECENT = timedelta(days=90)
# Nothing travels, so that pages need not be small: those of a batch of customers are read at once.
_ROWS = 10_000
BATCH = 200
"""Customers whose books are read at once."""


class Office:
    """The office of one company, for one run or one question.

    Attributes:
        company: `res.company`, as superuser.
        env: The environment everything is read and written in.
    """

    def __init__(self, company) -> None:
        # An account is everything a customer owes, whoever asks: with the rights of a user who may not see
        # some of it, the figures would be wrong. Who may ask is checked where the question comes from.
        # What is written is in the company's language, whoever presses the button.
        lang = company._relance_lang()
        self.company = company.sudo().with_company(company).with_context(lang=lang)
        self.env = self.company.env
        self._rpc = InsideRpc(self.env)

    @cached_property
    def reader(self) -> Reader:
        """The connector's reader, in this process."""
        return Reader(
            self._rpc,
            load("odoo"),
            company_id=self.company.id,
            url=self.company.get_base_url(),
            page_size=_ROWS,
        )

    @cached_property
    def writer(self) -> Writer:
        """The connector's writer, in this process."""
        responsible = self.company._relance_responsible()
        return Writer(
            self._rpc,
            company_id=self.company.id,
            url=self.company.get_base_url(),
            language=self.books.language or "en",
            responsible=str(responsible.id) if responsible else None,
            together=InsideTogether(self.env),
        )

    @cached_property
    def desk(self) -> Desk:
        """Where effects leave."""
        return Desk(self)

    @cached_property
    def books(self):
        """What Odoo says about the company itself."""
        return self.reader.books()

    def now(self) -> datetime:
        """The present instant, aware."""
        return utc_now()

    @cached_property
    def today(self) -> date:
        """The day in the company's zone."""
        at = self.company.with_context(tz=self.books.time_zone)
        return fields.Date.context_today(at)

    @cached_property
    def ledger_company(self) -> Company:
        """The company as the rules know it."""
        books = self.books
        return Company(
            id=str(self.company.id),
            name=books.name,
            currency=books.currency,
            language=books.language or "en",
            country=books.country,
            time_zone=books.time_zone,
        )

    @cached_property
    def calendar(self) -> Calendar:
        """The company's calendar; without one, weekends are closed."""
        chosen = self.company.relance_calendar_id
        return chosen._rule() if chosen else Calendar()

    @cached_property
    def mode(self) -> Mode:
        """How far Relance goes."""
        return Mode(self.company.relance_mode)

    @cached_property
    def ungraded_policy(self) -> Policy:
        """The company's policy as it is written."""
        chosen = self.company.relance_policy_id or self.company._relance_usual_policy()
        return chosen._known(self.calendar)

    @cached_property
    def kept_calibration(self) -> KeptCalibration | None:
        """The newest calibration, due again or not."""
        return self.env["relance.calibration"]._newest(self.company, self.today)

    @cached_property
    def policy(self) -> Policy:
        """The policy in force: its version names the calibration too."""
        kept = self.kept_calibration
        return graded_by(self.ungraded_policy, kept.calibration) if kept else self.ungraded_policy

    @cached_property
    def _rates(self):
        return self.reader.rates()

    @property
    def planner(self) -> Planner:
        """Makes effects of assessments."""
        receipts = self.env["relance.receipt"]
        return Planner(
            mode=self.mode,
            capabilities=replace(
                CAPABILITIES,
                texts=self.env["relance.account"]._sends_texts(),
                letters=self.env["relance.account"]._posts_letters(self.company),
                confirms=True,
            ),
            reference=lambda key: receipts._references(self.company, [key]).get(key),
            set_trust=self.policy.set_trust,
            policy=self.policy,
        )

    def calibrate_if_due(self) -> None:
        """Measure how late all customers are together, once a month."""
        card = self.ungraded_policy.score
        if due_on(self.kept_calibration, card, self.today) > self.today:
            return
        histories = (line for some in batches(self.reader.payers()) for line in self.reader.histories(some))
        made = calibrate(histories, self.today, card)
        kept = KeptCalibration(calibration=made, card=card_digest(card))
        self.env["relance.calibration"]._keep(self.company, kept)
        for name in ("kept_calibration", "policy"):
            self.__dict__.pop(name, None)

    def mark_touched(self) -> None:
        """Mark the accounts about which something was written since the last time, and make new ones.

        Deleted entries leave no trace: once in a while every account is looked at.
        """
        company, files = self.company, self.env["relance.account"]
        now = fields.Datetime.to_datetime(self.reader.now())
        since = company.relance_looked_at
        # A change bears the instant at which its transaction began, and shows when it ends.
        since = fields.Datetime.to_string(since - timedelta(minutes=10)) if since else None
        touched = self.env["res.partner"].browse(self.reader.touched(since)).exists()
        files._of(touched, company).due = True
        full_on = company.relance_full_on
        if not full_on or self.today - full_on >= _FULL_EVERY:
            files.search([("company_id", "=", company.id)]).due = True
            company.relance_full_on = self.today
        company.relance_looked_at = now

    def accounts(self, partners, *, whole: bool = False) -> dict[int, Account]:
        """Put the accounts of a batch of commercial partners together, by the partner's number.

        Nothing is written: of a customer without a file nothing is remembered.

        Args:
            partners: The commercial partners.
            whole: Also with all that is paid and long ago, which indicators count and no decision needs.
        """
        domain = [("company_id", "=", self.company.id), ("partner_id", "in", partners.ids)]
        found = self.env["relance.account"].search(domain)
        files = {each.partner_id.id: each for each in found}
        contacts = partners._relance_invoice_contacts()
        recipients = partners._relance_recipients(partners, contacts)
        texted = partners._relance_texted(partners, contacts)
        return {
            int(books.customer.id): self.told(
                Account(
                    company=self.ledger_company,
                    # The rules write to whoever can be reached: a contact for invoices, or nobody.
                    customer=replace(
                        books.customer,
                        email=recipients[int(books.customer.id)].email or None,
                        mobile=texted[int(books.customer.id)].phone or None,
                    ),
                    invoices=books.invoices,
                    credits=books.credits,
                    payments=books.payments,
                    orders=books.orders,
                    rates=self._rates,
                    history=books.history,
                    calibration=self.kept_calibration.calibration if self.kept_calibration else None,
                    synced_on=self.today,
                    bank_day=self.books.bank_day,
                    balance=books.balance,
                ),
                files.get(int(books.customer.id)),
            )
            for books in self._customer_books(partners, found, whole=whole)
        }

    def _customer_books(self, partners, files, *, whole: bool):
        """Read the books of these customers, whole where an agreement is judged by what was paid."""
        judged = partners if whole else partners & files._asked_to_pay().partner_id
        for some, paid_since in ((judged, None), (partners - judged, self.today - _RECENT)):
            if some:
                yield from self.reader.customer_books(some.ids, paid_since).customers

    def account(self, partner) -> Account | None:
        """Put the account of one commercial partner together; None if nothing is known of it."""
        return self.accounts(partner).get(partner.id)

    def told(self, account: Account, file) -> Account:
        """Add to an account what Relance itself remembers of the customer, as it is now."""
        return file._told(account) if file else account


def batches(numbers: Iterable[int], size: int = BATCH):
    """Cut a list into lists of bounded length."""
    numbers = list(numbers)
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
