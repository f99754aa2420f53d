"""A `Text` as HTML, for messages and activities in Odoo.

Everything that comes from a text is escaped: a customer called `<b>` stays one.
"""

from html import escape

from relance_connectors.odoo.texts import words
from relance_connectors.plain_text import amount, due_day
from relance_sync.ports import Line, Text

_CELL = "padding:2px 12px 2px 0"
_SMALL = "color:#8f8f8f;font-size:11px"


def html(text: Text, language: str, marker: str, *, with_title: bool = True) -> str:
    """Render a text as HTML, our marker in small grey letters at its end.

    Args:
        text: What to say.
        language: ISO 639-1 code, for amounts, dates and headings.
        marker: As in `Effect.marker`.
        with_title: False where the title is shown elsewhere (subject, summary).
    """
    parts = [f"<p><strong>{_inline(text.title)}</strong></p>"] if with_title and text.title else []
    parts += [_paragraph(each) for each in text.paragraphs]
    if text.lines:
        parts.append(_table(text.lines, language))
    parts += [_paragraph(each) for each in text.closing]
    parts.append(f'<p style="{_SMALL}">{escape(marker)}</p>')
    return "".join(parts)


def _table(lines: tuple[Line, ...], language: str) -> str:
    word = words(language)
    head = "".join(
        f'<th style="{_CELL};text-align:{side}">{escape(title)}</th>'
        for title, side in ((word.number, "left"), (word.due, "left"), (word.amount, "right"))
    )
    body = "".join(_row(line, language) for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(line: Line, language: str) -> str:
    return (
        f'<tr><td style="{_CELL}">{escape(line.number)}</td>'
        f'<td style="{_CELL}">{escape(due_day(line, language))}</td>'
        f'<td style="{_CELL};text-align:right">{escape(amount(line, language))}</td></tr>'
    )


def _paragraph(text: str) -> str:
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    return escape(text).replace("\n", "<br>")
