"""Where a key is found, in which order, and what is said when it is not."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from relance_sync.config import environment_name, find_secret
from relance_sync.errors import Stop
from tests.fake_keyring import NoKeyring, memory_keyring


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    with memory_keyring() as memory:
        memory.set_password("relance", "acme", "from-keyring")
        yield


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "acme.key"
    path.touch(mode=0o600)
    path.write_text("from-file\n")
    return path


def test_the_environment_comes_first(key_file: Path) -> None:
    found = find_secret("acme", key_file, {"RELANCE_ACME_KEY": " from-environment "})
    assert found.value == "from-environment"
    assert "RELANCE_ACME_KEY" in found.source


def test_then_the_file(key_file: Path) -> None:
    found = find_secret("acme", key_file, {"RELANCE_ACME_KEY": ""})
    assert (found.value, found.source, found.warning) == ("from-file", "file acme.key", "")


def test_then_the_keyring() -> None:
    assert find_secret("acme", None, {}).value == "from-keyring"


def test_a_name_becomes_a_variable() -> None:
    assert environment_name("fr-company.2") == "RELANCE_FR_COMPANY_2_KEY"


def test_without_a_key_the_three_places_are_named() -> None:
    with pytest.raises(Stop, match=r"companies\.other: no key.*RELANCE_OTHER_KEY.*key_file.*keyring set"):
        find_secret("other", None, {})


def test_a_machine_without_a_keyring_has_no_key_in_it() -> None:
    keyring.set_keyring(NoKeyring())
    with pytest.raises(Stop, match="no key was found"):
        find_secret("acme", None, {})


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_file_others_can_read_is_used_with_a_warning(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    found = find_secret("acme", key_file, {})
    assert found.value == "from-file"
    assert "chmod 600 acme.key" in found.warning


@pytest.mark.parametrize(
    ("content", "problem"), [(None, "cannot be read"), (b" \n", "is empty"), (b"\xff", "not text")]
)
def test_a_bad_file_is_told(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "acme.key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Stop, match=rf"companies\.acme\.key_file: acme\.key .*{problem}"):
        find_secret("acme", path, {})


def test_a_key_does_not_show_in_a_representation(key_file: Path) -> None:
    assert "from-file" not in repr(find_secret("acme", key_file, {}))
