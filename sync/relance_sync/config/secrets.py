"""Finds a company's key: environment, then a file, then the system's keyring. Never `relance.toml`.

The key is returned and kept nowhere; no message holds it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from relance_sync.errors import Stop

SERVICE = "relance"
_LOOKS_LIKE_A_KEY = re.compile(
    r"(^|_|-)(key|apikey|password|passwd|pwd|secret|token|credentials?)s?$", re.IGNORECASE
)
_POINTS_TO_A_KEY = frozenset({"key_file", "tokens_key_file"})
_READABLE_BY_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A company's key and where it was found.

    Attributes:
        source: Where it was found, in words.
        warning: What is wrong with that place; empty if nothing is.
    """

    value: str = field(repr=False)
    source: str
    warning: str = ""


def environment_name(company: str) -> str:
    """Return the environment variable that may hold a company's key.

    >>> environment_name("fr-company")
    'RELANCE_FR_COMPANY_KEY'
    """
    return f"RELANCE_{re.sub(r'[^A-Za-z0-9]', '_', company).upper()}_KEY"


def find_secret(company: str, key_file: Path | None, environment: Mapping[str, str] = os.environ) -> Secret:
    """Look for a company's key.

    Args:
        company: Its name in the workspace.
        key_file: File that holds the key and nothing else; None if none is named.
        environment: The process's environment.

    Raises:
        Stop: If there is none, saying the three places; or if the file cannot be read.
    """
    name = environment_name(company)
    if value := environment.get(name, "").strip():
        return Secret(value=value, source=f"environment variable {name}")
    if key_file is not None:
        return _from_file(company, key_file)
    if stored := _from_keyring(company):
        return Secret(value=stored, source="system keyring")
    raise Stop(
        f"relance.toml: companies.{company}: no key was found. Set the environment variable {name}, "
        f"or name a file with key_file, or store it in the system keyring: keyring set {SERVICE} {company}"
    )


def _from_file(company: str, path: Path) -> Secret:
    place = f"relance.toml: companies.{company}.key_file"
    try:
        value = path.read_text(encoding="utf-8").strip()
        exposed = readable_by_others(path)
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Stop(
            f"{place}: {path.name} cannot be read ({problem}). Put the key, and nothing else, into that file."
        ) from None
    if not value:
        raise Stop(f"{place}: {path.name} is empty. Put the key, and nothing else, into that file.")
    warning = (
        f"{path.name} can be read by other users of this machine: chmod 600 {path.name}" if exposed else ""
    )
    return Secret(value=value, source=f"file {path.name}", warning=warning)


def readable_by_others(path: Path) -> bool:
    """Tell whether other users of this machine can read a file.

    Raises:
        OSError: If it is not there.
    """
    return os.name == "posix" and bool(path.stat().st_mode & _READABLE_BY_OTHERS)


def _from_keyring(company: str) -> str | None:
    import keyring  # noqa: PLC0415  # slow to import, and needed only if nothing else holds the key
    import keyring.errors  # noqa: PLC0415

    try:
        return keyring.get_password(SERVICE, company)
    except keyring.errors.KeyringError:
        # No keyring on this machine, or it is locked: then it holds no key for us.
        return None


def take_keys(section: dict[str, Any], company: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Take settings that look like a key out of a section of `relance.toml`, and of the sections inside it.

    Args:
        section: The section; it is changed.
        company: The company it is about, for the advice.

    Yields:
        Place inside the section, what is wrong, what to do: never the value.
    """
    for place in list(_key_like(section)):
        holder = section
        for part in place[:-1]:
            holder = holder[part]
        del holder[place[-1]]
        advice = (
            "Delete the line and give the key in the environment variable "
            f"{environment_name(company)}, in a file named by key_file, or in the system keyring. If the "
            "file was shared, make a new key."
        )
        yield place, "a key does not belong in this file.", advice


def _key_like(section: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    for name, value in section.items():
        if isinstance(value, Mapping):
            yield from ((name, *inner) for inner in _key_like(value))
        elif name not in _POINTS_TO_A_KEY and _LOOKS_LIKE_A_KEY.search(name):
            yield (name,)
