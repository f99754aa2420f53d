"""Two processes of one Odoo, as the workers of a server: what one changes, the other one works by at once."""

from __future__ import annotations

import pytest

from tests.real_odoo import RealOdoo

pytestmark = pytest.mark.odoo

# The shell is one process, the server the other one.
CHANGED_ELSEWHERE = """
import requests
from relance_sync.rules.calendar import Calendar
policy = env["relance.policy"].search([("shipped", "=", "standard")], limit=1).copy()
manager = env["res.users"].search([("login", "=", "admin")])
manager.group_ids |= env.ref("relance.group_credit_manager")
env.cr.commit()

def days():
    return policy._known(Calendar()).contact.gap_days

before = days()
with requests.Session() as session:
    session.trust_env = False
    session.post(
        "{url}/json/2/relance.policy/write",
        json={{"ids": policy.ids, "vals": {{"gap_days": before + 4}}}},
        headers={{"Authorization": "bearer {key}", "X-Odoo-Database": "{database}"}},
        timeout=60,
    ).raise_for_status()
env.cr.rollback()
env.invalidate_all()
cached = days()
# What every request of a worker begins with.
env.registry.check_signaling()
print("gap", cached - before, days() - before)
"""


def test_a_policy_that_another_process_changed_is_read_anew(addon_odoo: RealOdoo) -> None:
    said = addon_odoo.shell(
        CHANGED_ELSEWHERE.format(url=addon_odoo.url, key=addon_odoo.admin_key, database=addon_odoo.database)
    )
    # Without the word from the other process the first number would never become the second one.
    assert said.splitlines()[-1] == "gap 0 4"
