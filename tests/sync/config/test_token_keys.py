"""Where the keys that seal tokens are looked for, and when one is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from relance_sync.config import read_workspace
from relance_sync.config.token_keys import (
    ENVIRONMENT,
    KEYRING_USER,
    find_token_keys,
    new_token_key,
    token_keys_warning,
)
from relance_sync.errors import Stop
from tests.fake_keyring import MemoryKeyring, NoKeyring, memory_keyring

ONE, TWO = new_token_key(), new_token_key()


@pytest.fixture(autouse=True)
def kept_keys() -> Iterator[MemoryKeyring]:
    with memory_keyring() as memory:
        yield memory


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens.key"
    path.write_text(f"{TWO}\n")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n"])
def test_the_environment_comes_first_and_may_hold_several(file: Path, between: str) -> None:
    assert find_token_keys(file, environment={ENVIRONMENT: f"{ONE}{between}{TWO}"}) == (ONE, TWO)


def test_the_file_comes_before_the_keyring(file: Path, kept_keys: MemoryKeyring) -> None:
    kept_keys.set_password("relance", KEYRING_USER, ONE)
    assert find_token_keys(file, environment={ENVIRONMENT: " "}) == (TWO,)
    assert find_token_keys(None, environment={}) == (ONE,)


def test_without_a_key_the_ways_are_told() -> None:
    with pytest.raises(Stop, match=r"tokens_key_file = .*RELANCE_TOKENS_KEY"):
        find_token_keys(None, environment={})


def test_a_key_is_made_where_it_was_asked_for(tmp_path: Path, kept_keys: MemoryKeyring) -> None:
    path = tmp_path / "new.key"
    with pytest.raises(Stop, match=r"there is no file new\.key"):
        find_token_keys(path, environment={})
    made = find_token_keys(path, make=True, environment={})
    assert find_token_keys(path, make=True, environment={}) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_keys.kept == {}
    in_keyring = find_token_keys(None, make=True, environment={})
    assert find_token_keys(None, environment={}) == in_keyring != made


def test_where_no_keyring_is_none_is_made() -> None:
    keyring.set_keyring(NoKeyring())
    with pytest.raises(Stop):
        find_token_keys(None, make=True, environment={})


@pytest.mark.parametrize(
    "text",
    ["short", ONE[:-2], "é" * 44, f"{ONE},{ONE[:20]}"],
    ids=["a word", "cut off", "not ASCII", "one of two"],
)
def test_what_is_no_key_is_told_and_not_shown(text: str) -> None:
    with pytest.raises(Stop, match=f"{ENVIRONMENT}.*is no key") as caught:
        find_token_keys(None, environment={ENVIRONMENT: text})
    assert text[-20:] not in caught.value.user_message


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b" \n"])
def test_a_file_without_a_key_is_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(Stop, match=r"tokens_key_file: tokens\.key"):
        find_token_keys(file, environment={})


def test_a_file_that_others_can_read_is_warned_about(file: Path) -> None:
    assert token_keys_warning(file) == ""
    assert token_keys_warning(None) == ""
    file.chmod(0o644)
    assert "chmod 600 tokens.key" in token_keys_warning(file)


def test_the_file_is_named_at_the_top_of_the_settings(tmp_path: Path) -> None:
    text = 'tokens_key_file = "tokens.key"\n[companies.acme]\nplatform = "fake"\n'
    (tmp_path / "relance.toml").write_text(text)
    read = read_workspace(tmp_path)
    assert (read.tokens_key_file, read.state_folder) == (tmp_path / "tokens.key", tmp_path / "state")


@pytest.mark.parametrize("name", ["tokens", "Tokens"])
def test_no_company_may_take_the_key_for_its_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "relance.toml").write_text(f'[companies.{name}]\nplatform = "fake"\n')
    with pytest.raises(Stop, match=f"companies.{name}: a company of that name would take the key"):
        read_workspace(tmp_path)
