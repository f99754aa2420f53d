"""The account statement: everything that is open between company and customer, and late charges on it.

Figures are written in the customer's language. It decides nothing and keeps nothing.
"""

from dataclasses import dataclass, replace

from relance_sync.letters.charges import charge_note
from relance_sync.rules.account import Account
from relance_sync.rules.charges import Charges, charges_on
from relance_sync.rules.explain import format_day, format_money, supported
from relance_sync.rules.interest import Usage
from relance_sync.rules.ledger import days_late
from relance_sync.rules.money import Money, total

from .office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An open item or a credit; a credit has no due day and a negative amount."""

    number: str
    issued: str
    due: str
    late: int
    amount: str
    credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is open in one currency, oldest first, credits last."""

    currency: str
    rows: tuple[Row, ...]
    total: str
    overdue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRow:
    """What one late invoice bears."""

    number: str
    principal: str
    interest: str
    compensation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePart:
    """What is due by law or contract on the late items of one currency; `note` says the rest."""

    rows: tuple[ChargeRow, ...]
    interest: str
    compensation: str
    note: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The statement of one customer."""

    language: str
    day: str
    parts: tuple[Part, ...]
    charges: tuple[ChargePart, ...]


def statement_of(file, language: str | None = None) -> Statement | None:
    """Put the statement of an account file together.

    Args:
        file: The account file.
        language: ISO 639-1 code; None for the customer's.

    Returns:
        None if nothing is known of the customer.
    """
    office = Office(file.company_id)
    account = office.account(file.partner_id)
    if account is None:
        return None
    spoken = supported(language or account.customer.language or account.company.language)
    currencies = sorted({each.residual.currency for each in (*account.items, *account.credits)})
    return Statement(
        language=spoken,
        day=format_day(office.today, spoken),
        parts=tuple(_part(account, each, office, spoken) for each in currencies),
        charges=tuple(
            _charges(made, office, spoken) for each in currencies if (made := _made(account, each, office))
        ),
    )


def _part(account: Account, currency: str, office: Office, language: str) -> Part:
    items = [each for each in account.items if each.residual.currency == currency]
    unused = [each for each in account.credits if each.residual.currency == currency]
    late = [each for each in items if each.due and each.due < office.today]
    rows = [
        Row(
            number=each.invoice.number,
            issued=format_day(each.invoice.issued, language) if each.invoice.issued else "",
            due=format_day(each.due, language) if each.due else "",
            late=max(days_late(each.due, office.today), 0) if each.due else 0,
            amount=format_money(each.residual, language),
        )
        for each in items
    ]
    rows += [
        Row(
            number=each.number,
            issued=format_day(each.day, language) if each.day else "",
            due="",
            late=0,
            amount=format_money(_negative(each.residual), language),
            credit=True,
        )
        for each in unused
    ]
    amounts = [each.residual for each in items] + [_negative(each.residual) for each in unused]
    return Part(
        currency=currency,
        rows=tuple(rows),
        total=format_money(total(amounts, currency), language),
        overdue=format_money(total((each.residual for each in late), currency), language),
    )


def _negative(amount: Money) -> Money:
    return replace(amount, amount=-amount.amount)


def _made(account: Account, currency: str, office: Office) -> Charges | None:
    """Compute what the late items of a currency bear; None where the policy gives charges up."""
    late = tuple(
        each.id
        for each in account.items
        if each.residual.currency == currency and each.due and each.due < office.today
    )
    if not late or office.policy.late_fees.usage is Usage.WAIVE:
        return None
    return charges_on(late, currency, account, office.policy, office.today)


def _charges(made: Charges, office: Office, language: str) -> ChargePart:
    return ChargePart(
        rows=tuple(
            ChargeRow(
                number=each.number,
                principal=format_money(each.principal, language),
                interest=format_money(each.interest, language),
                compensation=format_money(each.compensation, language),
            )
            for each in made.invoices
        ),
        interest=format_money(made.interest, language),
        compensation=format_money(made.compensation, language),
        note=charge_note(made, office.today, language),
    )
