"""Whether every word an addon says is translated into French, as Odoo itself collects them."""

from __future__ import annotations

from pathlib import Path

import odoo_database

ADDONS = Path(__file__).resolve().parents[2] / "odoo_addon"

_UNTRANSLATED = """
from odoo.tools.translate import PoFileReader, TranslationModuleReader
for module in {modules}:
    said = {{row[4] for row in TranslationModuleReader(env.cr, modules=[module])}}
    with open(f'{addons}/{{module}}/i18n/fr.po', 'rb') as po:
        known = {{row['src'] for row in PoFileReader(po) if row['value']}}
    print('words', module, sorted(said - known), sorted(known - said))
"""


def untranslated(database: str, *modules: str) -> list[str]:
    """Return, for each addon, its name, the words without a translation and the translations left over."""
    code = _UNTRANSLATED.format(modules=modules, addons=ADDONS)
    said = odoo_database.shell(database, code).splitlines()
    return [line.removeprefix("words ") for line in said if line.startswith("words ")]
