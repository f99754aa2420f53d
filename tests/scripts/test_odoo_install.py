"""What Odoo needs of Python, where it is found, and the configuration it gets."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import machine
import odoo_install
import pytest
from machine import ProvisionError
from postgres import Address

PKG_INFO = """\
Metadata-Version: 2.4
Name: odoo
Requires-Python: >=3.10
Requires-Dist: babel>=1.0
Requires-Dist: Jinja2
Requires-Dist: lxml_html_clean
Requires-Dist: psycopg2>=2.2
Requires-Dist: PyPDF2
Requires-Dist: pyusb>=1.0.0b1
Provides-Extra: ldap
Requires-Dist: python-ldap; extra == "ldap"

Requires nothing else.
"""


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")
    monkeypatch.delenv("ODOO_HOME", raising=False)
    monkeypatch.delenv("ODOO_PYTHON", raising=False)


@pytest.fixture
def own_odoo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes a folder that holds an Odoo of a version, and points ODOO_HOME at it."""

    def make(version_info: str) -> Path:
        home = tmp_path / "mine"
        (home / "odoo").mkdir(parents=True)
        (home / "odoo/release.py").write_text(f"version_info = ({version_info}, FINAL, 0, '')\n")
        monkeypatch.setenv("ODOO_HOME", str(home))
        return home

    return make


def test_requirements() -> None:
    assert odoo_install.requirements(PKG_INFO) == [
        "babel>=1.0",
        "Jinja2",
        "lxml_html_clean",
        "psycopg2-binary",
        "pypdf",
        "pyusb>=1.0.0b1",
    ]


def test_a_package_without_requirements_is_not_taken_for_one_that_needs_nothing() -> None:
    with pytest.raises(ProvisionError, match="names no Python requirement"):
        odoo_install.requirements("Name: odoo\n")


def test_release_version() -> None:
    assert odoo_install.release_version("x = 1\nversion_info = (19, 0, 0, FINAL, 0, '')\n") == "19.0"
    with pytest.raises(ProvisionError, match="states no version"):
        odoo_install.release_version("")


def test_nothing_installed_yet() -> None:
    assert odoo_install.find() is None


def test_an_interrupted_install_is_not_taken_for_a_finished_one() -> None:
    (machine.folder("stamps") / "odoo").write_text("19.0 (1)\n")
    assert odoo_install.find() is None
    (machine.folder("stamps") / "python").write_text("babel\n")
    found = odoo_install.find()
    assert found is not None
    assert found.version == "19.0 (1)"


def test_a_finished_step_is_not_done_again(capsys: pytest.CaptureFixture[str]) -> None:
    steps = machine.Steps(2)
    done: list[str] = []

    def fetch() -> str:
        done.append("once")
        return "what it left"

    for _ in range(2):
        odoo_install._once(steps, "fetch", "fetching", fetch)
    assert done == ["once"]
    assert "there already" in capsys.readouterr().err


def test_odoo_home_is_used_with_its_own_python(own_odoo: Callable[[str], Path]) -> None:
    home = own_odoo("19, 0, 0")
    python = home / "venv/bin/python"
    python.parent.mkdir(parents=True)
    python.touch()
    found = odoo_install.find()
    assert found is not None
    assert found.home == home
    assert found.version == "19.0"
    assert found.command("shell") == [str(python), "-m", "odoo", "shell"]


def test_odoo_python_goes_first(own_odoo: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    own_odoo("19, 0, 0")
    monkeypatch.setenv("ODOO_PYTHON", sys.executable)
    found = odoo_install.find()
    assert found is not None
    assert found.python == Path(sys.executable)


def test_odoo_home_of_another_version_is_refused(own_odoo: Callable[[str], Path]) -> None:
    own_odoo("17, 0, 0")
    with pytest.raises(ProvisionError, match=r"holds Odoo 17\.0; Relance is tested with 19"):
        odoo_install.find()


def test_odoo_home_without_odoo_says_what_it_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(ProvisionError, match="holds no `odoo` package") as caught:
        odoo_install.find()
    assert "odoo-bin" in caught.value.todo


def test_a_python_odoo_refuses_is_replaced_by_one_the_system_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/python3.12" if name == "python3.12" else None)
    assert odoo_install.suitable_python() == "/usr/bin/python3.12"
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(ProvisionError, match=r"needs Python 3\.10 to 3\.13; this is 3\.14"):
        odoo_install.suitable_python()


def test_the_configuration_keeps_odoo_on_this_machine(tmp_path: Path) -> None:
    where = Address(host="/var/run/postgresql", port=5433, user="me")
    lines = odoo_install.config_text([tmp_path / "a", tmp_path / "b"], tmp_path / "data", where).splitlines()
    assert lines[0] == "[options]"
    assert f"addons_path = {tmp_path}/a,{tmp_path}/b" in lines
    assert "http_interface = 127.0.0.1" in lines
    assert "smtp_server = 127.0.0.1" in lines
    assert "max_cron_threads = 0" in lines
    assert "db_port = 5433" in lines
