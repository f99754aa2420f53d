"""Pulling a company from the real Odoo, against a bare requests loop that makes the same calls.

The calls of a pull are recorded, and the bare loop makes exactly these; the two take turns, each from a new
connection. The bare loop posts, parses the JSON and throws it away: no mapping, no retries, no errors told.
"""

import math
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import odoo_database
import odoo_install
import odoo_process
import postgres
import requests
from rich.console import Console
from rich.progress import track

from benchmarks.figures import Figure, seconds
from relance_connectors.odoo.chosen import ChosenRpc
from relance_connectors.odoo.connector import OdooConnector
from relance_connectors.odoo.rpc import Rpc, Value
from relance_connectors.odoo.settings import OdooSettings
from relance_connectors.transport import Transport
from relance_mappings import load
from relance_sync.rules.ledger import Company
from relance_sync.store import open_store

DATABASE = "relance_bench"
COMPANY_ID = 1
TURNS = 8
PROMISE = 1.5
PAGE = 1000
TIMEOUT = 600.0
CUSTOMERS, AT_A_TIME = 500, 250
POSTED = [
    ["company_id", "=", COMPANY_ID],
    ["move_type", "=", "out_invoice"],
    ["state", "=", "posted"],
]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A database of a running Odoo 19, and a key of a user with accounting rights."""

    url: str
    database: str
    key: str

    def session(self) -> requests.Session:
        """Open a session that sends the key and asks no proxy of this machine; nothing is called yet."""
        session = requests.Session()
        session.trust_env = False
        session.headers.update({"Authorization": f"bearer {self.key}", "X-Odoo-Database": self.database})
        return session

    def post(self, session: requests.Session, model: str, method: str, arguments: dict[str, Value]) -> Value:
        """Call a method and return what it answers."""
        answer = session.post(f"{self.url}/json/2/{model}/{method}", json=arguments, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.json()


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call that was made, and how many rows came back."""

    model: str
    method: str
    arguments: dict[str, Value]
    rows: int


@dataclass(kw_only=True)
class Recorder:
    """An `Rpc` that remembers what was asked."""

    rpc: Rpc
    calls: list[Call] = field(default_factory=list)

    @property
    def major(self) -> int:
        """Odoo's major version."""
        return self.rpc.major

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """Pass the call on."""
        answer = self.rpc.call(model, method, **arguments)
        rows = len(answer) if isinstance(answer, list) else 0
        self.calls.append(Call(model=model, method=method, arguments=arguments, rows=rows))
        return answer


def measure(invoices: int) -> list[Figure]:
    """Make an Odoo with so many posted invoices, unless it is there from the last time, and compare."""
    odoo_install.install()
    if DATABASE not in odoo_database.known() or not postgres.exists(DATABASE):
        odoo_database.copy(odoo_database.template(), DATABASE)
    key = odoo_database.api_key(DATABASE)
    with odoo_process.OdooServer(DATABASE, odoo_process.free_port(preferred=0)) as server:
        target = Target(url=server.url, database=DATABASE, key=key)
        fill(target, invoices)
        return compare(target, TURNS)


