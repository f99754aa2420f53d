"""Connecting to Xero against the simulator: consent, organisations, renewal, rotation, goodbye, pace."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from relance_connectors.xero.authorization import SCOPES, authorization
from relance_sync.errors import Reconnect, Stop
from tests.connectors.xero.rig import NOON, Company, Workspace
from tests.simulators.xero import Limits, Organisation, Simulator


def test_a_consent_leads_to_calls(acme: Company) -> None:
    connection = acme.authorization.connection()
    assert connection
    assert (connection.books, connection.others) == ("Maison Fictive", {})
    assert connection.renew_by == NOON + timedelta(days=60)
    assert connection.ends_on is None
    assert acme.name() == "Maison Fictive"


def test_no_more_is_asked_for_than_is_needed(acme: Company) -> None:
    """The simulator lets a token through to what its scopes are for, and to nothing else."""
    assert [scope for scope in SCOPES if scope.endswith((".payments", ".settings"))] == []
    with acme.client() as client:
        for endpoint in ("Contacts", "Invoices", "CreditNotes", "Payments", "Overpayments", "Prepayments"):
            client.page(endpoint)
        for endpoint in ("Quotes", "BatchPayments", "ContactGroups", "Currencies"):
            client.page(endpoint)
        assert not client.reminds()


def test_an_application_without_a_secret_proves_itself_by_a_key(
    workspace: Workspace, organisation: Organisation
) -> None:
    desktop = workspace.company("acme", client_id="simulator-pkce", secret=False)
    desktop.connect(organisation)
    assert desktop.name() == "Maison Fictive"
    desktop.sleep(3600)
    assert desktop.name() == "Maison Fictive"
    assert authorization.needs_key({"client_id": "x"})
    assert not authorization.needs_key({"client_id": "x", "secret": False})


def test_a_consent_may_be_refused(workspace: Workspace, organisation: Organisation) -> None:
    with pytest.raises(Reconnect, match="refused in the browser"):
        workspace.company("acme").connect(organisation, decision="cancel")


def test_tokens_are_renewed_and_rotated_for_months(acme: Company) -> None:
    for _ in range(8):
        acme.simulator.world.clock.advance(timedelta(days=30))
        assert acme.name() == "Maison Fictive"


def test_an_access_token_that_ended_early_is_renewed(acme: Company) -> None:
    with acme.client() as client:
        assert client.organisation()
        acme.simulator.world.authority.expire_access()
        assert client.organisation()


def test_a_renewal_whose_answer_was_lost_is_asked_for_again(acme: Company, simulator: Simulator) -> None:
    """The platform takes the replaced token for half an hour more."""
    acme.simulator.world.clock.advance(timedelta(hours=1))
    (tokens,) = simulator.world.authority._grants
    simulator.world.authority.refresh(simulator.world.authority.apps[simulator.client_id], tokens.refresh)
    acme.simulator.world.clock.advance(timedelta(minutes=29))
    assert acme.name() == "Maison Fictive"


def test_a_connection_that_nobody_used_for_long_must_be_made_again(
    acme: Company, organisation: Organisation
) -> None:
    acme.simulator.world.clock.advance(timedelta(days=61))
    for _ in range(2):
        with pytest.raises(Reconnect, match="Run: relance connect acme"):
            acme.name()
    acme.connect(organisation)
    assert acme.name() == "Maison Fictive"


def test_an_owner_who_disconnects_the_organisation_stops_us(
    acme: Company, organisation: Organisation, simulator: Simulator
) -> None:
    simulator.world.authority.disconnect(tenant=organisation.tenant_id)
    with pytest.raises(Reconnect, match="not connected to this organisation any more"):
        acme.name()


def test_one_consent_serves_several_companies(workspace: Workspace, simulator: Simulator) -> None:
    first, second, third = (simulator.open(name) for name in ("One Ltd", "Two Ltd", "Three Ltd"))
    acme, beta = workspace.company("acme", first), workspace.company("beta", second)
    connection = acme.connect(first, second, third)
    assert connection.others == {second.tenant_id: "Two Ltd", third.tenant_id: "Three Ltd"}
    for _ in range(3):
        assert (beta.name(), acme.name()) == ("Two Ltd", "One Ltd")
        simulator.world.clock.advance(timedelta(days=20))
    assert len(workspace.kept()) == 1


def test_organisations_are_shown_to_be_chosen(workspace: Workspace, simulator: Simulator) -> None:
    first, second = simulator.open("One Ltd"), simulator.open("Two Ltd")
    with pytest.raises(Stop, match=rf"key tenant_id.*One Ltd: {first.tenant_id}"):
        workspace.company("acme").connect(first, second)
    assert workspace.company("acme", second).name() == "Two Ltd"


def test_a_consent_for_more_organisations_serves_all_from_then_on(
    workspace: Workspace, simulator: Simulator
) -> None:
    first, second = simulator.open("One Ltd"), simulator.open("Two Ltd")
    acme, beta = workspace.company("acme", first), workspace.company("beta", second)
    acme.connect(first)
    with pytest.raises(Reconnect, match="relance connect beta"):
        beta.name()
    simulator.world.clock.advance(timedelta(minutes=1))
    beta.connect(second)
    assert (acme.name(), beta.name()) == ("One Ltd", "Two Ltd")
    assert len(workspace.kept()) == 1


def test_what_a_person_chose_for_another_workspace_is_none_of_this_ones_business(
    workspace: Workspace, simulator: Simulator, tmp_path: Path
) -> None:
    first, second = simulator.open("One Ltd"), simulator.open("Two Ltd")
    workspace.company("acme").connect(first)
    elsewhere = Workspace(simulator, tmp_path / "elsewhere")
    connection = elsewhere.company("beta").connect(second)
    assert (connection.books, connection.others) == ("Two Ltd", {})
    with pytest.raises(Reconnect, match="not connected"):
        elsewhere.company("gamma", first).name()
    assert elsewhere.company("beta").authorization.disconnect()
    assert workspace.company("acme").name() == "One Ltd"


def test_disconnecting_one_leaves_the_others(workspace: Workspace, simulator: Simulator) -> None:
    first, second = simulator.open("One Ltd"), simulator.open("Two Ltd")
    acme, beta = workspace.company("acme", first), workspace.company("beta", second)
    acme.connect(first, second)
    assert beta.name() == "Two Ltd"
    assert acme.authorization.disconnect()
    made = simulator.world.authority.connections(simulator.client_id)
    assert [each.tenant for each in made] == [second.tenant_id]
    with pytest.raises(Reconnect, match="relance connect acme"):
        acme.name()
    assert beta.name() == "Two Ltd"
    assert beta.authorization.disconnect()
    assert simulator.world.authority.connections(simulator.client_id) == []
    assert all(each.revoked for each in simulator.world.authority._grants)
    assert workspace.kept() == []


@pytest.fixture
def starter(acme: Company, simulator: Simulator) -> Company:
    simulator.world.limiter.limits = Limits(day=1000)
    return acme


def test_at_our_pace_nothing_is_refused(starter: Company, simulator: Simulator) -> None:
    """The simulator allows 60 calls a minute, in minutes that begin when it likes."""
    with starter.client() as client:
        for _ in range(150):
            assert client.organisation()
    assert not simulator.world.limiter.refused
    assert timedelta(minutes=1.5) < starter.now() - NOON < timedelta(minutes=4)


def test_a_day_that_is_used_up_stops_one_organisation_and_leaves_the_others(
    workspace: Workspace, simulator: Simulator
) -> None:
    first, second = simulator.open("One Ltd"), simulator.open("Two Ltd")
    acme, beta = workspace.company("acme", first), workspace.company("beta", second)
    acme.connect(first, second)
    simulator.world.limiter.limits = Limits(minute=None, day=20)
    assert acme.name() == "One Ltd"
    with pytest.raises(Stop, match=r"first run after 20\d\d-\d\d-\d\d"):
        acme.name()
    assert acme.now() == NOON
    assert beta.name() == "Two Ltd"
    with pytest.raises(Stop, match="day's allowance"):
        acme.name()
    assert simulator.world.limiter.refused.get("day", 0) <= 1
    simulator.world.clock.advance(timedelta(days=1))
    assert acme.name() == "One Ltd"
