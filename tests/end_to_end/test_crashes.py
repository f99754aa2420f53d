"""The process is killed, or the connection cut, at every write call in turn: everything stands exactly once.

All on one real Odoo. Between two rounds the workspace's memory is thrown away too, so that what a round wrote
is taken out of Odoo itself. The rounds end when a clean run has no write left to cut.
"""

from collections.abc import Callable

import pytest

from tests.end_to_end.desk import Desk

ONCE = {"mail.message": 4, "mail.activity": 5, "res.partner": 1, "tagged": 1, "tags": 1}


def cut_before(desk: Desk, n: int) -> None:
    desk.proxy.cut_before(n)
    desk.relance("sync")


def cut_after(desk: Desk, n: int) -> None:
    desk.proxy.cut_after(n)
    desk.relance("sync")


def kill_before(desk: Desk, n: int) -> None:
    desk.proxy.cut_before(n)
    desk.kill("sync", at_call=n, writes_only=True)


def kill_after(desk: Desk, n: int) -> None:
    desk.proxy.cut_after(n)
    desk.kill("sync", at_call=n, writes_only=True)


@pytest.mark.parametrize("disaster", [cut_before, cut_after, kill_before, kill_after])
def test_everything_stands_once(desk: Desk, disaster: Callable[[Desk, int], None]) -> None:
    n = 0
    while True:
        n += 1
        undo(desk)
        disaster(desk, n)
        struck = len(desk.proxy.writes) >= n and any(call.fate != "passed" for call in desk.proxy.calls)
        desk.proxy.reset()
        desk.relance("sync")
        assert desk.written() == ONCE, f"after write {n}"
        desk.proxy.reset()
        desk.relance("sync")
        assert not desk.proxy.writes
        desk.proxy.reset()
        if not struck:
            break
    assert n > 8


def undo(desk: Desk) -> None:
    """Take out of Odoo what earlier rounds wrote, and forget the workspace's memory."""
    desk.forget()
    everything = {"active_test": False}
    for model, field in (
        ("mail.message", "body"),
        ("mail.activity", "note"),
        ("res.partner.category", "name"),
    ):
        mark = "relance" if field == "name" else "[rl#"
        found = desk.odoo.call(model, "search", domain=[[field, "ilike", mark]], context=everything)
        desk.odoo.call(model, "unlink", ids=found)
    warned = desk.odoo.call("res.partner", "search", domain=[["sale_warn_msg", "ilike", "[rl#"]])
    desk.odoo.call("res.partner", "write", ids=warned, vals={"sale_warn_msg": False})
