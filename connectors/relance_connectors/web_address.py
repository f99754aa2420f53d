"""Web addresses in the settings: which ones may be called, and which lead to this machine.

Standard library only, as the connectors that run inside an Odoo server; nothing is called here.
"""

import ipaddress
from urllib.parse import urlsplit

from relance_connectors.settings_section import Section, text


def is_loopback(address: str) -> bool:
    """Tell whether the address is this machine, so that nothing leaves it.

    >>> is_loopback("http://127.0.0.1:8069"), is_loopback("http://odoo.example.com")
    (True, False)
    """
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def web_address(value: object, section: Section, name: str) -> str:
    """Return an address with https, or with http on this machine; a check of `Section.read`.

    Raises:
        Stop: If it is something else.
    """
    words = text(value, section, name)
    try:
        parts = urlsplit(words)
        usable = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(words))
        usable = usable and bool(parts.hostname) and (parts.port or 1) > 0
        usable = usable and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        usable = False
    if not usable:
        example = section.examples[name]
        raise section.refuse(name, f"must be a web address with https. Write for example: {example}")
    return words
