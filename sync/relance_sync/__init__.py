"""Relance: one ledger, one set of rules, one way in and one way out (layers: see CONTRIBUTING.md)."""
