"""One measured figure beside its reference, the clock they share, and the table they stand in."""

import os
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A row of the table.

    Attributes:
        ratio: Ours divided by the reference, in time or memory; None where there is no reference.
        limit: Promised upper bound of the ratio; None if none is promised.
    """

    what: str
    measured: str
    reference: str = "-"
    ratio: float | None = None
    limit: float | None = None

    @property
    def ratio_text(self) -> str:
        """The ratio for people, with the promise if there is one."""
        if self.ratio is None:
            return "-"
        return f"{self.ratio:.2f}" if self.limit is None else f"{self.ratio:.2f} (at most {self.limit:.2f})"

    @property
    def missed(self) -> bool:
        """True if a promise is broken."""
        return self.limit is not None and self.ratio is not None and self.ratio > self.limit


def seconds(work: Callable[[], object]) -> float:
    """Time one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def report(figures: Iterable[Figure], console: Console) -> int:
    """Print the table; return the exit status: 1 if a promise is broken."""
    table = Table("what", "measured", "reference", "ratio", title="Relance benchmarks", show_lines=True)
    missed = False
    for figure in figures:
        style = "red" if figure.missed else None
        table.add_row(figure.what, figure.measured, figure.reference, figure.ratio_text, style=style)
        missed |= figure.missed
    console.print(table)
    console.print(_machine())
    if missed:
        console.print("A promise is broken: a ratio is above what it may be.")
    return 1 if missed else 0


def _machine() -> str:
    """Say on what this was measured: without it, a figure means nothing."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {load:.1f}"
