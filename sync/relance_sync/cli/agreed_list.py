"""Agreements as lists and as JSON: what was agreed, where it stands today, and what is to be paid next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from relance_sync.cli.failures import Exit
from relance_sync.cli.jsonable import day_json, money_json
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import Demand, state_of, unmet
from relance_sync.rules.agreements import (
    AgreementState,
    Dispute,
    Pause,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
    dispute_runs,
    pause_runs,
)
from relance_sync.rules.explain import format_day, format_money, word
from relance_sync.rules.money import Money

Agreement = Promise | PaymentPlan | Settlement | Dispute | Pause


def listed(session: Session, company: CompanySettings, kind: str, agreements: Sequence[Agreement]) -> Exit:
    """List agreements with their states, and what is to be paid next."""
    reader = _Reader(session=session, company=company)
    if session.out.as_json:
        rows = [agreement_json(each) | reader.json(each) for each in agreements]
        session.out.document({"company": company.name, f"{kind}s": rows})
        return Exit.OK
    headings = ["id", "customer", "since", "until", "what", "state", "by", "note"]
    paying = kind not in {"dispute", "pause"}
    if paying:
        headings.insert(headings.index("state") + 1, "pays_next")
    rows_ = [reader.row(each, paying=paying) for each in agreements]
    session.out.table([session.say(key) for key in headings], rows_)
    if not agreements:
        session.out.line(session.say("none_listed"))
    return Exit.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Looks at each customer's account once."""

    session: Session
    company: CompanySettings
    accounts: dict[str, Account | None] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.session.today(self.company)

    def account(self, customer: str) -> Account | None:
        if customer not in self.accounts:
            known = self.session.known(self.company)
            self.accounts[customer] = self.session.store.account(known, customer, self.today)
        return self.accounts[customer]

    def numbers(self, customer: str) -> Mapping[str, str]:
        """Return the numbers of the invoices that are still known, by id."""
        account = self.account(customer)
        return {} if account is None else {each.id: each.number for each in account.invoices}

    def state(self, agreement: Agreement) -> str:
        if agreement.closed_on is not None and agreement.closed_on <= self.today:
            return str(AgreementState.CLOSED)
        match agreement:
            case Dispute():
                return "open" if dispute_runs(agreement, self.today) else "over"
            case Pause():
                return "open" if pause_runs(agreement, self.today) else "over"
        account = self.account(agreement.customer)
        if account is None:
            return "over"
        return str(state_of(agreement, account, self.session.policy(self.company).agreements, self.today))

    def next(self, agreement: Agreement) -> Demand | None:
        """What is to be paid next; None if nothing is, or it is too late for it."""
        if isinstance(agreement, Dispute | Pause) or self.state(agreement) != AgreementState.OPEN:
            return None
        account = self.account(agreement.customer)
        if account is None:
            return None
        return unmet(agreement, account, self.session.policy(self.company).agreements)

    def json(self, agreement: Agreement) -> dict[str, object]:
        told: dict[str, object] = {"state": self.state(agreement)}
        if not isinstance(agreement, Dispute | Pause):
            demand = self.next(agreement)
            left = demand.left if demand else None
            told["next"] = demand and {
                "due": day_json(demand.due),
                "amount": left and money_json(left),
            }
        return told

    def row(self, agreement: Agreement, *, paying: bool) -> list[str]:
        session, language = self.session, self.session.language
        names = session.store.find_customers(self.company.name, agreement.customer)
        since, until = _days(agreement)
        cells = [
            agreement.id,
            names[0].name if names else agreement.customer,
            format_day(since, language),
            format_day(until, language) if until else "",
            _what(agreement, self.numbers(agreement.customer), session),
            session.say(f"state_{self.state(agreement)}"),
            agreement.source,
            agreement.note,
        ]
        if paying:
            cells.insert(6, self._next_words(agreement))
        return cells

    def _next_words(self, agreement: Agreement) -> str:
        demand = self.next(agreement)
        if demand is None:
            return ""
        day = format_day(demand.due, self.session.language)
        if demand.left is None:
            return day
        amount = format_money(demand.left, self.session.language)
        return self.session.say("pays_by", amount=amount, day=day)


def _days(agreement: Agreement) -> tuple[date, date | None]:
    match agreement:
        case PaymentPlan():
            return agreement.made_on, agreement.parts[-1].due
        case Promise() | Settlement():
            return agreement.made_on, agreement.due
        case Dispute():
            return agreement.opened_on, agreement.closed_on
    return agreement.since, agreement.until


def _what(agreement: Agreement, numbers: Mapping[str, str], session: Session) -> str:
    """Say what an agreement is about: an amount, invoices (by id where the number is not known), a reason."""
    language = session.language
    match agreement:
        case Dispute():
            id_ = agreement.invoice
            about = session.say("everything") if id_ is None else numbers.get(id_, id_)
            return f"{about} ({word(agreement.reason, language)})"
        case Pause():
            return session.say("everything")
        case PaymentPlan():
            currency = agreement.open_amount.currency
            asked = sum((part.amount for part in agreement.parts), Decimal(0))
            amount = format_money(Money(amount=asked, currency=currency), language)
            first = session.say("in_parts", amount=amount, count=len(agreement.parts))
        case Settlement():
            pays, owed = (format_money(each, language) for each in (agreement.pays, agreement.open_amount))
            first = session.say("pays_of", pays=pays, owed=owed)
        case Promise():
            first = format_money(agreement.amount, language) if agreement.amount else ""
    about = ", ".join(numbers.get(each, each) for each in agreement.invoices)
    return f"{first} {about}".strip() or session.say("everything")


def agreement_json(agreement: Agreement) -> dict[str, object]:
    """Write what was agreed, field by field."""
    return {each.name: _plain(agreement, getattr(agreement, each.name)) for each in fields(agreement)}


def _plain(agreement: Agreement, value: object) -> object:
    match value:
        case date():
            return day_json(value)
        case Money():
            return money_json(value)
        case PlanPart() if isinstance(agreement, PaymentPlan):
            amount = Money(amount=value.amount, currency=agreement.open_amount.currency)
            return {"due": day_json(value.due), "amount": money_json(amount)}
        case tuple():
            return [_plain(agreement, each) for each in value]
    return value
