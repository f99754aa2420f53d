"""A small Odoo in memory for the reader: tables, search domains, a clock, and people who change things.

It answers what the reader asks, the way Odoo 19 does (or an older one, by `major`): whole seconds compared,
ids upwards, nothing left behind by a deletion. What a real Odoo does with payments is tested on a real one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
EUR = [1, "EUR"]
POINTS_TO = {
    "partner_id": "res.partner",
    "commercial_partner_id": "res.partner",
    "partner_invoice_id": "res.partner",
    "account_id": "account.account",
    "move_id": "account.move",
    "currency_id": "res.currency",
}
HOLDS = {"line_ids": ("account.move.line", "move_id"), "order_line": ("sale.order.line", "order_id")}
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    ">": lambda have, want: have is not False and have > want,
    ">=": lambda have, want: have is not False and have >= want,
    "<": lambda have, want: have < want,
    "in": lambda have, want: have in want,
    "not in": lambda have, want: have not in want,
    "parent_of": lambda have, want: have in want,
}


class FakeOdoo:
    """One company (number 1, EUR) of an Odoo.

    Attributes:
        clock: Odoo's own; a test turns it.
        before_call: Run before each call, with its model and method: someone at work during the pull.
    """

    def __init__(self, *, major: int = 19, sale: bool = True) -> None:
        self.major = major
        self.clock = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)
        self.before_call: Callable[[str, str], None] = lambda _model, _method: None
        self.calls: Counter[str] = Counter()
        self.tables: defaultdict[str, dict[int, Row]] = defaultdict(dict)
        self._next = 1
        self.add("account.account", id=1, account_type="asset_receivable")
        self.add("res.currency", id=1, name="EUR", active=True)
        self.add("res.partner", id=1, name="Us", tz="Europe/Paris", lang="fr_FR")
        company = {"country_id": [75, "France"], "account_use_credit_limit": True}
        self.add("res.company", id=1, name="Us", currency_id=EUR, partner_id=[1, "Us"], **company)
        self.add("ir.module.module", name="sale", state="installed" if sale else "uninstalled")

    # What people do.

    def wait(self, seconds: float) -> None:
        self.clock += timedelta(seconds=seconds)

    def customer(self, **values: Any) -> int:
        given: Row = {
            "name": "Dupont",
            "is_company": True,
            "email": "a@example.com",
            "phone": False,
            "mobile": False,
            "lang": "fr_FR",
        }
        given |= {"user_id": False, "credit_limit": Decimal(0), "use_partner_credit_limit": False}
        given |= {"category_id": []}
        id_ = self.add("res.partner", **{"parent_id": False, **given, **values})
        parent = values.get("parent_id")
        self.tables["res.partner"][id_]["commercial_partner_id"] = parent or [id_, "Dupont"]
        return id_

    def invoice(self, customer: int, amount: int = 100, **values: Any) -> int:
        partner = self.tables["res.partner"][customer]["commercial_partner_id"]
        move = self._move("out_invoice", partner, amount, **{"invoice_date": "2026-10-01", **values})
        self._line(move, partner, amount, due="2026-10-31")
        return move

    def entry(self, customer: int, amount: int, *, payment: int | None = None) -> int:
        """Enter a line on the customer's account; with a payment's number it is that payment's."""
        move = self._move("entry", False, amount, invoice_date=False)
        paid = [payment, f"PAY{payment}"] if payment else False
        return self._line(move, [customer, "Dupont"], amount, due=False, payment_id=paid)

    def order(self, customer: int, total: int = 50, **values: Any) -> int:
        given: Row = {
            "name": "S1",
            "date_order": "2026-10-01 10:00:00",
            "state": "sale",
            "invoice_status": "no",
        }
        given |= {"amount_total": Decimal(total), "amount_invoiced": Decimal(0), "amount_paid": Decimal(0)}
        partner = [customer, "Dupont"]
        given |= {"company_id": 1, "currency_id": EUR, "user_id": False, "partner_invoice_id": partner}
        return self.add("sale.order", **{**given, **values})

    def pay(self, invoice: int, amount: int) -> None:
        """Lower what is open of an invoice."""
        for line in self.lines(invoice):
            residual = self.tables["account.move.line"][line]["amount_residual"] - amount
            self.change(
                "account.move.line", line, amount_residual=residual, amount_residual_currency=residual
            )
            self.change("account.move", invoice, amount_residual=residual)

    def change(self, model: str, id_: int, *, at: datetime | None = None, **values: Any) -> None:
        self.tables[model][id_] |= {**values, "write_date": (at or self.clock).strftime("%Y-%m-%d %H:%M:%S")}

    def lines(self, move: int) -> list[int]:
        return [id_ for id_, row in self.tables["account.move.line"].items() if row["move_id"][0] == move]

    def add(self, model: str, *, id: int | None = None, **values: Any) -> int:  # noqa: A002 - Odoo's name
        id_ = id or self._next + 100
        self._next += 1
        self.tables[model][id_] = {"id": id_}
        self.change(model, id_, **values)
        return id_

    def _move(self, kind: str, partner: Any, amount: int, **values: Any) -> int:
        return self.add(
            "account.move",
            company_id=1,
            move_type=kind,
            state="posted",
            name="INV/1",
            amount_residual=Decimal(amount),
            commercial_partner_id=partner,
            currency_id=EUR,
            no_followup=False,
            payment_state="not_paid",
            reversed_entry_id=False,
            **values,
        )

    def _line(self, move: int, partner: Any, amount: int, *, due: Any, **values: Any) -> int:
        money = Decimal(amount)
        names = ("balance", "amount_currency", "amount_residual", "amount_residual_currency")
        return self.add(
            "account.move.line",
            company_id=1,
            move_id=[move, "INV/1"],
            move_name="INV/1",
            account_id=[1, "411"],
            partner_id=partner,
            currency_id=EUR,
            parent_state="posted",
            date="2026-10-01",
            date_maturity=due,
            no_followup=False,
            **{**dict.fromkeys(names, money), "payment_id": False, "statement_line_id": False, **values},
        )

    # What the reader asks.

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        assert arguments.pop("context")["allowed_company_ids"] == [1]
        self.before_call(model, method)
        self.calls[model] += 1
        return getattr(self, f"_{method}")(model, **arguments)

    def _search_read(self, model: str, domain: Any, fields: Any, order: str, limit: int = 0) -> list[Row]:
        rows = self._matching(model, domain)
        for part in reversed(order.split(", ")):
            name, direction = part.split()
            rows.sort(key=lambda row: row[name], reverse=direction == "desc")
        return [{name: row[name] for name in fields} for row in rows[: limit or None]]

    def _search_count(self, model: str, domain: Any = None, args: Any = None) -> int:
        assert (args if self.major < 17 else domain) is not None
        return len(self._matching(model, args if domain is None else domain))

    def _formatted_read_group(self, model: str, domain: Any, groupby: Any, aggregates: Any) -> list[Row]:
        assert self.major >= 19
        return self._groups(model, domain, groupby[0], aggregates, lambda name: name)

    def _read_group(self, model: str, domain: Any, fields: Any, groupby: Any, lazy: bool) -> list[Row]:
        assert self.major < 19
        assert not lazy
        assert "." not in groupby[0]
        return self._groups(model, domain, groupby[0], fields, lambda name: name.split(":")[0])

    def _groups(self, model: str, domain: Any, by: str, sums: Any, named: Callable[[str], str]) -> list[Row]:
        found: dict[Any, Row] = {}
        for row in self._matching(model, domain):
            (value,) = self._values(row, by)
            group = found.setdefault(value, {by: [value, "name"] if value else False})
            for each in sums:
                group[named(each)] = group.get(named(each), 0) + row[each.split(":")[0]]
        return list(found.values())

    def _default_get(self, _model: str, fields: Any = None, fields_list: Any = None) -> Row:
        assert (fields if self.major >= 19 else fields_list) == ["date"]
        return {"date": self.clock.strftime("%Y-%m-%d %H:%M:%S")}

    def _fields_get(self, _model: str, allfields: Any, attributes: Any) -> Row:
        assert attributes == ["type"]
        missing = {"followup_responsible_id", "delivery_status"}
        missing |= set() if self.major >= 17 else {"amount_paid"}
        missing |= {"mobile"} if self.major >= 19 else set()
        return {name: {"type": "char"} for name in allfields if name not in missing}

    def _has_access(self, _model: str, operation: str) -> bool:
        assert self.major >= 18
        return operation == "read"

    def _check_access_rights(self, _model: str, operation: str, raise_exception: bool) -> bool:
        assert self.major < 18
        return operation == "read" and not raise_exception

    def _context_get(self, _model: str) -> Row:
        return {"tz": "Europe/Paris"}

    def _matching(self, model: str, domain: Any) -> list[Row]:
        return [row for _, row in sorted(self.tables[model].items()) if self._fits(row, list(domain))]

    def _fits(self, row: Row, domain: list[Any]) -> bool:
        """Evaluate a domain in prefix notation; what is left after a term is joined with "and"."""
        result = True
        while domain:
            result = self._term(row, domain) and result
        return result

    def _term(self, row: Row, domain: list[Any]) -> bool:
        first = domain.pop(0)
        if first in ("|", "&"):
            one, other = self._term(row, domain), self._term(row, domain)
            return one or other if first == "|" else one and other
        path, operator, wanted = first
        return any(TESTS[operator](value, wanted) for value in self._values(row, path))

    def _values(self, row: Row, path: str) -> list[Any]:
        name, _, rest = path.partition(".")
        if name in HOLDS:
            other, back = HOLDS[name]
            rows = [each for each in self.tables[other].values() if each[back][0] == row["id"]]
            return [value for each in rows for value in self._values(each, rest)]
        value = row[name]
        if isinstance(value, list):
            value = value[0]
        if not rest:
            return [value]
        target = self.tables[POINTS_TO[name]].get(value)
        return self._values(target, rest) if target else [False]
