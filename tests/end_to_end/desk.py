"""A bookkeeper's desk before a real Odoo: a workspace, the `relance` command, and the people in Odoo.

The command runs as a process of its own, as a user types it. Between it and Odoo stands a proxy that counts
and can cut. What people do in Odoo is done by `office`, which never goes through Relance.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.odoo.reader_books import Office
from tests.cutting_proxy import Call, CuttingProxy
from tests.real_odoo import RealOdoo

# Closed weekdays would make a test of reminders fail on a Sunday.
WORKSPACE = """
language = "en"
[calendar]
closed_weekdays = []
time_zone = "UTC"
"""
# Few customers are late enough for this policy, so that every single write can be cut in turn; it sends at
# any hour at which a test may run.
POLICY = """
default_plan = "late"
[plans.late]
steps = [
    { id = "mail", after_due = 50, stage = "firm", channel = "email", tone = "firm", minimum = 1 },
]
[contact.hours]
since = 00:00:00
until = 23:59:59.999999
[hold]
over_limit = "none"
[[hold.overdue]]
days = 60
amount = 1000
level = "hold"
"""
EVERYTHING = {"active_test": False}


@dataclass(kw_only=True)
class Desk:
    """Where the bookkeeper sits.

    Attributes:
        proxy: What stands between the desk and Odoo.
        folder: The workspace.
        today: What the command is told, so that no test fails at midnight; the late invoices count from it.
        keys: By company of the workspace, the API key in the environment.
    """

    odoo: RealOdoo
    proxy: CuttingProxy
    folder: Path
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.office = Office(self.odoo)
        (self.folder / "relance.toml").write_text(WORKSPACE, encoding="utf-8")
        (self.folder / "policy.toml").write_text(POLICY, encoding="utf-8")

    def open_company(
        self,
        name: str = "acme",
        *,
        company_id: int = 1,
        mode: str = "assist",
        url: str = "",
        database: str = "",
        key: str = "",
        more: str = "",
        odoo: str = "",
    ) -> None:
        """Add a company to the workspace, by default that of the demo's late invoices.

        Args:
            more: Further lines of its section.
            odoo: Further lines of its Odoo section.
        """
        self.keys[name] = key or self.odoo.key
        section = f"""
