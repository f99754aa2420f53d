"""The queries an account is read with: each returns tuples for many customers of one company at once.

Built once, when the module is imported. The first column is always the customer; parameters are `company`,
`customers` (a list) and, for payments, `since` and `until`. What the tuples mean is known to `accounts`.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, func, or_, select

from relance_sync.rules.ledger import OrderState
from relance_sync.store import tables


def _of_customers(table: Table, owner: str, names: str) -> Select[Any]:
    columns = table.c
    return select(columns[owner], *(columns[name] for name in names.split())).where(
        columns.company == bindparam("company"),
        columns[owner].in_(bindparam("customers", expanding=True)),
    )


def _belongs(child: Table, parent: Table, name: str) -> ColumnElement[bool]:
    return and_(child.c.company == parent.c.company, child.c[name] == parent.c.id)


_invoices, _installments = tables.invoices, tables.installments
_payments, _allocations = tables.payments, tables.allocations
_orders = tables.orders.c

CUSTOMERS = _of_customers(
    tables.customers,
    "id",
    "name kind email phone mobile language segment tags plan collector salesperson credit_limit chased url",
)

# The day of the last allocation; looked up for what is settled only, so that open items cost nothing.
_last_allocated = (
    select(func.max(_allocations.c.day))
    .where(
        _allocations.c.company == _installments.c.company, _allocations.c.installment == _installments.c.id
    )
    .scalar_subquery()
)
_paid_on = case((and_(_installments.c.residual <= 0, _installments.c.amount > 0), _last_allocated))


def _with_installments(*conditions: ColumnElement[bool]) -> Select[Any]:
    # An outer join although every invoice has installments: with an inner one SQLite may begin there
    # and go through all of the company for each batch of customers.
    return (
        _of_customers(
            _invoices, "customer", "id number issued currency plan chased expected_on expected_since"
        )
        .add_columns(*(_installments.c[name] for name in ("id", "due", "amount", "residual", "booked")))
        .add_columns(_paid_on.label("paid_on"))
        .outerjoin_from(_invoices, _installments, _belongs(_installments, _invoices, "invoice"))
        .where(*conditions)
        .order_by(_invoices.c.issued, _invoices.c.id, _installments.c.position)
    )


INVOICES = _with_installments(_invoices.c.is_open)

PAID_INVOICES = _with_installments(~_invoices.c.is_open)

CREDITS = (
    _of_customers(tables.credits_, "customer", "id number day residual currency booked")
    .where(tables.credits_.c.residual > 0)
    .order_by(tables.credits_.c.day, tables.credits_.c.id)
)


def _with_allocations(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        _of_customers(_payments, "customer", "id day amount currency returned_on")
        .add_columns(*(_allocations.c[name] for name in ("installment", "amount", "currency", "day")))
        .outerjoin_from(_payments, _allocations, _belongs(_allocations, _payments, "payment"))
        .where(*conditions)
        .order_by(_payments.c.day.desc(), _payments.c.id, _allocations.c.position)
    )


PAYMENTS = _with_allocations(_payments.c.day >= bindparam("since"))

OLDER_PAYMENTS = _with_allocations(
    _payments.c.day >= bindparam("since"), _payments.c.day < bindparam("until")
)

RETURNED_PAYMENTS = _with_allocations(
    _payments.c.returned_on.is_not(None), _payments.c.day < bindparam("until")
)

# Confirmed, and not yet invoiced or delivered in full.
ORDER_RUNS = and_(
    _orders.state == OrderState.CONFIRMED.value, or_(_orders.uninvoiced != 0, _orders.to_deliver)
)
# What may count in the exposure, or wait.
ORDER_IS_OPEN = or_(_orders.state == OrderState.QUOTATION.value, ORDER_RUNS)

ORDERS = (
    _of_customers(
        tables.orders,
        "customer",
        "id number day state total total_currency uninvoiced uninvoiced_currency prepaid to_deliver "
        "salesperson",
    )
    .where(ORDER_IS_OPEN)
    .order_by(_orders.day, _orders.id)
)

# A balance has its customer's id.
BALANCES = _of_customers(tables.balances, "id", "amount")

CONTACTS = _of_customers(tables.contacts, "customer", "key day channel currency steps").order_by(
    tables.contacts.c.day, tables.contacts.c.key
)

TASKS = (
    _of_customers(tables.tasks, "customer", "key items order_id hold_cycle alert")
    .where(tables.tasks.c.closed_on.is_(None))
    .order_by(tables.tasks.c.key)
)

HOLDS = _of_customers(tables.holds, "customer", "level since cycle proposal ended_on").order_by(
    tables.holds.c.cycle
)

CHANGES = _of_customers(tables.reviews, "customer", "changes")
