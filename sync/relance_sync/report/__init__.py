"""Figures a manager steers by, and what another policy would have done: reads, never writes."""
