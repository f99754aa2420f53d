"""xero-python sending through our transport: it builds the requests and nothing else.

The SDK's own way out is not used: it repeats what must not be repeated, waits for hours, renews tokens
without a lock, and its configuration hands one company's token to the next. Rights, pace, repeats and the
meaning of refusals are the transport's; answers come back unread, for the SDK's models refuse a whole page
for one odd record.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient

from relance_connectors.exchange import Answer, Call
from relance_connectors.transport import Transport

_PATH = "/api.xro/2.0"


class Sdk(ApiClient):  # type: ignore[misc]  # it comes without types
    """The SDK's client over our transport.

    Attributes:
        meaning: What the next request is; method, path and content are the SDK's.
        api: The accounting API.
    """

    def __init__(self, transport: Transport) -> None:
        """Prepare; nothing is called yet."""
        super().__init__()
        self.meaning = Call(method="", path="", endpoint="")
        self.api = AccountingApi(self, base_url=f"{transport.address}{_PATH}")
        self._transport = transport

    def request(
        self,
        method: str,
        url: str,
        query_params: Sequence[tuple[str, object]] | None = None,
        headers: Mapping[str, object] | None = None,
        body: object = None,
        **_: object,
    ) -> Answer:
        """Send a request; see `ApiClient.request`."""
        return self._transport.send(
            replace(
                self.meaning,
                method=method,
                path=urlsplit(url).path,
                params={name: _written(value) for name, value in query_params or ()},
                headers={name: str(value) for name, value in (headers or {}).items()},
                data=None if body is None else json.dumps(body).encode(),
            )
        )

    def update_params_for_auth(self, *_: Any) -> None:  # noqa: ANN401  # as the SDK declares it
        """Add no token: the transport knows the company's."""


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
