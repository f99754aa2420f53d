"""What troubles of any platform do to an answer: pages of a proxy, and answers that do not come whole.

Which trouble strikes is decided in troubles.py, what a platform says instead in its own `outcomes`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from .http_server import Outcome
from .troubles import Trouble

HTML = "text/html"
AnyOutcome = TypeVar("AnyOutcome", bound=Outcome)


def page(status: int, words: str) -> str:
    """Return a page as a proxy in front of the platform writes it."""
    title = f"{status} {words}"
    return (
        f'<html>\r\n<head><title>{title}</title></head>\r\n<body bgcolor="white">\r\n'
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )


def altered(outcome: AnyOutcome, trouble: Trouble) -> AnyOutcome:
    """Return what is left of an answer after a trouble that strikes when the work is done."""
    changes: dict[str, dict[str, Any]] = {
        "reset_after_commit": {"breaks": "reset"},
        "timeout_after_commit": {"breaks": "hang", "seconds": trouble.seconds},
        "truncated": {"body": outcome.body[: len(outcome.body) // 2]},
        "cut_body": {"breaks": "cut"},
        "slow": {"seconds": trouble.seconds},
    }
    if trouble.kind == "html_502":
        return replace(
            outcome,
            status=502,
            body=page(502, "Bad Gateway").encode(),
            content_type=HTML,
            headers={},
            breaks="",
            seconds=0.0,
        )
    return replace(outcome, **changes.get(trouble.kind.value, {}))
