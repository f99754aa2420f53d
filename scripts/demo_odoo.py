"""The demo's books on a real Odoo 19: Odoo's own demo companies, with a few older debts.

Odoo's demo data holds hardly an invoice that is more than two weeks late. The story below runs in `odoo
shell`; it adds late invoices and one part payment to the first company's own demo customers, once, and
switches Odoo's sale warnings on. It makes no customer, no order and nothing of Relance's.
"""

from __future__ import annotations

import machine
import odoo_database
import odoo_process
import postgres
from demo_commands import WORKSPACES, Demo
from demo_story import LATE
from odoo_install import install

DATABASE = "relance_demo"
WORKSPACE = WORKSPACES / "odoo"

SETTINGS = """\
# The workspace of the demo on Odoo, written by scripts/demo_odoo.py.
language = "en"

[companies.yourcompany]
platform = "odoo"
mode = "observe"
key_file = "odoo.key"

[companies.yourcompany.odoo]
url = "{url}"
database = "{database}"
company_id = 1
responsible = "admin"

[companies.fr-company]
platform = "odoo"
mode = "observe"
language = "fr"
key_file = "odoo.key"

[companies.fr-company.odoo]
url = "{url}"
database = "{database}"
company_id = 2
responsible = "admin"
"""

_BOOKING = """
from datetime import timedelta
from odoo import Command, fields

company = env["res.company"].browse(1)
env = env(context=dict(env.context, allowed_company_ids=[1], mail_create_nolog=True, tracking_disable=True))
today = fields.Date.today()

def invoice(partner, late, amount, reference):
    due = today - timedelta(days=late)
    move = env["account.move"].create({
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "ref": reference,
        "invoice_date": due - timedelta(days=30),
        "invoice_date_due": due,
        "invoice_payment_term_id": False,
        "invoice_line_ids": [Command.create({"name": "Services", "price_unit": amount, "tax_ids": []})],
    })
    move.action_post()
    return move

def pay(move, amount):
    context = {"active_model": "account.move", "active_ids": move.ids}
    register = env["account.payment.register"].with_context(**context)
    register.create({"amount": amount}).action_create_payments()

# Without this setting nobody sees the sales warning of a held customer on an order.
env["res.config.settings"].create({"group_warning_sale": True}).execute()

added = 0
for number, (name, late, amount, paid) in enumerate(LATE, start=1):
    reference = f"Relance demo {number}"
    partner = env["res.partner"].search([("name", "=", name)], limit=1).commercial_partner_id
    if not partner or env["account.move"].search_count([("ref", "=", reference)]):
        continue
    move = invoice(partner, late, float(amount), reference)
    if float(paid):
        pay(move, float(paid))
    added += 1
print(f"added {added} late invoices")
"""
STORY = f"LATE = {LATE!r}  # customer, days late, amount, paid\n{_BOOKING}"


def provide() -> Demo:
    """Have Odoo, its demo database with the story, a key and a workspace.

    Raises:
        ProvisionError: This machine lacks something.
    """
    install()
    postgres.ensure()
    if DATABASE not in odoo_database.known():
        odoo_database.copy(odoo_database.template(), DATABASE)
    machine.say(odoo_database.shell(DATABASE, STORY).strip())
    WORKSPACE.mkdir(parents=True, exist_ok=True)
    key = WORKSPACE / "odoo.key"
    key.touch(mode=0o600)
    key.write_text(odoo_database.api_key(DATABASE) + "\n", encoding="utf-8")
    url = odoo_process.OdooServer(DATABASE).start().url
    settings = SETTINGS.format(url=url, database=DATABASE)
    (WORKSPACE / "relance.toml").write_text(settings, encoding="utf-8")
    return Demo(
        workspace=WORKSPACE,
        places=(
            ("Odoo, sign in as admin / admin", url),
            ("customers with our notes and activities", f"{url}/odoo/customers"),
            ("activities", f"{url}/odoo/to-do"),
            ("quotations waiting for the release", f"{url}/odoo/sales"),
        ),
    )


def stop() -> bool:
    """Stop Odoo and tell whether it ran; its data stays."""
    return odoo_process.stop(DATABASE)
