"""The `relance` command. It asks the flow, the store and the rules, and shows what they say; it decides nothing."""

from relance_sync.cli.app import app, main

__all__ = ["app", "main"]
