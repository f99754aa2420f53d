"""Questions in QuickBooks' query language, which looks like SQL and is none: no OR, no joins, one entity.

Made here only, so that texts are quoted in one place. Nothing is asked here.
"""

from collections.abc import Sequence

EVERY = "Active IN (true, false)"
"""Condition that also finds customers and other list records that were made inactive."""


def query(
    entity: str,
    *conditions: str,
    what: str = "*",
    order: str = "",
    start: int = 0,
    most: int = 0,
) -> str:
    """Put a question together.

    Args:
        entity: Such as `Invoice`.
        conditions: All must hold; values from `quoted` or `listed`.
        what: `*`, or properties with commas.
        order: Property to sort by, smallest first; empty for none.
        start: Number of the first row, counted from 1; 0 to leave it out.
        most: Rows at most; QuickBooks takes 100 if it is 0, and never gives more than 1,000.

    >>> query("Invoice", "Balance > '0'", order="Id", most=1000)
    "SELECT * FROM Invoice WHERE Balance > '0' ORDERBY Id MAXRESULTS 1000"
    """
    words = ["SELECT", what, "FROM", entity]
    if conditions:
        words += ["WHERE", " AND ".join(conditions)]
    if order:
        words += ["ORDERBY", order]
    if start:
        words += ["STARTPOSITION", str(start)]
    if most:
        words += ["MAXRESULTS", str(most)]
    return " ".join(words)


def quoted(text: str) -> str:
    r"""Return a text as a value.

    >>> print(quoted("Amy's"))
    'Amy\'s'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def listed(texts: Sequence[str]) -> str:
    """Return several texts as the values of IN.

    >>> listed(["1", "2"])
    "('1', '2')"
    """
    return "(" + ", ".join(quoted(each) for each in texts) + ")"
