"""A proxy in front of a platform that tells somebody of every call right before it arrives there.

What people do meanwhile, between a read and a write of ours, is done by whoever is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.cutting_proxy import CuttingProxy


def _nobody(_write: bool) -> None:  # told by the proxy, never by a reader
    return


class BusyOffice(CuttingProxy):
    """A cutting proxy.

    Attributes:
        somebody: Told whether the call could change something. Calls of several connections come at once.
    """

    somebody: Callable[[bool], None] = staticmethod(_nobody)

    def decide(self, *, write: bool) -> Any:
        self.somebody(write)
        return super().decide(write=write)

    def quiet(self) -> None:
        """Tell nobody any more, and forget calls and plans."""
        self.somebody = _nobody
        self.reset()
