"""QuickBooks' webhook, in both of its forms: the one of old, and CloudEvents (since 2026).

One message may be about several companies. Form and words: Intuit's pages on webhooks; samples of deletions
and voids are not among them, so that words are matched by how they begin.
"""

from collections.abc import Iterator

from relance_connectors.webhooks import NO_LOSS, SignedWebhook, change_of, event_of, texts
from relance_sync.webhooks import News

# What a sync reads. Suppliers, bills and the like are no news: each sync costs a metered call.
_KINDS = frozenset(
    {
        "creditmemo",
        "customer",
        "deposit",
        "estimate",
        "invoice",
        "journalentry",
        "payment",
        "refundreceipt",
        "salesreceipt",
    }
)
_STRANGE = f"QuickBooks sent a message in a form that Relance does not know. {NO_LOSS}"
_ODD = f"QuickBooks told of an event without saying of which company or record. {NO_LOSS}"


def _read(told: object) -> Iterator[News | str | None]:
    if isinstance(told, list):
        yield from map(_cloud_event, told)
    elif isinstance(told, dict) and isinstance(told.get("eventNotifications"), list):
        for notification in told["eventNotifications"]:
            yield from _notification(notification)
    else:
        yield _STRANGE


def _cloud_event(event: object) -> News | str | None:
    found = texts(event, "type", "intuitaccountid", "id", "time")
    if found is None:
        return _ODD
    name, books, identifier, time = found
    # qbo.invoice.updated.v1
    _, _, about = name.lower().partition(".")
    kind, _, what = about.partition(".")
    if not what:
        return _ODD
    # Intuit's samples show ids that end in the record's; with the time they are of one event in any case.
    return _news(books, kind, what, identifier, time)


def _notification(told: object) -> Iterator[News | str | None]:
    found = texts(told, "realmId")
    event = told.get("dataChangeEvent") if isinstance(told, dict) else None
    entities = event.get("entities") if isinstance(event, dict) else None
    if found is None or not isinstance(entities, list):
        yield _ODD
        return
    for entity in entities:
        told_of = texts(entity, "name", "operation", "id", "lastUpdated")
        if told_of is None:
            yield _ODD
            continue
        name, operation, identifier, time = told_of
        yield _news(found[0], name.lower(), operation, identifier, time)


def _news(books: str, kind: str, what: str, identifier: str, time: str) -> News | None:
    if kind not in _KINDS:
        return None
    change = change_of(what)
    return News(books=books, kind=kind, change=change, event=event_of(books, kind, change, identifier, time))


webhook = SignedWebhook(platform="QuickBooks", header="intuit-signature", read=_read)
