"""Finds the installed connectors by entry point: the one place between platforms and everything else.

It names no platform and calls none.
"""

from importlib.metadata import EntryPoint, entry_points

from relance_sync.config import CompanySettings, Secret
from relance_sync.errors import Stop
from relance_sync.ports import Connector, ConnectorFactory, ConnectorSettings

GROUP = "relance.connectors"


def platforms() -> list[str]:
    """Return the names of the platforms that can be used here, sorted."""
    return sorted(_found())


def connect(company: CompanySettings, secret: Secret) -> Connector:
    """Build the connector of a company, without calling its platform.

    Raises:
        Stop: If the platform is unknown, cannot be used on this machine, or a setting is wrong.
    """
    text = None
    if company.mapping is not None:
        try:
            text = company.mapping.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Stop(
                f"{company.mapping.name}: cannot be read. It must be a text file in UTF-8.",
                detail=repr(error),
            ) from None
    settings = ConnectorSettings(
        company=company.name,
        settings=company.settings,
        secret=secret.value,
        overrides=text,
        overrides_file=company.mapping.name if company.mapping else "",
    )
    return factory(company.platform, company.name)(settings)


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
    try:
        loaded: ConnectorFactory = found[platform].load()
    except (ImportError, AttributeError) as error:
        raise Stop(
            f"{place}: the connector for {platform} cannot be loaded. Install it with its dependencies: "
            "pip install 'relance[app]'",
            detail=repr(error),
        ) from error
    return loaded


def _found() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
