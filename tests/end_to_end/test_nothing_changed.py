"""A sync when nothing changed: no write, and as many calls as ever, however many invoices there are."""

from __future__ import annotations

import postgres

from tests.end_to_end.desk import Desk

TABLES = ("account_move", "account_move_line", "account_partial_reconcile", "account_payment", "res_partner")


def make_old(desk: Desk) -> None:
    """Move everything in Odoo out of the overlap, so that no row is read a second time."""
    for table in (*TABLES, "sale_order", "sale_order_line"):
        change = f"UPDATE {table} SET write_date = write_date - interval '1 day'"  # noqa: S608
        postgres.sql(change, database=desk.odoo.database)


def bill_a_new_customer(desk: Desk, count: int) -> int:
    customer = desk.office.customer()
    line = {"name": "Work", "quantity": 1, "price_unit": 10, "tax_ids": [[6, 0, []]]}
    values = {"move_type": "out_invoice", "partner_id": customer, "invoice_line_ids": [[0, 0, line]]}
    values["invoice_date"] = desk.today.isoformat()
    made = desk.office.call("account.move", "create", vals_list=[values] * count)
    desk.office.call("account.move", "action_post", ids=made)
    return customer


def calls_of_a_quiet_sync(desk: Desk) -> list[str]:
    make_old(desk)
    desk.proxy.reset()
    report = desk.sync()
    assert not desk.proxy.writes
    assert not report["assessed"]
    assert not report["delivered"]
    return sorted(call.name for call in desk.proxy.calls)


def test_calls_do_not_depend_on_how_much_there_is(empty_desk: Desk) -> None:
    desk = empty_desk
    desk.open_company(odoo="page_size = 50")
    desk.sync()
    counts = {0: calls_of_a_quiet_sync(desk)}
    for more in (20, 300):
        customer = bill_a_new_customer(desk, more)
        desk.sync()
        assert len(desk.json("explain", str(customer))["items"]) == more
        counts[more] = calls_of_a_quiet_sync(desk)
    assert counts[20] == counts[0]
    assert counts[300] == counts[0]
    assert len(counts[0]) <= 30  # one of them asks whether the addon is there, to write through it


def test_a_second_sync_right_after_the_first_writes_nothing(desk: Desk) -> None:
    first = desk.sync()
    assert first["delivered"]
    desk.proxy.reset()
    second = desk.sync()
    assert not desk.proxy.writes
    assert (second["assessed"], second["delivered"], second["waiting"]) == ([], [], 0)
    assert "No customer had to be assessed: nothing changed since the last sync." in desk.relance("sync")
