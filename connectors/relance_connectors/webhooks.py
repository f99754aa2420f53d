"""What the webhooks of all platforms share: a signature over the raw body, then JSON with events.

Which events there are is each platform's business. Nothing here serves an address, keeps anything or raises:
a message may come from anybody.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest, digest

from relance_sync.webhooks import Change, Heard, News

NO_LOSS = "Nothing is lost: the next sync reads what changed. If it happens again, please report it."

_CHANGES = (
    ("creat", Change.CREATED),
    ("updat", Change.UPDATED),
    ("delet", Change.DELETED),
    ("merg", Change.MERGED),
    ("void", Change.VOIDED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedWebhook:
    """One platform's webhook; see `relance_sync.webhooks.Webhook`.

    Attributes:
        platform: For messages, such as `QuickBooks`.
        header: Name of the HTTP header with the base64 of the HMAC-SHA256 of the body.
        read: Goes through what the JSON held: news, None for an event that does not concern us, a sentence
            for one that cannot be understood.
    """

    platform: str
    header: str
    read: Callable[[object], Iterator[News | str | None]]

    def hear(self, body: bytes, signature: str | None, key: str) -> Heard:
        """See `Webhook.hear`."""
        if not is_signed(body, signature, key):
            return Heard(
                status=401,
                problems=(f"A message was not signed by {self.platform} with the key that is set.",),
            )
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Heard(status=200, problems=(f"{self.platform} sent a message that is no JSON. {NO_LOSS}",))
        read = list(self.read(told))
        news = {each.event: each for each in read if isinstance(each, News)}
        return Heard(
            status=200,
            news=tuple(news.values()),
            problems=tuple(dict.fromkeys(each for each in read if isinstance(each, str))),
        )


def is_signed(body: bytes, signature: str | None, key: str) -> bool:
    """Tell whether a body was signed with the key, in constant time.

    >>> is_signed(b"{}", "p3dyTZQ+tI3Gm8qKSm1XoE2z+ex+HeTlgehgJlvfMDI=", "key")
    True
    >>> is_signed(b"{ }", "p3dyTZQ+tI3Gm8qKSm1XoE2z+ex+HeTlgehgJlvfMDI=", "key")
    False
    """
    # With an empty key anybody could sign.
    if not key or signature is None:
        return False
    expected = b64encode(digest(key.encode(errors="surrogatepass"), body, "sha256"))
    return compare_digest(expected, signature.encode(errors="surrogatepass"))


def change_of(word: str) -> Change:
    """Understand a platform's word for what happened: they vary in their endings and capitals.

    >>> change_of("Merge"), change_of("merged"), change_of("Emailed")
    (<Change.MERGED: 'merged'>, <Change.MERGED: 'merged'>, <Change.OTHER: 'other'>)
    """
    return next((each for prefix, each in _CHANGES if word.lower().startswith(prefix)), Change.OTHER)


def texts(row: object, *keys: str) -> tuple[str, ...] | None:
    """Take texts out of a JSON object; None unless all are there and none is empty."""
    if not isinstance(row, dict):
        return None
    found = tuple(each for each in map(row.get, keys) if isinstance(each, str) and each)
    return found if len(found) == len(keys) else None


def event_of(*parts: str) -> str:
    """Return what is equal for equal parts only; see `News.event`."""
    return sha256(json.dumps(parts).encode()).hexdigest()
