#!/usr/bin/env python3
"""Packs the Odoo addons into one zip, to be unpacked into a folder of Odoo's addons path.

What git tracks is packed, without the tests. Relance itself is installed beside it: `pip install relance`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDONS = ("relance", "relance_sale", "relance_website_sale")


def main() -> int:
    """Write the zip below dist/ and print its path."""
    print(pack(ROOT / "dist"))
    return 0


def pack(folder: Path) -> Path:
    """Write the zip into a folder and return its path; the same files give the same zip."""
    manifest = ROOT / "odoo_addon" / "relance" / "__manifest__.py"
    version = ast.literal_eval(manifest.read_text(encoding="utf-8"))["version"]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"relance_addon-{version}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in tracked():
            entry = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (ROOT / "odoo_addon" / name).read_bytes())
    return path


def tracked() -> list[str]:
    """Return what is packed, seen from the folder odoo_addon."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", *ADDONS],
        cwd=ROOT / "odoo_addon",
        capture_output=True,
        text=True,
        check=True,
    )
    names = (name for name in done.stdout.split("\0") if name)
    return sorted(name for name in names if "/tests/" not in name)


if __name__ == "__main__":
    sys.exit(main())
