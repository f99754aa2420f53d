"""Sorts any number of events by day in bounded memory: runs in temporary files, then merged.

Each stream it is given is in the order of days already. Of one day, the first stream's events come first.
A few events never touch the disk. Files are gone when the last event is taken, or nobody asks any more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from typing import IO

from tests.simulators.books import event_json
from tests.simulators.books.events import Event

# As many events as are held in memory at once: those of about a thousand customers.
HELD = 50_000
# Day, stream and place in the stream; no two are alike, so events themselves are never compared.
Placed = tuple[int, int, int, Event]


def in_order(streams: Iterable[Iterable[Event]], held: int = HELD) -> Iterator[Event]:
    """Merge streams into one in the order of days.

    Args:
        streams: Each in the order of days; read one after the other.
        held: How many events may be in memory; at least 1.
    """
    with ExitStack() as files:
        runs: list[Iterator[Placed]] = []
        held_now: list[Placed] = []
        for number, stream in enumerate(streams):
            held_now += [(each.day.toordinal(), number, place, each) for place, each in enumerate(stream)]
            if len(held_now) > held:
                file = files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))
                runs.append(_stored(file, sorted(held_now)))
                held_now = []
        for _, _, _, event in merge(*runs, sorted(held_now)):
            yield event


def _stored(file: IO[str], events: list[Placed]) -> Iterator[Placed]:
    for day, stream, place, event in events:
        file.write(f"{day} {stream} {place} {event_json.write(event)}\n")
    file.seek(0)
    return _read(file)


def _read(file: IO[str]) -> Iterator[Placed]:
    for line in file:
        day, stream, place, event = line.split(" ", 3)
        yield int(day), int(stream), int(place), event_json.read(event)
