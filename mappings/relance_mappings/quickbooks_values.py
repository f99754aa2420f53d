"""Converters that know what QuickBooks means by its fields: names, balances, where an estimate stands.

Small decisions about facts only; each says which field of QuickBooks it reads and why. Field names are those
of Intuit's API reference.
"""

import re
from decimal import Decimal

from relance_mappings.converters import (
    Context,
    Raw,
    Unfit,
    booked,
    currency_or_own,
    in_currency_or_own,
    money_or_own,
    number,
    optional_number,
    optional_text,
)
from relance_sync.rules.ledger import Kind, OrderState
from relance_sync.rules.money import Money

_OPENING = re.compile(r"--- Relance \[rl#[0-9a-f]{8}\]")
_CLOSING = "--- /Relance"
_SAID = {
    "before": re.compile(r"(?:Status before|Statut avant)\s*:\s*(\w+)\s*"),
    "ours": re.compile(r"(?:Status set|Statut mis)\s*:\s*(\w+)\s*"),
}

_STATES = {
    "Pending": OrderState.QUOTATION,
    "Accepted": OrderState.CONFIRMED,
    "Converted": OrderState.CONFIRMED,
    "Closed": OrderState.CANCELLED,
    "Rejected": OrderState.CANCELLED,
}
_SALES = frozenset({"Invoice", "SalesReceipt"})


def company_or_person(context: Context, company: Raw, given: Raw, family: Raw) -> Kind | None:
    """Entity if there is a company's name, else person if there is a person's; None if there is neither.

    Args:
        context: As for every converter.
        company: `CompanyName`.
        given: `GivenName`.
        family: `FamilyName`.
    """
    if optional_text(context, company):
        return Kind.ENTITY
    return Kind.PERSON if optional_text(context, given) or optional_text(context, family) else None


def first_address(context: Context, value: Raw) -> str | None:
    """The first of the e-mail addresses that QuickBooks lets people write behind one another.

    >>> first_address(Context(currency="USD"), "ap@dupont.example, boss@dupont.example")
    'ap@dupont.example'
    """
    written = re.split("[,;]", optional_text(context, value) or "")
    return next((each.strip() for each in written if each.strip()), None)


def customer_type(context: Context, value: Raw) -> tuple[str, ...]:
    """The name of the customer's type as its only label; none if there is no type or its name is not known.

    Args:
        context: Its tags are the names of the types.
        value: `CustomerTypeRef`: Intuit documents the identifier itself, and sends it within a reference.
    """
    id_ = value.get("value") if isinstance(value, dict) else value
    name = context.tags.get(optional_text(context, id_))
    return () if name is None else (name,)


def amount_asked(context: Context, total: Raw, deposit: Raw, currency: Raw) -> Decimal:
    """What an invoice asks for: its total without what was paid with it.

    Args:
        context: As for every converter.
        total: `TotalAmt`.
        deposit: `Deposit`; absent for none.
        currency: `CurrencyRef.value`.
    """
    rest = number(context, total) - (optional_number(context, deposit) or 0)
    return in_currency_or_own(context, rest, currency)


def booked_balance(context: Context, home: Raw, balance: Raw, currency: Raw, rate: Raw) -> Decimal | None:
    """What is open of a document as the books carry it.

    Args:
        context: As for every converter.
        home: `HomeBalance`: only in books with several currencies.
        balance: `Balance`, in the document's currency.
        currency: `CurrencyRef.value`.
        rate: `ExchangeRate`.

    Returns:
        None for a foreign document without rate.
    """
    at_rate = booked_at_rate(context, balance, currency, rate)
    if currency_or_own(context, currency) == context.currency or optional_number(context, home) is None:
        return at_rate
    return booked(context, home)


def booked_at_rate(context: Context, amount: Raw, currency: Raw, rate: Raw) -> Decimal | None:
    """An amount in the company's currency at the document's own rate.

    Args:
        context: As for every converter.
        amount: In the document's currency.
        currency: `CurrencyRef.value`.
        rate: `ExchangeRate`: units of the company's currency for one of the document's.

    Returns:
        None for a foreign document without rate.
    """
    whole, at = number(context, amount), optional_number(context, rate)
    if currency_or_own(context, currency) == context.currency:
        return booked(context, whole)
    return None if at is None else booked(context, whole * at)


def estimate_state(context: Context, status: Raw, links: Raw, note: Raw) -> OrderState:
    """Where an estimate stands.

    Args:
        context: As for every converter.
        status: `TxnStatus`; without one it is pending.
        links: `LinkedTxn`: an estimate that became an invoice is `Converted`, or `Closed` with the invoice
            linked to it; closed without one, nothing came of it.
        note: `PrivateNote`; see `_status`.
    """
    stands = _status(context, status, note)
    if _is_invoiced(stands, links):
        return OrderState.CONFIRMED
    if stands in _STATES:
        return _STATES[stands]
    raise Unfit(f"has the value {stands!r}, expected one of: {', '.join(_STATES)}")


def estimate_uninvoiced(
    context: Context, total: Raw, invoiced: Raw, currency: Raw, status: Raw, links: Raw, note: Raw
) -> Money:
    """What of an estimate is still to be invoiced, taxes included.

    Args:
        context: As for every converter.
        total: `TotalAmt`.
        invoiced: `Invoiced`: what the reader knows to have been invoiced of it; absent for nothing.
        currency: `CurrencyRef.value`.
        status: `TxnStatus`.
        links: `LinkedTxn`.
        note: `PrivateNote`; see `_status`.
    """
    if _is_invoiced(_status(context, status, note), links):
        return money_or_own(context, 0, currency)
    rest = number(context, total) - (optional_number(context, invoiced) or 0)
    return money_or_own(context, max(rest, Decimal(0)), currency)


def estimate_to_deliver(context: Context, status: Raw, note: Raw) -> bool:
    """True for an accepted estimate: QuickBooks knows no deliveries, people invoice what has left.

    Args:
        context: As for every converter.
        status: `TxnStatus`.
        note: `PrivateNote`; see `_status`.
    """
    return _status(context, status, note) == "Accepted"


def _is_invoiced(status: str, links: Raw) -> bool:
    linked = isinstance(links, list) and any(
        isinstance(each, dict) and each.get("TxnType") in _SALES for each in links
    )
    return status == "Converted" or (status == "Closed" and linked)


def _status(context: Context, status: Raw, note: Raw) -> str:
    """Return the status people gave an estimate: under our hold the one that the hold remembers.

    Our own write would else look like a cancelled order, and the hold would end itself. A status that is not
    the one we set was given by a person meanwhile, and counts.
    """
    stands = optional_text(context, status) or "Pending"
    before, ours = _remembered(note)
    return before if before and ours == stands else stands


def _remembered(note: Raw) -> tuple[str | None, str | None]:
    """Return the status before our hold and the one it set, from our block in the private note.

    The connector writes and reads these lines in `relance_connectors.quickbooks.remembered`. The last ones
    count: a text above them may look like one.
    """
    inside, said = False, dict[str, str]()
    for line in note.splitlines() if isinstance(note, str) else ():
        if _OPENING.match(line):
            inside, said = True, {}
        elif inside and line == _CLOSING:
            return said.get("before"), said.get("ours")
        elif inside:
            said |= {name: found[1] for name, form in _SAID.items() if (found := form.fullmatch(line))}
    return None, None
