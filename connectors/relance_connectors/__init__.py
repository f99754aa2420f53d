"""One sub-package per platform; each turns records into the normalized ledger and writes effects back."""
