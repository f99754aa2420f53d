"""The connector as the flow builds it, from a company's settings: rights, pace, files and addresses."""

from __future__ import annotations

import hashlib

import pytest

from relance_connectors.xero.connector import build
from relance_sync.errors import Stop
from relance_sync.ports import Effect, EffectKind, Target, Text
from relance_sync.rules.ledger import Invoice
from tests.connectors.xero.rig import Company
from tests.simulators.xero import Organisation
from tests.simulators.xero.records import Record


def note(customer: Record, number: int = 0) -> Effect:
    return Effect(
        key=hashlib.sha256(str(number).encode()).hexdigest(),
        company="acme",
        customer=customer.id,
        target=Target(kind="customer", id=customer.id),
        kind=EffectKind.NOTE,
        text=Text(title="Two invoices are late"),
        language="en",
    )


def test_a_company_is_read_written_and_checked(acme: Company, organisation: Organisation) -> None:
    amy = organisation.contact("Amy", email="a@example.com")
    invoice = organisation.invoice(amy, "100.00")
    connector = build(acme.settings)
    pages = list(connector.changes(None))
    read = [record for page in pages for record in page.records if isinstance(record, Invoice)]
    assert [each.id for each in read] == [invoice.id]
    assert connector.books().name == "Maison Fictive"
    assert connector.residuals([invoice.id]) == {invoice.id: 100}
    receipt = connector.deliver(note(amy))
    code = organisation.ledger.short_code
    assert receipt.url == f"{acme.simulator.url}/app/{code}/contacts/contact/{amy.id}"
    told = {each.what: each for each in connector.check()}
    made = sum(each.calls for each in connector.calls())
    assert told["calls"].message == f"Of today's calls to this organisation {5000 - made:,} are left."
    assert {each.metered for each in connector.calls()} != {0}


def test_a_receipt_without_a_short_code_is_a_receipt(acme: Company, organisation: Organisation) -> None:
    amy = organisation.contact("Amy")
    acme.simulator.world.limiter.limits.day = 1
    receipt = build(acme.settings).deliver(note(amy))
    assert receipt.url == f"{acme.simulator.url}/app/contacts/contact/{amy.id}"


def test_a_used_up_day_stops_every_process_until_the_next(acme: Company, organisation: Organisation) -> None:
    amy = organisation.contact("Amy")
    acme.simulator.world.limiter.limits.day = 2
    outcomes = build(acme.settings).deliver_batch([note(amy, number) for number in range(4)])
    assert isinstance(outcomes[-1], Stop)
    with pytest.raises(Stop, match="Nothing is lost"):
        build(acme.settings).books()