def fill(target: Target, invoices: int) -> int:
    """Post invoices in Odoo until there are so many; return how many there are."""
    company = {"allowed_company_ids": [COMPANY_ID]}
    quiet = {**company, "tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}
    today = datetime.now(UTC).date()
    with target.session() as session:
        asked = {"domain": POSTED, "context": company}
        there: int = target.post(session, "account.move", "search_count", asked)
        if there >= invoices:
            return there
        people = _customers(target, session)
        starts = range(there, invoices, AT_A_TIME)
        for start in track(starts, description="making invoices in Odoo", console=Console(stderr=True)):
            rows = [
                {
                    "move_type": "out_invoice",
                    "partner_id": people[index % len(people)],
                    "invoice_date": str(today - timedelta(days=index % 120)),
                    "invoice_line_ids": [[0, 0, {"name": "Services", "price_unit": 100, "tax_ids": []}]],
                }
                for index in range(start, min(start + AT_A_TIME, invoices))
            ]
            made = target.post(session, "account.move", "create", {"vals_list": rows, "context": quiet})
            target.post(session, "account.move", "action_post", {"ids": made, "context": quiet})
    return invoices


def _customers(target: Target, session: requests.Session) -> list[int]:
    found: list[int] = target.post(
        session, "res.partner", "search", {"domain": [["ref", "=like", "bench-%"]], "order": "id"}
    )
    people = [
        {"name": f"Bench {number}", "ref": f"bench-{number}", "is_company": True}
        for number in range(len(found), CUSTOMERS)
    ]
    return found + (target.post(session, "res.partner", "create", {"vals_list": people}) if people else [])


def compare(target: Target, turns: int) -> list[Figure]:
    """Let ours and the bare loop take turns, so that a machine that slows down slows both."""
    # The first pull warms Odoo up, and reads twice what was written in the very second it began.
    _pull(target, _rpc(target))
    recorder = Recorder(rpc=_rpc(target))
    records, calls = _pull(target, recorder), tuple(recorder.calls)
    took: dict[str, list[float]] = {"ours": [], "bare": [], "saved": []}
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: _pull(target, _rpc(target)),
        "bare": lambda: _bare(target, calls),
        "saved": lambda: _save(target),
    }
    for turn in track(range(turns), description="pulling", console=Console(stderr=True)):
        # Every other turn backwards: nobody always comes first.
        for name in list(works)[:: -1 if turn % 2 else 1]:
            took[name].append(seconds(works[name]))
    return _figures(records, calls, {name: median(each) for name, each in took.items()})


def _figures(records: Counter[str], calls: Sequence[Call], took: Mapping[str, float]) -> list[Figure]:
    rows, ours, bare, saved = records.total(), took["ours"], took["bare"], took["saved"]
    loop = f"bare requests loop, same calls: {rows / bare:,.0f} records/s"
    return [
        Figure(
            what=f"pulling {records['invoice']:,} invoices ({rows:,} records) from Odoo",
            measured=f"{rows / ours:,.0f} records/s",
            reference=loop,
            ratio=ours / bare,
            limit=PROMISE,
        ),
        Figure(
            what="the same, saved in SQLite page by page",
            measured=f"{rows / saved:,.0f} records/s",
            reference=loop,
            ratio=saved / bare,
        ),
        Figure(
            what="calls to one model beyond one for 1,000 rows, at most",
            measured=most_beyond(calls),
            reference=f"{len(calls)} calls in all",
        ),
    ]


def most_beyond(calls: Sequence[Call]) -> str:
    """Name the model that took most calls beyond one for every 1,000 rows, however many rows there are.

    Rows of nothing but ids (what still exists is asked for in far larger portions) do not count as rows.
    """
    made, rows = Counter[str](), Counter[str]()
    for call in calls:
        made[call.model] += 1
        whole = call.method == "search_read" and call.arguments["fields"] != ["id"]
        rows[call.model] += call.rows if whole else 0
    beyond = {model: count - math.ceil(rows[model] / PAGE) for model, count in made.items()}
    worst = max(beyond, key=lambda model: beyond[model])
    return f"{beyond[worst]} ({worst}: {made[worst]} for {rows[worst]:,} rows)"


def _rpc(target: Target) -> Rpc:
    transport = Transport(target.url, platform="Odoo")
    return ChosenRpc(transport, database=target.database, login=None, key=target.key)


def _connector(target: Target, rpc: Rpc) -> OdooConnector:
    settings = OdooSettings(url=target.url, database=target.database, company_id=COMPANY_ID)
    transport = Transport(target.url, platform="Odoo")
    return OdooConnector(settings, transport=transport, rpc=rpc, mapping=load("odoo"))


def _pull(target: Target, rpc: Rpc) -> Counter[str]:
    """Pull everything; return the number of records by kind."""
    records = Counter[str]()
    for page in _connector(target, rpc).changes(None):
        records[page.kind] += len(page.records)
    return records


def _bare(target: Target, calls: Sequence[Call]) -> None:
    with target.session() as session:
        session.get(f"{target.url}/web/version", timeout=TIMEOUT)
        for call in calls:
            target.post(session, call.model, call.method, call.arguments)


def _save(target: Target) -> None:
    company = Company(id="bench", name="Bench", currency="USD")
    with (
        tempfile.TemporaryDirectory(prefix="relance-bench-") as folder,
        open_store(f"sqlite:///{Path(folder) / 'bench.db'}") as store,
    ):
        store.save_company(company)
        for page in _connector(target, _rpc(target)).changes(None):
            store.save_page(company.id, page)
