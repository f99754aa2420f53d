"""What a command works with: the workspace, the chosen company, its store, its policy, its connector.

Everything is read when it is first asked for, so that a command pays for what it uses only.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relance_sync import registry
from relance_sync.cli.output import Output
from relance_sync.cli.texts import say
from relance_sync.config import CompanySettings, Secret, Workspace, find_secret, read_policy, read_workspace
from relance_sync.config.token_keys import find_token_keys, token_keys_warning
from relance_sync.config.workspace import LOG_FILE
from relance_sync.errors import Reconnect, Stop
from relance_sync.ports import Connector
from relance_sync.rules.account import Account
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.explain import format_day, supported
from relance_sync.rules.ledger import Company, Customer
from relance_sync.rules.policy import Policy
from relance_sync.sign_in import Authorization, Connection
from relance_sync.store import Store, open_store

_CANDIDATES = 20
_ENDS_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options every command takes, wherever they stood.

    Attributes:
        company: None to take the only one.
        language: None to follow the workspace, else LANG.
        today: None for today in the company's zone.
    """

    workspace: Path = Path()
    company: str | None = None
    as_json: bool = False
    language: str | None = None
    today: date | None = None


@dataclass
class Session:
    """One command's session; a context manager that closes the store."""

    options: Options
    secrets: set[str] = field(default_factory=set, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "store" in self.__dict__:
            self.store.close()

    @cached_property
    def out(self) -> Output:
        """Where answers go."""
        return Output(as_json=self.options.as_json)

    @property
    def log_file(self) -> Path:
        """The workspace's log."""
        return (self.options.workspace / LOG_FILE).resolve()

    @property
    def language(self) -> str:
        """Language of what is shown: as asked, else the workspace's, else that of the terminal."""
        read: Workspace | None = self.__dict__.get("workspace")
        terminal = next(
            (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
        )
        return self.options.language or (read and read.language) or supported(terminal[:2].lower())

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace.

        Raises:
            Stop: If there is none, or its file is wrong.
        """
        return read_workspace(self.options.workspace)

    @cached_property
    def store(self) -> Store:
        """The workspace's store, opened."""
        return open_store(self.workspace.database)

    def companies(self, named: str | None) -> Sequence[CompanySettings]:
        """Return the company asked for, or all of them.

        Raises:
            Stop: If there is no company of that name, or two were named.
        """
        asked = named or self.options.company
        if named and self.options.company and named != self.options.company:
            raise Stop(self.say("two_companies", one=named, other=self.options.company))
        if asked is None:
            return list(self.workspace.companies.values())
        if asked not in self.workspace.companies:
            raise Stop(self.say("no_company", name=asked, known=", ".join(self.workspace.companies)))
        return [self.workspace.companies[asked]]

    def company(self, named: str | None = None) -> CompanySettings:
        """Return the company asked for, or the only one.

        Raises:
            Stop: If there are several and none was named.
        """
        found = self.companies(named)
        if len(found) > 1:
            raise Stop(self.say("which_company", known=", ".join(each.name for each in found)))
        return found[0]

    def secret(self, company: CompanySettings) -> Secret:
        """Find the company's key; an empty one if it is connected in the browser and needs none.

        Raises:
            Stop: If there is none.
        """
        signs_in = registry.authorization_factory(company.platform, company.name)
        if signs_in is not None and not signs_in.needs_key(company.settings):
            return Secret(value="", source="")
        secret = find_secret(company.name, company.key_file)
        self.secrets.add(secret.value)
        return secret

    def connect(self, company: CompanySettings) -> Connector:
        """Build the company's connector; warn about exposed keys and a connection that ends soon."""
        secret = self.secret(company)
        if secret.warning:
            self.out.warn(secret.warning)
        authorization = self.authorization(company)
        connection = authorization.connection() if authorization else None
        if connection and (warning := self.connection_warning(company, connection)):
            self.out.warn(warning)
        return self.connector(company, secret)

    def connector(self, company: CompanySettings, secret: Secret) -> Connector:
        """Build the company's connector."""
        signs_in = registry.authorization_factory(company.platform, company.name) is not None
        return registry.connect(
            company,
            secret,
            folder=self.workspace.state_folder,
            token_keys=self._token_keys() if signs_in else (),
        )

    def authorization(self, company: CompanySettings, *, make_key: bool = False) -> Authorization | None:
        """Return what connects the company in the browser; None if its platform takes a key instead.

        Args:
            company: The company.
            make_key: Make the key that seals tokens, if there is none and nothing was sealed yet.

        Raises:
            Reconnect: If nothing was sealed yet, there is no key, and none is to be made.
        """
        if registry.authorization_factory(company.platform, company.name) is None:
            return None
        folder, secret = self.workspace.state_folder, self.secret(company)
        # Never where something is sealed: that needs the key it was sealed with.
        sealed = any(folder.glob("*.tokens"))
        try:
            keys = self._token_keys(make=make_key and not sealed)
        except Stop:
            if make_key or sealed:
                raise
            raise Reconnect(self.say("connect_never", name=company.name)) from None
        return registry.authorization(company, secret, folder=folder, token_keys=keys)

    def connection_warning(self, company: CompanySettings, connection: Connection) -> str:
        """Say that a connection ends soon whatever happens; empty if it does not."""
        ends = connection.ends_on
        if ends is None or connection.withdrawn or ends - datetime.now(UTC) > _ENDS_SOON:
            return ""
        return self.say("connect_ends_soon", name=company.name, day=format_day(ends.date(), self.language))

    def _token_keys(self, *, make: bool = False) -> tuple[str, ...]:
        file = self.workspace.tokens_key_file
        keys = find_token_keys(file, make=make)
        if not self.secrets.issuperset(keys) and (warning := token_keys_warning(file)):
            self.out.warn(warning)
        self.secrets.update(keys)
        return keys

    def policy(self, company: CompanySettings) -> Policy:
        """Read the company's policy."""
        return read_policy(company.policy, company.calendar, self.options.workspace)

    def calendar(self, company: CompanySettings, country: str | None = None) -> Calendar:
        """Make the company's calendar.

        Args:
            company: The company.
            country: Its own country as the platform says; None to take the one that was pulled last.
        """
        return company.closed.calendar(country or self.country(company))

    def country(self, company: CompanySettings) -> str | None:
        """Return the country that was pulled for a company; None if there is none, or it was never pulled."""
        known = self.store.company(company.name)
        return known.country if known else None

    def today(self, company: CompanySettings, time_zone: str | None = None) -> date:
        """Return today in the company's zone, as `local` shows it, or the day asked for."""
        return self.options.today or self.local(datetime.now(UTC), company, time_zone).date()

    def local(self, instant: datetime, company: CompanySettings, time_zone: str | None = None) -> datetime:
        """Show an instant in the company's zone: its own setting, else the platform's, else this machine's.

        Args:
            instant: Aware.
            company: The company.
            time_zone: The platform's; None to take the one that was pulled last.
        """
        name = company.time_zone or time_zone
        if name is None:
            known = self.store.company(company.name)
            name = known.time_zone if known else None
        try:
            return instant.astimezone(ZoneInfo(name or ""))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return instant.astimezone()

    def known(self, company: CompanySettings) -> Company:
        """Return the company as it was pulled.

        Raises:
            Stop: If it never was.
        """
        found = self.store.company(company.name)
        if found is None:
            raise Stop(self.say("never_synced", name=company.name))
        return found

    def customer(self, company: CompanySettings, text: str) -> Customer:
        """Find one customer by id or by a part of the name.

        Raises:
            Stop: If there is none, or several: then their names and ids are listed.
        """
        self.known(company)
        found = self.store.find_customers(company.name, text)
        exact = [each for each in found if each.name.casefold() == text.strip().casefold()]
        if len(found) > 1 and len(exact) == 1:
            found = exact
        if not found:
            raise Stop(self.say("no_customer", text=text, company=company.name))
        if len(found) > 1:
            listed = [f"  {each.id}  {each.name}" for each in found[:_CANDIDATES]]
            more = ["  …"] if len(found) > _CANDIDATES else []
            raise Stop("\n".join([self.say("which_customer", text=text), *listed, *more]))
        return found[0]

    def account(self, company: CompanySettings, customer: Customer, today: date) -> Account:
        """Read a customer's account."""
        found = self.store.account(self.known(company), customer.id, today)
        if found is None:
            raise Stop(self.say("no_customer", text=customer.id, company=company.name))
        return found

    def say(self, key: str, **values: object) -> str:
        """Return one of our sentences in the session's language."""
        return say(key, self.language, **values)
