"""The `relance` command. It shows what flow, store and rules say, and decides nothing."""

from relance_sync.cli.app import app, main

__all__ = ["app", "main"]
