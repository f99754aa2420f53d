"""What runs inside `odoo shell` for the benchmark of the addon: the books, and one turn of each side.

It is imported by Odoo's Python, which has neither Relance's app nor this benchmark's other parts: the
standard library only. A turn is rolled back, so that the next one finds the same database.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

Odoo: TypeAlias = Any
"""An environment or records: Odoo brings no types."""

INVOICES_EACH = 10
_OLDEST_AFTER, _BETWEEN, _SPREAD = 12, 13, 7
"""Days late of the newest invoice, between two of them, and how far customers are apart: 12 to 135 days."""


def fill(env: Odoo, customers: int) -> int:
    """Make customers with ten overdue invoices each; return how many invoices are overdue then.

    Odoo itself makes and posts those of the first customer. The others' are copies of their rows, under other
    numbers and moved by some days: what Odoo stores of an invoice is in two tables, and the same for each.
    """
    company = env["res.company"].search([], order="id", limit=1)
    env = env(
        context={"allowed_company_ids": company.ids, "tracking_disable": True, "mail_create_nolog": True}
    )
    people = env["res.partner"].create(
        [
            {
                "name": f"Bench {number}",
                "is_company": True,
                "email": f"bench{number}@example.com",
                "phone": f"+1 555 {number:06}",
            }
            for number in range(customers)
        ]
    )
    moves = env["account.move"].create(list(_invoices(people[0].id, _today())))
    moves.action_post()
    env.flush_all()
    _copy(env, moves.ids, people[0].id, people[1:].ids)
    env.invalidate_all()
    _check(env, people)
    env.cr.execute("ANALYZE")
    return int(env["account.move"].search_count([("partner_id", "in", people.ids), ("state", "=", "posted")]))


def _today() -> date:
    return datetime.now(UTC).date()


def _invoices(partner: int, today: date) -> Iterator[dict[str, Any]]:
    for number in reversed(range(INVOICES_EACH)):
        due = today - timedelta(days=_OLDEST_AFTER + _BETWEEN * number)
        line = {"name": "Services", "price_unit": 100 + 37 * number, "tax_ids": []}
        yield {
            "move_type": "out_invoice",
            "partner_id": partner,
            "invoice_date": due - timedelta(days=30),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, line)],
        }


def _copy(env: Odoo, moves: list[int], partner: int, others: list[int]) -> None:
    """Copy the entries once for each of the others, with numbers of their own."""
    env.cr.execute(
        """
        CREATE TEMPORARY TABLE bench_copy ON COMMIT DROP AS
        SELECT move.id AS old, nextval('account_move_id_seq')::int AS new, other.id AS partner,
               other.number %% %s AS days, other.name, move.sequence_prefix,
               max(move.sequence_number) OVER (PARTITION BY move.sequence_prefix)
               + row_number() OVER (PARTITION BY move.sequence_prefix ORDER BY other.number, move.id)
                 AS number
          FROM account_move move
         CROSS JOIN (SELECT id, name, row_number() OVER (ORDER BY id) AS number
                       FROM res_partner WHERE id = ANY(%s)) other
         WHERE move.id = ANY(%s)
        """,
        [_SPREAD, others, moves],
    )
    named = "copy.sequence_prefix || lpad(copy.number::text, 5, '0')"
    _insert(
        env,
        "account_move",
        "old.id = copy.old",
        partner,
        {
            "id": "copy.new",
            "sequence_number": "copy.number",
            "name": named,
            "payment_reference": named,
            "invoice_partner_display_name": "copy.name",
            "access_token": "NULL",
        },
    )
    _insert(
        env,
        "account_move_line",
        "old.move_id = copy.old",
        partner,
        {"id": "nextval('account_move_line_id_seq')", "move_id": "copy.new", "move_name": named},
    )


def _insert(env: Odoo, table: str, join: str, partner: int, changed: dict[str, str]) -> None:
    """Insert copies: what is not named stays, days move, what points to the partner points to the other."""
    env.cr.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [table]
    )
    values = {}
    for name, kind in env.cr.fetchall():
        if kind == "date":
            values[name] = f"old.{name} - copy.days::int"
        elif name.endswith("partner_id") or name == "partner_shipping_id":
            values[name] = f"CASE old.{name} WHEN {partner} THEN copy.partner ELSE old.{name} END"
        else:
            values[name] = f"old.{name}"
    values |= {name: changed[name] for name in changed if name in values}
    env.cr.execute(
        f"INSERT INTO {table} ({', '.join(values)}) "  # noqa: S608  # names of columns, nobody's input
        f"SELECT {', '.join(values.values())} FROM {table} old JOIN bench_copy copy ON {join}"
    )


def _check(env: Odoo, people: Odoo) -> None:
    """Let Odoo itself look at the copies: balanced, open, and the next invoice gets the next number."""
    moves = env["account.move"].search([("partner_id", "in", people.ids)])
    with moves._check_balanced({"records": moves}):
        pass
    owed = {person.id: person.credit for person in people}
    if len(set(owed.values())) != 1 or not owed[people[0].id]:
        raise AssertionError("the copies do not owe what the first customer owes")
    last = moves.filtered(lambda each: each.partner_id == people[-1])
    with env.cr.savepoint() as savepoint:
        more = env["account.move"].create(next(_invoices(people[-1].id, _today())))
        more.action_post()
        wizard = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=last.ids
        )
        wizard.create({"group_payment": True})._create_payments()
        env.invalidate_all()
        if any(last.mapped("amount_residual")) or people[-1].credit != more.amount_total:
            raise AssertionError("the copies cannot be paid like invoices")
        savepoint.rollback()


def turns(env: Odoo, turns: int) -> dict[str, Any]:
    """Let both sides work in turns; return the seconds of each piece of work, and how much it was."""
    works: dict[str, Callable[[Odoo], dict[str, int]]] = {
        "decide": lambda env: _relance(env, "observe"),
        "lines": lambda env: _community(env, communications=False),
        "write": lambda env: _relance(env, "assist"),
        "communications": lambda env: _community(env, communications=True),
    }
    took: dict[str, list[float]] = {name: [] for name in works}
    did: dict[str, dict[str, int]] = {}
    for turn in range(turns + 1):
        # Every other turn backwards: nobody always comes first. The first one warms up and does not count.
        for name in list(works)[:: -1 if turn % 2 else 1]:
            env.invalidate_all()
            began = time.perf_counter()
            did[name] = works[name](env)
            if turn:
                took[name].append(time.perf_counter() - began)
            env.cr.rollback()
    return {"took": took, "did": did}


def _relance(env: Odoo, mode: str) -> dict[str, int]:
    """Make a first full run, from looking for news to the last receipt."""
    from odoo.addons.relance.inside.office import BATCH, Office  # type: ignore[import-not-found]
    from odoo.addons.relance.inside.run import Outcome, run_batch  # type: ignore[import-not-found]

    company = env["res.company"].search([], order="id", limit=1)
    company.relance_mode = mode
    office, outcome = Office(company), Outcome()
    queries = env.cr.sql_log_count
    files = env["relance.account"].with_company(company)._begin(office)
    for start in range(0, len(files), BATCH):
        run_batch(office, files[start : start + BATCH], outcome)
    env.flush_all()
    if outcome.failed or outcome.refused:
        raise AssertionError(f"{outcome.failed[:3]} {outcome.refused[:3]}")
    return {
        "accounts": outcome.assessed,
        "written": outcome.written,
        "decisions": env["relance.decision"].search_count([("current", "=", True)]),
        "queries": env.cr.sql_log_count - queries,
    }


def _community(env: Odoo, *, communications: bool) -> dict[str, int]:
    """Compute the lines of all that is overdue, and what is to be said about them to each customer."""
    company = env["res.company"].search([], order="id", limit=1)
    env = env(context={"allowed_company_ids": company.ids})
    policy = env.ref("account_credit_control.credit_control_3_time")
    accounts = [("account_type", "=", "asset_receivable"), ("company_ids", "in", company.ids)]
    policy.account_ids = env["account.account"].search(accounts)
    company.credit_policy_id = policy
    queries = env.cr.sql_log_count
    run = env["credit.control.run"].create({"date": _today(), "policy_ids": [(6, 0, policy.ids)]})
    run.generate_credit_lines()
    done = {"lines": len(run.line_ids)}
    if communications:
        run.set_to_ready_lines()
        made = env["credit.control.communication"]._generate_comm_from_credit_lines(run.line_ids)
        done["communications"] = len(made)
    env.flush_all()
    return {**done, "queries": env.cr.sql_log_count - queries}
