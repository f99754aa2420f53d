"""The connector's contract on a real Odoo 19, over both of its APIs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.odoo.rig import OdooRig, odoo_rig
from tests.contracts.connector import ConnectorContract
from tests.real_odoo import RealOdoo


class TestJson2(ConnectorContract):
    @pytest.fixture
    def rig(self, request: pytest.FixtureRequest, odoo: RealOdoo) -> Iterator[OdooRig]:
        with odoo_rig(_database(request, odoo), "json2") as rig:
            yield rig


class TestJsonRpc(ConnectorContract):
    @pytest.fixture
    def rig(self, request: pytest.FixtureRequest, odoo: RealOdoo) -> Iterator[OdooRig]:
        with odoo_rig(_database(request, odoo), "jsonrpc") as rig:
            yield rig


def _database(request: pytest.FixtureRequest, odoo: RealOdoo) -> RealOdoo:
    """Withdrawing a key would harm the other tests: a database of its own for that one."""
    if "withdrawn" not in request.node.name:
        return odoo
    fresh: RealOdoo = request.getfixturevalue("fresh_odoo")
    return fresh
