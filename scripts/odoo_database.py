"""Odoo databases: a template made once, cheap copies of it, a user with an API key, code in `odoo shell`.

A template's name carries a hash of everything it was made of. It is built under another name and renamed when
it is complete, so that an interrupted build is never taken for a finished one. Nothing is served from here.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import background
import machine
import odoo_install
import postgres
from machine import ProvisionError

DEFAULT_MODULES = ("account", "sale_management", "l10n_fr_account")
KEY_DAYS = 90
RIGHTS = ("accounting", "sales", "none")
"""`accounting`: invoices, accounts, sales, contacts; `sales`: sales only; `none`: an internal user."""

_GROUPS: Mapping[str, Sequence[str]] = {
    "accounting": (
        "base.group_partner_manager",
        "account.group_account_invoice",
        "account.group_account_user",
        "sales_team.group_sale_salesman_all_leads",
    ),
    "sales": ("sales_team.group_sale_salesman_all_leads",),
    "none": (),
}


def template_name(
    modules: Sequence[str], *, demo: bool, version: str, addons: Mapping[str, str], place: str
) -> str:
    """Return the name of the template database for exactly these contents.

    Args:
        modules: Odoo modules, in any order.
        demo: Whether demo data is loaded.
        version: Odoo's version.
        addons: Our own addons among the modules, with their versions (`own_addons`).
        place: Folder whose file store the template uses: two checkouts never share one.
    """
    parts = [sorted(modules), demo, version, sorted(addons.items()), place]
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f"relance_template_{digest[:12]}"


def own_addons(modules: Sequence[str]) -> dict[str, str]:
    """Return our own addons among the modules, each with its manifest's version and a hash of its files."""
    versions: dict[str, str] = {}
    for module in modules:
        manifest = machine.ROOT / "odoo_addon" / module / "__manifest__.py"
        if manifest.is_file():
            version = ast.literal_eval(manifest.read_text(encoding="utf-8")).get("version", "")
            versions[module] = f"{version}+{_digest(manifest.parent)}"
    return versions


