"""What the platform's files of customers are to show, and what they show: written where the two differ.

Works inside the transaction it is given. Only the newest is kept of each customer.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, update

from relance_sync.customer_files import CustomerFile
from relance_sync.store import tables
from relance_sync.store.engine import upsert

_files = tables.files.c
_FILE: TypeAdapter[CustomerFile] = TypeAdapter(CustomerFile)


def save(connection: Connection, company_id: str, files: Iterable[CustomerFile]) -> None:
    """Keep what the files are to show."""
    rows = [
        {"company": company_id, "customer": each.customer, "file": text, "digest": _digest(text)}
        for each in files
        for text in (_FILE.dump_json(each).decode(),)
    ]
    if rows:
        names = ["file", "digest"]
        connection.execute(upsert(connection.dialect, tables.files, update=names), rows)


def unshown(connection: Connection, company_id: str, limit: int) -> list[tuple[CustomerFile, str]]:
    """Return some files that do not show what they are to show, with the digest of it."""
    query = (
        select(_files.file, _files.digest)
        .where(_files.company == company_id, _files.digest.is_distinct_from(_files.shown))
        .order_by(_files.customer)
        .limit(limit)
    )
    return [(_FILE.validate_json(text), digest) for text, digest in connection.execute(query)]


def mark_shown(connection: Connection, company_id: str, shown: Sequence[tuple[str, str]]) -> None:
    """Note what files show now: customers and digests."""
    for customer, digest in shown:
        connection.execute(
            update(tables.files)
            .where(_files.company == company_id, _files.customer == customer)
            .values(shown=digest)
        )


def _digest(text: str) -> str:
    """Return what is equal for files that show the same; that it was looked at again is nothing new."""
    said: dict[str, Any] = json.loads(text)
    del said["assessed_on"]
    return blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()
