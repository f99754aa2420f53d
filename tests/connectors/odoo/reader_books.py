"""A bookkeeper and a salesperson at work in a real Odoo, over its API, in company 1."""

from __future__ import annotations

from typing import Any

from tests.real_odoo import RealOdoo

COMPANY = 1


class Office:
    """What people do in Odoo, in their words. Amounts are untaxed."""

    def __init__(self, odoo: RealOdoo) -> None:
        self.odoo = odoo

    def call(self, model: str, method: str, /, *, ids: list[int] | None = None, **arguments: Any) -> Any:
        context = {"allowed_company_ids": [COMPANY], **arguments.pop("context", {})}
        if ids is not None:
            arguments["ids"] = ids
        return self.odoo.call(model, method, context=context, **arguments)

    def make(self, model: str, **values: Any) -> int:
        (made,) = self.call(model, "create", vals_list=[values])
        return int(made)

    def change(self, model: str, id_: int, **values: Any) -> None:
        self.call(model, "write", ids=[id_], vals=values)

    def read(self, model: str, id_: int, *fields: str) -> dict[str, Any]:
        (row,) = self.call(model, "read", ids=[id_], fields=list(fields))
        return dict(row)

    def find(self, model: str, *domain: Any, order: str = "id desc") -> int:
        (row,) = self.call(
            model, "search_read", domain=[list(each) for each in domain], fields=["id"], limit=1, order=order
        )
        return int(row["id"])

    def customer(self, name: str = "Dupont", *, company: bool = True, **values: Any) -> int:
        return self.make("res.partner", name=name, is_company=company, **values)

    def draft(self, customer: int, amount: float, *, kind: str = "out_invoice", **values: Any) -> int:
        line = {"name": "Work", "quantity": 1, "price_unit": amount, "tax_ids": [[6, 0, []]]}
        values = {"invoice_date": "2026-10-01", **values}
        return self.make(
            "account.move",
            move_type=kind,
            partner_id=customer,
            invoice_line_ids=[[0, 0, line]],
            **values,
        )

    def post(self, move: int) -> int:
        self.call("account.move", "action_post", ids=[move])
        return move

    def invoice(self, customer: int, amount: float, **values: Any) -> int:
        return self.post(self.draft(customer, amount, **values))

    def credit_note(self, customer: int, amount: float) -> int:
        return self.invoice(customer, amount, kind="out_refund")

    def in_two_parts(self) -> int:
        half = {"value": "percent", "value_amount": 50}
        lines = [[0, 0, {**half, "nb_days": 0}], [0, 0, {**half, "nb_days": 30}]]
        return self.make("account.payment.term", name="In two parts", line_ids=lines)

    def currency(self, code: str) -> int:
        id_ = self.find("res.currency", ["name", "=", code], ["active", "in", [True, False]])
        self.change("res.currency", id_, active=True)
        return id_

    def bank(self) -> int:
        return self.find("account.journal", ["type", "=", "bank"], ["company_id", "=", COMPANY])

    def pay(self, invoice: int, amount: float, **values: Any) -> int:
        context = {"active_model": "account.move", "active_ids": [invoice]}
        values = {"amount": amount, "journal_id": self.bank(), **values}
        (made,) = self.call("account.payment.register", "create", vals_list=[values], context=context)
        self.call("account.payment.register", "action_create_payments", ids=[made], context=context)
        return self.find("account.payment")

    def entry_of(self, payment: int) -> int:
        return int(self.read("account.payment", payment, "move_id")["move_id"][0])

    def reverse(self, move: int, day: str) -> int:
        """Reverse an entry as the button does; return the entry that does it."""
        journal = self.read("account.move", move, "journal_id")["journal_id"][0]
        context = {"active_model": "account.move", "active_ids": [move]}
        made = self.make_in(context, "account.move.reversal", date=day, journal_id=journal)
        self.call("account.move.reversal", "reverse_moves", ids=[made], context=context)
        return self.find("account.move", ["reversed_entry_id", "=", move])

    def make_in(self, context: dict[str, Any], model: str, **values: Any) -> int:
        (made,) = self.call(model, "create", vals_list=[values], context=context)
        return int(made)

    def prepay(self, customer: int, amount: float) -> int:
        payment = self.make(
            "account.payment",
            payment_type="inbound",
            partner_type="customer",
            partner_id=customer,
            amount=amount,
            journal_id=self.bank(),
        )
        self.call("account.payment", "action_post", ids=[payment])
        return payment

    def lines(self, move: int) -> list[int]:
        rows = self.call(
            "account.move.line",
            "search_read",
            domain=[["move_id", "=", move], ["account_type", "=", "asset_receivable"]],
            fields=["id"],
            order="id asc",
        )
        return [row["id"] for row in rows]

    def match(self, *moves: int) -> None:
        self.call("account.move.line", "reconcile", ids=[each for move in moves for each in self.lines(move)])

    def unmatch(self, move: int) -> None:
        self.call("account.move.line", "remove_move_reconcile", ids=self.lines(move))

    def to_draft(self, move: int) -> None:
        self.call("account.move", "button_draft", ids=[move])

    def cancel(self, move: int) -> None:
        self.to_draft(move)
        self.call("account.move", "button_cancel", ids=[move])

    def delete(self, move: int) -> None:
        self.to_draft(move)
        self.call("account.move", "unlink", ids=[move], context={"force_delete": True})

    def receivable(self, customer: int) -> int:
        field = "property_account_receivable_id"
        return int(self.read("res.partner", customer, field)[field][0])

    def bank_entry(self, customer: int, amount: float) -> int:
        """Enter money on the bank account; return the journal entry it made."""
        row = self.find("ir.model.data", ["module", "=", "account"], ["name", "=", "group_account_basic"])
        group = self.read("ir.model.data", row, "res_id")["res_id"]
        self.change("res.users", self.find("res.users", ["login", "=", "admin"]), group_ids=[[4, group]])
        values = {"date": "2026-11-20", "payment_ref": "Transfer", "amount": amount, "partner_id": customer}
        line = self.make("account.bank.statement.line", journal_id=self.bank(), **values)
        return int(self.read("account.bank.statement.line", line, "move_id")["move_id"][0])

    def opening_balance(self, customer: int, amount: float) -> int:
        other = self.find("account.account", ["account_type", "=", "equity"], ["code", "!=", False])
        sides = [
            {
                "account_id": self.receivable(customer or 1),
                "partner_id": customer,
                "balance": amount,
            },
            {"account_id": other, "balance": -amount},
        ]
        move = self.make(
            "account.move", move_type="entry", date="2026-01-01", line_ids=[[0, 0, each] for each in sides]
        )
        return self.post(move)

    def order(
        self,
        customer: int,
        price: float,
        quantity: float = 1,
        *,
        type: str = "service",  # noqa: A002 - Odoo's name
        **values: Any,
    ) -> int:
        product = self.make(
            "product.product", name="Thing", type=type, invoice_policy="order", taxes_id=[[6, 0, []]]
        )
        line = {"product_id": product, "product_uom_qty": quantity, "price_unit": price}
        return self.make("sale.order", partner_id=customer, order_line=[[0, 0, line]], **values)

    def confirm(self, order: int) -> None:
        self.call("sale.order", "action_confirm", ids=[order])

    def bill(self, order: int, percentage: float) -> int:
        """Invoice a percentage of an order as a down payment, and post it."""
        context = {"active_model": "sale.order", "active_ids": [order], "active_id": order}
        values = {
            "advance_payment_method": "percentage",
            "amount": percentage,
            "sale_order_ids": [[6, 0, [order]]],
        }
        (made,) = self.call("sale.advance.payment.inv", "create", vals_list=[values], context=context)
        self.call("sale.advance.payment.inv", "create_invoices", ids=[made], context=context)
        return self.post(self.read("sale.order", order, "invoice_ids")["invoice_ids"][-1])

    def merge(self, kept: int, other: int) -> None:
        values = {"partner_ids": [[6, 0, [kept, other]]], "dst_partner_id": kept}
        made = self.make("base.partner.merge.automatic.wizard", **values)
        self.call("base.partner.merge.automatic.wizard", "action_merge", ids=[made])
