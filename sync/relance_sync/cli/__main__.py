"""Makes `python -m relance_sync.cli` the same as `relance`."""

from relance_sync.cli import main

if __name__ == "__main__":
    main()
