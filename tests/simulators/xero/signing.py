"""Signs tokens as JSON Web Tokens (RS256) with the standard library, for clients that verify signatures.

The key is this simulator's alone and no secret: it is here for everyone to read.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

_FIRST = int(
    "f6efb9f96e4d5090a316f4b7b445d91595cfa95dcbfafc7c7184319de7dcb3cd2c6125516d145de463c4cb85"
    "49d8fa729ae1884c5fbc7c8ade5e830c15f906f53051b12c5be3fbccf7881fb92a31eec78e27aa05616069bb"
    "b1cd1994dd762c21c92cc32170ce9694dff0cca90072747582929bcb67d90cbda3411a8979bcaa27",
    16,
)
_SECOND = int(
    "e9bdda5255d01920fd1aff7347f0ce10f5713745ed566e99253e7107f3cb160fc46f1d98d80f8a6a7526225f"
    "9673d18819da61b0fa79b2d97c20fba41c5478397011c4edea9781395c0a70cd624620e110e02e69c91ffb26"
    "416d48707bb3f9cc859d19a130638d0cf4f85d71d1c2ebca3e6be8f85e00e0f0cf5c6a6ceabbc309",
    16,
)
_EXPONENT = 65537
_MODULUS = _FIRST * _SECOND
_SECRET = pow(_EXPONENT, -1, (_FIRST - 1) * (_SECOND - 1))
_KEY_ID, _BYTES = "simulator", 256
# What RFC 8017 puts before a SHA-256 digest that is signed.
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def key() -> dict[str, str]:
    """Return the public key as a JSON Web Key."""
    number, exponent = coded(_MODULUS.to_bytes(_BYTES, "big")), coded(_EXPONENT.to_bytes(3, "big"))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _KEY_ID, "n": number, "e": exponent}


def signed(claims: dict[str, Any]) -> str:
    """Return claims as a signed token."""
    head = {"alg": "RS256", "kid": _KEY_ID, "typ": "JWT"}
    text = ".".join(coded(json.dumps(each).encode()) for each in (head, claims))
    told = _DIGEST_INFO + hashlib.sha256(text.encode()).digest()
    padded = b"\x00\x01" + b"\xff" * (_BYTES - len(told) - 3) + b"\x00" + told
    return f"{text}.{coded(_power(int.from_bytes(padded, 'big')).to_bytes(_BYTES, 'big'))}"


def coded(raw: bytes) -> str:
    """Return bytes in base64 as tokens have it: for addresses, without padding.

    >>> coded(b"any+")
    'YW55Kw'
    """
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _power(number: int) -> int:
    """Return the number to the secret's power, by the remainders of both primes, which is quicker."""
    by_first = pow(number, _SECRET % (_FIRST - 1), _FIRST)
    by_second = pow(number, _SECRET % (_SECOND - 1), _SECOND)
    return by_second + (by_first - by_second) * pow(_SECOND, -1, _FIRST) % _FIRST * _SECOND
