"""Connectors are found by entry point; an unknown platform is told with those that are known."""

from pathlib import Path

import pytest

from relance_sync import registry
from relance_sync.config import CompanySettings, Secret
from relance_sync.config.public_holidays import ClosedDays
from relance_sync.errors import Stop
from tests.fake_platform import PLATFORMS, SECRETS, FakePlatform
from tests.terminal import install_fake


def company(folder: Path, platform: str, mapping: Path | None = None) -> CompanySettings:
    return CompanySettings(
        name="acme",
        platform=platform,
        mode="observe",
        language=None,
        key_file=folder / "key",
        mapping=mapping,
        policy=None,
        settings={"books": "acme"},
        closed=ClosedDays(),
        time_zone=None,
    )


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePlatform:
    install_fake(tmp_path / "site", monkeypatch)
    monkeypatch.setitem(PLATFORMS, "acme", FakePlatform())
    return PLATFORMS["acme"]


def test_a_platform_is_found_by_its_entry_point(books: FakePlatform, tmp_path: Path) -> None:
    assert {"fake", "odoo"} <= set(registry.platforms())
    assert registry.connect(company(tmp_path, "fake"), Secret(value="key", source="here")) is books
    assert SECRETS.pop("acme") == "key"


@pytest.mark.usefixtures("books")
def test_an_unknown_platform_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"companies\.acme\.platform: .*Write one of: .*fake, .*odoo"):
        registry.connect(company(tmp_path, "sage"), Secret(value="key", source="here"))


def test_a_connector_that_cannot_be_loaded_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_fake(tmp_path / "site", monkeypatch, points="broken = nowhere.at_all:factory\n")
    with pytest.raises(Stop, match=r"platform: the connector for broken cannot be loaded.*relance\[app\]"):
        registry.factory("broken", "acme")


def test_a_platform_with_an_extra_of_its_own_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_fake(tmp_path / "site", monkeypatch, points="broken = nowhere.at_all:factory\n")
    with (tmp_path / "site" / "fake_platform-1.0.dist-info" / "METADATA").open("a") as metadata:
        metadata.write("Provides-Extra: broken\n")
    with pytest.raises(Stop, match=r"relance\[app,broken\]"):
        registry.factory("broken", "acme")


@pytest.mark.usefixtures("books")
def test_a_mapping_that_is_no_text_is_told(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_bytes(b"\xff\xfe")
    with pytest.raises(Stop, match=r"mapping\.toml: cannot be read"):
        registry.connect(company(tmp_path, "fake", mapping), Secret(value="key", source="here"))
