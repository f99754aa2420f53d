"""Finds the installed connectors by entry point: the one place between platforms and everything else.

It names no platform and calls none.
"""

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from relance_sync.config import CompanySettings, Secret
from relance_sync.errors import Stop
from relance_sync.ports import Connector, ConnectorFactory, ConnectorSettings
from relance_sync.sign_in import Authorization, AuthorizationFactory

GROUP = "relance.connectors"
AUTHORIZATIONS = "relance.authorizations"


def platforms() -> list[str]:
    """Return the names of the platforms that can be used here, sorted."""
    return sorted(_found())


def connect(
    company: CompanySettings,
    secret: Secret,
    *,
    folder: Path | None = None,
    token_keys: tuple[str, ...] = (),
) -> Connector:
    """Build the connector of a company, without calling its platform.

    Args:
        company: The company.
        secret: Its key.
        folder: Where its connector may keep what must outlive the process; None for nowhere.
        token_keys: What seals its tokens; empty for a platform that signs nobody in.

    Raises:
        Stop: If the platform is unknown, cannot be used on this machine, or a setting is wrong.
    """
    given = _settings(company, secret, folder, token_keys)
    return factory(company.platform, company.name)(given)


def authorization(
    company: CompanySettings, secret: Secret, *, folder: Path, token_keys: tuple[str, ...]
) -> Authorization:
    """Build what a company is connected with in the browser; arguments as for `connect`.

    Raises:
        Stop: If the platform signs nobody in, cannot be used on this machine, or a setting is wrong.
    """
    found = authorization_factory(company.platform, company.name)
    if found is None:
        raise Stop(
            f"relance.toml: companies.{company.name}.platform: {company.platform} signs nobody in through the"
            " browser."
        )
    return found(_settings(company, secret, folder, token_keys))


def authorization_factory(platform: str, company: str) -> AuthorizationFactory | None:
    """Find out how a platform signs people in; None if it does not, because it takes a key.

    Args:
        platform: As written in `relance.toml`.
        company: Whose setting it is, for messages.

    Raises:
        Stop: If it needs something that is not installed.
    """
    found = _found(AUTHORIZATIONS)
    if platform not in found:
        return None
    loaded: AuthorizationFactory = _load(found[platform], f"relance.toml: companies.{company}.platform")
    return loaded


def _settings(
    company: CompanySettings, secret: Secret, folder: Path | None, token_keys: tuple[str, ...]
) -> ConnectorSettings:
    text = None
    if company.mapping is not None:
        try:
            text = company.mapping.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Stop(
                f"{company.mapping.name}: cannot be read. It must be a text file in UTF-8.",
                detail=repr(error),
            ) from None
    return ConnectorSettings(
        company=company.name,
        settings=company.settings,
        secret=secret.value,
        overrides=text,
        overrides_file=company.mapping.name if company.mapping else "",
        folder=folder,
        token_keys=token_keys,
    )


def factory(platform: str, company: str) -> ConnectorFactory:
    """Find the factory of a platform.

    Args:
        platform: As written in `relance.toml`.
        company: Whose setting it is, for messages.

    Raises:
        Stop: If there is no such platform, or it needs something that is not installed.
    """
    found = _found()
    place = f"relance.toml: companies.{company}.platform"
    if platform not in found:
        known = ", ".join(sorted(found)) or "none: install relance[app] again"
        raise Stop(f"{place}: no platform of that name is installed. Write one of: {known}.")
    loaded: ConnectorFactory = _load(found[platform], place)
    return loaded


def _load(point: EntryPoint, place: str) -> Any:  # noqa: ANN401  # the groups say what they hold
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise Stop(
            f"{place}: the connector for {point.name} cannot be loaded. Install it with its dependencies: "
            f"pip install '{_distribution(point)}'",
            detail=repr(error),
        ) from error


def _distribution(point: EntryPoint) -> str:
    """Return what to install for a platform: it may have an extra of its own."""
    extras = point.dist.metadata.get_all("Provides-Extra") or [] if point.dist else []
    return f"relance[app,{point.name}]" if point.name in extras else "relance[app]"


def _found(group: str = GROUP) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}
