"""Who gets an activity: the user the rules name, else the configured one, else the API user.

A user who left, or who may not work in the company, is passed over instead of failing the activity.
"""

from relance_connectors.odoo.rpc import Value, one_id
from relance_connectors.odoo.site import Site


class Responsible:
    """Looks users up, once each."""

    def __init__(self, site: Site, *, configured: str | None) -> None:
        self._site = site
        self._configured = configured
        self._known: dict[str, int | None] = {}
        self._api_user: int | None = None

    def user(self, wanted: str | None) -> int | None:
        """Return the number of the user to name.

        Args:
            wanted: Number or login from the effect; None if nobody is named.

        Returns:
            The API user's number if neither the wanted nor the configured user can take it; None where Odoo
            does not tell it (before 17 it names the API user by itself).
        """
        for name in (wanted, self._configured):
            if name and (user := self.find(name)) is not None:
                return user
        return self.api_user()

    def api_user(self) -> int | None:
        """Return the number of the user whose key is used; None if this version does not tell it."""
        if self._api_user is None:
            self._api_user = one_id(self._site.call("res.users", "context_get").get("uid"))
        return self._api_user

    def find(self, name: str) -> int | None:
        """Return the number of an active internal user of the company, by number or login; None if none."""
        if name not in self._known:
            by: Value = ("id", "=", int(name)) if name.isdigit() else ("login", "=", name)
            domain = [by, ("share", "=", False), ("company_ids", "in", [self._site.company_id])]
            rows = self._site.search("res.users", domain, ["id"])
            self._known[name] = rows[0]["id"] if rows else None
        return self._known[name]
