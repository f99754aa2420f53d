"""Which of the two APIs an Odoo speaks: asks the server its version once, with the first call.

It knows nothing of what is asked afterwards.
"""

from typing import TYPE_CHECKING

from relance_connectors.odoo.json2 import Json2
from relance_connectors.odoo.jsonrpc import JsonRpc, server_version
from relance_connectors.odoo.rpc import JSON2_FROM, OLDEST, Rpc, Value, major_of
from relance_sync.errors import Stop

if TYPE_CHECKING:
    from relance_connectors.exchange import Answer
    from relance_connectors.transport import Transport


class ChosenRpc:
    """An `Rpc` that becomes JSON-2 or JSON-RPC when it is first used."""

    def __init__(self, transport: "Transport", *, database: str, login: str | None, key: str) -> None:
        self._transport = transport
        self._database = database
        self._login = login
        self._key = key
        self._chosen: Rpc | None = None

    @property
    def major(self) -> int:
        """Odoo's major version; asks the server if that is not known yet."""
        return self._choose().major

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """See `Rpc.call`."""
        return self._choose().call(model, method, **arguments)

    def _choose(self) -> Rpc:
        if self._chosen is None:
            major, _ = ask_version(self._transport)
            self._chosen = self._build(major)
        return self._chosen

    def _build(self, major: int) -> Rpc:
        if major < OLDEST:
            raise Stop(
                f"Odoo at {self._transport.address} is version {major or 'unknown'}; Relance works with Odoo"
                f" {OLDEST} and later. Upgrade Odoo first."
            )
        if major >= JSON2_FROM:
            return Json2(self._transport, database=self._database, key=self._key, major=major)
        if not self._login:
            raise Stop(
                f"Odoo {major} needs the login beside the key: write login = “…” (the user's e-mail or login)"
                " into the company's settings in relance.toml."
            )
        return JsonRpc(
            self._transport, database=self._database, login=self._login, key=self._key, major=major
        )


def ask_version(transport: "Transport") -> "tuple[int, Answer]":
    """Ask Odoo for its major version; no key is sent.

    Returns:
        The major version, 0 if the server says nothing usable, and the answer that tells the server's time.

    Raises:
        Stop: If what answers is not Odoo.
    """
    answer = transport.get("/web/version", endpoint="web/version")
    if answer.ok and answer.is_json:
        try:
            return major_of(answer.json()["version_info"]), answer
        except (ValueError, KeyError, TypeError):
            pass
    return major_of(server_version(transport)), answer
