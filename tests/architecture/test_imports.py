"""Every module can be imported on its own, in a fresh process: no hidden order, no circle."""

import pkgutil
import subprocess
import sys

import pytest

import relance_connectors
import relance_mappings
import relance_sync

ROOTS = (relance_sync, relance_mappings, relance_connectors)
MODULES = sorted(
    module.name
    for root in ROOTS
    for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")
    # A migration is loaded by Alembic, which gives it its context.
    if ".migrations." not in module.name and not module.name.endswith("__main__")
)


# Ten seconds: too long for `make check`.
@pytest.mark.packaging
@pytest.mark.parametrize("package", [root.__name__ for root in ROOTS])
def test_each_module_imports_alone(package: str) -> None:
    names = [name for name in MODULES if name.startswith(f"{package}.")]
    # A process per module would be fair; a cleared module table in one process is enough and much quicker.
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    for other in [each for each in sys.modules if each.startswith('relance_')]:\n"
        "        del sys.modules[other]\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_modules_were_found() -> None:
    assert "relance_sync.rules.assess" in MODULES
