from . import relance_sync
