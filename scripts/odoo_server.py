#!/usr/bin/env python3
"""Command line for a real Odoo 19 on this machine: install it, make databases, serve them, get API keys.

It only reads the arguments and prints the answers; the work is in `odoo_install`, `odoo_database` and
`odoo_process`, whose main names are exported here for the tests and the demo.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import machine
import odoo_database
import odoo_install
import odoo_process
import postgres
from machine import ProvisionError
from odoo_database import DEFAULT_MODULES, api_key, api_keys, shell, template
from odoo_install import install
from odoo_process import OdooServer

__all__ = [
    "DEFAULT_MODULES",
    "OdooServer",
    "ProvisionError",
    "api_key",
    "api_keys",
    "install",
    "main",
    "shell",
    "template",
]

EXAMPLES = """
examples:
  python3 scripts/odoo_server.py install                      once, about a minute; again at once
  python3 scripts/odoo_server.py copy run1                    a database with demo data (the first: a minute)
  python3 scripts/odoo_server.py start --database run1        prints the address
  python3 scripts/odoo_server.py key --database run1          prints an API key of the user `relance`
  python3 scripts/odoo_server.py key --database run1 --login clerk --rights none
  echo "print(env['account.move'].search_count([]))" | python3 scripts/odoo_server.py shell --database run1
  python3 scripts/odoo_server.py stop --database run1
  python3 scripts/odoo_server.py drop run1

people sign in as admin/admin, or as relance/relance once `key` has made that user.
mail never leaves this machine: Odoo is told of a mail server on a port where nobody listens.
settings: ODOO_HOME uses another Odoo 19, the folder that holds its `odoo` package; ODOO_PYTHON names the
Python that has its requirements. PGHOST, PGPORT and PGUSER name another PostgreSQL.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = parser().parse_args(arguments)
    try:
        status: int | None = options.run(options)
    except ProvisionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command goes on where this one was", file=sys.stderr)
        return 130
    return status or 0


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(
        prog="odoo_server.py",
        description="A real Odoo 19 on this machine, below .odoo/, for tests and demos.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_database_commands(commands)
    _add_server_commands(commands)
    return top


def _add_database_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    install = commands.add_parser(
        "install", help="get Odoo and PostgreSQL ready; goes on where it was interrupted"
    )
    install.add_argument(
        "--pdf", action="store_true", help="also install wkhtmltopdf, for Odoo's PDF reports"
    )
    install.set_defaults(run=_install)
    template = commands.add_parser("template", help="make the template database and print its name")
    _add_contents(template)
    template.set_defaults(run=_template)
    copy = commands.add_parser("copy", help="make a database from the template, in about a second")
    copy.add_argument("name")
    copy.add_argument("--source", help="copy this database instead of the template")
    _add_contents(copy)
    copy.set_defaults(run=_copy)
    drop = commands.add_parser("drop", help="stop a database's server and drop the database with its files")
    drop.add_argument("name", nargs="?")
    drop.add_argument(
        "--all", action="store_true", help="every database made from this checkout, templates too"
    )
    drop.set_defaults(run=_drop)


def _add_contents(command: argparse.ArgumentParser) -> None:
    command.add_argument("--modules", default=",".join(DEFAULT_MODULES), help="default: %(default)s")
    command.add_argument(
        "--demo", action=argparse.BooleanOptionalAction, default=True, help="load Odoo's demo data"
    )


def _add_server_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    start = commands.add_parser("start", help="serve a database in the background and print the address")
    start.add_argument("--database", required=True)
    start.add_argument("--port", type=int, help="default: 8069 when it is free, else any free one")
    start.set_defaults(run=_start)
    stop = commands.add_parser("stop", help="stop one server, or all that were started from this checkout")
    stop.add_argument("--database")
    stop.set_defaults(run=_stop)
    status = commands.add_parser("status", help="say what is installed and what runs")
    status.set_defaults(run=_status)
    key = commands.add_parser("key", help="print an API key, making its user when there is none")
    key.add_argument("--database", required=True)
    key.add_argument("--login", default="relance", help="default: %(default)s")
    key.add_argument("--rights", choices=odoo_database.RIGHTS, help="of a user to be made")
    key.set_defaults(run=_key)
    shell = commands.add_parser("shell", help="run Python from standard input in `odoo shell`, then commit")
    shell.add_argument("--database", required=True)
    shell.set_defaults(run=_shell)


def _modules(options: argparse.Namespace) -> list[str]:
    return [name.strip() for name in options.modules.split(",") if name.strip()]


def _install(options: argparse.Namespace) -> None:
    found = odoo_install.install(pdf=options.pdf)
    print(f"Odoo {found.version} is ready.")


def _template(options: argparse.Namespace) -> None:
    print(odoo_database.template(_modules(options), demo=options.demo))


def _copy(options: argparse.Namespace) -> None:
    source = options.source or odoo_database.template(_modules(options), demo=options.demo)
    odoo_database.copy(source, options.name)
    print(options.name)


def _drop(options: argparse.Namespace) -> int:
    if bool(options.name) == options.all:
        print("error: name one database, or say --all", file=sys.stderr)
        return 2
    names = odoo_database.known() if options.all else [options.name]
    if names:
        postgres.ensure()
    for name in names:
        odoo_process.stop(name)
        odoo_database.drop(name)
        machine.say(f"dropped {name}")
    return 0


def _start(options: argparse.Namespace) -> None:
    print(OdooServer(options.database, options.port).start().url)


def _stop(options: argparse.Namespace) -> None:
    running = [server.database for server in odoo_process.running_servers()]
    for name in [options.database] if options.database else running:
        machine.say(f"{name}: {'stopped' if odoo_process.stop(name) else 'was not running'}")


def _status(_options: argparse.Namespace) -> None:
    found = odoo_install.find()
    print(f"Odoo: {found.version if found else 'not installed'}")
    print(f"PostgreSQL: {'reachable' if postgres.reachable() else 'not reachable'}")
    servers = {server.database: server.url for server in odoo_process.running_servers()}
    for name in odoo_database.known():
        print(f"database {name}: {servers.get(name, 'not served')}")


def _key(options: argparse.Namespace) -> None:
    postgres.ensure()
    print(odoo_database.api_key(options.database, options.login, options.rights))


def _shell(options: argparse.Namespace) -> None:
    print(odoo_database.shell(options.database, sys.stdin.read()), end="")


if __name__ == "__main__":
    sys.exit(main())
