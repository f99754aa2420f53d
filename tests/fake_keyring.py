"""A keyring that lives in memory, so that no test looks into the keyring of the machine it runs on."""

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets; `kept` is by service and name."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class NoKeyring(MemoryKeyring):
    """What a machine without a keyring has instead of one."""

    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError(service, username)


@contextmanager
def memory_keyring() -> Iterator[MemoryKeyring]:
    """Use a keyring in memory for a while."""
    before, memory = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(memory)
    try:
        yield memory
    finally:
        keyring.set_keyring(before)