[companies.{name}]
platform = "odoo"
mode = "{mode}"
{more}
[companies.{name}.odoo]
url = "{url or self.proxy.url}"
database = "{database or self.odoo.database}"
company_id = {company_id}
{odoo}
"""
        with (self.folder / "relance.toml").open("a", encoding="utf-8") as file:
            file.write(section)

    def close_companies(self) -> None:
        """Take every company out of the workspace; what is known of them stays."""
        (self.folder / "relance.toml").write_text(WORKSPACE, encoding="utf-8")
        self.keys.clear()

    def policy(self, text: str) -> None:
        (self.folder / "policy.toml").write_text(text, encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "relance_sync.cli", "--workspace", str(self.folder)]
        named = {f"RELANCE_{name.upper()}_KEY": key for name, key in self.keys.items()}
        return subprocess.Popen(
            [*command, "--today", self.today.isoformat(), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **named, "NO_COLOR": "1", "COLUMNS": "200"},
        )

    def relance(self, *arguments: str, status: int = 0) -> str:
        """Type a command; return what it shows, errors too if it does not end well (JSON has them in it)."""
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=120)
        assert process.returncode == status, (process.returncode, out, errors)
        log = self.folder / "relance.log"
        said = out + errors + (log.read_text(encoding="utf-8") if log.exists() else "")
        assert not [key for key in self.keys.values() if key in said]
        assert "Traceback" not in said
        return out if status == 0 or "--json" in arguments else out + errors

    def json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self.relance(*arguments, "--json", status=status))

    def sync(self, *arguments: str, status: int = 0) -> Any:
        """Sync the one company and return its report."""
        (report,) = self.json("sync", *arguments, status=status)["companies"]
        return report

    def kill(self, *arguments: str, at_call: int, writes_only: bool = False) -> bool:
        """Start a command and kill it at its nth call, whose fate is up to the proxy.

        Returns:
            False if it made fewer calls than that.
        """
        process = self.start(*arguments)
        while process.poll() is None and len(self._calls(writes_only=writes_only)) < at_call:
            time.sleep(0.002)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        return len(self._calls(writes_only=writes_only)) >= at_call

    def _calls(self, *, writes_only: bool) -> list[Call]:
        return self.proxy.writes if writes_only else self.proxy.calls

    def forget(self) -> None:
        """Throw the workspace's memory away."""
        for database in self.folder.glob("relance.db*"):
            database.unlink()

    def days_ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()

    def customer(self, name: str) -> int:
        return self.office.find("res.partner", ["name", "=", name], ["parent_id", "=", False])

    def pay_all(self, name: str) -> list[int]:
        """Register one payment of everything a customer owes; return the invoices."""
        domain = [
            ["partner_id", "=", self.customer(name)],
            ["state", "=", "posted"],
            ["move_type", "=", "out_invoice"],
            ["payment_state", "in", ["not_paid", "partial"]],
            ["company_id", "=", 1],
        ]
        invoices = self.office.call("account.move", "search", domain=domain)
        context = {"active_model": "account.move", "active_ids": invoices}
        values = {"journal_id": self.office.bank(), "group_payment": True}
        (made,) = self.office.call("account.payment.register", "create", vals_list=[values], context=context)
        self.office.call("account.payment.register", "action_create_payments", ids=[made], context=context)
        return [int(each) for each in invoices]

    def activities(self, name: str = "", **wanted: Any) -> list[dict[str, Any]]:
        """Return our activities, done ones included; of one customer, without its orders', if named."""
        domain = [["note", "ilike", "[rl#"], *([field, "=", value] for field, value in wanted.items())]
        if name:
            domain += [["res_model", "=", "res.partner"], ["res_id", "=", self.customer(name)]]
        fields = ["active", "summary", "feedback", "res_model", "res_id", "user_id", "note"]
        rows = self.office.call(
            "mail.activity", "search_read", domain=domain, fields=fields, context=EVERYTHING, order="id asc"
        )
        return [dict(row) for row in rows]

    def messages(self, name: str, kind: str = "comment") -> list[dict[str, Any]]:
        """Return our messages on a customer: e-mails are comments, notes notifications."""
        domain = [
            ["model", "=", "res.partner"],
            ["res_id", "=", self.customer(name)],
            ["message_type", "=", kind],
            ["body", "ilike", "[rl#"],
        ]
        fields = ["body", "subject", "partner_ids"]
        rows = self.office.call("mail.message", "search_read", domain=domain, fields=fields, order="id asc")
        return [dict(row) for row in rows]

    def mails(self) -> list[dict[str, Any]]:
        """Return the e-mails that wait in Odoo's queue."""
        fields = ["recipient_ids", "email_to", "subject", "body_html", "state", "mail_message_id"]
        rows = self.odoo.call("mail.mail", "search_read", domain=[], fields=fields, order="id asc")
        return [dict(row) for row in rows]

    def written(self) -> dict[str, int]:
        """Count what stands in Odoo of ours, done activities included."""
        counts = {
            model: self.odoo.call(
                model, "search_count", domain=[[field, "ilike", "[rl#"], *extra], context=EVERYTHING
            )
            for model, field, extra in (
                ("mail.message", "body", [["message_type", "!=", "comment"]]),
                ("mail.activity", "note", []),
                ("res.partner", "sale_warn_msg", []),
            )
        }
        tagged = [["category_id.name", "ilike", "relance"]]
        counts["tagged"] = self.odoo.call("res.partner", "search_count", domain=tagged)
        counts["tags"] = self.odoo.call(
            "res.partner.category", "search_count", domain=[["name", "ilike", "relance"]]
        )
        return counts


def assessed(report: Any) -> dict[str, Any]:
    """Return the assessments of a report by the customer's name."""
    return {each["customer"]["name"]: each for each in report["assessed"]}


def decided(report: Any, name: str) -> dict[str, Any]:
    """Return the last decision of each kind about a customer."""
    return {each["kind"]: each for each in assessed(report)[name]["decisions"]}


def codes(decision: Any) -> list[str]:
    """Return the codes of a decision's reasons."""
    return [each["code"] for each in decision["reasons"]]
