"""Relance: one ledger, one set of rules, one way in and one way out (the layers are drawn in CONTRIBUTING.md)."""
