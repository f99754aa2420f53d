"""The addon on the real Odoo: its own tests, which lie beside it, what it reads, upgrade and uninstall."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import odoo_database
import pytest

from relance_connectors.odoo.json2 import Json2
from relance_connectors.odoo.reader import Reader
from relance_connectors.transport import Transport
from relance_mappings.mapping import load
from relance_sync.plain_policy import read_plain, shipped_text
from tests.odoo_addon.orders_at_once import AT_ONCE
from tests.odoo_addon.translations import untranslated
from tests.real_odoo import RealOdoo, own_copy
from tests.scenarios.telling import stories

MODULES = ("relance", "relance_sale")

INSIDE = """
from odoo.addons.relance.inside.rpc import InsideRpc
from relance_connectors.odoo.reader import Reader
from relance_mappings.mapping import load
for company in env['res.company'].search([], order='id').ids:
    reader = Reader(InsideRpc(env), load('odoo'), company_id=company)
    print(reader.customer_books(reader.touched(None)))
"""

# As 19.0.1.0.0 left it: a company's policy was two columns, and there were no records of policies.
BEFORE_POLICIES = """
cr = env.cr
tables = "('relance_policy|relance_plan|relance_segment|relance_hold_trigger|relance_calendar')"
cr.execute("SELECT tablename FROM pg_tables WHERE tablename ~ ('^' || " + tables + ")")
for (table,) in cr.fetchall():
    cr.execute(f'DROP TABLE "{table}" CASCADE')
cr.execute('''
    DELETE FROM ir_model_data
        WHERE module = 'relance' AND model IN ('relance.policy', 'relance.policy.choice');
    ALTER TABLE res_company DROP COLUMN relance_policy_id, DROP COLUMN relance_calendar_id;
    ALTER TABLE res_company ADD COLUMN relance_policy varchar, ADD COLUMN relance_policy_text text;
    UPDATE res_company SET relance_policy = 'strict';
    UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'relance';
    INSERT INTO ir_model_fields (name, model, model_id, field_description, ttype, state, store)
        SELECT each, model, model_id, field_description, kind, 'base', true FROM ir_model_fields,
        (VALUES ('relance_policy', 'selection'), ('relance_policy_text', 'text')) AS old (each, kind)
        WHERE model = 'res.company' AND name = 'relance_mode';
    INSERT INTO ir_model_data (module, name, model, res_id)
        SELECT 'relance', 'field_res_company__' || name, 'ir.model.fields', id FROM ir_model_fields
        WHERE model = 'res.company' AND name IN ('relance_policy', 'relance_policy_text')
''')
cr.execute('SELECT id FROM res_company ORDER BY id')
first, second, *_ = [row[0] for row in cr.fetchall()]
own = "UPDATE res_company SET relance_policy = 'own', relance_policy_text = %s WHERE id = %s"
cr.execute(own, [open('{text}').read(), first])
cr.execute(own, ['no TOML', second])
cr.commit()
"""

AFTER_POLICIES = """
from relance_sync.errors import Stop
companies = env['res.company'].search([], order='id')
own = companies[0].relance_policy_id
print('own', own.company_id == companies[0], own._read().version)
broken = companies[1].relance_policy_id
try:
    broken._read()
except Stop:
    print('kept', broken.more)
print('others', set(companies[2:].relance_policy_id.mapped('shipped')))
env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'res_company' "
               "AND column_name LIKE 'relance_policy%'")
