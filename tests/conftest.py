"""What every test gets: fixtures of the real Odoo and PostgreSQL, and markers that follow from their use."""

from __future__ import annotations

import os
from fnmatch import fnmatch

import pytest
from hypothesis import settings

pytest_plugins = ["tests.real_odoo"]

# What takes its time without any service: `make check` leaves it out, `make test` runs it.
LONG = (
    "tests/simulators/*",
    "tests/scripts/test_demo*",
    "tests/connectors/*/test_reader_drawn.py",
    "tests/connectors/*/test_write_crashes.py",
    "tests/sync/flow/test_safety.py",
    "tests/sync/flow/test_nightly.py",
)
MARKED_BY_FIXTURE = {"odoo": "odoo", "fresh_odoo": "odoo", "addon_odoo": "odoo", "postgres_url": "postgres"}

# A machine that also runs Odoo is slow now and then; a slow example is no failed one.
# `make check` draws few examples, to stay under a minute; `make test` asks for the thorough profile.
settings.register_profile("quick", deadline=None, max_examples=20)
settings.register_profile("thorough", deadline=None, max_examples=100)
settings.load_profile(os.environ.get("RELANCE_PROFILE", "quick"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test that asks for a real service, so that `make check` never starts one by accident."""
    for item in items:
        file = item.nodeid.partition("::")[0]
        if any(fnmatch(file, pattern) for pattern in LONG):
            item.add_marker("long")
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKED_BY_FIXTURE:
                item.add_marker(MARKED_BY_FIXTURE[fixture])
