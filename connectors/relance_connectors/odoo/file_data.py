"""What an account file is to show as plain JSON values, from Relance outside to the addon in Odoo."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from relance_connectors.odoo.effect_data import plain
from relance_connectors.odoo.told_data import record_from
from relance_sync.customer_files import CustomerFile
from relance_sync.errors import Skip


def file_data(file: CustomerFile) -> dict[str, Any]:
    """Return it as JSON values."""
    return {name: plain(value) for name, value in asdict(file).items()}


def file_from(data: Mapping[str, Any]) -> CustomerFile:
    """Read it back.

    Raises:
        Skip: If it is nothing that this version knows.
    """
    try:
        file: CustomerFile = record_from(CustomerFile, data)
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        raise Skip(
            f"What an account file is to show could not be read: {problem}. If the Relance that writes is"
            " newer than the addon in Odoo, upgrade the addon: `pip install --upgrade relance` on the Odoo"
            " server, then upgrade the module."
        ) from problem
    return file
