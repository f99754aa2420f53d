"""A real Odoo 19 below `.odoo/`, taken from Debian's unstable suite, or the one that ODOO_HOME names.

Nothing of Odoo is installed on the system: its package is taken apart into a folder of its own and runs in a
virtual environment of its own. Each finished step leaves a stamp, so that an interrupted install goes on
where it stopped. Databases and servers are the business of `odoo_database` and `odoo_process`.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import debian_packages
import machine
import postgres
from machine import ProvisionError

SUITE = "sid"
ODOO_PACKAGE = "odoo-19"
SUITE_PACKAGES = (
    ODOO_PACKAGE,
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
OWN_PACKAGES = ("fonts-font-awesome",)
"""Taken from the machine's own release: the unstable one names its files otherwise than Odoo links to."""

REPLACED = {"pypdf2": "pypdf", "psycopg2": "psycopg2-binary"}
FOR_ITS_TESTS = ("freezegun", "websocket-client")
"""What Odoo's own test classes import; its package does not name them."""

PYTHONS = ((3, 10), (3, 13))
"""Oldest and newest Python that Odoo 19 accepts."""

OWN_HOME = (
    "install Odoo 19 yourself and set ODOO_HOME to the folder that holds its `odoo` package, "
    "for example a clone of Odoo's branch 19.0 (ODOO_PYTHON names the Python that has its requirements)."
)
DEAD_MAIL_PORT = 9


