"""JSON-RPC (`/jsonrpc`, `execute_kw`), the external API of Odoo 16 to 18; 19 still has it.

It needs the login beside the key (or password), and hides HTTP statuses: every answer is a 200. What an
error means is in `errors`.
"""

from typing import TYPE_CHECKING

from relance_connectors.odoo.errors import Refusal, translate
from relance_connectors.odoo.rpc import READS, Value
from relance_sync.errors import Stop

if TYPE_CHECKING:
    from relance_connectors.transport import Transport

# Methods that are called on the model, so that no list of ids stands before their arguments.
_ON_MODEL = frozenset(
    {
        "check_access_rights",
        "context_get",
        "create",
        "default_get",
        "fields_get",
        "formatted_read_group",
        "name_search",
        "read_group",
        "search",
        "search_count",
        "search_read",
        "web_search_read",
    }
)


class JsonRpc:
    """An `Rpc` over JSON-RPC; logs in with its first call.

    Attributes:
        major: Odoo's major version.
    """

    def __init__(self, transport: "Transport", *, database: str, login: str, key: str, major: int) -> None:
        self.major = major
        self._transport = transport
        self._database = database
        self._login = login
        self._key = key
        self._user: int | None = None

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """See `Rpc.call`."""
        if self._user is None:
            self._user = self._log_in()
        ids = arguments.pop("ids", None)
        positional: list[Value] = []
        if ids is not None or method not in _ON_MODEL:
            positional = [list(ids or ())]
        elif method == "create":
            # `create` is looked at before it is called: its values must stand in the first place.
            positional = [arguments.pop("vals_list")]
        return self._send(
            model,
            method,
            service="object",
            name="execute_kw",
            arguments=[self._database, self._user, self._key, model, method, positional, arguments],
        )

    def _log_in(self) -> int:
        user = self._send(
            "res.users",
            "login",
            service="common",
            name="login",
            arguments=[self._database, self._login, self._key],
        )
        if isinstance(user, int) and user:
            return user
        raise translate(self._refusal("res.users", "login", "odoo.exceptions.AccessDenied", ""))

    def _send(self, model: str, method: str, *, service: str, name: str, arguments: list[Value]) -> Value:
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "id": 1,
            "params": {"service": service, "method": name, "args": arguments},
        }
        write = method not in READS and service == "object"
        answer = self._transport.post("/jsonrpc", body, endpoint=f"{model}/{method}", write=write)
        try:
            envelope = answer.json()
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict) or not answer.ok:
            raise translate(self._refusal(model, method, "", "", status=answer.status))
        if "error" not in envelope:
            return envelope.get("result")
        error = envelope["error"].get("data") or {}
        raise translate(self._refusal(model, method, str(error.get("name", "")), str(error.get("message"))))

    def _refusal(self, model: str, method: str, name: str, message: str, *, status: int = 200) -> Refusal:
        return Refusal(
            status=status,
            name=name,
            message=message,
            where=f"Odoo at {self._transport.address}",
            database=self._database,
            model=model,
            method=method,
            write=method not in READS,
        )


def server_version(transport: "Transport") -> Value:
    """Ask for `version_info` over JSON-RPC, which needs no key and no database.

    Raises:
        Stop: If what answers is not Odoo.
    """
    body = {
        "jsonrpc": "2.0",
        "method": "call",
        "id": 1,
        "params": {"service": "common", "method": "version", "args": []},
    }
    answer = transport.post("/jsonrpc", body, endpoint="common/version", write=False)
    try:
        return answer.json()["result"]["server_version_info"]
    except (ValueError, KeyError, TypeError):
        raise Stop(
            f"What answers at {transport.address} is not Odoo. Correct the url in relance.toml (the address"
            " you open Odoo with, without /web or /odoo)."
        ) from None
