"""The two wire formats and the choice between them, against made-up servers of several versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import responses

from relance_connectors.odoo.chosen import ChosenRpc
from relance_connectors.odoo.json2 import Json2
from relance_connectors.odoo.jsonrpc import JsonRpc
from relance_connectors.odoo.rpc import major_of, many2one, one_id, record_url
from relance_connectors.transport import Transport
from relance_sync.errors import Reconnect, Retry, Stop, Unclear

URL = "https://books.example.com"
KEY = "0123456789abcdef"


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as net:
        yield net


@pytest.fixture
def transport() -> Transport:
    return Transport(URL, platform="Odoo", sleep=lambda _: None)


def chosen(transport: Transport, login: str | None = None) -> ChosenRpc:
    return ChosenRpc(transport, database="acme", login=login, key=KEY)


def older(net: responses.RequestsMock, info: list[Any], results: list[Any]) -> None:
    """An Odoo without /web/version that answers JSON-RPC."""
    net.get(f"{URL}/web/version", status=404, body="<html>", content_type="text/html")
    net.post(f"{URL}/jsonrpc", json={"result": {"server_version_info": info}})
    for result in results:
        net.post(f"{URL}/jsonrpc", json=result)


def params(net: responses.RequestsMock, index: int = -1) -> Any:
    return json.loads(net.calls[index].request.body or b"")["params"]["args"]


def test_odoo_19_is_spoken_to_over_json2(net: responses.RequestsMock, transport: Transport) -> None:
    net.get(f"{URL}/web/version", json={"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"})
    net.post(f"{URL}/json/2/res.partner/read", body='[{"credit": 0.1}]', content_type="application/json")
    rpc = chosen(transport)
    assert rpc.call("res.partner", "read", ids=[1], fields=["credit"]) == [{"credit": Decimal("0.1")}]
    assert rpc.major == 19
    sent = net.calls[-1].request
    assert sent.headers["Authorization"] == f"bearer {KEY}"
    assert sent.headers["X-Odoo-Database"] == "acme"
    assert json.loads(sent.body or b"") == {"ids": [1], "fields": ["credit"]}
    assert "Authorization" not in net.calls[0].request.headers
    assert len(net.calls) == 2


def test_odoo_17_is_spoken_to_over_jsonrpc(net: responses.RequestsMock, transport: Transport) -> None:
    older(net, [17, 0, 0, "final", 0, ""], [{"result": 7}, {"result": [{"id": 1}]}, {"result": [5]}])
    rpc = chosen(transport, login="relance")
    rpc.call("res.partner", "search_read", domain=[], context={"active_test": False})
    assert params(net) == [
        "acme", 7, KEY, "res.partner", "search_read", [], {"domain": [], "context": {"active_test": False}},
    ]  # fmt: skip
    assert rpc.major == 17
    rpc.call("res.partner", "create", vals_list=[{"name": "x"}])
    assert params(net)[5:] == [[[{"name": "x"}]], {}]


def test_ids_stand_before_the_keywords(net: responses.RequestsMock, transport: Transport) -> None:
    for result in (7, True, False):
        net.post(f"{URL}/jsonrpc", json={"result": result})
    rpc = JsonRpc(transport, database="acme", login="relance", key=KEY, major=18)
    assert rpc.call("res.partner", "write", ids=[3], vals={"name": "x"}) is True
    assert params(net)[5:] == [[[3]], {"vals": {"name": "x"}}]
    assert rpc.call("res.partner", "has_access", operation="read") is False
    assert params(net)[5:] == [[[]], {"operation": "read"}]


def test_older_than_16_is_refused(net: responses.RequestsMock, transport: Transport) -> None:
    older(net, [15, 0, 0, "final", 0, ""], [])
    with pytest.raises(Stop, match="version 15; Relance works with Odoo 16"):
        chosen(transport, login="relance").call("res.partner", "read", ids=[1])


def test_jsonrpc_needs_the_login(net: responses.RequestsMock, transport: Transport) -> None:
    older(net, [16, 0, 0, "final", 0, ""], [])
    with pytest.raises(Stop, match="login = "):
        chosen(transport).call("res.partner", "read", ids=[1])


def test_something_that_is_not_odoo(net: responses.RequestsMock, transport: Transport) -> None:
    net.get(f"{URL}/web/version", body="<html>Welcome", content_type="text/html")
    net.post(f"{URL}/jsonrpc", body="<html>Welcome", content_type="text/html")
    with pytest.raises(Stop, match="is not Odoo"):
        chosen(transport).call("res.partner", "read", ids=[1])


def test_a_wrong_password_asks_for_a_new_key(net: responses.RequestsMock, transport: Transport) -> None:
    net.post(f"{URL}/jsonrpc", json={"result": False})
    rpc = JsonRpc(transport, database="acme", login="relance", key=KEY, major=18)
    with pytest.raises(Reconnect) as caught:
        rpc.call("res.partner", "read", ids=[1])
    assert KEY not in caught.value.user_message + caught.value.detail


def test_jsonrpc_hides_errors_in_a_200(net: responses.RequestsMock, transport: Transport) -> None:
    net.post(f"{URL}/jsonrpc", json={"result": 7})
    data = {
        "name": "odoo.exceptions.AccessDenied",
        "message": "Access Denied",
        "debug": "Traceback /opt/odoo",
    }
    net.post(f"{URL}/jsonrpc", json={"error": {"code": 0, "data": data}})
    rpc = JsonRpc(transport, database="acme", login="relance", key=KEY, major=18)
    with pytest.raises(Reconnect) as caught:
        rpc.call("res.partner", "read", ids=[1])
    assert "Traceback" not in caught.value.user_message + caught.value.detail


@pytest.mark.parametrize(
    ("method", "kind"), [("read", Retry), ("message_post", Unclear)], ids=["read", "write"]
)
def test_a_proxy_page_instead_of_an_answer(
    net: responses.RequestsMock, transport: Transport, method: str, kind: type[Retry]
) -> None:
    net.post(f"{URL}/json/2/res.partner/{method}", status=500, body="<html>oops", content_type="text/html")
    with pytest.raises(Retry) as caught:
        Json2(transport, database="acme", key=KEY).call("res.partner", method, ids=[1])
    assert type(caught.value) is kind


def test_an_answer_cut_short_is_no_result(net: responses.RequestsMock, transport: Transport) -> None:
    net.post(f"{URL}/json/2/res.partner/read", body='[{"id": 1', content_type="application/json")
    with pytest.raises(Stop):
        Json2(transport, database="acme", key=KEY).call("res.partner", "read", ids=[1])


def test_ids_in_the_forms_of_all_versions() -> None:
    assert [one_id(x) for x in ([5], 5, "mail.activity(5,)", [], False, None, True, "x")] == [
        5, 5, 5, None, None, None, None, None,
    ]  # fmt: skip
    assert many2one([5, "Five"]) == 5
    assert many2one(False) is None


def test_versions_and_addresses() -> None:
    assert [major_of(x) for x in ([19, 0], ["saas~18", 3], [], None, "x")] == [19, 18, 0, 0, 0]
    assert record_url(URL, 17, "res.partner", 5) == f"{URL}/web#id=5&model=res.partner&view_type=form"