print(env.cr.fetchall())
"""

# As 19.0.1.0.0 left it: an agreement did not name who says so.
BEFORE_SOURCES = """
file = env['relance.account']._of(env['res.partner'].search([], limit=1), env.company)
env['relance.pause'].with_user(2).create({'account_id': file.id, 'until': '2099-12-31'})
env.cr.execute('''
    ALTER TABLE relance_pause DROP COLUMN source;
    UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'relance'
''')
env.cr.commit()
"""

SOURCE = "print(env['relance.pause'].search([], limit=1).source == env['res.users'].browse(2).name)"

IN_USE = """
# With accounts, without a template that the next release brings, and with a preview left open, of which a
# field is new.
env['relance.account'].with_company(1).action_sync()
env.ref('relance.mail_template_firm').unlink()
env['relance.account'].search([], limit=1).action_preview_reminder()
env.cr.commit()
env.cr.execute('ALTER TABLE relance_reminder_preview DROP COLUMN empty')
"""

UNINSTALL = """
env['ir.module.module'].search([('name', '=', 'relance')]).button_immediate_uninstall()
env.cr.execute("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'relance%'")
print('tables', env.cr.fetchone()[0])
partner = env['res.partner'].search([], limit=1)
partner.get_view(view_type='form')
print('columns', sum(name.startswith('relance') for name in env['res.company']._fields))
"""


@dataclass(frozen=True)
class Installed:
    """A database into which the addons were installed, and what that run, with their own tests, said."""

    database: str
    run: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    """A copy of the template with the addons. Tests come in any order, so none of them changes it."""
    with own_copy("addon") as name:
        tags = ",".join(f"/{each}" for each in MODULES)
        run = odoo_database.serve_once(
            name, f"--init={','.join(MODULES)}", f"--test-tags={tags}", "--log-handler=odoo.tests.stats:INFO"
        )
        yield Installed(name, run)


@pytest.fixture
def throwaway(installed: Installed) -> Iterator[str]:
    """A copy of the installed database, for what changes it for good."""
    with own_copy("addon_copy", installed.database) as name:
        yield name


pytestmark = pytest.mark.odoo


def test_the_addons_own_tests_pass(installed: Installed) -> None:
    assert installed.run.returncode == 0, installed.run.stdout
    for module in MODULES:
        assert f"{module}: " in installed.run.stdout, f"no test of {module} ran:\n{installed.run.stdout}"


def test_the_addons_tests_found_the_stories(installed: Installed) -> None:
    """Where the addon came without them it tells none, and says nothing."""
    ran = re.search(r"relance_sale: (\d+) tests", installed.run.stdout)
    assert ran
    assert int(ran[1]) > len(stories())


def test_every_word_is_translated_and_no_translation_is_left_over(installed: Installed) -> None:
    assert untranslated(installed.database, *MODULES) == [f"{each} [] []" for each in MODULES]


def test_an_upgrade_leaves_it_working(throwaway: str) -> None:
    odoo_database.shell(throwaway, IN_USE)
    done = odoo_database.serve_once(throwaway, f"--update={','.join(MODULES)}")
    assert (done.returncode, "ERROR" in done.stdout) == (0, False), done.stdout


def test_the_second_of_two_orders_confirmed_at_the_same_moment_sees_the_first(throwaway: str) -> None:
    waited, states, said = odoo_database.shell(throwaway, AT_ONCE).splitlines()[-3:]
    assert (waited, states) == ("waited True", "states ['sale', 'draft']")
    assert "orders of Twice Ltd are held" in said


def test_what_was_confirmed_is_delivered_where_inventory_is_installed(throwaway: str) -> None:
    run = odoo_database.serve_once(
        throwaway,
        "--init=sale_stock,stock_delivery",
        "--update=relance_sale",
        "--test-tags=/relance_sale:TestDelivery",
        "--log-handler=odoo.tests.stats:INFO",
    )
    assert run.returncode == 0, run.stdout
    assert "relance_sale: " in run.stdout, run.stdout


def test_an_upgrade_makes_records_of_the_policies_of_the_first_version(
    throwaway: str, tmp_path: Path
) -> None:
    text = shipped_text("gentle").replace("gap_days = ", "gap_days = 1", 1)
    own = tmp_path / "policy.toml"
    own.write_text(text, encoding="utf-8")
    odoo_database.shell(throwaway, BEFORE_POLICIES.replace("{text}", str(own)))
    done = odoo_database.serve_once(throwaway, "--update=relance")
    assert (done.returncode, "ERROR" in done.stdout) == (0, False), done.stdout
    assert odoo_database.shell(throwaway, AFTER_POLICIES).splitlines()[-4:] == [
        f"own True {read_plain(text, 'own').version}",
        "kept no TOML",
        "others {'strict'}",
        "[('relance_policy_id',)]",
    ]


def test_an_upgrade_names_who_recorded_an_agreement(throwaway: str) -> None:
    odoo_database.shell(throwaway, BEFORE_SOURCES)
    done = odoo_database.serve_once(throwaway, "--update=relance")
    assert (done.returncode, "ERROR" in done.stdout) == (0, False), done.stdout
    assert odoo_database.shell(throwaway, SOURCE).splitlines()[-1] == "True"


def test_uninstalling_leaves_nothing_of_it(throwaway: str) -> None:
    assert odoo_database.shell(throwaway, UNINSTALL).splitlines()[-2:] == ["tables 0", "columns 0"]


def test_the_reader_reads_inside_what_it_reads_from_outside(fresh_odoo: RealOdoo) -> None:
    inside = fresh_odoo.shell(INSIDE).splitlines()
    transport = Transport(fresh_odoo.url, platform="Odoo")
    rpc = Json2(transport, database=fresh_odoo.database, key=fresh_odoo.admin_key)
    outside = []
    for company in fresh_odoo.call("res.company", "search", domain=[], order="id"):
        reader = Reader(rpc, load("odoo"), company_id=company)
        outside.append(str(reader.customer_books(reader.touched(None))))
    assert inside == outside
    assert any("OpenWood" in each for each in inside)
