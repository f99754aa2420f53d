"""Writes effects into QuickBooks and finds them again, many of them with few calls.

Reads are metered, so a batch of effects asks once for everything it must know, and asks nothing for notes
(`notes` says why); all changes then go in one call, each refused or done for itself. What somebody changed in
between is read again, merged again and sent again under another key. E-mails cannot go in a batch: they go
one by one, after it. It decides nothing: what to write, and on whom, is in the effect.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from relance_connectors.error_table import Fault
from relance_connectors.outcomes import Outcome, trouble
from relance_connectors.quickbooks.client import MOST, Client, Item
from relance_connectors.quickbooks.messages import Messages
from relance_connectors.quickbooks.records import Records, Wanted, read
from relance_connectors.quickbooks.refusals import STALE
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.quickbooks.site import Site, utc_now
from relance_connectors.quickbooks.ways import Look, Ways
from relance_sync.errors import RelanceError, Retry, Skip, Stop, Unclear
from relance_sync.ports import Capabilities, Effect, EffectKind, Receipt

CAPABILITIES = Capabilities(hold=True, order_activities=True, messages=True, batch=MOST)

_TRIES = 3


class Writer:
    """Writes to one company."""

    def __init__(
        self, client: Client, settings: QuickBooksSettings, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            client: QuickBooks' API.
            settings: The company's settings.
            now: The clock of the receipts; aware, UTC.
        """
        site = Site(settings, now=now)
        self._client = client
        self._messages = Messages(site, client, now=now)
        self._ways = Ways(site, settings)
        self._made: dict[str, Receipt] = {}

    def deliver(self, effect: Effect) -> Receipt:
        """Write the effect, unless it is already there.

        Raises:
            Unclear: If the connection broke after the write was sent.
            Skip: If the target is gone, QuickBooks refuses, or a message has nowhere to go.
            Stop: If the books have no payment terms of the name that the settings say.
        """
        (outcome,) = self.deliver_batch([effect])
        if isinstance(outcome, RelanceError):
            raise outcome
        return outcome

    def deliver_batch(self, effects: Sequence[Effect]) -> list[Outcome]:
        """Write some effects in their order; see `relance_sync.ports.Connector.deliver_batch`."""
        outcomes: dict[int, Outcome] = {}
        for places in self._rounds(effects):
            if problem := trouble(outcomes.values()):
                outcomes |= dict.fromkeys(places, problem)
            else:
                self._round({place: effects[place] for place in places}, outcomes)
        return [outcomes[place] for place in range(len(effects))]

    def find(self, effect: Effect) -> Receipt | None:
        """Look whether the effect is already there: by its marker, or by the state it asks for.

        Raises:
            Skip: If the target is gone.
        """
        (outcome,) = self.find_batch([effect])
        if isinstance(outcome, Skip):
            raise outcome
        return outcome

    def find_batch(self, effects: Sequence[Effect]) -> list[Receipt | Skip | None]:
        """Look for some effects with one call; see `relance_sync.ports.Connector.find_batch`."""
        wanted: dict[int, Sequence[Wanted]] = {}
        outcomes: dict[int, Receipt | Skip | None] = {}
        for place, effect in enumerate(effects):
            try:
                wanted[place] = self._look_of(effect).wanted(effect)
            except Skip as problem:
                outcomes[place] = problem
        records = read(self._client, chain.from_iterable(wanted.values()))
        for place in wanted:
            effect = effects[place]
            try:
                outcomes[place] = found = self._look_of(effect).found(effect, records)
            except Skip as problem:
                outcomes[place] = problem
            else:
                self._remember(effect, found)
        return [outcomes[place] for place in range(len(effects))]

    def _round(self, effects: Mapping[int, Effect], outcomes: dict[int, Outcome]) -> None:
        """Write effects that do not touch the same record, and enter what became of each."""
        wanted: dict[int, Sequence[Wanted]] = {}
        for place, effect in effects.items():
            if made := self._made.get(effect.key):
                outcomes[place] = replace(made, found=True)
                continue
            try:
                wanted[place] = self._needed(effect)
            except Skip as problem:
                outcomes[place] = problem
        try:
            records = read(self._client, chain.from_iterable(wanted.values()))
        except RelanceError as broken:
            outcomes |= dict.fromkeys(wanted, broken)
            return
        messages = [place for place in wanted if effects[place].kind is EffectKind.MESSAGE]
        changes = {place: effects[place] for place in wanted if place not in messages}
        self._change(changes, records, outcomes)
        for place in messages:
            outcomes[place] = trouble(outcomes.values()) or self._send(effects[place], records)

    def _change(self, effects: Mapping[int, Effect], records: Records, outcomes: dict[int, Outcome]) -> None:
        for _ in range(_TRIES):
            self._write(effects, records, outcomes)
            effects = {place: effect for place, effect in effects.items() if place not in outcomes}
            if not effects:
                return
            try:
                records = read(self._client, chain.from_iterable(map(self._needed, effects.values())))
            except RelanceError as broken:
                outcomes |= dict.fromkeys(effects, broken)
                return
        outcomes |= dict.fromkeys(effects, self._client.error(Fault(code=STALE)))

    def _write(self, effects: Mapping[int, Effect], records: Records, outcomes: dict[int, Outcome]) -> None:
        """Write with one call; what is stale gets no outcome yet."""
        items: dict[int, Item] = {}
        for place, effect in effects.items():
            way = self._ways.of(effect)
            try:
                found = way.found(effect, records) if way.reads_first else None
                if found:
                    outcomes[place] = found
                else:
                    items[place] = way.item(effect, records)
            except (Skip, Stop) as problem:
                outcomes[place] = problem
        if not items:
            return
        try:
            answers = self._client.write(*items.values())
        except RelanceError as broken:
            outcomes |= dict.fromkeys(items, broken)
            return
        for place, answer in zip(items, answers, strict=True):
            if not isinstance(answer, Fault):
                outcomes[place] = self._ways.of(effects[place]).written(effects[place], answer)
                self._remember(effects[place], outcomes[place])
            elif answer.code != STALE:
                outcomes[place] = self._refused(answer)

    def _refused(self, fault: Fault) -> RelanceError:
        """Return what the fault of one item means; after a failure inside nobody knows what was done."""
        error = self._client.error(fault)
        if isinstance(error, Retry):
            return Unclear(error.user_message, after=error.after, detail=error.detail)
        return error

    def _send(self, effect: Effect, records: Records) -> Outcome:
        try:
            return self._messages.found(effect, records) or self._messages.send(effect, records)
        except RelanceError as problem:
            return problem

    def _remember(self, effect: Effect, outcome: Outcome | None) -> None:
        """Keep what a note's receipt says: nobody looks for a note before it is written."""
        if isinstance(outcome, Receipt) and not self._look_of(effect).reads_first:
            self._made[effect.key] = outcome

    def _needed(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read before an effect is written."""
        look = self._look_of(effect)
        return look.wanted(effect) if look.reads_first else ()

    def _rounds(self, effects: Sequence[Effect]) -> Iterator[list[int]]:
        """Part effects, in their order, so that none waits for another one of its round."""
        places: list[int] = []
        taken: set[object] = set()
        for place, effect in enumerate(effects):
            touched = self._touched(effect)
            if len(places) == MOST or touched & taken:
                yield places
                places, taken = [], set()
            places.append(place)
            taken |= touched
        if places:
            yield places

    def _touched(self, effect: Effect) -> set[object]:
        try:
            needed = self._needed(effect)
        except Skip:
            needed = ()
        records = {each for each in needed if each.id}
        if effect.kind is EffectKind.MESSAGE:
            records = {each for each in records if each.entity == "Invoice"}
        return {effect.key, *records}

    def _look_of(self, effect: Effect) -> Look:
        return self._messages if effect.kind is EffectKind.MESSAGE else self._ways.of(effect)
