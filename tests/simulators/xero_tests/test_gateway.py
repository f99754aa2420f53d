"""Whatever arrives, the simulator answers, and never fails inside."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.simulators.http_server import Arrived
from tests.simulators.xero.gateway import Gateway
from tests.simulators.xero.world import TENANT, WEB, World

WORLD = World()
WORLD.open()
GATEWAY = Gateway(WORLD)
TOKEN = WORLD.authority.connect(WEB, [TENANT], ["accounting.invoices", "accounting.contacts"])["access_token"]
PATHS = [
    "/api.xro/2.0/Invoices",
    "/API.XRO/2.0/contacts/",
    "/api.xro/2.0",
    "/api.xro/2.0//",
    "/connections",
    "/Connections/1",
    "/connect/token",
    "/connect/revocation",
    "/connect/userinfo",
    "/identity/connect/authorize",
    "/.well-known/openid-configuration",
    "/identity/connect/authorize?client_id=simulator-client&redirect_uri=http://[",
    "//[",
    "/",
]
bodies = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"grant_type=refresh_token&client_id=\xff", b'{"Contacts":[{"Name":"A"}]}', b"<a><b/></a>"]
    ),
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "authorization": st.sampled_from([f"Bearer {TOKEN}", "Bearer", "Basic !!!", "Basic 4pyTOg==", ""]),
        "xero-tenant-id": st.sampled_from([TENANT, TENANT.upper(), "", "none"]),
        "accept": st.sampled_from(["application/json", "application/xml", "", "*/*"]),
        "content-type": st.sampled_from(["application/json", "application/xml", "text/plain"]),
        "idempotency-key": st.text(st.characters(max_codepoint=255), max_size=130),
        "accept-encoding": st.just("gzip"),
    },
)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]),
    path=st.sampled_from(PATHS),
    more=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12),
    told=headers,
    body=bodies,
)
def test_anything_is_answered(method: str, path: str, more: str, told: dict[str, str], body: bytes) -> None:
    target = f"{path}{more}"
    arrived = Arrived(method=method, target=target, headers=told, body=body, root="http://127.0.0.1")
    answer = GATEWAY.handle(arrived)
    assert 200 <= answer.status < 500
    assert not WORLD.faults()
