"""Sends documents by e-mail, as the platform does for its companies, and prints them as PDF.

No mail leaves: it is kept in the company's outbox, where a test can read it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from . import checking, entities, errors, stamps
from .company import Company, Mail, Record

DAILY_MAILS = 40
_FONT = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def send(company: Company, entity: str, id_: str, send_to: str | None, *, sandbox: bool) -> Record:
    """Send a document to an address, else to its own.

    Args:
        sandbox: whether the sandbox's limit of 40 e-mails a day holds.

    Raises:
        Refusal: nothing to send, nobody to send it to, or the day's e-mails are used up.
    """
    kind = entities.ENTITIES.get(entity)
    if kind is None or "send" not in kind.can:
        raise errors.unsupported(f"send on {entity}")
    record = find(company, entity, id_)
    to = checking.email({"Address": send_to}, "sendTo") if send_to else record.data.get("BillEmail")
    if not to:
        raise errors.missing("BillEmail")
    now = company.clock.now()
    today = [each for each in company.outbox if now - each.sent < timedelta(days=1)]
    if sandbox and len(today) >= DAILY_MAILS:
        raise errors.business("The limit of 40 e-mails a day for a sandbox company is reached.", "6000")
    delivery = {"DeliveryType": "Email", "DeliveryTime": stamps.stamp(now, company.zone)}
    with company.work() as work:
        work.change(
            record, {**record.data, "EmailStatus": "EmailSent", "BillEmail": to, "DeliveryInfo": delivery}
        )
        company.outbox.append(Mail(entity=entity, id=id_, to=to["Address"], sent=now))
    return record


def find(company: Company, entity: str, id_: str) -> Record:
    """Return a record.

    Raises:
        Refusal: the id is no number, or nothing stands under it.
    """
    if not id_.isdigit():
        raise errors.bad_id(id_)
    record = company.find(entity, id_)
    if record is None:
        gone = id_ in company.tables[entity]
        raise errors.not_found("Another user has deleted this transaction." if gone else errors.INACTIVE)
    return record


def pdf(company: Company, entity: str, id_: str) -> bytes:
    """Return a document as a PDF of one page with its number and amount.

    Raises:
        Refusal: nothing to print.
    """
    kind = entities.ENTITIES.get(entity)
    if kind is None or "pdf" not in kind.can:
        raise errors.unsupported(f"pdf on {entity}")
    record = find(company, entity, id_)
    amount = f"{record.data['TotalAmt']} {record.data['CurrencyRef']['value']}"
    words = f"{entity} {record.data.get('DocNumber', id_)}: {amount}"
    plain = words.encode("ascii", "replace").decode().replace("\\", "").replace("(", "").replace(")", "")
    return _page(f"BT /F1 12 Tf 72 720 Td ({plain}) Tj ET")


def _page(content: str) -> bytes:
    objects: list[Any] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources {_FONT} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode("ascii")
