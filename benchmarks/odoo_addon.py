"""The addon's first full run inside Odoo, against the community module that does the same kind of work.

Both work in one Odoo, in one database, on the same overdue invoices, in turns (`inside_odoo`). The reference
is `account_credit_control` of the Odoo Community Association, from PyPI, unchanged: its "3 time policy" for
all customers. The books are made once and kept as a template; each time a copy of it gets the addon as it is.
"""

import json
import zipfile
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import machine
import odoo_database
import odoo_install
import postgres

from benchmarks.figures import Figure

Answer: TypeAlias = Any

NAME = "account_credit_control"
TURNS = 3
AT_LEAST = 10.0
"""How many times the community module's open items per second."""

_WHEEL = "odoo-addon-account-credit-control==19.0.1.0.0.13"
_MODULES = ("account", "sale_management", "l10n_fr_account")
_BOOKS, _COPY = "relance_bench_books", "relance_bench_addon"


def measure(customers: int) -> list[Figure]:
    """Make the books unless they are there from the last time, and let both work on a copy of them."""
    addons = _addons_path(odoo_install.install())
    books = f"{_BOOKS}_{customers}"
    if books not in odoo_database.known() or not postgres.exists(books):
        _make(books, customers, addons)
    odoo_database.drop(_COPY)
    odoo_database.copy(books, _COPY)
    try:
        _install(_COPY, "relance", addons)
        found = _inside(_COPY, f"turns(env, {TURNS})", addons)
    finally:
        odoo_database.drop(_COPY)
    return figures(found)


def _make(books: str, customers: int, addons: str) -> None:
    draft = f"{books}_draft"
    odoo_database.drop(draft)
    odoo_database.drop(books)
    odoo_database.copy(odoo_database.template(_MODULES, demo=False), draft)
    with machine.Steps(1).step(f"making the invoices of {customers:,} customers"):
        _install(draft, NAME, addons)
        _inside(draft, f"fill(env, {customers})", addons)
    odoo_database.copy(draft, books)
    odoo_database.drop(draft)


def _addons_path(found: odoo_install.OdooInstall) -> str:
    """Fetch the community module unless it is there, and return where Odoo finds all addons."""
    place = machine.folder("community")
    unpacked = place / "odoo" / "addons"
    if not (unpacked / NAME / "__manifest__.py").exists():
        todo = f"The reference is {_WHEEL} from the Python package index; check that this machine reaches it."
        fetch = [
            str(found.python),
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(place),
            _WHEEL,
        ]
        machine.run(fetch, log="community", todo=todo)
        [wheel] = place.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(place)
    return ",".join(str(each) for each in (*found.addons_path, unpacked))


def _install(database: str, module: str, addons: str) -> None:
    done = odoo_database.serve_once(database, f"--addons-path={addons}", f"--init={module}")
    if done.returncode:
        raise machine.ProvisionError(f"{module} could not be installed.", done.stdout[-2000:])


def _inside(database: str, call: str, addons: str) -> Answer:
    """Call a function of `inside_odoo` in Odoo's shell and return what it returns."""
    here = str(Path(__file__).resolve().parent.parent)
    code = (
        f"import json, sys; sys.path.insert(0, {here!r})\n"
        "from benchmarks.inside_odoo import fill, turns\n"
        f"print(json.dumps({call}))"
    )
    return json.loads(odoo_database.shell(database, code, f"--addons-path={addons}").splitlines()[-1])


def figures(found: dict[str, Any]) -> list[Figure]:
    """Compare what `inside_odoo.turns` found."""
    took = {name: median(each) for name, each in found["took"].items()}
    did, items = found["did"], found["did"]["lines"]["lines"]
    accounts = did["decide"]["accounts"]
    return [
        Figure(
            what=f"in Odoo: reading, assessing, storing decisions; {items:,} items of {accounts:,} customers",
            measured=f"{items / took['decide']:,.0f} items/s ({took['decide']:.1f} s)",
            reference=f"{NAME}, computing its lines: {items / took['lines']:,.0f} items/s"
            f" ({took['lines']:.1f} s)",
            ratio=took["decide"] / took["lines"],
            limit=1 / AT_LEAST,
        ),
        Figure(
            what=f"inside Odoo: a first full run, {did['write']['written']:,} things written",
            measured=f"{took['write']:.1f} s",
            reference=f"{NAME}, lines and {did['communications']['communications']:,} communications: "
            f"{took['communications']:.1f} s",
            ratio=took["write"] / took["communications"],
            limit=1.0,
        ),
        Figure(
            what="the same: SQL queries for each customer, deciding",
            measured=f"{did['decide']['queries'] / accounts:.1f}",
            reference=f"{NAME}: {did['lines']['queries'] / accounts:.1f}",
            ratio=did["decide"]["queries"] / did["lines"]["queries"],
        ),
        Figure(
            what="the same: SQL queries for each customer, writing too",
            measured=f"{did['write']['queries'] / accounts:.1f}",
            reference=f"{NAME}: {did['communications']['queries'] / accounts:.1f}",
            ratio=did["write"]["queries"] / did["communications"]["queries"],
        ),
    ]
