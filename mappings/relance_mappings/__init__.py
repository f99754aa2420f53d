"""Mappings: platform record to normalized record, declared in TOML and compiled once."""

from relance_mappings.converters import Context
from relance_mappings.mapping import Mapping, load

__all__ = ["Context", "Mapping", "load"]
