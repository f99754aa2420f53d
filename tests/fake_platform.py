"""A platform that lives in memory, with the verbs a tester would say. It keeps the promises of `ports`.

It notes what was written and never refuses a second copy: that nothing is written twice is the flow's
work, and a test can count. It does not decide, and it knows one company only.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby

from relance_sync.errors import RelanceError, Skip, Stop, Unclear
from relance_sync.ports import (
    TOLD,
    Books,
    CallCount,
    Capabilities,
    ConnectorSettings,
    Effect,
    EffectKind,
    Finding,
    Page,
    Receipt,
    Severity,
)
from relance_sync.rules.account import Told
from relance_sync.rules.ledger import RECORD_KINDS, Balance, Credit, Customer, Invoice, Record
from tests.fake_books import KIND_OF, TODAY, FakeBooks, Row, id_of

EVERYTHING = Capabilities(
    activities=True, hold=True, order_activities=True, messages=True, trust=True, settle_seconds=0.0
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One thing that was written, with the reference its receipt bears."""

    effect: Effect
    reference: str


@dataclass(slots=True)
class FakePlatform(FakeBooks):
    """One company on a platform, in memory.

    Attributes:
        page_size: Records of a page.
        written: Everything written so far, in order; never shortened.
        open_activities: References of the activities that stand open.
        holds: The hold effect in force, by customer id.
        trust: Degree of trust, by customer id.
        meters: Whether it counts reads against an allowance.
        told: What people recorded there beside the books; None where people can record nothing.
    """

    name: str = "Maison Fictive"
    country: str = "FR"
    time_zone: str = "Europe/Paris"
    bank_day: date | None = TODAY
    page_size: int = 50
    capabilities: Capabilities = EVERYTHING
    findings: list[Finding] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    open_activities: list[str] = field(default_factory=list)
    holds: dict[str, Effect] = field(default_factory=dict)
    trust: dict[str, str] = field(default_factory=dict)
    meters: bool = False
    told: list[Told] | None = None
    _before: list[tuple[str, BaseException]] = field(default_factory=list)
    _after: list[BaseException] = field(default_factory=list)
    _calls: Counter[tuple[str, bool]] = field(default_factory=Counter)

    # Verbs of misfortune.

    def fail_next(self, error: BaseException, *, call: str = "") -> None:
        """Fail the next call of the method (such as `deliver`; any if empty) before anything happens."""
        self._before.append((call, error))

    def fail_after_next_write(self, error: BaseException) -> None:
        """Do the next write and then fail, as a process that is killed or a server that falls silent."""
        self._after.append(error)

    def cut_after_next_write(self) -> None:
        """Do the next write and lose the connection before the answer."""
        self.fail_after_next_write(Unclear("The connection broke before the answer came. Try again later."))

    # What stands on the platform.

    def of_kind(self, kind: EffectKind) -> list[Effect]:
        """Return what was written of one kind, in order, copies included."""
        return [each.effect for each in self.written if each.effect.kind is kind]

    @property
    def notes(self) -> list[Effect]:
        """Every note written."""
        return self.of_kind(EffectKind.NOTE)

    @property
    def activities(self) -> list[Effect]:
        """Every activity written, done or not."""
        return self.of_kind(EffectKind.ACTIVITY)

    @property
    def messages(self) -> list[Effect]:
        """Every message that left for a customer."""
        return self.of_kind(EffectKind.MESSAGE)

    @property
    def writes(self) -> int:
        """How many writes were made."""
        return len(self.written)

    # ports.Connector.

    def check(self) -> Sequence[Finding]:
        """Return the findings set by the test, or that all is well."""
        self._call("check")
        return self.findings or [
            Finding(severity=Severity.OK, what="connection", message=f"{self.name} answers")
        ]

    def books(self) -> Books:
        """Describe the company."""
        self._call("books")
        return Books(
            name=self.name,
            currency=self.currency,
            country=self.country,
            language="fr",
            time_zone=self.time_zone,
            bank_day=self.bank_day,
            url="https://books.example",
        )

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """Yield what changed, oldest change first, then the balances; a full pull states each kind whole."""
        since = 0 if full or cursor is None else int(json.loads(cursor)["changed"])
        rows = sorted((row for row in self.rows.values() if row.changed > since), key=lambda row: row.changed)
        if full:
            yield from self._whole()
        else:
            for kind, group in groupby(rows, key=lambda row: KIND_OF[type(row.record)]):
                same = list(group)
                for start in range(0, len(same), self.page_size):
                    self._call("changes")
                    yield self._page(kind, same[start : start + self.page_size], expected=len(rows))
        end = json.dumps({"changed": max([since, *(row.changed for row in rows)])})
        skipped = tuple(self.skipped)
        self._call("changes")
        yield Page(kind="balance", records=self._balances(), complete=True, cursor=end, skipped=skipped)
        if self.told is not None:
            self._call("told")
            yield Page(kind=TOLD, told=tuple(self.told), complete=True, cursor=end)

    def find(self, effect: Effect) -> Receipt | None:
        """Look for the marker."""
        self._call("find")
        for each in self.written:
            if each.effect.marker == effect.marker and each.effect.kind is effect.kind:
                return self._receipt(effect, each.reference, found=True)
        return None

    def find_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | Skip | None]:
        """Look for one after the other."""
        outcomes: list[Receipt | Skip | None] = []
        for effect in effects:
            try:
                outcomes.append(self.find(effect))
            except Skip as gone:
                outcomes.append(gone)
        return outcomes

    def deliver(self, effect: Effect) -> Receipt:
        """Write, without asking whether it was written before."""
        self._call("deliver", write=True)
        reference = f"{effect.kind}:{len(self.written) + 1}"
        self.written.append(Written(effect=effect, reference=reference))
        match effect.kind:
            case EffectKind.ACTIVITY:
                self.open_activities.append(reference)
            case EffectKind.CLOSE if effect.closes in self.open_activities:
                self.open_activities.remove(effect.closes)
            case EffectKind.HOLD:
                self.holds[effect.customer] = effect
            case EffectKind.RELEASE:
                self.holds.pop(effect.customer, None)
            case EffectKind.TRUST:
                self.trust[effect.customer] = effect.trust
        if self._after:
            raise self._after.pop(0)
        return self._receipt(effect, reference)

    def deliver_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | RelanceError]:
        """Write one after the other; a process that is killed stops in the middle."""
        outcomes: list[Receipt | RelanceError] = []
        for effect in effects:
            try:
                outcomes.append(self.deliver(effect))
            except RelanceError as error:
                outcomes.append(error)
        return outcomes

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """State what is open now."""
        self._call("residuals")
        wanted = set(installments)
        return {
            part.id: part.residual
            for invoice in self.records(Invoice)
            for part in invoice.installments
            if part.id in wanted
        }

    def calls(self) -> Sequence[CallCount]:
        """Count the calls by method."""
        names = sorted({name for name, _ in self._calls})
        return [
            CallCount(
                endpoint=name,
                calls=self._calls[name, False] + self._calls[name, True],
                writes=self._calls[name, True],
                bytes_received=100 * (self._calls[name, False] + self._calls[name, True]),
                metered=self._calls[name, False] if self.meters else 0,
            )
            for name in names
        ]

    # Inside.

    def _call(self, name: str, *, write: bool = False) -> None:
        self._calls[name, write] += 1
        for place, (wanted, error) in enumerate(self._before):
            if wanted in {"", name}:
                del self._before[place]
                raise error

    def _page(self, kind: str, rows: list[Row], *, expected: int) -> Page:
        return Page(
            kind=kind,
            records=tuple(row.record for row in rows if not row.gone),
            gone=tuple(id_of(row.record) for row in rows if row.gone),
            cursor=json.dumps({"changed": rows[-1].changed}),
            expected=expected,
        )

    def _whole(self) -> Iterator[Page]:
        for kind, type_ in RECORD_KINDS.items():
            if type_ is not Balance:
                self._call("changes")
                records: tuple[Record, ...] = tuple(self.records(type_))
                yield Page(kind=kind, records=records, complete=True, expected=len(self.rows))

    def _balances(self) -> tuple[Balance, ...]:
        owed = defaultdict(Decimal, {each.id: Decimal(0) for each in self.records(Customer)})
        for invoice in self.records(Invoice):
            for part in invoice.installments:
                owed[invoice.customer] += part.booked or Decimal(0)
        for credit in self.records(Credit):
            owed[credit.customer] -= credit.booked or Decimal(0)
        return tuple(Balance(customer=id_, amount=amount) for id_, amount in (owed | self.stated).items())

    def _receipt(self, effect: Effect, reference: str, *, found: bool = False) -> Receipt:
        moment = datetime(self.today.year, self.today.month, self.today.day, 8, tzinfo=UTC)
        return Receipt(
            key=effect.key,
            reference=reference,
            written_at=moment,
            url=f"https://books.example/{reference}",
            found=found,
        )


PLATFORMS: dict[str, FakePlatform] = {}
SECRETS: dict[str, str] = {}


def factory(settings: ConnectorSettings) -> FakePlatform:
    """Give the platform that the test registered under the setting `books`; an entry point may name this."""
    books = settings.settings.get("books")
    if not isinstance(books, str) or books not in PLATFORMS:
        raise Stop(
            f"relance.toml, company “{settings.company}”: the key books names no books. "
            f"Write one of: {', '.join(sorted(PLATFORMS))}."
        )
    SECRETS[settings.company] = settings.secret
    return PLATFORMS[books]
