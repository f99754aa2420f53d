"""A payment that confirms an order before it is made, such as cash on delivery, leaves held orders waiting.

What is paid goes on: the rules say so. Here only nothing is refused, for nobody is there to read it.
"""

from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _post_process(self):
        waits = self.with_context(relance_leaves_waiting=True)
        return super(PaymentTransaction, waits)._post_process()
