"""One run over accounts of one company: assess, keep, write. One that fails does not stop the others."""

import logging
from dataclasses import dataclass, field

from psycopg2 import OperationalError

from relance_sync.errors import RelanceError
from relance_sync.plan import Mode
from relance_sync.ports import Effect, EffectKind
from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Assessment

from .office import BATCH, Office, batches

_logger = logging.getLogger(__name__)

# Writing changes facts, and changed facts may ask for more (a hold that follows a stage); seldom twice.
_ROUNDS = 3
WAITS = ""
"""In place of a problem: a message that leaves in the sending hours, when it is decided anew."""


@dataclass(slots=True)
class Outcome:
    """What a run did.

    Attributes:
        assessed: How many accounts.
        written: How many effects.
        refused: Sentences about effects that Odoo refused.
        put_off: How many accounts wait for the hours in which messages may leave.
        failed: Names of customers whose account could not be handled.
        problems: Both for people to read, each behind the customer's name.
    """

    assessed: int = 0
    written: int = 0
    put_off: int = 0
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Count what another one counted."""
        self.assessed += other.assessed
        self.written += other.written
        self.put_off += other.put_off
        self.refused += other.refused
        self.failed += other.failed
        self.problems += other.problems


def run_batch(office: Office, files, outcome: Outcome) -> None:
    """Handle some accounts of the office's company, `BATCH` at most; nothing is committed here.

    Those of a company for which Relance outside decides are left as they are.
    """
    if office.company.relance_outside:
        return
    done = Outcome()
    try:
        with office.env.cr.savepoint():
            _handle(office, files, done)
    except OperationalError:
        # Another transaction was faster: Odoo tries the whole of ours again.
        raise
    except Exception as problem:  # noqa: BLE001  # whatever is odd about one of them
        if len(files) == 1:
            _failed(files, problem, outcome)
            return
        # One of them cannot be handled: which one shows when they are handled by halves.
        half = len(files) // 2
        run_batch(office, files[:half], outcome)
        run_batch(office, files[half:], outcome)
    else:
        outcome.add(done)


def preview(office: Office, files):
    """Yield what would be decided and written for each file; nothing is changed."""
    for numbers in batches(files.ids, BATCH):
        some = files.browse(numbers)
        accounts = office.accounts(some.partner_id)
        for file in some:
            account = accounts.get(file.partner_id.id)
            if account is not None:
                assessment = assess(account, office.policy, office.calendar, office.today)
                effects = office.planner.plan(assessment, account)
                yield file, assessment, _unwritten(office, {file: effects})[file]


def _handle(office: Office, files, done: Outcome) -> None:
    """Assess, keep and write, until nothing more follows from what was written."""
    accounts = office.accounts(files.partner_id)
    pending = [(file, accounts.get(file.partner_id.id)) for file in files]
    (files - files.browse([file.id for file, account in pending if account])).due = False
    pending = [(file, account) for file, account in pending if account]
    done.assessed += len(pending)
    refused: dict[int, dict[str, str]] = {file.id: {} for file, _ in pending}
    for _ in range(_ROUNDS):
        known = dict(pending)
        decided = dict(_decided(office, pending, done))
        for file in known.keys() - decided.keys():
            del refused[file.id]
        files.browse([file.id for file in decided])._keep(decided, known, office)
        if office.mode is Mode.OBSERVE:
            return
        plans = {
            file: (
                *office.planner.plan(made, known[file]),
                *file._approved_effects(office, known[file], refused[file.id]),
            )
            for file, made in decided.items()
        }
        written = _write(office, _unwritten(office, plans), done, refused)
        pending = [(file, office.told(known[file], file)) for file in written]
        if not pending:
            break
    well = files.browse([number for number, problems in refused.items() if not problems])
    # What was written may have been news itself.
    well.filtered("due").due = False
    for file in files.browse(refused) - well:
        problems = [each for each in refused[file.id].values() if each is not WAITS]
        waits = len(problems) < len(refused[file.id])
        done.refused += problems
        done.problems += [f"{file.partner_id.display_name}: {each}" for each in problems]
        done.put_off += waits
        file.write({"due": waits, "problem": "\n".join(problems) or False})
    if done.put_off:
        office.desk.call_again()


def _decided(office: Office, pending, done: Outcome) -> list[tuple[object, Assessment]]:
    """Assess; an account that the rules cannot take is told and left out, for nothing was changed yet."""
    decided = []
    for file, account in pending:
        try:
            decided.append((file, assess(account, office.policy, office.calendar, office.today)))
        except Exception as problem:  # noqa: BLE001  # whatever is odd about this one
            done.assessed -= 1
            _failed(file, problem, done)
    return decided


def _write(office: Office, plans, done: Outcome, refused: dict[int, dict[str, str]]) -> list:
    """Write what is planned, all of it at once or, if Odoo refuses some of it, one by one; tell for whom."""
    waiting = {file: _not_now(office, effects, refused[file.id]) for file, effects in plans.items()}
    waiting = {file: effects for file, effects in waiting.items() if effects}
    try:
        with office.env.cr.savepoint():
            wanted = [(file, each) for file in waiting for each in waiting[file]]
            receipts = office.desk.deliver_together([each for _, each in wanted])
            kept = [(*each, receipt) for each, receipt in zip(wanted, receipts, strict=True)]
            office.env["relance.account"]._save_receipts(kept, office.today)
    except RelanceError:
        return [file for file in waiting if _write_apart(office, file, waiting[file], done, refused[file.id])]
    done.written += len(kept)
    return list(waiting)


def _not_now(office: Office, effects: list[Effect], refused: dict[str, str]) -> list[Effect]:
    """Leave out what was refused in this run, and what waits for its hours."""
    for effect in effects:
        if effect.key not in refused and office.desk.puts_off(effect):
            refused[effect.key] = WAITS
    return [each for each in effects if each.key not in refused]


def _write_apart(office: Office, file, effects: list[Effect], done: Outcome, refused: dict[str, str]) -> int:
    """Write each thing with its receipt or not at all; tell how many were written."""
    written = 0
    for effect in effects:
        try:
            with office.env.cr.savepoint():
                file._save_receipts([(file, effect, office.desk.deliver(effect))], office.today)
        except RelanceError as problem:
            refused[effect.key] = problem.user_message
            if effect.kind is EffectKind.MESSAGE:
                file._tell_undelivered(problem.user_message)
        else:
            written += 1
    done.written += written
    return written


def _unwritten(office: Office, plans) -> dict[object, list[Effect]]:
    """Return, by file, the effects that were not written yet."""
    keys = [each.key for effects in plans.values() for each in effects]
    known = office.env["relance.receipt"]._references(office.company, keys)
    return {file: [each for each in effects if each.key not in known] for file, effects in plans.items()}


def _failed(file, problem: Exception, outcome: Outcome) -> None:
    """Leave an account due and make its failure a task that somebody sees."""
    told = problem.user_message if isinstance(problem, RelanceError) else str(problem)
    _logger.warning("Account %s could not be assessed", file.id, exc_info=problem)
    told = told or type(problem).__name__
    outcome.failed.append(file.partner_id.display_name)
    outcome.problems.append(f"{file.partner_id.display_name}: {told}")
    file._tell_failure(told)
