"""Pulling a company from the real Odoo, against a bare requests loop that makes the same calls.

The calls are recorded in a first pull; then ours and the bare loop take turns. The bare loop posts,
parses the JSON and throws it away: no mapping, no retries, no errors told.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import odoo_database
import odoo_install
import odoo_process
import requests

from benchmarks.figures import Figure, seconds
from relance_connectors.odoo.chosen import ChosenRpc
from relance_connectors.odoo.connector import OdooConnector
from relance_connectors.odoo.rpc import Rpc, Value
from relance_connectors.odoo.settings import OdooSettings
from relance_connectors.transport import Transport
from relance_mappings import load
from relance_sync.ports import Connector

DATABASE = "relance_bench"
TURNS = 3
PROMISE = 1.5

FILL = """
from datetime import timedelta
from odoo import Command, fields

flags = dict(tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True)
env = env(context=dict(env.context, allowed_company_ids=[1], **flags))
Move, Partner = env["account.move"], env["res.partner"]
today = fields.Date.today()
missing = {invoices} - Move.search_count([("move_type", "=", "out_invoice"), ("state", "=", "posted")])
partners = Partner.search([("ref", "like", "bench-")])
if missing > 0 and not partners:
    people = [dict(name=f"Bench {{i}}", ref=f"bench-{{i}}", is_company=True) for i in range(500)]
    partners = Partner.create(people)
for start in range(0, max(missing, 0), 500):
    moves = Move.create([
        dict(
            move_type="out_invoice",
            partner_id=partners[i % len(partners)].id,
            invoice_date=today - timedelta(days=i % 120),
            invoice_line_ids=[Command.create(dict(name="Services", price_unit=100 + i % 50, tax_ids=[]))],
        )
        for i in range(start, min(start + 500, missing))
    ])
    moves.action_post()
    env.cr.commit()
print(Move.search_count([("move_type", "=", "out_invoice"), ("state", "=", "posted")]))
"""


@dataclass(kw_only=True)
class Recorder:
    """An `Rpc` that remembers what was asked."""

    rpc: Rpc
    calls: list[tuple[str, str, dict[str, Value]]] = field(default_factory=list)

    @property
    def major(self) -> int:
        """Odoo's major version."""
        return self.rpc.major

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """Pass the call on."""
        self.calls.append((model, method, arguments))
        return self.rpc.call(model, method, **arguments)


def measure(options: argparse.Namespace) -> list[Figure]:
    """Fill an Odoo once, pull it, and compare."""
    odoo_install.install()
    if DATABASE not in odoo_database.known():
        odoo_database.copy(odoo_database.template(), DATABASE)
    print(f"filling Odoo up to {options.invoices} posted invoices ...", flush=True)
    found = odoo_database.shell(DATABASE, FILL.format(invoices=options.invoices)).split()[-1]
    key = odoo_database.api_key(DATABASE)
    with odoo_process.OdooServer(DATABASE, odoo_process.free_port(preferred=0)) as server:
        recorder, connector = _connector(server.url, key)
        rows = sum(len(page.records) for page in connector.changes(None))
        calls = list(recorder.calls)
        bare = _bare(server.url, key, calls)
        ours, theirs = _turns(lambda: sum(1 for _ in connector.changes(None)), bare)
    return [
        Figure(
            what=f"pulling {found} invoices ({rows:,} records, {len(calls)} calls) from Odoo",
            measured=f"{rows / ours:,.0f} records/s",
            reference=f"bare requests loop: {rows / theirs:,.0f} records/s",
            ratio=ours / theirs,
            limit=PROMISE,
        )
    ]


def _connector(url: str, key: str) -> tuple[Recorder, Connector]:
    settings = OdooSettings(url=url, database=DATABASE, company_id=1)
    transport = Transport(url, platform="Odoo")
    recorder = Recorder(rpc=ChosenRpc(transport, database=DATABASE, login=None, key=key))
    mapping = load("odoo", None, "")
    return recorder, OdooConnector(settings, transport=transport, rpc=recorder, mapping=mapping)


def _bare(url: str, key: str, calls: list[tuple[str, str, dict[str, Value]]]) -> Callable[[], None]:
    session = requests.Session()
    session.headers.update({"Authorization": f"bearer {key}", "X-Odoo-Database": DATABASE})

    def loop() -> None:
        for model, method, arguments in calls:
            session.post(f"{url}/json/2/{model}/{method}", json=arguments, timeout=120).json()

    return loop


def _turns(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Take turns, so that a machine that slows down slows both."""
    pairs = [(seconds(ours), seconds(bare)) for _ in range(TURNS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
