"""Finds the keys that seal tokens: environment, then a file, then the system's keyring. Never `relance.toml`.

There may be several, for rotation: the first one seals, all of them open. It makes a key where there is none
yet and it was asked to; it seals and opens nothing itself.
"""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from relance_sync.config.secrets import SERVICE, readable_by_others
from relance_sync.errors import Stop

ENVIRONMENT = "RELANCE_TOKENS_KEY"
# A space: no company can have this name.
KEYRING_USER = "tokens key"
_LENGTH = 32
_PRIVATE = 0o600
_BETWEEN = re.compile(r"[\s,]+")


def find_token_keys(
    file: Path | None, *, make: bool = False, environment: Mapping[str, str] = os.environ
) -> tuple[str, ...]:
    """Look for the keys that seal tokens.

    Args:
        file: File that holds them and nothing else; None if none is named.
        make: Make one if there is none: in the file that is named, else in the keyring.
        environment: The process's environment.

    Returns:
        At least one; the first one seals.

    Raises:
        Stop: If there is none and none was or could be made; if a key is none; if the file is unusable.
    """
    if text := environment.get(ENVIRONMENT, "").strip():
        return _checked(text, f"The environment variable {ENVIRONMENT}")
    if file is not None:
        if make and not file.exists():
            _make_file(file)
        return _checked(_read(file), f"relance.toml: tokens_key_file: {file.name}")
    if stored := _from_keyring(make=make):
        return _checked(stored, f"The system keyring ({SERVICE}, {KEYRING_USER})")
    raise Stop(
        "No key was found that seals the tokens of connected companies. Name a file for it in relance.toml,"
        ' at the top: tokens_key_file = "tokens.key"; `relance connect` makes it if it is not there yet. Or'
        f" set the environment variable {ENVIRONMENT}: 32 random bytes in URL-safe base64."
    )


def token_keys_warning(file: Path | None) -> str:
    """Return what is wrong with the place of the keys; empty if nothing is."""
    exposed = file is not None and file.exists() and readable_by_others(file)
    return (
        f"{file.name} can be read by other users of this machine: chmod 600 {file.name}"
        if file and exposed
        else ""
    )


def new_token_key() -> str:
    """Make a key."""
    return urlsafe_b64encode(os.urandom(_LENGTH)).decode()


def _checked(text: str, place: str) -> tuple[str, ...]:
    keys = tuple(key for key in _BETWEEN.split(text) if key)
    if not keys:
        raise Stop(f"{place} holds no key. Put back the one that was there, or delete it and connect again.")
    for number, key in enumerate(keys, start=1):
        if not _is_key(key):
            which = f"key {number}" if len(keys) > 1 else "what it holds"
            raise Stop(f"{place}: {which} is no key: 32 bytes in URL-safe base64 (44 characters) are needed.")
    return keys


def _is_key(text: str) -> bool:
    try:
        return len(urlsafe_b64decode(text.encode("ascii"))) == _LENGTH
    except ValueError:
        return False


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        raise Stop(
            f"relance.toml: tokens_key_file: there is no file {file.name}. `relance connect` makes one; if"
            " tokens were sealed before, put back the file they were sealed with."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Stop(f"relance.toml: tokens_key_file: {file.name} cannot be read ({problem}).") from None


def _make_file(file: Path) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(f"{new_token_key()}\n")
    except FileExistsError:
        # Another process was quicker: its key is the one.
        return
    except OSError as error:
        raise Stop(f"relance.toml: tokens_key_file: {file.name} cannot be made ({error.strerror}).") from None


def _from_keyring(*, make: bool) -> str | None:
    import keyring  # noqa: PLC0415  # slow to import, and needed only if nothing else holds the key
    import keyring.errors  # noqa: PLC0415

    try:
        stored = keyring.get_password(SERVICE, KEYRING_USER)
        if stored is None and make:
            keyring.set_password(SERVICE, KEYRING_USER, new_token_key())
            stored = keyring.get_password(SERVICE, KEYRING_USER)
    except keyring.errors.KeyringError:
        # No keyring on this machine, or it is locked: then it holds no key for us.
        return None
    return stored
