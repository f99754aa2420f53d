"""One run over accounts of one company: assess, keep, write. One that fails does not stop the others."""

import logging
from dataclasses import dataclass, field

from psycopg2 import OperationalError

from relance_sync.errors import RelanceError
from relance_sync.plan import Mode
from relance_sync.ports import Effect
from relance_sync.rules.account import Account
from relance_sync.rules.assess import assess

from .office import BATCH, Office, batches

_logger = logging.getLogger(__name__)

# Writing changes facts, and changed facts may ask for more (a hold that follows a stage); seldom twice.
_ROUNDS = 3


@dataclass(slots=True)
class Outcome:
    """What a run did.

    Attributes:
        assessed: How many accounts.
        written: How many effects.
        refused: Sentences about effects that Odoo refused.
        failed: Names of customers whose account could not be handled.
    """

    assessed: int = 0
    written: int = 0
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run_batch(office: Office, files, outcome: Outcome) -> None:
    """Handle some accounts of the office's company, `BATCH` at most; nothing is committed here."""
    cr = office.env.cr
    try:
        with cr.savepoint():
            accounts = office.accounts(files.partner_id)
    except OperationalError:
        raise
    except Exception as problem:  # noqa: BLE001  # whatever is odd about one of them
        if len(files) > 1:
            # One of them cannot be read: which one shows when they are read one by one.
            for file in files:
                run_batch(office, file, outcome)
        else:
            _failed(files, problem, outcome)
        return
    for file in files:
        account = accounts.get(file.partner_id.id)
        if account is None:
            file.due = False
            continue
        try:
            with cr.savepoint():
                done = _one(office, file, account)
        except OperationalError:
            # Another transaction was faster: Odoo tries the whole of ours again.
            raise
        except Exception as problem:  # noqa: BLE001  # whatever is odd about this one
            _failed(file, problem, outcome)
            continue
        outcome.assessed += 1
        outcome.written += done.written
        outcome.refused += done.refused


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
                yield file, assessment, _unwritten(office, effects)


def _one(office: Office, file, account: Account) -> Outcome:
    done, refused_keys = Outcome(), set[str]()
    for _ in range(_ROUNDS):
        assessment = assess(account, office.policy, office.calendar, office.today)
        effects = office.planner.plan(assessment, account)
        file._keep(assessment, account, office)
        if office.mode is Mode.OBSERVE or not _write(office, file, effects, done, refused_keys):
            break
        account = office.told(account, file)
    file.write({"due": False, "problem": "\n".join(done.refused) or False})
    return done


def _write(office: Office, file, effects: tuple[Effect, ...], done: Outcome, refused: set[str]) -> int:
    """Write what is not written yet, each thing with its receipt or not at all; tell how many were."""
    written = 0
    for effect in _unwritten(office, effects):
        if effect.key in refused:
            continue
        try:
            with office.env.cr.savepoint():
                receipt = office.writer.deliver(effect)
                file._save_receipt(effect, receipt, office.today)
        except RelanceError as problem:
            refused.add(effect.key)
            done.refused.append(problem.user_message)
        else:
            written += 1
    done.written += written
    return written


def _unwritten(office: Office, effects: tuple[Effect, ...]) -> list[Effect]:
    known = office.env["relance.receipt"]._known(office.company, [each.key for each in effects])
    return [each for each in effects if each.key not in known]


def _failed(file, problem: Exception, outcome: Outcome) -> None:
    """Leave an account due and make its failure a task that somebody sees."""
    told = problem.user_message if isinstance(problem, RelanceError) else str(problem)
    _logger.warning("Account %s could not be assessed", file.id, exc_info=problem)
    outcome.failed.append(file.partner_id.display_name)
    file._tell_failure(told or type(problem).__name__)
