"""A company's policy was the name of a shipped one or a text; now it is a record."""

from relance_sync.errors import Stop

from odoo import SUPERUSER_ID, api
from odoo.tools import sql


def migrate(cr, _version):
    """Give each company the record that says what its two columns said; Odoo drops those afterwards."""
    if not sql.column_exists(cr, "res_company", "relance_policy"):
        return
    cr.execute("SELECT id, relance_policy, relance_policy_text FROM res_company")
    env = api.Environment(cr, SUPERUSER_ID, {})
    for number, chosen, text in cr.fetchall():
        company = env["res.company"].browse(number)
        if chosen == "own":
            company.relance_policy_id = _own(env, company, text or "")
        else:
            company.relance_policy_id = env.ref(f"relance.policy_{chosen or 'standard'}")


def _own(env, company, text):
    """Make records of a company's own text; one that is no policy is kept for somebody to correct."""
    values = {"name": company.name, "company_id": company.id}
    policy = env["relance.policy"].with_context(relance_policy_within=True).create(values)
    try:
        policy._load_text(text)
    except Stop:
        policy.more = text
    return policy.with_context(relance_policy_within=False)
