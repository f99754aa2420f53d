"""`relance check` on the QuickBooks simulator: each thing that can be wrong has its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests

from relance_connectors.oauth.authorization import OAuthAuthorization
from relance_connectors.quickbooks.authorization import application
from relance_connectors.quickbooks.check import Check
from relance_connectors.quickbooks.client import Client
from relance_connectors.quickbooks.connector import build
from relance_connectors.quickbooks.refusals import TABLE
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.transport import Transport
from relance_sync.config.token_keys import new_token_key
from relance_sync.errors import Stop
from relance_sync.ports import ConnectorSettings, Severity
from tests.connectors.given_token import GivenToken
from tests.connectors.quickbooks.reader_office import NOON
from tests.simulators.quickbooks import Books, Kind, Simulator, Trouble

Shown = dict[str, tuple[Severity, str]]


@pytest.fixture
def books(quickbooks: Simulator) -> Books:
    return quickbooks.open(name="Bird & Söhne")


@pytest.fixture
def transport(quickbooks: Simulator, books: Books) -> Iterator[Transport]:
    token = str(quickbooks.tokens(books.realm)["access_token"])
    made = Transport(
        quickbooks.url, platform="QuickBooks", table=TABLE, authorizer=GivenToken(token), sleep=lambda _: None
    )
    yield made
    made.close()


def look(transport: Transport, books: Books, *, now: datetime = NOON, **settings: Any) -> Shown:
    check = Check(
        QuickBooksSettings(client_id="x", **settings),
        client=Client(transport, realm=lambda: books.realm),
        now=lambda: now,
    )
    return {each.what: (each.severity, each.message) for each in check.run()}


def test_all_is_well(quickbooks: Simulator, books: Books, transport: Transport) -> None:
    amy = books.customer("Amy")
    books.estimate(amy, "10.00")
    books.pay(books.invoice(amy, "20.00"), "5.00")
    shown = look(transport, books, hold_terms="Due on receipt")
    assert {severity for severity, _ in shown.values()} == {Severity.OK}
    assert shown["company"][1] == "QuickBooks answers; the books are those of “Bird & Söhne” in USD."
    assert shown["bank"][1] == "The newest bank entry is of 2026-11-24."
    assert quickbooks.world.log.summary()["metered"] == 2


def test_what_is_not_as_people_expect(books: Books, transport: Transport) -> None:
    shown = look(transport, books, now=NOON + timedelta(hours=1), hold_terms="At once")
    assert {what: severity for what, (severity, _) in shown.items()} == {
        "company": Severity.OK,
        "bank": Severity.WARNING,
        "orders": Severity.WARNING,
        "hold terms": Severity.ERROR,
        "clock": Severity.WARNING,
    }
    assert "60 minutes apart" in shown["clock"][1]
    assert "there are: Due on receipt, Net 10" in shown["hold terms"][1]


def test_without_the_company_nothing_else_is_looked_for(
    quickbooks: Simulator, books: Books, transport: Transport
) -> None:
    quickbooks.world.authority.disconnect(books.realm)
    assert [severity for severity, _ in look(transport, books).values()] == [Severity.ERROR]


def test_a_look_that_fails_does_not_stop_the_next(
    quickbooks: Simulator, books: Books, transport: Transport
) -> None:
    quickbooks.world.troubles.order(Trouble(kind=Kind.SERVER_ERROR, body="Estimate", times=0))
    shown = look(transport, books)
    assert {what: severity for what, (severity, _) in shown.items()} == {
        "company": Severity.OK,
        "sales": Severity.ERROR,
        "clock": Severity.OK,
    }


def test_what_is_remembered_does_not_count_as_an_answer(
    quickbooks: Simulator, books: Books, tmp_path: Path
) -> None:
    given = connected(quickbooks, books, tmp_path)
    connector = build(given)
    connector.books()
    quickbooks.world.authority.disconnect(books.realm)
    assert [each.severity for each in build(given).check()] == [Severity.ERROR]


def test_other_books_in_the_settings_are_named(quickbooks: Simulator, books: Books, tmp_path: Path) -> None:
    given = connected(quickbooks, books, tmp_path)
    wrong = replace(given, settings={**given.settings, "realm_id": "999"})
    with pytest.raises(Stop, match="realm_id") as raised:
        build(wrong).books()
    assert f"other books (999) than those it is connected to ({books.realm})" in raised.value.user_message


def connected(quickbooks: Simulator, books: Books, folder: Path) -> ConnectorSettings:
    """Connect a company as a person does in the browser."""
    redirect = "http://localhost:8765/callback"
    given = ConnectorSettings(
        company="acme",
        settings={"client_id": quickbooks.client_id, "server": quickbooks.url, "redirect": redirect},
        secret=quickbooks.client_secret,
        folder=folder,
        token_keys=(new_token_key(),),
    )
    sign_in = OAuthAuthorization(application(given), given).begin(listen=False)
    place, _, query = sign_in.url.partition("?")
    pressed = dict(parse_qsl(query)) | {"realm": books.realm, "decision": "connect"}
    answer = requests.post(place, data=pressed, timeout=10, allow_redirects=False)
    sign_in.paste(answer.headers["Location"])
    return given
