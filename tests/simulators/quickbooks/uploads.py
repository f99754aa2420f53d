"""Files attached to records: the multipart upload and the address to fetch a file from.

The Attachable itself is an ordinary record (writing.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from tests.simulators import exact_json

from . import errors, sending, writing
from .company import Company, Data

LARGEST = 100 * 1024 * 1024


def take(company: Company, headers: Mapping[str, str], body: bytes) -> list[Data]:
    """Store the files of a multipart request; return one Attachable for each.

    Raises:
        Refusal: no multipart, no file, or a file that is too large.
    """
    kind = headers.get("content-type", "")
    if "multipart/" not in kind:
        raise errors.unsupported("upload without multipart content")
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body.lstrip()
    )
    parts = {_name(part): part for part in message.iter_parts()} if message.is_multipart() else {}
    files = {name: part for name, part in parts.items() if name.startswith("file_content_")}
    if not files:
        raise errors.missing("file_content_01")
    return [
        {"Attachable": _file(company, parts.get(name.replace("content", "metadata")), part)}
        for name, part in files.items()
    ]


def address(company: Company, id_: str) -> str:
    """Return where a file can be fetched, below the server's own address.

    Raises:
        Refusal: there is no such attachable, or it has no file.
    """
    sending.find(company, "Attachable", id_)
    if id_ not in company.files:
        raise errors.not_found()
    return f"/files/{company.realm}/{id_}"


def _name(part: Any) -> str:
    return str(part.get_param("name", "", header="content-disposition"))


def _file(company: Company, metadata: Any, part: Any) -> Any:
    content = bytes(part.get_payload(decode=True) or b"")
    if len(content) > LARGEST:
        raise errors.business("The file is larger than 100 MB.", "6000")
    try:
        sent = exact_json.decode(metadata.get_payload(decode=True)) if metadata is not None else {}
    except ValueError:
        raise errors.unknown_property("failed to parse json object; a property") from None
    sent.setdefault("FileName", part.get_filename() or "file")
    sent.setdefault("ContentType", part.get_content_type())
    record = writing.create(company, "Attachable", sent)
    where = f"/files/{company.realm}/{record.id}"
    with company.work() as work:
        company.files[record.id] = content
        known = {"Size": len(content), "FileAccessUri": where, "TempDownloadUri": where}
        work.change(record, {**record.data, **known}, version=False)
    return record.text(company.zone)
