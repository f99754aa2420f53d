"""Mappings: platform record to normalized record, declared in TOML and compiled once."""
