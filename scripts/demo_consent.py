#!/usr/bin/env python3
"""The person of the demo: opens the page that asks for the permission, chooses the books, presses the button.

`relance connect` starts it in place of a browser. It only works on a simulator, whose page asks for no
password: `demo_consent.py NAME=VALUE ... ADDRESS`, with the fields of the form.
"""

from __future__ import annotations

import sys
import urllib.request
from urllib.parse import urlencode


def main() -> int:
    """Press the button; the browser is then sent back to whoever asked."""
    *fields, address = sys.argv[1:]
    named = [(name, value) for name, _, value in (field.partition("=") for field in fields)]
    pressed = urlencode(named).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, data=pressed, timeout=30) as answer:
        return 0 if answer.status == 200 else 1  # noqa: PLR2004


if __name__ == "__main__":
    sys.exit(main())
