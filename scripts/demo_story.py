"""Older debts for the demo: Odoo's own demo data holds hardly an invoice that is more than two weeks late.

The text below runs in `odoo shell`; it adds a few late invoices and one part payment to the first company's
own demo customers, once, and switches Odoo's sale warnings on. It makes no customer, no order and nothing of
Relance's.
"""

STORY = """
from datetime import timedelta
from odoo import Command, fields

company = env["res.company"].browse(1)
env = env(context=dict(env.context, allowed_company_ids=[1], mail_create_nolog=True, tracking_disable=True))
today = fields.Date.today()
LATE = [  # customer, days late, amount, paid
    ("Ready Mat", 95, 1850.00, 0),
    ("Ready Mat", 41, 620.50, 0),
    ("Gemini Furniture", 33, 4200.00, 1700.00),
    ("Gemini Furniture", 6, 980.00, 0),
    ("Lumber Inc", 17, 2310.00, 0),
    ("OpenWood", 8, 455.40, 0),
    ("Joel Willis", 67, 2150.00, 0),
]

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
    move = invoice(partner, late, amount, reference)
    if paid:
        pay(move, paid)
    added += 1
print(f"added {added} late invoices")
"""
