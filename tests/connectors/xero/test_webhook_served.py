"""Our answers to the simulator's webhooks, over HTTP: it signs, forges and repeats as Xero does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from relance_connectors.xero.webhook import webhook
from relance_sync.webhooks import Change, Heard, News
from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero.webhooks import KEY, Status, Subscription

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Receiver(ThreadingHTTPServer):
    """The least of a server that answers what the webhook says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.heard: list[Heard] = []
        self.down = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    @property
    def news(self) -> list[News]:
        return [news for heard in self.heard for news in heard.news]


class _Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        heard = webhook.hear(body, self.headers.get(webhook.header), KEY)
        self.server.heard.append(heard)
        self.send_response(503 if self.server.down else heard.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


@pytest.fixture
def xero() -> Iterator[Simulator]:
    with Simulator(start=NOON, frozen=True, limits=Limits.none()) as running:
        yield running


@pytest.fixture
def books(xero: Simulator) -> Organisation:
    books = xero.open()
    xero.tokens(books)
    return books


@pytest.fixture
def subscription(xero: Simulator, receiver: Receiver, books: Organisation) -> Subscription:
    """A webhook that is switched on."""
    assert books.tenant_id
    made = xero.webhooks.register(receiver.url, xero.client_id)
    xero.webhooks.ask_intent(made)
    return made


def test_the_intent_to_receive_is_shown(subscription: Subscription, receiver: Receiver) -> None:
    assert subscription.status is Status.OK
    assert {heard.status for heard in receiver.heard} == {200, 401}
    assert receiver.news == []


def test_events_become_news_of_their_organisation(
    xero: Simulator, books: Organisation, subscription: Subscription, receiver: Receiver
) -> None:
    contact = books.contact("Azure Interior")
    books.invoice(contact, "100.00")
    assert all(not each.wrong for each in xero.webhooks.deliver(subscription))
    assert {each.books for each in receiver.news} == {books.tenant_id}
    told = {(each.kind, each.change) for each in receiver.news}
    assert told >= {("contact", Change.CREATED), ("invoice", Change.CREATED)}
    assert not [problem for heard in receiver.heard if heard.status == 200 for problem in heard.problems]


def test_a_strangers_event_is_refused(
    xero: Simulator, subscription: Subscription, receiver: Receiver
) -> None:
    xero.webhooks.forge(subscription)
    assert not subscription.deliveries[-1].wrong
    assert receiver.heard[-1].status == 401
    assert receiver.news == []


def test_what_is_told_again_is_the_same_event(
    xero: Simulator, books: Organisation, subscription: Subscription, receiver: Receiver
) -> None:
    books.contact("Azure Interior")
    receiver.down = True
    xero.webhooks.deliver(subscription)
    receiver.down = False
    xero.world.clock.advance(timedelta(minutes=15))
    books.contact("Lumber Inc")
    xero.webhooks.deliver(subscription)
    assert len(receiver.news) > 2
    assert len({each.event for each in receiver.news}) == 2
