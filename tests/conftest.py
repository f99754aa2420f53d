"""What every test gets: fixtures of the real Odoo and PostgreSQL, and markers that follow from their use."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest_plugins = ["tests.real_odoo"]

MARKED_BY_FIXTURE = {"odoo": "odoo", "fresh_odoo": "odoo", "postgres_url": "postgres"}

# A machine that also runs Odoo is slow now and then; a slow example is no failed one.
settings.register_profile("relance", deadline=None)
settings.load_profile("relance")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test that asks for a real service, so that `make check` never starts one by accident."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKED_BY_FIXTURE:
                item.add_marker(MARKED_BY_FIXTURE[fixture])