@dataclass(frozen=True, kw_only=True)
class OdooInstall:
    """An Odoo that can be run.

    Attributes:
        python: The Python that has Odoo's requirements.
        home: Folder that holds the `odoo` package.
        version: Odoo's own version and, from Debian, the package's.
    """

    python: Path
    home: Path
    version: str

    def command(self, *arguments: str) -> list[str]:
        """Return the command line that runs one of Odoo's own commands."""
        return [str(self.python), "-m", "odoo", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Variables the command needs: Odoo's packages and ours are found through them."""
        ours = [*(str(machine.ROOT / part) for part in ("sync", "mappings", "connectors")), str(_metadata())]
        return {"PYTHONPATH": os.pathsep.join([str(self.home), *ours])}

    @property
    def addons_path(self) -> list[Path]:
        """Folders in which Odoo looks for addons, ours last."""
        places = [self.home / "addons", self.home / "odoo" / "addons", machine.ROOT / "odoo_addon"]
        return [place for place in places if any(place.glob("*/__manifest__.py"))]


def _metadata() -> Path:
    """Return a folder that tells Odoo that Relance is installed: it asks for the distribution by its name."""
    project = (machine.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', project, re.MULTILINE)
    folder = machine.folder("metadata")
    info = folder / "relance.dist-info"
    info.mkdir(exist_ok=True)
    text = f"Metadata-Version: 2.1\nName: relance\nVersion: {version[1] if version else '0'}\n"
    (info / "METADATA").write_text(text, encoding="utf-8")
    return folder


def packages_home() -> Path:
    """Return the folder that holds the `odoo` package of the install below `.odoo/`."""
    return machine.STATE / "root" / "usr" / "lib" / "python3" / "dist-packages"


def find() -> OdooInstall | None:
    """Return the Odoo to use, or `None` when none is installed yet.

    Raises:
        ProvisionError: ODOO_HOME is set to something that is no Odoo 19.
    """
    own = os.environ.get("ODOO_HOME")
    if own:
        return _own_install(Path(own).expanduser().resolve())
    if not _stamp("odoo").exists() or not _stamp("python").exists():
        return None
    return OdooInstall(
        python=_venv_python(),
        home=packages_home(),
        version=_stamp("odoo").read_text(encoding="utf-8").strip(),
    )


def _own_install(home: Path) -> OdooInstall:
    release = home / "odoo" / "release.py"
    if not release.is_file():
        raise ProvisionError(
            f"ODOO_HOME is {home}, and that folder holds no `odoo` package.",
            "set it to the folder in which `odoo-bin` and `odoo/` lie, or unset it to use Debian's Odoo.",
        )
    version = release_version(release.read_text(encoding="utf-8"))
    if not version.startswith("19."):
        raise ProvisionError(f"ODOO_HOME holds Odoo {version}; Relance is tested with 19.", OWN_HOME)
    choices = [
        os.environ.get("ODOO_PYTHON", ""),
        *(str(home / v / "bin" / "python") for v in ("venv", ".venv")),
    ]
    python = next(
        (Path(choice) for choice in choices if choice and Path(choice).exists()), Path(sys.executable)
    )
    return OdooInstall(python=python, home=home, version=version)


def release_version(source: str) -> str:
    """Return the version, such as `19.0`, that the text of Odoo's `release.py` states.

    Raises:
        ProvisionError: The text states none.
    """
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", source, re.MULTILINE)
    if not found:
        raise ProvisionError("Odoo's release.py states no version.", OWN_HOME)
    return f"{found[1]}.{found[2]}"


def install(*, pdf: bool = False) -> OdooInstall:
    """Make sure that Odoo and PostgreSQL are there and return the Odoo to use.

    Args:
        pdf: Also install wkhtmltopdf, which Odoo needs to print PDF reports.

    Raises:
        ProvisionError: Something is missing that this script cannot get.
    """
    with machine.lock("install"):
        steps = machine.Steps(6)
        with steps.step("PostgreSQL"):
            postgres.ensure()
        if not os.environ.get("ODOO_HOME"):
            _once(steps, "lists", "asking Debian for its package list", _fetch_lists)
            _once(steps, "packages", "fetching Odoo 19 (123 MB)", _fetch_packages)
            _once(steps, "odoo", "unpacking Odoo (1.2 GB)", _unpack)
            if not _venv_python().exists():
                _stamp("python").unlink(missing_ok=True)
                _stamp("tests").unlink(missing_ok=True)
            _once(steps, "python", "installing the Python packages Odoo needs", _make_venv)
            _once(steps, "tests", "installing what Odoo's tests need", _install_for_tests)
        if pdf:
            debian_packages.install(["wkhtmltopdf"], "PDF reports")
        found = find()
        if found is None:
            raise ProvisionError(
                "Odoo is not complete after its install.", "run `make clean`, then install again."
            )
        write_config(found)
        return found


def _venv_python() -> Path:
    return machine.STATE / "venv" / "bin" / "python"


def _stamp(step: str) -> Path:
    return machine.folder("stamps") / step


def _once(steps: machine.Steps, name: str, title: str, work: Callable[[], str]) -> None:
    if _stamp(name).exists():
        steps.skip(title)
        return
    with steps.step(title):
        _stamp(name).write_text(work() + "\n", encoding="utf-8")


def _fetch_lists() -> str:
    suite = debian_packages.PrivateSuite(SUITE, debian_packages.find_mirror(), machine.folder("apt"))
    suite.update()
    return suite.require(ODOO_PACKAGE, OWN_HOME)


def _fetch_packages() -> str:
    suite = debian_packages.PrivateSuite(SUITE, debian_packages.find_mirror(), machine.folder("apt"))
    shutil.rmtree(machine.STATE / "packages", ignore_errors=True)
    suite.update()
    suite.download(SUITE_PACKAGES, machine.folder("packages"))
    debian_packages.download_own(OWN_PACKAGES, machine.folder("packages"))
    return suite.require(ODOO_PACKAGE, OWN_HOME)


def _unpack() -> str:
    shutil.rmtree(machine.STATE / "root", ignore_errors=True)
    debian_packages.unpack(machine.STATE / "packages", machine.folder("root"))
    release = (packages_home() / "odoo" / "release.py").read_text(encoding="utf-8")
    package = _stamp("packages").read_text(encoding="utf-8").strip()
    shutil.rmtree(machine.STATE / "packages")
    return f"{release_version(release)} ({package})"


def _make_venv() -> str:
    [metadata] = packages_home().glob("odoo-*.egg-info/PKG-INFO")
    wanted = requirements(metadata.read_text(encoding="utf-8"))
    make_venv(suitable_python(), machine.STATE / "venv")
    return _pip(wanted, "pip-odoo")


def _install_for_tests() -> str:
    return _pip(FOR_ITS_TESTS, "pip-odoo-tests")


def _pip(wanted: Sequence[str], log: str) -> str:
    machine.run(
        [str(_venv_python()), "-m", "pip", "install", "--quiet", *wanted],
        log=log,
        todo="check that this machine reaches its Python package index, then run the same command again.",
    )
    return " ".join(wanted)


def make_venv(python: str, venv: Path) -> None:
    """Make a virtual environment, installing Debian's `python3-venv` when Python lacks the module."""
    if not machine.works([python, "-c", "import venv, ensurepip"]):
        debian_packages.install(["python3-venv"], "virtual environments")
    todo = "install the package python3-venv, then run the same command again."
    machine.run([python, "-m", "venv", "--clear", str(venv)], log="venv", todo=todo)


def requirements(pkg_info: str) -> list[str]:
    """Return what pip has to install for Odoo.

    Args:
        pkg_info: Text of the package's PKG-INFO; requirements of extras are left out.

    Raises:
        ProvisionError: It names no requirement at all.
    """
    wanted: list[str] = []
    for line in pkg_info.splitlines():
        header, _, value = line.partition(": ")
        if header != "Requires-Dist" or "extra ==" in value:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", value, maxsplit=1)[0]
        wanted.append(REPLACED.get(name.lower(), value.strip()))
    if not wanted:
        raise ProvisionError("Odoo's package names no Python requirement; its form has changed.", OWN_HOME)
    return wanted


def suitable_python() -> str:
    """Return a Python that Odoo 19 accepts: the one that runs this, else one the system has.

    Raises:
        ProvisionError: There is none.
    """
    oldest, newest = PYTHONS
    if oldest <= sys.version_info[:2] <= newest:
        return sys.executable
    for minor in range(newest[1], oldest[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise ProvisionError(
        f"Odoo 19 needs Python 3.10 to 3.13; this is {sys.version_info[0]}.{sys.version_info[1]}.",
        "install one of them (Debian 12 has 3.11, Debian 13 has 3.13), then run the same command again.",
    )


def write_config(found: OdooInstall) -> Path:
    """Write the configuration file every command uses and return its path."""
    where = postgres.address()
    path = machine.STATE / "odoo.conf"
    text = config_text(found.addons_path, machine.folder("data"), where)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    return path


def config_text(addons_path: Sequence[Path], data: Path, where: postgres.Address) -> str:
    """Return the text of `odoo.conf`: this machine only, no mail out, no scheduled work by itself."""
    settings = {
        "addons_path": ",".join(str(place) for place in addons_path),
        "data_dir": data,
        "db_host": where.host,
        "db_port": where.port,
        "db_user": where.user,
        "db_maxconn": 16,
        "http_interface": "127.0.0.1",
        "list_db": True,
        "max_cron_threads": 0,
        "workers": 0,
        "smtp_server": "127.0.0.1",
        "smtp_port": DEAD_MAIL_PORT,
    }
    return "[options]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
