"""Pages in: saves what a connector pulled, idempotently, and says whose data really changed.

Every function works inside the transaction it is given. What was decided about the customers is `reviews`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, Table, delete, select, union

from relance_sync.errors import Stop
from relance_sync.ports import TOLD, Page, SkippedRecord
from relance_sync.rules.ledger import RECORD_KINDS, Company
from relance_sync.store import tables, told_there
from relance_sync.store.engine import batches, upsert
from relance_sync.store.forgotten import without_forgotten
from relance_sync.store.reviews import mark_changed, mark_waiting
from relance_sync.store.rows import SHAPES, Encoded, Shape, encode, record_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PullState:
    """How fresh the stored data is.

    Attributes:
        synced_on: Day of the last complete pull, in the company's zone.
        synced_at: Its instant, UTC.
        bank_day: Day of the newest bank entry; None if unknown.
        full_on: Day of the last complete pull that read everything; None if there was none.
    """

    synced_on: date
    synced_at: datetime
    bank_day: date | None
    full_on: date | None


@dataclass(slots=True)
class _Stored:
    """What the database holds of the records of a page: digest and customer by id."""

    digests: dict[str, str] = field(default_factory=dict)
    customers: dict[str, str | None] = field(default_factory=dict)


def save_company(connection: Connection, company: Company) -> None:
    """Save what is known about the company.

    Raises:
        Stop: If its currency is another one than before.
    """
    known = connection.execute(
        select(tables.companies.c.currency).where(tables.companies.c.id == company.id)
    ).scalar()
    if known is not None and known != company.currency:
        raise Stop(
            f"{company.id} was kept in {known} until now and is in {company.currency} on the platform: "
            "amounts cannot be carried over. In relance.toml, set a new database or rename the company."
        )
    row = {name: getattr(company, name) for name in Company.__slots__}
    connection.execute(upsert(connection.dialect, tables.companies), row)


def company(connection: Connection, id_: str) -> Company | None:
    """Return a company; None if it was never saved."""
    row = connection.execute(select(tables.companies).where(tables.companies.c.id == id_)).one_or_none()
    return None if row is None else Company(**row._asdict())


def cursor(connection: Connection, company_id: str) -> str | None:
    """Return the cursor of the last page saved; None before the first."""
    pulls = tables.pulls.c
    return connection.execute(select(pulls.cursor).where(pulls.company == company_id)).scalar()


def finish_pull(
    connection: Connection,
    company_id: str,
    day: date,
    instant: datetime,
    bank_day: date | None,
    *,
    full: bool,
) -> None:
    """Note that a pull is complete; accounts that waited for fresher data are due again."""
    before = pulled(connection, company_id)
    if before is None or (before.synced_on, before.bank_day) != (day, bank_day):
        mark_waiting(connection, company_id)
    news = {"synced_on": day, "synced_at": instant, "bank_day": bank_day} | ({"full_on": day} if full else {})
    row = {"company": company_id, "balances": False, **news}
    connection.execute(upsert(connection.dialect, tables.pulls, update=list(news)), row)


def pulled(connection: Connection, company_id: str) -> PullState | None:
    """Return how fresh the data is; None if no pull was ever complete."""
    pulls = tables.pulls.c
    row = connection.execute(
        select(pulls.synced_on, pulls.synced_at, pulls.bank_day, pulls.full_on).where(
            pulls.company == company_id, pulls.synced_on.is_not(None)
        )
    ).one_or_none()
    return None if row is None else PullState(**row._asdict())


def save_skipped(
    connection: Connection, company_id: str, skipped: Iterable[SkippedRecord], at: datetime
) -> None:
    """Add to the list of records that could not be read."""
    rows = [
        {
            "company": company_id,
            "kind": each.kind,
            "id": each.id,
            "problem": each.problem,
            "noted_on": at.date(),
        }
        for each in skipped
    ]
    if rows:
        connection.execute(upsert(connection.dialect, tables.skipped), rows)


def skipped(connection: Connection, company_id: str) -> tuple[SkippedRecord, ...]:
    """Return the records that cannot be read now, by kind and id."""
    columns = tables.skipped.c
    found = connection.execute(
        select(columns.kind, columns.id, columns.problem)
        .where(columns.company == company_id)
        .order_by(columns.kind, columns.id)
    )
    return tuple(SkippedRecord(kind=kind, id=id_, problem=problem) for kind, id_, problem in found)


def known_ids(connection: Connection, company_id: str, kind: str, after: str | None, limit: int) -> list[str]:
    """Return ids of stored records, in their order, those after `after` first."""
    columns = SHAPES[kind].table.c
    query = select(columns.id).where(columns.company == company_id).order_by(columns.id).limit(limit)
    return list(connection.execute(query if after is None else query.where(columns.id > after)).scalars())


def save_page(connection: Connection, company_id: str, page: Page, at: datetime) -> frozenset[str]:
    """Save a page and its cursor, and mark who changed for assessment.

    What retention deleted is not read in again, unless it came to life.

    Returns:
        Ids of the customers whose stored data is now another.

    Raises:
        Stop: If the company was never saved.
    """
    books = company(connection, company_id)
    if books is None:
        raise Stop(f"Nothing is known about the company {company_id} yet: run relance check {company_id}.")
    if page.kind == TOLD:
        told, unfit = told_there.save(connection, company_id, page, at)
        _keep_skipped(connection, company_id, page, {}, unfit, at)
        _keep_cursor(connection, company_id, page)
        return told
    encoded, unfit = _encode(page, books)
    encoded = without_forgotten(connection, company_id, page, encoded)
    stored = _stored(connection, company_id, page, encoded)
    changed = [each for each in encoded.values() if stored.digests.get(each.id) != each.row["digest"]]
    gone = _gone(page, encoded, unfit, stored)
    shape = SHAPES[page.kind]
    _delete(connection, shape.table, "id", company_id, gone)
    if page.kind == "customer":
        for each in changed:
            each.row["changed_on"] = at.date()
    if page.kind == "invoice":
        _note_expectations(connection, company_id, changed, at.date())
    _write(connection, company_id, shape, changed, stored)
    touched = {stored.customers.get(id_) for id_ in (*gone, *(each.id for each in changed))}
    touched |= {each.customer for each in changed}
    if page.kind == "rate":
        rates = {*(each.row["currency"] for each in changed), *(id_.split()[0] for id_ in gone)}
        touched |= _holding(connection, company_id, rates)
    customers = frozenset(id_ for id_ in touched if id_ is not None)
    mark_changed(connection, company_id, customers)
    _keep_skipped(connection, company_id, page, encoded, unfit, at)
    _keep_cursor(connection, company_id, page)
    return customers


def _note_expectations(connection: Connection, company_id: str, changed: list[Encoded], today: date) -> None:
    """Note since when the books say that day of payment: the books themselves do not tell."""
    invoices = tables.invoices.c
    known = select(invoices.id, invoices.expected_on, invoices.expected_since).where(
        invoices.company == company_id, invoices.expected_on.is_not(None)
    )
    before: dict[str, tuple[date, date]] = {}
    for some in batches(each.id for each in changed if each.row["expected_on"]):
        before |= {
            id_: (on, since) for id_, on, since in connection.execute(known.where(invoices.id.in_(some)))
        }
    for each in changed:
        expected = each.row["expected_on"]
        on, since = before.get(each.id, (None, None))
        each.row["expected_since"] = (since if on == expected else today) if expected else None


def _encode(page: Page, books: Company) -> tuple[dict[str, Encoded], list[SkippedRecord]]:
    encoded, unfit = {}, []
    for record in page.records:
        if not isinstance(record, RECORD_KINDS[page.kind]):
            raise TypeError(f"a page of kind {page.kind} holds a {type(record).__name__}")
        try:
            each = encode(page.kind, record, books.id, books.currency)
        except (ValueError, TypeError, ArithmeticError) as error:
            unfit.append(
                SkippedRecord(
                    kind=page.kind,
                    id=record_id(record),
                    problem=f"The {page.kind} {_label(record)} is left out: {error}. Correct the amount "
                    "on the platform, or the currency's decimals.",
                )
            )
        else:
            encoded[each.id] = each
    return encoded, unfit


def _label(record: object) -> str:
    for name in ("number", "name", "id", "customer"):
        if value := getattr(record, name, ""):
            return str(value)
    return str(getattr(record, "currency", ""))


def _stored(connection: Connection, company_id: str, page: Page, encoded: dict[str, Encoded]) -> _Stored:
    """Look up what is stored: by id with one query per batch, everything for a page that states all."""
    table = SHAPES[page.kind].table
    customer = table.c.id if page.kind == "customer" else table.c.get("customer")
    columns = [table.c.id, table.c.digest] if customer is None else [table.c.id, table.c.digest, customer]
    query = select(*columns).where(table.c.company == company_id)
    stored = _Stored()
    wanted = list(batches(dict.fromkeys((*encoded, *page.gone))))
    whole = page.complete or page.present is not None
    for some in [None] if whole else wanted:
        for id_, digest, *who in connection.execute(
            query if some is None else query.where(table.c.id.in_(some))
        ):
            stored.digests[id_] = digest
            stored.customers[id_] = who[0] if who else None
    return stored


def _gone(page: Page, encoded: dict[str, Encoded], unfit: list[SkippedRecord], stored: _Stored) -> list[str]:
    """Ids to delete: those the page names, and all it does not state if it states all there is."""
    named = {id_ for id_ in page.gone if id_ not in encoded}
    if page.complete:
        # What could not be read is stated all the same.
        unread = {each.id for each in (*page.skipped, *unfit)}
        named |= stored.digests.keys() - encoded.keys() - unread
    if page.present is not None:
        named |= stored.digests.keys() - encoded.keys() - set(page.present)
    return sorted(named & stored.digests.keys())


def _write(
    connection: Connection, company_id: str, shape: Shape, changed: list[Encoded], stored: _Stored
) -> None:
    if not changed:
        return
    connection.execute(upsert(connection.dialect, shape.table), [each.row for each in changed])
    if shape.children is None:
        return
    replaced = [each.id for each in changed if each.id in stored.digests]
    _delete(connection, shape.children, shape.parent, company_id, replaced)
    if children := [child for each in changed for child in each.children]:
        connection.execute(shape.children.insert(), children)


def _delete(connection: Connection, table: Table, column: str, company_id: str, ids: Iterable[str]) -> None:
    for some in batches(ids):
        connection.execute(delete(table).where(table.c.company == company_id, table.c[column].in_(some)))


def _holding(connection: Connection, company_id: str, currencies: set[str]) -> set[str | None]:
    """Customers with anything open in one of the currencies."""
    if not currencies:
        return set()
    invoices, credits_, orders = tables.invoices.c, tables.credits_.c, tables.orders.c
    query = union(
        select(invoices.customer).where(
            invoices.company == company_id, invoices.is_open, invoices.currency.in_(currencies)
        ),
        select(credits_.customer).where(
            credits_.company == company_id, credits_.residual != 0, credits_.currency.in_(currencies)
        ),
        select(orders.customer).where(
            orders.company == company_id,
            orders.state != "cancelled",
            orders.uninvoiced_currency.in_(currencies),
        ),
    )
    return set(connection.execute(query).scalars())


def _keep_skipped(
    connection: Connection,
    company_id: str,
    page: Page,
    encoded: dict[str, Encoded],
    unfit: list[SkippedRecord],
    at: datetime,
) -> None:
    """Strike from the list what was read well now or is gone, and add what was not read."""
    columns = tables.skipped.c
    of_kind = delete(tables.skipped).where(columns.company == company_id, columns.kind == page.kind)
    if page.complete:
        connection.execute(of_kind)
    else:
        read = [*encoded, *page.gone]
        if page.present is not None:
            listed = select(columns.id).where(columns.company == company_id, columns.kind == page.kind)
            read += set(connection.execute(listed).scalars()) - set(page.present)
        for some in batches(read):
            connection.execute(of_kind.where(columns.id.in_(some)))
    save_skipped(connection, company_id, (*page.skipped, *unfit), at)


def _keep_cursor(connection: Connection, company_id: str, page: Page) -> None:
    balances = page.kind == "balance" and page.complete
    row = {"company": company_id, "cursor": page.cursor, "balances": balances}
    names = ["cursor", *(["balances"] if balances else [])]
    connection.execute(upsert(connection.dialect, tables.pulls, update=names), row)