def _digest(addon: Path) -> str:
    """Return a hash of an addon's files: work on it makes a new template even when its version stays."""
    total = hashlib.sha256()
    for path in sorted(addon.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(str(path.relative_to(addon)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


def template(modules: Sequence[str] = DEFAULT_MODULES, *, demo: bool = True) -> str:
    """Make the template database when there is none yet and return its name."""
    found = require_install()
    name = template_name(
        modules, demo=demo, version=found.version, addons=own_addons(modules), place=str(machine.STATE)
    )
    with machine.lock(name):
        if _stamp(name).exists() and postgres.exists(name):
            return name
        drop(name)
        steps = machine.Steps(1)
        with steps.step(f"making the template database {name} ({', '.join(modules)}; a minute or two)"):
            _build(found, name, modules, demo=demo)
    return name


def _build(found: odoo_install.OdooInstall, name: str, modules: Sequence[str], *, demo: bool) -> None:
    draft = f"{name}_draft"
    drop(draft)
    postgres.create(draft)
    _stamp(draft).touch()
    machine.run(
        found.command(
            "server",
            f"--config={odoo_install.write_config(found)}",
            f"--database={draft}",
            f"--init={','.join(modules)}",
            "--with-demo" if demo else "--without-demo",
            "--no-http",
            "--stop-after-init",
            "--log-level=warn",
        ),
        log=f"template-{name}",
        todo="see the log; a module that does not exist is the usual cause.",
        env=found.environment,
    )
    _move_filestore(draft, name)
    postgres.rename(draft, name)
    _stamp(draft).rename(_stamp(name))


def copy(source: str, name: str) -> None:
    """Make a copy of a database and of its files, in about a second.

    Raises:
        ProvisionError: The source is in use, or the name is taken.
    """
    if postgres.exists(name):
        raise ProvisionError(
            f"There is a database '{name}' already.",
            f"take another name, or run `python3 scripts/odoo_server.py drop {name}` first.",
        )
    _stamp(name).touch()
    postgres.create(name, source)
    shutil.rmtree(filestore(name), ignore_errors=True)
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(name), copy_function=os.link)


def drop(name: str) -> None:
    """Drop a database with its files and the keys kept for it; do nothing when there is none."""
    postgres.drop(name)
    shutil.rmtree(filestore(name), ignore_errors=True)
    shutil.rmtree(machine.STATE / "keys" / name, ignore_errors=True)
    _stamp(name).unlink(missing_ok=True)


def known() -> list[str]:
    """Return the databases made from this checkout, templates included."""
    return sorted(path.name for path in machine.folder("databases").iterdir())


def filestore(name: str) -> Path:
    """Return the folder with a database's files."""
    return machine.folder("data", "filestore") / postgres.checked(name)


def _stamp(name: str) -> Path:
    return machine.folder("databases") / postgres.checked(name)


def _move_filestore(old: str, new: str) -> None:
    shutil.rmtree(filestore(new), ignore_errors=True)
    if filestore(old).is_dir():
        filestore(old).rename(filestore(new))


def require_install() -> odoo_install.OdooInstall:
    """Return the Odoo to use.

    Raises:
        ProvisionError: None is installed.
    """
    postgres.ensure()
    found = odoo_install.find()
    if found is None:
        raise ProvisionError(
            "Odoo is not installed yet.", "run `python3 scripts/odoo_server.py install` first."
        )
    return found


def require_database(name: str) -> None:
    """Make sure that a database exists: Odoo itself would quietly make an empty one.

    Raises:
        ProvisionError: There is none of this name.
    """
    if not postgres.exists(name):
        raise ProvisionError(
            f"There is no database '{name}'.",
            f"run `python3 scripts/odoo_server.py copy {name}` to make one from the template.",
        )


def serve_once(database: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Start Odoo on a database without serving anybody, such as to install, upgrade or test modules.

    Args:
        database: Database to work on.
        options: Of Odoo's server, such as `--init=sale`.

    Returns:
        What it printed, all on standard output, and its exit status: 1 also if a test failed.
    """
    found = require_install()
    require_database(database)
    command = found.command(
        "server",
        f"--config={odoo_install.write_config(found)}",
        f"--database={database}",
        "--no-http",
        # Odoo serves its own tests all the same, those in a browser need it: never on another server's port.
        f"--http-port={background.free_port(0)}",
        "--stop-after-init",
        "--log-level=warn",
        *options,
    )
    return subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=machine.environment(found.environment),
        cwd=machine.ROOT,
        check=False,
    )


def shell(database: str, code: str, *options: str) -> str:
    """Run Python code in `odoo shell`, as the superuser, commit, and return what it printed.

    Args:
        database: Database to run in.
        code: Statements; `env` is the environment.
        options: Of Odoo's shell, such as `--addons-path`.

    Raises:
        ProvisionError: The code raised; the message ends with the traceback's last lines.
    """
    found = require_install()
    require_database(database)
    command = found.command(
        "shell",
        f"--config={odoo_install.write_config(found)}",
        f"--database={database}",
        "--no-http",
        "--log-level=warn",
        *options,
    )
    todo = "correct the code given to the shell."
    return machine.run(
        command,
        log=f"shell-{database}",
        todo=todo,
        env=found.environment,
        stdin=f"{code}\n\nenv.cr.commit()\n",
    )


def api_key(database: str, login: str = "relance", rights: str | None = None) -> str:
    """Return an API key of a user, making the user when there is none of this login.

    The key is kept below `.odoo/keys` and given again as long as the database stands, for it cannot be read
    back from Odoo.

    Args:
        database: Database the key is for.
        login: The user's login.
        rights: One of `RIGHTS`, for a user to be made; without it `accounting` for `relance`, else `none`.
    """
    return api_keys(database, {login: rights})[login]


def api_keys(database: str, logins: Mapping[str, str | None]) -> dict[str, str]:
    """Return API keys of several users at the price of one start of the shell; see `api_key`."""
    require_database(database)
    kept = machine.folder("keys", postgres.checked(database))
    kept.chmod(0o700)
    wanted = {
        login: _GROUPS[rights or ("accounting" if login == "relance" else "none")]
        for login, rights in logins.items()
        if not _key_file(kept, login).exists()
    }
    if wanted:
        made = json.loads(shell(database, _KEY_CODE.format(wanted=wanted, days=KEY_DAYS)).splitlines()[-1])
        for login, key in made.items():
            _key_file(kept, login).write_text(key, encoding="utf-8")
    return {login: _key_file(kept, login).read_text(encoding="utf-8") for login in logins}


def _key_file(kept: Path, login: str) -> Path:
    return kept / quote(login, safe="@.")


_KEY_CODE = """
import datetime, json

def user_of(login, groups):
    users = env['res.users'].with_context(active_test=False, no_reset_password=True)
    user = users.search([('login', '=', login)], limit=1)
    if user:
        return user
    companies = env['res.company'].search([])
    present = [env.ref(group, raise_if_not_found=False) for group in ('base.group_user', *groups)]
    return users.create({{
        'name': login.capitalize(), 'login': login, 'password': login, 'email': login + '@example.com',
        'company_id': companies.sorted('id')[0].id, 'company_ids': [(6, 0, companies.ids)],
        'group_ids': [(6, 0, [group.id for group in present if group])],
    }})

keys = {{}}
until = datetime.datetime.now() + datetime.timedelta(days={days})
for login, groups in {wanted!r}.items():
    user = user_of(login, groups)
    keys[login] = env(user=user)['res.users.apikeys'].sudo()._generate(None, 'Relance on this machine', until)
print(json.dumps(keys))
"""
