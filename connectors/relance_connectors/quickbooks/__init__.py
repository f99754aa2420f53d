"""QuickBooks Online: how it signs people in, how fast it may be called, and what its refusals mean."""
