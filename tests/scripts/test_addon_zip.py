"""The addons as a zip: what it holds, and that it is the same each time."""

from pathlib import Path
from zipfile import ZipFile

import addon_zip


def test_the_zip_holds_every_addon_without_their_tests_and_is_the_same_each_time(tmp_path: Path) -> None:
    first = addon_zip.pack(tmp_path / "one")
    names = set(ZipFile(first).namelist())
    addons = {each.parent.name for each in (addon_zip.ROOT / "odoo_addon").glob("*/__manifest__.py")}
    assert {f"{each}/__manifest__.py" for each in addons} | {"relance/i18n/fr.po"} <= names
    assert not [name for name in names if "/tests/" in name or "__pycache__" in name]
    assert addon_zip.pack(tmp_path / "two").read_bytes() == first.read_bytes()
