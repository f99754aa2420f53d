"""The connector's contract on the Xero simulator."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import pytest

from relance_sync.ports import EffectKind
from tests.connectors.xero.contract_rig import XeroRig, xero_rig
from tests.contracts.connector import ConnectorContract


class TestXero(ConnectorContract):
    # A group says that orders are held, a note says why; a note says that an e-mail goes out before it does,
    # and which day stood in an invoice before ours does.
    # The first customer of a grade makes its group.
    steps = MappingProxyType(
        {
            EffectKind.HOLD: 2,
            EffectKind.RELEASE: 2,
            EffectKind.MESSAGE: 2,
            EffectKind.EXPECT: 2,
            EffectKind.GRADE: 2,
        }
    )

    @pytest.fixture
    def rig(self) -> Iterator[XeroRig]:
        with xero_rig() as rig:
            yield rig
