"""Connecting to QuickBooks against the simulator: consent, renewal, rotation, revocation, pace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import requests

from relance_connectors.exchange import Call
from relance_connectors.governor import Governor
from relance_connectors.oauth import credentials
from relance_connectors.oauth.authorization import OAuthAuthorization
from relance_connectors.pace import Budget, Period
from relance_connectors.quickbooks.authorization import application, authorization
from relance_connectors.quickbooks.limits import BATCH, PACE
from relance_connectors.quickbooks.refusals import TABLE
from relance_connectors.transport import Transport
from relance_sync.config.token_keys import new_token_key
from relance_sync.errors import Reconnect, Stop
from relance_sync.ports import ConnectorSettings
from tests.simulators.quickbooks import Simulator

REDIRECT = "http://localhost:8765/callback"
REALM = "4620816365291273330"


class Acme:
    """A company connected to the simulator, whose clock is the only one."""

    def __init__(self, quickbooks: Simulator, settings: ConnectorSettings) -> None:
        self.quickbooks, self.settings = quickbooks, settings
        self.pace = PACE

    def now(self) -> datetime:
        return self.quickbooks.world.clock.now()

    @property
    def authorization(self) -> OAuthAuthorization:
        return OAuthAuthorization(application(self.settings), self.settings, self.now)

    def connect(self, decision: str = "connect") -> None:
        """Be the person: open the address, choose the only company and press a button."""
        sign_in = self.authorization.begin(listen=False)
        place, _, query = sign_in.url.partition("?")
        assert "Connect to QuickBooks" in requests.get(sign_in.url, timeout=10).text
        pressed = dict(parse_qsl(query)) | {"realm": REALM, "decision": decision}
        answer = requests.post(place, data=pressed, timeout=10, allow_redirects=False)
        sign_in.paste(answer.headers["Location"])

    def transport(self) -> Transport:
        governor = Governor(self.pace, where="QuickBooks", now=self.now)
        rights = credentials(application(self.settings), self.settings, self.now)
        return Transport(
            self.quickbooks.url, platform="QuickBooks", table=TABLE, governor=governor, authorizer=rights
        )

    def query(self, transport: Transport | None = None) -> bool:
        """Make a metered call."""
        used = transport or self.transport()
        try:
            return used.send(
                Call(
                    method="GET",
                    path=f"/v3/company/{REALM}/query",
                    endpoint="query",
                    metered=1,
                    params={"query": "select count(*) from Customer", "minorversion": "75"},
                    headers={"Accept": "application/json"},
                )
            ).ok
        finally:
            if transport is None:
                used.close()


@pytest.fixture
def quickbooks() -> Iterator[Simulator]:
    with Simulator() as quickbooks:
        quickbooks.open(REALM)
        yield quickbooks


@pytest.fixture
def settings(quickbooks: Simulator, tmp_path: Path) -> ConnectorSettings:
    return ConnectorSettings(
        company="acme",
        settings={"client_id": quickbooks.client_id, "server": quickbooks.url, "redirect": REDIRECT},
        secret=quickbooks.client_secret,
        folder=tmp_path / "state",
        token_keys=(new_token_key(),),
    )


@pytest.fixture
def acme(quickbooks: Simulator, settings: ConnectorSettings) -> Acme:
    acme = Acme(quickbooks, settings)
    acme.connect()
    return acme


def test_a_consent_leads_to_calls(acme: Acme) -> None:
    connection = acme.authorization.connection()
    assert connection
    assert connection.books == REALM
    assert connection.renew_by
    assert connection.ends_on
    assert 4.9 < (connection.ends_on - acme.now()) / timedelta(days=365) < 5.1
    assert acme.query()


def test_a_consent_may_be_refused(quickbooks: Simulator, settings: ConnectorSettings) -> None:
    with pytest.raises(Reconnect, match="refused in the browser"):
        Acme(quickbooks, settings).connect("cancel")


def test_tokens_are_renewed_and_rotated_for_months(acme: Acme) -> None:
    for _ in range(8):
        acme.quickbooks.world.clock.advance(timedelta(days=30))
        assert acme.query()


def test_an_access_token_that_ended_early_is_renewed(acme: Acme) -> None:
    transport = acme.transport()
    assert acme.query(transport)
    acme.quickbooks.world.authority.expire_access()
    assert acme.query(transport)
    transport.close()


def test_a_connection_that_nobody_used_for_long_must_be_made_again(acme: Acme) -> None:
    acme.quickbooks.world.clock.advance(timedelta(days=102))
    for _ in range(2):
        with pytest.raises(Reconnect, match="Run: relance connect acme"):
            acme.query()
    acme.connect()
    assert acme.query()


def test_an_owner_who_disconnects_stops_us(acme: Acme) -> None:
    acme.quickbooks.world.authority.disconnect(REALM)
    with pytest.raises(Reconnect):
        acme.query()


def test_disconnecting_ends_the_permission_there(acme: Acme) -> None:
    rights = credentials(application(acme.settings), acme.settings, acme.now).headers()
    assert authorization(acme.settings).disconnect()
    place = f"{acme.quickbooks.url}/v3/company/{REALM}/query"
    answer = requests.get(place, params={"query": "select * from Term"}, headers=dict(rights), timeout=10)
    assert answer.status_code == 401


def test_at_our_pace_nothing_is_refused(acme: Acme) -> None:
    """The simulator enforces its 10 calls a second; unhurried we would make hundreds."""
    transport = acme.transport()
    for _ in range(20):
        assert acme.query(transport)
    (count,) = transport.log.counts()
    transport.close()
    assert (count.calls, count.metered) == (20, 20)


def test_batches_have_a_lane_of_their_own() -> None:
    assert [window.calls for window in PACE.windows if window.lane == BATCH] == [38]


def test_a_month_that_is_used_up_stops_with_its_date(acme: Acme) -> None:
    acme.pace = replace(PACE, budgets=(Budget(calls=2, period=Period.MONTH),))
    transport = acme.transport()
    assert acme.query(transport)
    assert acme.query(transport)
    with pytest.raises(Stop, match=r"month's allowance of 2 calls.*-01 00:00 UTC"):
        acme.query(transport)
    transport.close()
