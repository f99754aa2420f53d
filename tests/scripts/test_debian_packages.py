"""The mirror, the suite's offer and the absent packages, read from what Debian's tools print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import debian_packages
import machine
import pytest
from machine import ProvisionError

TARGETS = """\
Debian|Debian-Security|http://mirror.test/debian-security|main
Vendor|Vendor|http://mirror.test/vendor|main
Debian|Debian|http://mirror.test/debian|contrib
Debian|Debian|http://mirror.test/debian|main
"""
POLICY = """\
odoo-19:
  Installed: (none)
  Candidate: 19.0.0+dfsg-1
  Version table:
     19.0.0+dfsg-1 500
"""


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")


class Printed:
    """Debian's tools, played: what a command prints by how it starts, and the commands that were run."""

    def __init__(self) -> None:
        self.ran: list[list[str]] = []
        self._answers: dict[str, list[str | ProvisionError]] = {}

    def answer(self, start: str, *answers: str | ProvisionError) -> None:
        """Set what a command prints, or how it fails, call after call; the last answer stays."""
        self._answers[start] = list(answers)

    def run(self, command: Sequence[str], **_options: object) -> str:
        words = [word for word in command if not word.startswith("-o")]
        self.ran.append(words)
        for start, answers in self._answers.items():
            if " ".join(words).startswith(start):
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if isinstance(answer, ProvisionError):
                    raise answer
                return answer
        return ""


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Printed:
    played = Printed()
    monkeypatch.setattr(machine, "run", played.run)
    monkeypatch.setattr(machine, "as_root", list)
    return played


def test_the_main_archive_is_taken_not_the_security_one() -> None:
    assert debian_packages.main_archive(TARGETS) == "http://mirror.test/debian"


@pytest.mark.parametrize("targets", ["", "garbage\n", "Ubuntu|Ubuntu|http://mirror.test/ubuntu|main\n"])
def test_without_a_debian_mirror_it_says_what_to_do(targets: str) -> None:
    with pytest.raises(ProvisionError, match="no mirror of Debian's main archive") as caught:
        debian_packages.main_archive(targets)
    assert "apt-get update" in caught.value.todo
    assert "ODOO_HOME" in caught.value.todo


def test_a_machine_without_lists_gets_them_first(printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    printed.answer("apt-get indextargets", "", TARGETS)
    assert debian_packages.find_mirror() == "http://mirror.test/debian"
    assert ["apt-get", "update"] in printed.ran


def test_candidate() -> None:
    assert debian_packages.candidate(POLICY) == "19.0.0+dfsg-1"
    assert debian_packages.candidate("odoo-19:\n  Installed: (none)\n  Candidate: (none)\n") is None
    assert debian_packages.candidate("") is None


def test_a_suite_without_odoo_is_said_plainly(
    printed: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian_packages, "archive_keyring", lambda: tmp_path / "keys.gpg")
    printed.answer("apt-cache policy", "")
    suite = debian_packages.PrivateSuite("sid", "http://mirror.test/debian", tmp_path / "apt")
    with pytest.raises(ProvisionError, match="suite sid carries no package odoo-19") as caught:
        suite.require("odoo-19", "install it yourself.")
    assert caught.value.todo == "install it yourself."


def test_the_private_suite_leaves_the_systems_lists_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian_packages, "archive_keyring", lambda: tmp_path / "keys.gpg")
    suite = debian_packages.PrivateSuite("sid", "http://mirror.test/debian", tmp_path / "apt")
    source = (tmp_path / "apt/sources.list").read_text()
    assert source == f"deb [signed-by={tmp_path}/keys.gpg] http://mirror.test/debian sid main\n"
    assert f"-oDir::State::lists={tmp_path}/apt/lists" in suite.options
    assert "-oDir::Etc::sourceparts=/dev/null" in suite.options


def test_only_absent_packages_are_installed(printed: Printed) -> None:
    printed.answer("dpkg-query --show --showformat ${db:Status-Status} here", "installed")
    printed.answer("dpkg-query --show --showformat ${db:Status-Status} gone", ProvisionError("unknown", ""))
    debian_packages.install(["here", "gone"], "a test")
    assert printed.ran[-1][-2:] == ["--no-install-recommends", "gone"]


def test_nothing_is_run_as_root_when_all_is_there(printed: Printed) -> None:
    printed.answer("dpkg-query", "installed")
    debian_packages.install(["here"], "a test")
    assert [words[0] for words in printed.ran] == ["dpkg-query"]


def test_stale_lists_are_refreshed_once(printed: Printed) -> None:
    printed.answer("env", ProvisionError("404", ""), "")

    debian_packages.install(["gone"], "a test")
    assert [words[:2] for words in printed.ran[-3:]] == [
        ["env", "DEBIAN_FRONTEND=noninteractive"],
        ["apt-get", "update"],
        ["env", "DEBIAN_FRONTEND=noninteractive"],
    ]


def test_no_network_tells_to_check_the_mirror(printed: Printed) -> None:
    printed.answer("env", ProvisionError("no", debian_packages.NETWORK))
    printed.answer("apt-get update", ProvisionError("no route", debian_packages.NETWORK))
    with pytest.raises(ProvisionError, match="no route") as caught:
        debian_packages.install(["gone"], "a test")
    assert "reaches its Debian mirror" in caught.value.todo
