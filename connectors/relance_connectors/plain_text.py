"""A `Text` as plain lines, for fields without markup, and how due day and amount of a line are written.

It says what the text says, in its order, and nothing of its own.
"""

from relance_sync.ports import Line, Text
from relance_sync.rules.explain import format_day, format_money
from relance_sync.rules.money import Money


def plain(text: Text, language: str) -> str:
    """Render a text as plain lines, without a marker.

    Args:
        text: What to say.
        language: ISO 639-1 code, for amounts and dates.
    """
    rows = [text.title, *text.paragraphs]
    for line in text.lines:
        parts = [line.number, due_day(line, language), amount(line, language)]
        rows.append(" · ".join(part for part in parts if part))
    rows += text.closing
    return "\n".join(row for row in rows if row)


def due_day(line: Line, language: str) -> str:
    """Write the due day of a line; empty for none."""
    return format_day(line.due, language) if line.due else ""


def amount(line: Line, language: str) -> str:
    """Write what is open of a line, with its currency."""
    return format_money(Money(amount=line.amount, currency=line.currency), language)
