"""Text messages and letters through Odoo's own paid services: a stand-in gets what customers read."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import odoo_database
import odoo_install
import pytest

from relance_sync.letters.sms import parts
from tests.odoo_addon.iap_stand_in import Services, services
from tests.real_odoo import own_copy

pytestmark = pytest.mark.odoo

POLICY = """
default_plan = "texts"
[[plans.texts.steps]]
id = "word"
after_due = 5
stage = "amicable"
channel = "sms"
tone = "courteous"
[[plans.texts.steps]]
id = "firm"
after_due = 20
stage = "firm"
channel = "sms"
tone = "firm"
fallback = ["letter"]
"""

# A Wednesday at noon, and a customer who has been late for a week.
BEFORE = """
import json
from datetime import UTC, date, datetime, timedelta
from odoo.addons.relance.inside import office

def at(day):
    office.Office.today = day
    office.Office.now = lambda _: datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)

DAY = date(2026, 11, 25)
at(DAY)
parameters = env["ir.config_parameter"].sudo()
for service in ("sms", "snailmail"):
    parameters.set_param(service + ".endpoint", "{url}")
env["res.lang"]._activate_lang("fr_FR")
company = env.company
wizard = env["relance.policy.import"].create({{"name": "Texts", "text": '''{policy}'''}})
policy = env["relance.policy"].browse(wizard.action_load()["res_id"])
policy.company_id = company
company.write({{"relance_mode": "auto", "relance_policy_id": policy.id}})
customer = env["res.partner"].create({{
    "name": "Bolt", "is_company": True, "phone": "+33 6 12 34 56 78", "lang": "{lang}",
}})
move = env["account.move"].create({{
    "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": DAY - timedelta(days=37),
    "invoice_date_due": DAY - timedelta(days=7), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {{"name": "Nuts", "price_unit": 1200, "tax_ids": [(5,)]}})],
}})
move.action_post()

def run():
    file = env["relance.account"]._of(customer, company)
    file.due = True
    file.action_assess()
    env["sms.sms"].search([("state", "=", "outgoing")]).send()
    return file

def posted():
    company.relance_post_letters = True
    customer.write({{
        "phone": False, "street": "1 Nut Street", "zip": "35000", "city": "Rennes",
        "country_id": env.ref("base.fr").id,
    }})
    file = run()
    letter = env["snailmail.letter"].search([("partner_id", "=", customer.id)])
    letter._snailmail_print_valid_address()
    return file

def told(file):
    notes = file.activity_ids.mapped("note")
    statuses = file.message_ids.notification_ids.filtered(lambda each: each.notification_type == "sms")
    print(json.dumps({{
        "tasks": notes, "statuses": statuses.mapped("notification_status"),
        "customer": customer.activity_ids.mapped("summary"), "unreached": customer.relance_unreached_number,
    }}))
"""


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with own_copy("services") as name:
        done = odoo_database.serve_once(name, "--init=relance,sms,snailmail")
        assert done.returncode == 0, done.stdout[-3000:]
        yield name


@pytest.fixture
def iap() -> Iterator[Services]:
    with services() as standing:
        yield standing


def play(database: str, iap: Services, then: str, lang: str = "en_US") -> dict[str, Any]:
    """Let the customer be late, do what follows, and undo it all; return what is told at the end."""
    code = BEFORE.format(url=iap.url, policy=POLICY, lang=lang) + then + "\nenv.cr.rollback()\n"
    found: dict[str, Any] = json.loads(odoo_database.shell(database, code).splitlines()[-1])
    return found


def test_a_text_message_reaches_the_service_once(database: str, iap: Services) -> None:
    told = play(database, iap, "run()\ntold(run())")
    ((number, said),) = iap.texts
    assert number.replace(" ", "") == "+33612345678"
    assert "friendly reminder of" in said
    assert "1,200.00" in said
    assert parts(said) == 1
    assert (told["statuses"], told["tasks"], told["customer"]) == (["pending"], [], [])


@pytest.mark.parametrize(
    ("state", "reason", "is_remembered"),
    [
        ("insufficient_credit", "Insufficient Credit", False),
        ("unregistered", "Unregistered Account", False),
        ("wrong_number_format", "Wrong Number Format", True),
        ("country_not_supported", "Country Not Supported", True),
        ("made_up_tomorrow", "made_up_tomorrow", False),
    ],
)
def test_one_that_is_refused_becomes_a_task(
    database: str, iap: Services, state: str, reason: str, is_remembered: bool
) -> None:
    iap.refuse_texts(state)
    told = play(database, iap, "told(run())")
    assert len(iap.texts) == 1
    assert told["statuses"] == ["exception"]
    (note,) = told["tasks"]
    assert reason in note
    assert bool(told["unreached"]) is is_remembered


def test_it_speaks_the_customers_language(database: str, iap: Services) -> None:
    play(database, iap, "told(run())", lang="fr_FR")
    ((_, said),) = iap.texts
    assert "petit rappel" in said
    assert parts(said) == 1


def test_a_number_that_takes_none_is_not_tried_again(database: str, iap: Services) -> None:
    iap.refuse_texts("wrong_number_format")
    told = play(database, iap, "run()\nat(DAY + timedelta(days=14))\ntold(run())")
    assert len(iap.texts) == 1
    assert any("letter" in each for each in told["customer"])


class TestLetters:
    @pytest.fixture(autouse=True)
    def _can_print(self) -> None:
        odoo_install.install(pdf=True)

    def test_a_letter_reaches_the_service_as_pdf(self, database: str, iap: Services) -> None:
        told = play(database, iap, "told(posted())")
        (letter,) = iap.letters
        assert letter["address"]["city"] == "Rennes"
        assert base64.b64decode(letter["pdf_bin"]).startswith(b"%PDF-")
        assert (told["tasks"], told["customer"], iap.texts) == ([], [], [])

    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            ("CREDIT_ERROR", "enough credits"),
            ("NO_PRICE_AVAILABLE", "not covered by Snailmail"),
            ("FORMAT_ERROR", "could not be sent"),
        ],
    )
    def test_one_that_is_refused_becomes_a_task(
        self, database: str, iap: Services, error: str, reason: str
    ) -> None:
        iap.refuse_letters(error)
        told = play(database, iap, "told(posted())")
        assert len(iap.letters) == 1
        (note,) = told["tasks"]
        assert reason in note
