"""What Odoo's refusals mean: one table from status and exception name to our errors.

Odoo's `debug` (a traceback with paths) is never looked at. Its own sentence is quoted only where it was
written for people or names a field, and only if it is short.
"""

from collections.abc import Callable
from dataclasses import dataclass

from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop, Unclear

_QUOTED = 200
_OK, _SERVER_FAULT = 200, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Odoo did not do what was asked.

    Attributes:
        status: HTTP status; 200 for JSON-RPC, which hides it.
        name: Full name of Odoo's exception; empty if the answer was no JSON.
        message: Odoo's own sentence, unread so far.
        where: `Odoo at <address>`.
        write: Whether the call could change something.
    """

    status: int
    name: str
    message: str
    where: str
    database: str
    model: str
    method: str
    write: bool

    @property
    def quote(self) -> str:
        """Odoo's sentence on one line and in quotes; empty if it is too long to be one sentence."""
        line = " ".join(self.message.split())
        return f" Odoo says: “{line}”" if 0 < len(line) <= _QUOTED else ""

    @property
    def detail(self) -> str:
        """For the log."""
        return f"HTTP {self.status} {self.name} on {self.model}/{self.method}".replace("  ", " ")


def translate(refusal: Refusal) -> RelanceError:
    """Return the error to raise for a refusal.

    Returns:
        One of Retry, Unclear, Reconnect, Skip and Stop.
    """
    rule = _BY_NAME.get(refusal.name) or _BY_STATUS.get(refusal.status) or _by_family
    return rule(refusal)


def _bad_key(refusal: Refusal) -> RelanceError:
    return Reconnect(
        f"{refusal.where} does not accept the API key: it is wrong, expired or was withdrawn, or belongs to"
        f" another database than “{refusal.database}”. Make a new key in Odoo (your picture > My Preferences"
        " > Security > API Keys) and give it to Relance.",
        detail=refusal.detail,
    )


def _no_right(refusal: Refusal) -> RelanceError:
    if "invalid companies" in refusal.message:
        return Stop(
            f"The Odoo user of the API key may not see the company that company_id in relance.toml names, or"
            f" there is no such company in “{refusal.database}”. Correct company_id, or add the company to"
            " the user in Odoo (Settings > Users).",
            detail=refusal.detail,
        )
    act = "change" if refusal.write else "read"
    message = (
        f"The Odoo user of the API key may not {act} {label(refusal.model)}. Give this user the missing"
        " right in Odoo (Settings > Users), or use the key of another user."
    )
    # A refused write may be about one record only (a record rule); a refused read leaves a hole.
    return (Skip if refusal.write else Stop)(message, detail=refusal.detail)


def _gone(refusal: Refusal) -> RelanceError:
    return Skip(
        f"Something Relance wanted to write on ({label(refusal.model)}) was deleted or merged in Odoo in the"
        " meantime. Nothing was written; the next sync takes note of it.",
        detail=refusal.detail,
    )


def _refused(refusal: Refusal) -> RelanceError:
    return Skip(
        f"Odoo refused a change to {label(refusal.model)}.{refusal.quote} Settle this in Odoo; the next"
        " sync tries again.",
        detail=refusal.detail,
    )


def _no_database(refusal: Refusal) -> RelanceError:
    return Stop(
        f"{refusal.where} has no database “{refusal.database}”. Write its name in relance.toml, key database"
        " (in Odoo it stands on the page /web/database/selector, or ask whoever runs the server).",
        detail=refusal.detail,
    )


def _not_there(refusal: Refusal) -> RelanceError:
    if not refusal.name:
        return _no_database(refusal)
    return Stop(
        f"{refusal.where} has no {refusal.model}/{refusal.method}: an app that Relance needs is not installed"
        " there. Run `relance check` to see what is missing.",
        detail=refusal.detail,
    )


def _bad_question(refusal: Refusal) -> RelanceError:
    return Stop(
        f"Odoo does not understand a question about {label(refusal.model)} ({refusal.model})."
        f"{refusal.quote} If it names a field of your own, correct the mapping override file; if not, this"
        " is a mistake in Relance: please report it.",
        detail=refusal.detail,
    )


def _database_trouble(refusal: Refusal) -> RelanceError:
    if "database" in refusal.message and "does not exist" in refusal.message:
        return _no_database(refusal)
    return Retry(
        f"{refusal.where} could not work on its database just now. Nothing was changed; try again later.",
        detail=refusal.detail,
    )


def _server_trouble(refusal: Refusal) -> RelanceError:
    """A 5xx from something that is not Odoo's own code: nobody knows how far the call came."""
    message = f"{refusal.where} failed inside (HTTP {refusal.status})."
    if refusal.write:
        return Unclear(f"{message} Relance looks whether it was written before it writes again.")
    return Retry(f"{message} Try again later; if it lasts, ask whoever runs the server.")


def _by_family(refusal: Refusal) -> RelanceError:
    if refusal.name.startswith("psycopg2."):
        return _database_trouble(refusal)
    if refusal.name.startswith(("builtins.", "werkzeug.")):
        return _bad_question(refusal)
    if refusal.name.startswith("odoo."):
        return _refused(refusal)
    # A write that got a 200 with nothing readable in it may well be done.
    half_said = refusal.status == _OK and refusal.write
    if not refusal.name and (refusal.status >= _SERVER_FAULT or half_said):
        return _server_trouble(refusal)
    return Stop(
        f"{refusal.where} answered something unexpected (HTTP {refusal.status}). Check that the address in"
        " relance.toml is that of Odoo itself; run `relance check`.",
        detail=refusal.detail,
    )


_BY_NAME: dict[str, Callable[[Refusal], RelanceError]] = {
    "odoo.exceptions.AccessDenied": _bad_key,
    "odoo.exceptions.AccessError": _no_right,
    "odoo.exceptions.MissingError": _gone,
    "odoo.exceptions.UserError": _refused,
    "odoo.exceptions.ValidationError": _refused,
    "odoo.http.SessionExpiredException": _bad_key,
    "werkzeug.exceptions.Forbidden": _no_right,
    "werkzeug.exceptions.NotFound": _not_there,
    "werkzeug.exceptions.Unauthorized": _bad_key,
}

_BY_STATUS: dict[int, Callable[[Refusal], RelanceError]] = {
    401: _bad_key,
    404: _not_there,
}

_LABELS = {
    "account.bank.statement.line": "bank entries",
    "account.move": "invoices",
    "account.move.line": "invoice due dates",
    "account.partial.reconcile": "payment matchings",
    "account.payment": "payments",
    "mail.activity": "activities",
    "mail.message": "messages",
    "res.company": "the company",
    "res.currency.rate": "exchange rates",
    "res.partner": "customers",
    "res.partner.category": "contact tags",
    "res.users": "users",
    "sale.order": "sales orders",
}


def label(model: str) -> str:
    """Return what people call the records of a model; the model's own name if we have no word for it."""
    return _LABELS.get(model, model)
