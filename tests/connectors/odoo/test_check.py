"""`relance check` on a real Odoo: each thing that can be wrong has its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import responses

from relance_connectors.odoo.check import Check
from relance_connectors.odoo.chosen import ChosenRpc
from relance_connectors.odoo.settings import OdooSettings
from relance_connectors.transport import Transport
from relance_sync.ports import Books, Finding, Severity
from tests.cutting_proxy import CuttingProxy
from tests.real_odoo import RealOdoo

TODAY = datetime.now(UTC).date()


def look(  # a check with one thing different
    odoo: RealOdoo,
    *,
    key: str | None = None,
    ahead: timedelta = timedelta(0),
    bank_day: date | None = TODAY,
    url: str | None = None,
    **settings: Any,
) -> dict[str, Finding]:
    """Return the gravest finding of each kind."""
    chosen = {"url": url or odoo.url, "database": odoo.database, "company_id": 1, **settings}
    asked = OdooSettings(**chosen)
    transport = Transport(asked.url, platform="Odoo", sleep=lambda _: None)
    check = Check(
        asked,
        transport=transport,
        rpc=ChosenRpc(transport, database=asked.database, login=None, key=key or odoo.key),
        books=lambda: Books(name="x", currency="EUR", bank_day=bank_day),
        now=lambda: datetime.now(UTC) + ahead,
    )
    order = list(Severity)
    found = sorted(check.run(), key=lambda each: order.index(each.severity), reverse=True)
    transport.close()
    gravest: dict[str, Finding] = {}
    for each in found:
        gravest.setdefault(each.what, each)
    return gravest


def errors(findings: dict[str, Finding]) -> list[str]:
    return [each.message for each in findings.values() if each.severity is Severity.ERROR]


def test_all_is_well(odoo: RealOdoo) -> None:
    found = look(odoo)
    assert errors(found) == []
    assert found["version"].message == f"Odoo 19 answers at {odoo.url}."
    assert "“" in found["company"].message
    assert found["clock"].severity is Severity.OK
    assert found["rights"].severity is Severity.OK
    assert found["bank"].severity is Severity.OK


def test_the_server_is_down(odoo: RealOdoo) -> None:
    with CuttingProxy(odoo.url) as proxy:
        pass
    found = look(odoo, url=proxy.url)
    assert list(found) == ["server"]
    (message,) = errors(found)
    assert message == (
        f"Odoo at {proxy.url} does not answer. Check the address in relance.toml and that the server is"
        " running, then try again."
    )


def test_the_database_is_missing(odoo: RealOdoo) -> None:
    found = look(odoo, database="nowhere")
    (message,) = errors(found)
    assert message.startswith(f"Odoo at {odoo.url} has no database “nowhere”. Write its name in relance.toml")
    assert "company" not in found


def test_the_key_is_wrong(odoo: RealOdoo) -> None:
    found = look(odoo, key="f" * 40)
    (message,) = errors(found)
    assert message.startswith(f"Odoo at {odoo.url} does not accept the API key: it is wrong, expired or was")
    assert "Make a new key in Odoo" in message
    assert "f" * 40 not in message


def test_the_company_does_not_exist(odoo: RealOdoo) -> None:
    (message,) = errors(look(odoo, company_id=99))
    assert message.startswith(
        f"There is no company 99 in “{odoo.database}”, or the key's user may not see it."
    )
    assert "1 = " in message


def test_a_user_without_accounting(odoo: RealOdoo) -> None:
    found = look(odoo, key=odoo.clerk_key)
    assert found["rights"].severity is Severity.ERROR
    assert found["rights"].message.startswith(
        "The key's user may not read invoices, so invoices cannot be pulled. Give the right in Odoo"
    )
    assert "may not read sales orders" in found["sales"].message


@pytest.mark.parametrize("ahead", [timedelta(minutes=10), timedelta(minutes=-10)])
def test_a_clock_is_wrong(odoo: RealOdoo, ahead: timedelta) -> None:
    found = look(odoo, ahead=ahead)
    assert found["clock"].severity is Severity.WARNING
    assert found["clock"].message.startswith("This machine's clock and Odoo's are 10 minutes apart")


def test_a_minute_is_no_matter(odoo: RealOdoo) -> None:
    assert look(odoo, ahead=timedelta(minutes=1))["clock"].severity is Severity.OK


def test_bank_entries_are_old_or_missing(odoo: RealOdoo) -> None:
    old = look(odoo, bank_day=TODAY - timedelta(days=30))["bank"]
    assert old.severity is Severity.WARNING
    assert (TODAY - timedelta(days=30)).isoformat() in old.message
    assert look(odoo, bank_day=None)["bank"].message.startswith("There is no bank entry yet")


def test_the_responsible_user_is_unknown(odoo: RealOdoo) -> None:
    found = look(odoo, responsible="nobody@example.com")
    assert "No active user “nobody@example.com” works in this company" in found["responsible"].message
    assert "responsible" not in look(odoo, responsible="admin")


def test_sales_warnings_and_credit_limits_that_are_off_or_on(fresh_odoo: RealOdoo) -> None:
    off = look(fresh_odoo)
    assert off["sales"].severity is Severity.WARNING
    assert "Settings > Sales > Sale Warnings" in off["sales"].message
    assert off["credit limits"].severity is Severity.WARNING
    settings = {"group_warning_sale": True, "account_use_credit_limit": True}
    made = fresh_odoo.call("res.config.settings", "create", vals_list=[settings])
    fresh_odoo.call("res.config.settings", "execute", ids=made)
    on = look(fresh_odoo)
    assert on["sales"].severity is Severity.OK
    assert "credit limits" not in on


def test_customers_without_an_address_are_counted(fresh_odoo: RealOdoo) -> None:
    before = look(fresh_odoo).get("e-mail")
    fresh_odoo.call("res.partner", "create", vals_list=[{"name": "No mail", "customer_rank": 1}])
    after = look(fresh_odoo)["e-mail"]
    assert after.severity is Severity.WARNING
    assert after != before


def test_the_keys_user_has_no_address(fresh_odoo: RealOdoo) -> None:
    assert "sender" not in look(fresh_odoo)
    users = fresh_odoo.call("res.users", "search", domain=[["login", "=", "relance"]])
    fresh_odoo.call("res.users", "write", ids=users, vals={"email": False})
    assert "would have no sender" in look(fresh_odoo)["sender"].message


def test_a_user_who_may_only_read_orders(fresh_odoo: RealOdoo) -> None:
    code = (
        "m = env['ir.model']._get('sale.order').id\n"
        "g = env.ref('base.group_user').id\n"
        "env['ir.model.access'].create({'name': 'x', 'model_id': m, 'group_id': g, 'perm_read': True})"
    )
    fresh_odoo.shell(code)
    assert "may not change sales orders" in look(fresh_odoo, key=fresh_odoo.clerk_key)["sales"].message


def test_odoos_own_follow_up_would_chase_twice(fresh_odoo: RealOdoo) -> None:
    fresh_odoo.shell("env['ir.module.module'].create({'name': 'account_followup', 'state': 'installed'})")
    found = look(fresh_odoo)["follow-up"]
    assert found.severity is Severity.WARNING
    assert "reminded twice" in found.message


@contextmanager
def made_up(version: int) -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as net:
        net.get("http://books.example.com/web/version", json={"version_info": [version]})
        net.post("http://books.example.com/json/2/res.users/context_get", status=401, json={})
        yield net


def nowhere() -> RealOdoo:
    return RealOdoo(url="http://books.example.com", database="acme", key="k", admin_key="k", clerk_key="k")


def test_an_address_without_encryption_is_pointed_out() -> None:
    with made_up(19):
        found = look(nowhere())
    assert found["address"].severity is Severity.WARNING
    assert "https://" in found["address"].message


def test_a_version_that_is_too_old() -> None:
    with made_up(15):
        found = look(nowhere())
    assert found["version"].message == "This is Odoo 15; Relance needs 16 or later. Upgrade Odoo."
