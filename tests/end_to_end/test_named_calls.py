"""What is asked of Odoo, and what is written there, stands in connectors/README.md."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.desk import POLICY, Desk

README = Path(__file__).resolve().parents[2] / "connectors" / "README.md"


def test_every_model_read_and_every_write_is_named(desk: Desk) -> None:
    desk.policy(f"set_trust = true\n{POLICY}")
    desk.relance("check", status=0)
    desk.sync("--mode", "auto")
    desk.sync("--mode", "assist", "--full")
    desk.pay_all("Ready Mat")
    desk.sync()
    told = README.read_text(encoding="utf-8")
    read, written = told.partition("### What is read")[2].split("### What is written")
    calls = {(call.name, call.write) for call in desk.proxy.calls if not call.name.startswith("/")}
    assert {name for name, write in calls if write and f"`{name}`" not in written} == set()
    models = {name.rpartition("/")[0] for name, _ in calls}
    assert {model for model in models if f"`{model}`" not in read} == set()
    assert len([name for name, write in calls if write]) >= 5
