"""The process is killed at every call of its first pull: the next sync has the same ledger and decisions."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.desk import Desk


def figures(report: Any) -> Any:
    return sorted(report["assessed"], key=lambda each: str(each["customer"]["id"]))


def test_the_next_sync_has_the_same_ledger(empty_desk: Desk) -> None:
    desk = empty_desk
    # Small pages, so that the kill also falls between two pages of one kind.
    desk.open_company(mode="observe", odoo="page_size = 16")
    undisturbed = figures(desk.sync())
    worklist = desk.json("worklist")
    assert len(undisturbed) > 5
    calls = [call.name for call in desk.proxy.calls]
    # Until the first rows are read, one moment is like the other.
    asked = max(n for n, name in enumerate(calls) if name.endswith("fields_get"))
    for n in (1, *range(asked + 2, len(calls) + 1)):
        desk.forget()
        desk.proxy.reset()
        desk.proxy.cut_before(n, writes_only=False)
        assert desk.kill("sync", at_call=n)
        desk.proxy.reset()
        assert figures(desk.sync()) == undisturbed, f"killed at call {n}, {calls[n - 1]}"
        if n % 8 == 0:
            assert desk.json("worklist") == worklist
    assert len(calls) - asked > 20
