"""What it means when a platform does not answer, or sends us elsewhere: the sentences of the transport.

What a platform's own refusals mean is in its error table.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from relance_sync.errors import Stop, Unclear

OWN_SERVER = "Check the address in relance.toml and that the server is running, then try again."
CLOUD = "Check this machine's connection to the internet, then try again."


def unusable(error: requests.RequestException, where: str) -> Stop | None:
    """Return the error if trying again cannot help; None if it can."""
    detail = type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Stop(
            f"The certificate of {where} is not trusted, so the key was not sent. Ask whoever runs"
            " the server to renew it, or correct the address in relance.toml.",
            detail=detail,
        )
    # ValueError: requests could not make sense of the address; nothing was sent.
    if isinstance(error, ValueError) and not isinstance(error, requests.exceptions.JSONDecodeError):
        return Stop(f"{where} is no usable address. Correct it in relance.toml.", detail=detail)
    return None


def never_sent(error: requests.RequestException) -> bool:
    """Tell whether the connection could not even be made."""
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)


def unclear(where: str, detail: str) -> Unclear:
    """Return the error for a write that was sent and got no usable answer."""
    return Unclear(
        f"The connection to {where} broke while something was being written: it may or may not have"
        " arrived. Relance looks there before it writes again.",
        detail=detail,
    )


def moved(headers: Mapping[str, str], status: int, where: str, platform: str) -> Stop:
    """Return the error for a redirect, which is never followed."""
    target = urlsplit(headers.get("Location", ""))
    place = f"{target.scheme}://{target.netloc.rpartition('@')[2]}" if target.netloc else "another page"
    return Stop(
        f"{where} sends us on to {place}. Write the address that {platform} has now in"
        " relance.toml (with https:// if it has a certificate).",
        detail=f"HTTP {status}",
    )
