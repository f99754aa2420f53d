"""What each of Odoo's refusals becomes, and what its sentence says."""

from __future__ import annotations

import pytest

from relance_connectors.odoo.errors import Refusal, label, translate
from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop, Unclear

HTML = ""


def refused(status: int, name: str = HTML, message: str = "", *, write: bool = False) -> RelanceError:
    return translate(
        Refusal(
            status=status,
            name=name,
            message=message,
            where="Odoo at https://books.example.com",
            database="acme",
            model="res.partner",
            method="write" if write else "search_read",
            write=write,
        )
    )


ODOO = "odoo.exceptions"


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (refused(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey"), Reconnect, "API key"),
        (refused(401), Reconnect, "API key"),
        (refused(200, f"{ODOO}.AccessDenied"), Reconnect, "API key"),
        (refused(404), Stop, "no database “acme”"),
        (refused(200, "psycopg2.OperationalError", 'database "acme" does not exist'), Stop, "no database"),
        (refused(200, "psycopg2.OperationalError", "server closed the connection"), Retry, "try again"),
        (refused(500, "psycopg2.errors.SerializationFailure", "x"), Retry, "try again"),
        (refused(404, "werkzeug.exceptions.NotFound", "the model 'x' does not exist"), Stop, "not installed"),
        (refused(403, f"{ODOO}.AccessError", "You are not allowed"), Stop, "may not read customers"),
        (refused(403, f"{ODOO}.AccessError", "x", write=True), Skip, "may not change customers"),
        (
            refused(403, f"{ODOO}.AccessError", "Access to unauthorized or invalid companies.", write=True),
            Stop,
            "company_id",
        ),
        (refused(404, f"{ODOO}.MissingError", write=True), Skip, "deleted"),
        (
            refused(422, f"{ODOO}.UserError", "The period\n is locked.", write=True),
            Skip,
            "“The period is locked.”",
        ),
        (refused(422, f"{ODOO}.ValidationError", "Too long", write=True), Skip, "Too long"),
        (refused(422, "werkzeug.exceptions.UnprocessableEntity", "missing"), Stop, "report"),
        (refused(500, "builtins.ValueError", "Invalid field 'x_a' on 'res.partner'"), Stop, "x_a"),
        (refused(500, "builtins.KeyError", "x_a", write=True), Stop, "x_a"),
        (refused(500), Retry, "HTTP 500"),
        (refused(500, write=True), Unclear, "HTTP 500"),
        (refused(200, write=True), Unclear, "HTTP 200"),
        (refused(415), Stop, "address"),
        (refused(200), Stop, "address"),
    ],
)
def test_a_refusal_becomes_one_of_ours_and_says_what_to_do(
    error: RelanceError, kind: type[RelanceError], says: str
) -> None:
    assert type(error) is kind
    assert says in error.user_message
    assert error.user_message.endswith((".", ").", "”"))


def test_a_long_message_of_odoo_is_not_quoted() -> None:
    long = "Traceback (most recent call last):\n" + '  File "/opt/odoo/x.py", line 1\n' * 20
    error = refused(422, f"{ODOO}.UserError", long)
    assert "Traceback" not in error.user_message + error.detail


def test_every_model_has_a_name_people_know_or_its_own() -> None:
    assert label("account.move") == "invoices"
    assert label("x_custom") == "x_custom"
