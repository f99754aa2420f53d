"""Goes through Relance's addon where the Odoo has it: to write, and for what people recorded there.

The addon writes with the same writer and keeps receipts, holds and decisions in its account files, each
effect with its receipt or not at all. Where there is no addon all goes to the writer itself, as ever.
"""

from collections.abc import Sequence
from dataclasses import replace

from relance_connectors.odoo.effect_data import effect_data, problem_from
from relance_connectors.odoo.file_data import file_data
from relance_connectors.odoo.rpc import Value
from relance_connectors.odoo.site import Site
from relance_connectors.odoo.told_data import told_from
from relance_connectors.odoo.writer import CAPABILITIES, Writer
from relance_connectors.outcomes import Outcome, delivered, looked_for
from relance_sync.customer_files import CustomerFile
from relance_sync.errors import RelanceError, Skip
from relance_sync.ports import TOLD, Capabilities, Effect, Page, Receipt, SkippedRecord

MODULE, FILES, TEXTS = "relance", "relance.account", "sms"
MOST = 100
"""How many effects are written with one call: they are written in one transaction of Odoo."""

_SINCE = 19


class AddonWriter:
    """Writes to one company, through the addon if it is there; see `relance_sync.ports.Connector`."""

    def __init__(
        self, writer: Writer, site: Site, *, language: str = "en", responsible: str | None = None
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            writer: Writes where there is no addon.
            site: The company.
            language: As the writer has it.
            responsible: As the writer has it.
        """
        self._writer = writer
        self._site = site
        self._settings: dict[str, Value] = {"language": language, "responsible": responsible or False}
        self._there: bool | None = None
        self._is_installed: bool | None = None

    def there(self) -> bool:
        """Tell whether the addon is installed and the key's user may write through it; asks once."""
        if self._there is None:
            self._there = self._installed() and may_write(self._site)
        return self._there

    def _installed(self) -> bool:
        if self._is_installed is None:
            self._is_installed = installed(self._site)
        return self._is_installed

    def told_page(self, cursor: str | None) -> Page | None:
        """Read what people recorded in the account files: all of it, with one call.

        Args:
            cursor: Of the page before; nothing is to be remembered of this one.

        Returns:
            A page of kind `TOLD`, an empty one where there is no addon; None if the key's user may not read
            them: what was read before then still counts.
        """
        if not self.there():
            return None if self._installed() else Page(kind=TOLD, complete=True, cursor=cursor)
        told, skipped = [], []
        for number, each in enumerate(self._site.call(FILES, "told"), 1):
            try:
                told.append(told_from(each))
            except Skip as problem:
                # Without an id it is named by its place.
                id_ = str((each.get("told") or {}).get("id") or number)
                skipped.append(SkippedRecord(kind=TOLD, id=id_, problem=problem.user_message))
        return Page(kind=TOLD, told=tuple(told), skipped=tuple(skipped), complete=True, cursor=cursor)

    def capabilities(self) -> Capabilities:
        """Say what can be done, and how much at once."""
        if not self.there():
            return CAPABILITIES
        return replace(
            CAPABILITIES, batch=MOST, confirms=True, files=True, texts=installed(self._site, TEXTS)
        )

    def deliver(self, effect: Effect) -> Receipt:
        """See `relance_sync.ports.Connector.deliver`."""
        (outcome,) = self.deliver_batch([effect])
        if isinstance(outcome, RelanceError):
            raise outcome
        return outcome

    def deliver_batch(self, effects: Sequence[Effect]) -> list[Outcome]:
        """Write some effects with one call; see `relance_sync.ports.Connector.deliver_batch`."""
        if not self.there():
            return self._writer.deliver_batch(effects)
        try:
            answers = self._ask("deliver", effects)
        except Skip as refused:
            # Odoo refused the call as a whole: which effect it was about shows when they go one by one.
            return [refused] if len(effects) == 1 else delivered(self.deliver, effects)
        except RelanceError as problem:
            return [problem for _ in effects]
        return [
            problem_from(answer) or self._receipt(effect, answer)
            for effect, answer in zip(effects, answers, strict=True)
        ]

    def find(self, effect: Effect) -> Receipt | None:
        """See `relance_sync.ports.Connector.find`."""
        (found,) = self.find_batch([effect])
        if isinstance(found, Skip):
            raise found
        return found

    def find_batch(self, effects: Sequence[Effect]) -> list[Receipt | Skip | None]:
        """Look for some effects with one call; see `relance_sync.ports.Connector.find_batch`."""
        if not self.there():
            return self._writer.find_batch(effects)
        try:
            answers = self._ask("find_delivered", effects)
        except Skip as refused:
            return [refused] if len(effects) == 1 else looked_for(self.find, effects)
        outcomes: list[Receipt | Skip | None] = []
        for effect, answer in zip(effects, answers, strict=True):
            problem = problem_from(answer) if answer else None
            if problem is not None and not isinstance(problem, Skip):
                raise problem
            outcomes.append(problem or (self._receipt(effect, answer) if answer else None))
        return outcomes

    def show(self, files: Sequence[CustomerFile]) -> list[RelanceError | None]:
        """See `relance_sync.ports.FileKeeper.show`."""
        try:
            answers = self._site.call(FILES, "show", flags=None, files=[file_data(each) for each in files])
        except Skip as refused:
            if len(files) == 1:
                return [refused]
            # Odoo refused the call as a whole: which file it was about shows when they go one by one.
            return [outcome for each in files for outcome in self.show([each])]
        return [problem_from(answer) for answer in answers]

    def _ask(self, method: str, effects: Sequence[Effect]) -> list[Value]:
        sent = [effect_data(each) for each in effects]
        answers: list[Value] = self._site.call(FILES, method, flags=None, effects=sent, **self._settings)
        return answers

    def _receipt(self, effect: Effect, answer: Value) -> Receipt:
        return self._site.receipt(effect, answer["reference"], found=bool(answer["found"]))


def installed(site: Site, module: str = MODULE) -> bool:
    """Tell whether the addon, or another module, is installed in an Odoo that could have the addon."""
    if site.rpc.major < _SINCE:
        return False
    domain = [("name", "=", module), ("state", "=", "installed")]
    return bool(site.search("ir.module.module", domain, ["name"]))


def may_write(site: Site) -> bool:
    """Tell whether the key's user is a credit controller."""
    return bool(site.call(FILES, "has_access", operation="write"))
