"""News from the books: who is assessed anew right after an entry was posted, taken back or settled.

Nobody who posts or reconciles waits for credit control or is stopped by it. Their transaction takes numbers
down in memory, and asks and writes nothing. When it is committed, the few customers it was about are assessed
in a transaction of their own; many are left to the scheduled run, which finds by itself what changed in the
books. So is whatever goes wrong here.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

AT_ONCE = 5
"""How many customers are assessed while somebody waits: a batch of invoices is for the background."""

_KEY = "relance.news"


def note(env: api.Environment, *, moves: Iterable[int] = (), lines: Iterable[int] = ()) -> None:
    """Take down which entries changed in this transaction, by the numbers of entries or of their lines."""
    if not env.registry.ready:
        # Modules are being installed or upgraded: a run comes anyway.
        return
    after = env.cr.postcommit
    if _KEY not in after.data:
        after.data[_KEY] = (set(), set())
        after.add(partial(_tell, env.registry, *after.data[_KEY]))
    seen_moves, seen_lines = after.data[_KEY]
    seen_moves.update(moves)
    seen_lines.update(lines)


def _tell(registry: Registry, moves: set[int], lines: set[int]) -> None:
    """Assess the customers whose debts these are; the entries are in the books, so nothing may be raised."""
    try:
        with registry.cursor() as cr:
            files = api.Environment(cr, SUPERUSER_ID, {})["relance.account"]
            debtors = _debtors(files.env, moves, lines)
            if debtors and not _assessed(files, debtors):
                files._trigger_sync()
    except Exception as problem:  # the next run finds the same news
        _logger.warning("News of the books wait for the next run: %s", problem, exc_info=problem)


def _assessed(files, debtors: Mapping[int, list[int]]) -> bool:
    """Assess them unless they are many or a run is going on; tell whether it was done."""
    if sum(map(len, debtors.values())) > AT_ONCE:
        return False
    try:
        with files.env.cr.savepoint():
            return all(
                files._catch_up(
                    files.env["res.company"].browse(company), files.env["res.partner"].browse(partners)
                )
                for company, partners in debtors.items()
            )
    except Exception as problem:  # the run says what is wrong where somebody looks
        _logger.warning("Customers are not assessed at once: %s", problem, exc_info=problem)
        return False


def _debtors(env: api.Environment, moves: set[int], lines: set[int]) -> dict[int, list[int]]:
    """Return, by company, the commercial partners with a receivable line among these entries."""
    env.cr.execute(
        SQL(
            """
            SELECT DISTINCT line.company_id, partner.commercial_partner_id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE (line.move_id = ANY(%s) OR line.id = ANY(%s))
               AND account.account_type = 'asset_receivable'
            """,
            list(moves),
            list(lines),
        )
    )
    found = defaultdict(list)
    for company, debtor in env.cr.fetchall():
        found[company].append(debtor)
    return found
