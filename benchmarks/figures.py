"""One measured figure beside its reference, and the clock they share."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A row of the table.

    Attributes:
        ratio: Ours divided by the reference, in time; None where there is no reference.
        limit: Promised upper bound of the ratio; None if none is promised.
    """

    what: str
    measured: str
    reference: str = "-"
    ratio: float | None = None
    limit: float | None = None

    @property
    def ratio_text(self) -> str:
        """The ratio for people."""
        return "-" if self.ratio is None else f"{self.ratio:.2f}"

    @property
    def promised(self) -> str:
        """The promise for people."""
        return "-" if self.limit is None else f"<= {self.limit:.2f}"

    @property
    def missed(self) -> bool:
        """True if a promise is broken."""
        return self.limit is not None and self.ratio is not None and self.ratio > self.limit


def seconds(work: Callable[[], object]) -> float:
    """Time one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
