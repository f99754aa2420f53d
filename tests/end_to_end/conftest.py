"""A bookkeeper's desk before a real Odoo: a workspace, the `relance` command, a proxy that can cut."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from demo_story import STORY

from tests.cutting_proxy import CuttingProxy
from tests.real_odoo import RealOdoo

SETTINGS = """
language = "en"
[companies.acme]
platform = "odoo"
mode = "assist"
policy = "policy.toml"
[companies.acme.odoo]
url = "{url}"
database = "{database}"
company_id = 1
"""
# Few customers are late enough for this policy, so that every single write can be cut in turn.
POLICY = """
default_plan = "late"
[plans.late]
steps = [
    { id = "mail", after_due = 50, stage = "firm", channel = "email", tone = "firm", minimum = 1 },
]
[hold]
over_limit = "none"
[[hold.overdue]]
days = 60
amount = 1000
level = "hold"
"""


@dataclass(kw_only=True)
class Desk:
    """Where the bookkeeper sits.

    Attributes:
        proxy: What stands between the desk and Odoo.
    """

    odoo: RealOdoo
    proxy: CuttingProxy
    folder: Path

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "relance_sync.cli", "--workspace", str(self.folder), *arguments]
        environment = {**os.environ, "RELANCE_ACME_KEY": self.odoo.key, "NO_COLOR": "1"}
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    def relance(self, *arguments: str, status: int = 0) -> str:
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=120)
        assert process.returncode == status, (process.returncode, out, errors)
        assert self.odoo.key not in out + errors
        assert "Traceback" not in errors
        return out if status == 0 else out + errors

    def json(self, *arguments: str) -> Any:
        return json.loads(self.relance(*arguments, "--json"))

    def written(self) -> dict[str, int]:
        """Count what stands in Odoo of ours, done activities included."""
        everything = {"active_test": False}
        counts = {
            model: self.odoo.call(
                model, "search_count", domain=[[field, "ilike", "[rl#"], *extra], context=everything
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


@pytest.fixture
def desk(fresh_odoo: RealOdoo, tmp_path: Path) -> Iterator[Desk]:
    fresh_odoo.shell(STORY)
    with CuttingProxy(fresh_odoo.url) as proxy:
        settings = SETTINGS.format(url=proxy.url, database=fresh_odoo.database)
        (tmp_path / "relance.toml").write_text(settings, encoding="utf-8")
        (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
        yield Desk(odoo=fresh_odoo, proxy=proxy, folder=tmp_path)
