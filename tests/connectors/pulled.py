"""What the pages of a pull left in a store, without one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from relance_sync.ports import Page
from relance_sync.rules.ledger import Balance, Rate


class Pulled:
    """Records by kind and id, as the pages left them in a store."""

    def __init__(self) -> None:
        self.records: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self.skipped: dict[tuple[str, str], str] = {}
        self.cursor: str | None = None
        self.pages: list[Page] = []

    def kept(self) -> dict[str, dict[str, Any]]:
        return {kind: records for kind, records in self.records.items() if records}

    def save(self, page: Page) -> None:
        kept = self.records[page.kind]
        stated = {key(record): record for record in page.records}
        if page.complete:
            kept.clear()
        for gone in set(page.gone) - stated.keys():
            kept.pop(gone, None)
            self.skipped.pop((page.kind, gone), None)
        kept.update(stated)
        if page.present is not None:
            for gone in kept.keys() - set(page.present) - stated.keys():
                del kept[gone]
        for each in stated:
            self.skipped.pop((page.kind, each), None)
        self.skipped.update({(each.kind, each.id): each.problem for each in page.skipped})
        assert page.cursor
        self.cursor = page.cursor
        self.pages.append(page)


def key(record: Any) -> str:
    if isinstance(record, Rate):
        return f"{record.currency} {record.day}"
    return str(record.customer if isinstance(record, Balance) else record.id)
