"""The connector's contract on the QuickBooks simulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.quickbooks.rig import QuickBooksRig, quickbooks_rig
from tests.contracts.connector import ConnectorContract


class TestQuickBooks(ConnectorContract):
    @pytest.fixture
    def rig(self) -> Iterator[QuickBooksRig]:
        with quickbooks_rig() as rig:
            yield rig
