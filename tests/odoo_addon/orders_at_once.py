"""Two salespeople confirm two orders of one customer at the same moment, as code for `odoo shell`.

Odoo's own tests cannot show it: they share one transaction. What it prints is judged in `test_addon`.
"""

AT_ONCE = """
import threading, time
from odoo import Command, SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying

company = env.company
company.write({'relance_mode': 'assist', 'account_use_credit_limit': True})
customer = env['res.partner'].create({'name': 'Twice Ltd', 'is_company': True})
customer.write({'use_partner_credit_limit': True, 'credit_limit': 500})
product = env['product.product'].create({'name': 'Bolts', 'taxes_id': [Command.clear()]})
line = Command.create({'product_id': product.id, 'price_unit': 300})
first, second = [
    env['sale.order'].create({'partner_id': customer.id, 'order_line': [line]}).id for _ in range(2)
]
env.cr.commit()
said = []

def confirm():
    with env.registry.cursor() as cr:
        seller = api.Environment(cr, SUPERUSER_ID, {})
        try:
            retrying(lambda: seller['sale.order'].browse(second).action_confirm(), seller)
        except UserError as refused:
            said.append(str(refused))

def waiting():
    with env.registry.cursor() as cr:
        cr.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                   " AND wait_event_type = 'Lock'")
        return cr.fetchone()[0]

env['sale.order'].browse(first).action_confirm()
other = threading.Thread(target=confirm)
other.start()
until = time.monotonic() + 120
while not waiting() and other.is_alive() and time.monotonic() < until:
    time.sleep(0.1)
print('waited', bool(waiting()))
env.cr.commit()
other.join()
env.invalidate_all()
print('states', env['sale.order'].browse([first, second]).mapped('state'))
print('said', said)
"""
