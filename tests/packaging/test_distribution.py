"""What is published is what git tracks, and the base install needs the standard library only."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("connectors/relance_connectors", "mappings/relance_mappings", "sync/relance_sync")
IMPORTS = (
    "import relance_sync.rules.assess, relance_sync.letters, relance_sync.plan, relance_sync.plain_policy,"
    " relance_mappings, relance_connectors.odoo"
)

pytestmark = pytest.mark.packaging


def tracked(*folders: str) -> set[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", *folders], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {name for name in listing.stdout.split("\0") if name}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sdist and wheel, made from what git tracks: other files must not slip in."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        text=True,
    )
    return folder


def test_the_wheel_holds_the_three_packages_as_git_tracks_them(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {name.split("/", 1)[1] for name in tracked(*PACKAGES)}
    assert packed == expected


def test_the_sdist_holds_what_git_tracks(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {member.name.split("/", 1)[1] for member in archive.getmembers() if member.isfile()}
    assert packed - {"PKG-INFO"} == tracked(".")


def test_the_wheel_alone_imports_with_the_standard_library_only(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", wheel]
    subprocess.run(install, check=True, capture_output=True)
    subprocess.run([python, "-W", "error", "-I", "-c", IMPORTS], check=True, cwd=tmp_path)
    listing = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], check=True, capture_output=True, text=True
    )
    installed = {line.split("==")[0] for line in listing.stdout.split()}
    assert installed - {"pip", "setuptools"} == {"relance"}
