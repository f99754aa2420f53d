"""What Relance remembers: the ledger, what was decided, what was written. SQLite or PostgreSQL."""

from relance_sync.store.agreements import Agreements
from relance_sync.store.journal import HistoryEntry
from relance_sync.store.ledger import PullState
from relance_sync.store.outbox import OutboxRow, State
from relance_sync.store.retention import Gone
from relance_sync.store.store import Store, open_store
from relance_sync.store.worklist import WorklistRow

__all__ = [
    "Agreements",
    "Gone",
    "HistoryEntry",
    "OutboxRow",
    "PullState",
    "State",
    "Store",
    "WorklistRow",
    "open_store",
]
