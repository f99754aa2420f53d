"""Xero's webhook: events of contacts, invoices and credit notes, as its OpenAPI description has them.

Before a webhook is switched on Xero sends messages without events, some of them wrongly signed on purpose,
and looks whether they are told apart. Payments and quotes have no events: a sync finds them.
"""

from collections.abc import Iterator

from relance_connectors.webhooks import NO_LOSS, SignedWebhook, change_of, event_of, texts
from relance_sync.webhooks import News

_KINDS = frozenset({"contact", "creditnote", "invoice"})
_SUPPLIERS_CREDIT = "ACCPAYCREDIT"
_STRANGE = f"Xero sent a message in a form that Relance does not know. {NO_LOSS}"
_ODD = f"Xero told of an event without saying of which organisation or record. {NO_LOSS}"


def _read(told: object) -> Iterator[News | str | None]:
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list):
        yield _STRANGE
        return
    yield from map(_event, events)


def _event(event: object) -> News | str | None:
    found = texts(event, "tenantId", "eventCategory", "eventType", "resourceId", "eventDateUtc")
    if found is None:
        return _ODD
    tenant, category, what, resource, time = found
    kind = category.lower()
    if kind not in _KINDS or _of_a_supplier(event):
        return None
    change = change_of(what)
    # Not the sequence numbers: they are the subscription's, which may be made anew.
    return News(books=tenant, kind=kind, change=change, event=event_of(tenant, kind, change, resource, time))


def _of_a_supplier(event: object) -> bool:
    data = event.get("data") if isinstance(event, dict) else None
    return isinstance(data, dict) and data.get("Type") == _SUPPLIERS_CREDIT


webhook = SignedWebhook(platform="Xero", header="x-xero-signature", read=_read)
