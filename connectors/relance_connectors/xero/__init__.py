"""Xero: how it signs people in, how fast it may be called, what its refusals mean, and its API."""
