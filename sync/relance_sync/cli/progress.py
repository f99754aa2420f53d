"""Bars while a run goes on, on stderr and only on a terminal."""

import sys
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from relance_sync.cli.output import console
from relance_sync.cli.texts import say


class Bars:
    """A bar for reading, one for assessing, one for writing; a context manager. It is a `flow.Progress`."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console(sys.stderr),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._tasks: dict[str, TaskID] = {}
        self._read: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def pull(self, kind: str, done: int, expected: int | None) -> None:
        """So many records of a kind were read; `expected` is the whole pull, None if unknown."""
        self._read[kind] = done
        title = say("pulling", self._language, kind=say(f"record_{kind}", self._language, count=done))
        self._show("pull", title, sum(self._read.values()), expected)

    def assess(self, done: int, total: int) -> None:
        """So many accounts were assessed."""
        self._show("assess", say("assessing", self._language), done, total)

    def deliver(self, done: int, total: int) -> None:
        """So many effects were written."""
        self._show("deliver", say("delivering", self._language), done, total)

    def _show(self, name: str, title: str, done: int, total: int | None) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(title, total=total)
        self._progress.update(self._tasks[name], description=title, completed=done, total=total)
