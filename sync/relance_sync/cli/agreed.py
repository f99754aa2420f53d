"""What the commands on agreements share: their options, what one is about, and what is said after it.

It records nothing itself: that is `agreements` and `payment_plans`. Lists are `agreed_list`.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import uuid4

import typer

from relance_sync.cli.agreed_list import Agreement, agreement_json
from relance_sync.cli.failures import Exit
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.rules.account import Account
from relance_sync.rules.explain import format_money
from relance_sync.rules.ledger import Customer, OpenItem
from relance_sync.rules.money import Money, total

DAY_FORMAT = ["%Y-%m-%d"]

NoteOption = Annotated[str, typer.Option(metavar="TEXT", help="A word for colleagues.")]
ByOption = Annotated[
    str, typer.Option(metavar="NAME", help="Who says so. Default: the user of this machine.")
]
InvoiceOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NUMBER", help="Only this open invoice; may be repeated. Default: all of them."),
]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")]
WhoseArgument = Annotated[
    str | None, typer.Argument(metavar="CUSTOMER", help="Its id, or a part of its name. Default: all.")
]


def new_id() -> str:
    """Make an id that people can type."""
    return uuid4().hex[:8]


def user() -> str:
    """Name the user of this machine; empty if it has no name."""
    return os.environ.get("USER") or os.environ.get("USERNAME") or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What an agreement that is made today can be about.

    Attributes:
        invoices: Ids of the invoices named; empty for everything.
        items: Their open items, oldest first.
    """

    customer: Customer
    account: Account
    invoices: tuple[str, ...]
    items: tuple[OpenItem, ...]

    def open(self) -> Mapping[str, Money]:
        """Add up what is open, by currency."""
        currencies = sorted({item.residual.currency for item in self.items})
        return {
            each: total((item.residual for item in self.items if item.residual.currency == each), each)
            for each in currencies
        }

    def in_one(self, currency: str | None, session: Session) -> Money:
        """Return what is open in a currency; without one, in the only currency there is.

        Raises:
            Stop: If nothing is open in it, or in several and none was named.
        """
        sums = self.open()
        if currency is None and len(sums) > 1:
            raise Stop(session.say("which_currency", known=", ".join(sums)))
        found = sums.get(currency or next(iter(sums), ""))
        if found is None:
            known = ", ".join(format_money(each, session.language) for each in sums.values()) or "-"
            raise Stop(session.say("nothing_owed", customer=self.customer.name, known=known))
        return found


def debt_of(
    session: Session, company: CompanySettings, customer: Customer, numbers: Sequence[str], today: date
) -> Debt:
    """Find what an agreement is about: open invoices by number or id, else everything issued until today.

    Raises:
        Stop: If one is not among the customer's open invoices, which are listed.
    """
    account = session.account(company, customer, today)
    ids = {name: item.invoice.id for item in account.items for name in (item.invoice.id, item.invoice.number)}
    for number in numbers:
        if number not in ids:
            known = ", ".join(sorted({item.invoice.number for item in account.items})) or "-"
            raise Stop(session.say("no_invoice", customer=customer.name, number=number, known=known))
    invoices = tuple(dict.fromkeys(ids[number] for number in numbers))
    items = tuple(
        item
        for item in account.items
        if (item.invoice.id in invoices if invoices else item.invoice.issued <= today)
    )
    return Debt(customer=customer, account=account, invoices=invoices, items=items)


def told(session: Session, added: Sequence[Agreement], sentence: str) -> Exit:
    """Say what was recorded."""
    if session.out.as_json:
        session.out.document(
            {"company": session.company().name, "added": [agreement_json(each) for each in added]}
        )
    else:
        session.out.line(sentence)
    return Exit.OK


def close(session: Session, kind: str, id_: str, ended: Callable[[str, str, date], bool]) -> Exit:
    """Close an agreement.

    Args:
        session: Of the command.
        kind: The command's name, such as `promise`.
        id_: As `list` shows it.
        ended: The store's method; False if no open one has this id.

    Raises:
        Stop: If no open one has this id.
    """
    company = session.company()
    if not ended(company.name, id_, session.today(company)):
        raise Stop(session.say("not_open", id=id_, kind=kind))
    if session.out.as_json:
        session.out.document({"company": company.name, "closed": id_})
    else:
        session.out.line(session.say(f"{kind}_closed", id=id_))
    return Exit.OK


def whose(session: Session, customer: str | None) -> tuple[CompanySettings, str | None]:
    """Return the company and the id of the customer asked for; None for all of them."""
    company = session.company()
    return company, session.customer(company, customer).id if customer else None
