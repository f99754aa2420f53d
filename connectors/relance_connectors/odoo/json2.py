"""JSON-2, the external API of Odoo 19 and later: one POST for each call, a bearer key, no session.

It translates nothing but the wire format; what an error means is in `errors`.
"""

from typing import TYPE_CHECKING

from relance_connectors.odoo.errors import Refusal, translate
from relance_connectors.odoo.rpc import JSON2_FROM, READS, Value

if TYPE_CHECKING:
    from relance_connectors.exchange import Answer
    from relance_connectors.transport import Transport


class Json2:
    """An `Rpc` over JSON-2.

    Attributes:
        major: Odoo's major version.
    """

    def __init__(self, transport: "Transport", *, database: str, key: str, major: int = JSON2_FROM) -> None:
        self.major = major
        self._transport = transport
        self._database = database
        self._headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": database}

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """See `Rpc.call`."""
        write = method not in READS
        endpoint = f"{model}/{method}"
        answer = self._transport.post(
            f"/json/2/{endpoint}", arguments, endpoint=endpoint, headers=self._headers, write=write
        )
        value = _value(answer)
        if answer.ok and value is not _NOT_JSON:
            return value
        error = value if isinstance(value, dict) else {}
        raise translate(
            Refusal(
                status=answer.status,
                name=str(error.get("name", "")),
                message=str(error.get("message", "")),
                where=f"Odoo at {self._transport.address}",
                database=self._database,
                model=model,
                method=method,
                write=write,
            )
        )


_NOT_JSON = object()


def _value(answer: "Answer") -> Value:
    if not answer.is_json:
        return _NOT_JSON
    try:
        return answer.json()
    except ValueError:
        return _NOT_JSON
