"""The queries an account is read with: each returns tuples for many customers of one company at once.

Built once, when the module is imported. The first column is always the customer; parameters are `company`,
`customers` (a list) and, for payments, `since`. What the tuples mean is known to `accounts`.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, or_, select

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
    "name kind email phone language segment tags plan collector salesperson credit_limit chased url",
)

# An outer join although every invoice has installments: with an inner one SQLite may begin there
# and go through all of the company for each batch of customers.
INVOICES = (
    _of_customers(_invoices, "customer", "id number issued currency plan chased")
    .add_columns(*(_installments.c[name] for name in ("id", "due", "amount", "residual", "booked")))
    .outerjoin_from(_invoices, _installments, _belongs(_installments, _invoices, "invoice"))
    .where(_invoices.c.is_open)
    .order_by(_invoices.c.issued, _invoices.c.id, _installments.c.position)
)

CREDITS = (
    _of_customers(tables.credits_, "customer", "id number day residual currency booked")
    .where(tables.credits_.c.residual > 0)
    .order_by(tables.credits_.c.day, tables.credits_.c.id)
)

PAYMENTS = (
    _of_customers(_payments, "customer", "id day amount currency returned_on")
    .add_columns(*(_allocations.c[name] for name in ("installment", "amount", "currency", "day")))
    .outerjoin_from(_payments, _allocations, _belongs(_allocations, _payments, "payment"))
    .where(_payments.c.day >= bindparam("since"))
    .order_by(_payments.c.day.desc(), _payments.c.id, _allocations.c.position)
)

ORDERS = (
    _of_customers(
        tables.orders,
        "customer",
        "id number day state total total_currency uninvoiced uninvoiced_currency prepaid to_deliver "
        "salesperson",
    )
    .where(
        or_(
            _orders.state == OrderState.QUOTATION.value,
            and_(
                _orders.state == OrderState.CONFIRMED.value, or_(_orders.uninvoiced != 0, _orders.to_deliver)
            ),
        )
    )
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
