"""Debian packages: installing what is absent, and taking another suite's apart without installing them.

The mirror is never written down: the machine's own configuration is asked for it. The other suite's lists
live in our folder, so that the system's own lists and the packages it offers stay as they were.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import machine
from machine import ProvisionError

TARGET_FORMAT = "$(ORIGIN)|$(LABEL)|$(SITE)|$(COMPONENT)"
KEYRING_FOLDER = Path("/usr/share/keyrings")
KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")
NETWORK = (
    "check that this machine reaches its Debian mirror (`apt-get update`), then run the same command again."
)


def main_archive(targets: str) -> str:
    """Return the address of the mirror of Debian's main archive.

    Args:
        targets: What `apt-get indextargets` printed in `TARGET_FORMAT`, one line per list.

    Raises:
        ProvisionError: No line is of Debian's main archive.
    """
    for line in targets.splitlines():
        origin, label, site, component = (*line.split("|"), "", "", "", "")[:4]
        if (origin, label, component) == ("Debian", "Debian", "main") and site:
            return site
    raise ProvisionError(
        "This machine's package lists name no mirror of Debian's main archive.",
        "on Debian run `apt-get update`; on another system install Odoo 19 yourself and set ODOO_HOME to it.",
    )


def find_mirror() -> str:
    """Ask apt which mirror this machine uses, refreshing its lists once when it has none.

    Raises:
        ProvisionError: This is no Debian, or it has no reachable mirror.
    """
    command = ["apt-get", "indextargets", "--format", TARGET_FORMAT, "Created-By: Packages"]
    todo = "use Debian 12 or newer, or install Odoo 19 yourself and set ODOO_HOME to it."
    try:
        return main_archive(machine.run(command, log="apt-targets", todo=todo))
    except ProvisionError:
        if not shutil.which("apt-get"):
            raise
    update_lists()
    return main_archive(machine.run(command, log="apt-targets", todo=todo))


def update_lists() -> None:
    """Refresh the system's package lists."""
    machine.run(machine.as_root(["apt-get", "update"]), log="apt-update", todo=NETWORK)


def absent(names: Sequence[str]) -> list[str]:
    """Return those of the packages that are not installed."""
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}"]
    return [name for name in names if _status([*query, name]) != "installed"]


def _status(command: Sequence[str]) -> str:
    try:
        return machine.run(command, log="dpkg-query", todo="use Debian 12 or newer.").strip()
    except ProvisionError:
        return ""


def install(names: Sequence[str], why: str) -> None:
    """Install the packages that are absent; do nothing, and need no rights, when all are there.

    Raises:
        ProvisionError: No rights, no network, or the distribution has no such package.
    """
    missing = absent(names)
    if not missing:
        return
    machine.say(f"      installing Debian packages for {why}: {' '.join(missing)}")
    command = machine.as_root(
        [
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "install",
            "--yes",
            "--no-install-recommends",
            *missing,
        ]
    )
    try:
        machine.run(command, log="apt-install", todo=NETWORK)
    except ProvisionError:
        update_lists()
        machine.run(command, log="apt-install", todo=NETWORK)


class PrivateSuite:
    """Another suite's package lists, kept in a folder of ours.

    Args:
        suite: Name of the suite, such as `sid`.
        site: Address of the mirror.
        home: Folder for the lists and the cache.
    """

    def __init__(self, suite: str, site: str, home: Path) -> None:
        self.suite = suite
        self.home = home
        for part in ("lists/partial", "cache/archives/partial"):
            (home / part).mkdir(parents=True, exist_ok=True)
        source = f"deb [signed-by={archive_keyring()}] {site} {suite} main\n"
        (home / "sources.list").write_text(source, encoding="utf-8")

    @property
    def options(self) -> list[str]:
        """The options that make an apt command read our lists only; a mirror that lags behind will do."""
        return [
            f"-oDir::Etc::sourcelist={self.home / 'sources.list'}",
            "-oDir::Etc::sourceparts=/dev/null",
            f"-oDir::State::lists={self.home / 'lists'}",
            f"-oDir::Cache={self.home / 'cache'}",
            "-oAPT::Sandbox::User=root",
            "-oAcquire::Check-Valid-Until=false",
        ]

    def update(self) -> None:
        """Fetch the suite's package list."""
        machine.run(["apt-get", *self.options, "update", "--error-on=any"], log="apt-suite", todo=NETWORK)

    def require(self, package: str, todo: str) -> str:
        """Return the version the suite offers of a package.

        Raises:
            ProvisionError: The suite does not carry it.
        """
        shown = machine.run(["apt-cache", *self.options, "policy", package], log="apt-policy", todo=NETWORK)
        version = candidate(shown)
        if version is None:
            raise ProvisionError(f"Debian's suite {self.suite} carries no package {package}.", todo)
        return version

    def download(self, packages: Sequence[str], into: Path) -> None:
        """Fetch packages of this suite into a folder, without installing them."""
        into.mkdir(parents=True, exist_ok=True)
        command = ["apt-get", *self.options, "download", *packages]
        machine.run(command, log="apt-download", todo=NETWORK, cwd=into)


def candidate(policy: str) -> str | None:
    """Return the candidate version in what `apt-cache policy` printed; `None` when there is none."""
    for line in policy.splitlines():
        name, _, value = line.strip().partition(": ")
        if name == "Candidate" and value.strip() != "(none)":
            return value.strip()
    return None


def archive_keyring() -> Path:
    """Return the file with the keys that sign Debian's archive.

    Raises:
        ProvisionError: The machine has none.
    """
    for name in KEYRINGS:
        if (KEYRING_FOLDER / name).is_file():
            return KEYRING_FOLDER / name
    raise ProvisionError(
        "The keys of Debian's archive are not on this machine.",
        "install the package debian-archive-keyring.",
    )


def download_own(packages: Sequence[str], into: Path) -> None:
    """Fetch packages of the machine's own release into a folder, without installing them."""
    into.mkdir(parents=True, exist_ok=True)
    command = ["apt-get", "-oAPT::Sandbox::User=root", "download", *packages]
    try:
        machine.run(command, log="apt-download-own", todo=NETWORK, cwd=into)
    except ProvisionError:
        update_lists()
        machine.run(command, log="apt-download-own", todo=NETWORK, cwd=into)


def unpack(packages: Path, into: Path) -> None:
    """Take every package file of a folder apart, side by side below one root."""
    into.mkdir(parents=True, exist_ok=True)
    for package in sorted(packages.glob("*.deb")):
        machine.run(
            ["dpkg", "-x", str(package), str(into)],
            log="dpkg-x",
            todo=f"delete {packages.relative_to(machine.ROOT)} and run the same command again.",
        )
