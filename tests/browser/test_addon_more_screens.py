"""The rest of the addons' screens: dialogs, lists, settings, and what customers read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.shown_addon import ShownAddon

pytestmark = [pytest.mark.browser, pytest.mark.odoo]

FILES = "action-relance.relance_account_action"
POLICIES = "action-relance.relance_policy_action"
DIALOG = ".modal-content"
WORDS = {"en": 0, "fr": 1}


def let_go(page: Page) -> None:
    """Leave the field that a dialog opens with, and what drops down from it."""
    page.locator(".modal-title").last.click()


@pytest.mark.parametrize(
    ("name", "about", "field"),
    [
        ("promise", "talked", "due"),
        ("payment_plan", "talked", "part_ids"),
        ("dispute", "talked", "reason"),
        ("pause", "talked", "until"),
        ("hand_over", "held", "route"),
        ("approve", "person", "until"),
    ],
)
def test_a_dialog_of_an_account_file(
    shown: Callable[..., str], page: Page, addon: ShownAddon, name: str, about: str, field: str
) -> None:
    page.goto(f"{addon.url}/odoo/{FILES}/{getattr(addon, about)}")
    page.locator(f".o_statusbar_buttons button[name=action_{name}]:visible").click()
    page.locator(f".modal .o_field_widget[name={field}]").wait_for()
    let_go(page)
    assert shown(name.replace("_", "-"), None, DIALOG, DIALOG)


@pytest.mark.parametrize(
    ("name", "field"), [("settlement", "pays"), ("interruption", "ground"), ("override", "reason")]
)
def test_a_dialog_of_the_agreements(
    shown: Callable[..., str], page: Page, addon: ShownAddon, name: str, field: str
) -> None:
    page.goto(f"{addon.url}/odoo/{FILES}/{addon.held}")
    page.locator(".nav-link[name=agreements]").click()
    page.locator(f"button[name=action_{name}]:visible").click()
    page.locator(f".modal .o_field_widget[name={field}]").wait_for()
    let_go(page)
    assert shown(name, None, DIALOG, DIALOG)


@pytest.mark.parametrize(("name", "field"), [("pause", "until"), ("assign", "collector_id")])
def test_a_dialog_for_many_accounts(shown: Callable[..., str], page: Page, name: str, field: str) -> None:
    page.goto(page.url.split("/odoo")[0] + f"/odoo/{FILES}")
    page.locator("thead .o_list_record_selector input").check()
    page.locator(f"button[name=action_{name}_many]:visible").first.click()
    page.locator(f".modal .o_field_widget[name={field}]").wait_for()
    let_go(page)
    assert shown(f"{name}-many", None, DIALOG, DIALOG)


def test_late_charges(shown: Callable[..., str], page: Page, addon: ShownAddon, language: str) -> None:
    page.goto(f"{addon.url}/odoo/{FILES}/{addon.held}")
    page.locator(".nav-link[name=late_charges]").click()
    page.locator(".o_field_widget[name=late_charges] tbody tr").first.wait_for()
    page.evaluate("document.querySelector('.o_notebook').scrollIntoView()")
    said = shown("charges", None, ".o_field_widget[name=late_charges] tbody tr")
    assert ("12.00 %", "12,00\u00a0%")[WORDS[language]] in said


def test_the_contact(shown: Callable[..., str], page: Page, addon: ShownAddon, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    path = f"action-account.res_partner_action_customer/{addon.customer}"
    said = shown("contact", path, "button[name=action_open_relance_account]")
    assert ("Amicable", "Amiable")[WORDS[language]] in said


def test_the_history_of_an_account(shown: Callable[..., str], page: Page, addon: ShownAddon) -> None:
    page.goto(f"{addon.url}/odoo/{FILES}/{addon.talked}")
    page.locator(".o_control_panel .oe_stat_button:has(.fa-history)").click()
    assert "Wood" in shown("history-list", None, ".o_list_view .o_data_row")


def test_all_runs(shown: Callable[..., str]) -> None:
    assert "Camille Roy" in shown("runs", "action-relance.relance_run_action", ".o_data_row")


@pytest.mark.parametrize(("kind", "mark"), [("graph", "canvas"), ("pivot", ".o_pivot td")])
def test_the_analysis(shown: Callable[..., str], kind: str, mark: str) -> None:
    path = f"action-relance.relance_account_analysis_action?view_type={kind}"
    assert shown(f"analysis-{kind}", path, f".o_action_manager {mark}")


def test_an_indicator_by_month(shown: Callable[..., str], page: Page) -> None:
    page.goto(page.url.split("/odoo")[0] + "/odoo/action-relance.relance_indicator_action?view_type=list")
    page.locator(".o_data_row", has_text="DSO").locator("button[name=action_open_months]").first.click()
    assert "DSO" in shown("indicator-months", None, ".o_graph_view canvas")


def test_the_indicators_as_a_list(shown: Callable[..., str], language: str) -> None:
    path = "action-relance.relance_indicator_action?view_type=list"
    said = shown("indicators", path, ".o_list_view .o_data_row")
    assert ("Recovery rate", "Taux de recouvrement")[WORDS[language]] in said


def test_the_policies(shown: Callable[..., str], language: str) -> None:
    said = shown("policies", POLICIES, ".o_data_row")
    assert ("Wholesale", "Négoce")[WORDS[language]] in said


def test_the_plans_of_a_policy(shown: Callable[..., str], addon: ShownAddon, language: str) -> None:
    said = shown("policy-plans", f"{POLICIES}/{addon.policy}", ".o_field_widget[name=plan_ids] .o_data_row")
    assert ("bad payers", "mauvais payeurs")[WORDS[language]] in said


def test_a_plan(shown: Callable[..., str], page: Page, addon: ShownAddon, language: str) -> None:
    page.goto(f"{addon.url}/odoo/{POLICIES}/{addon.policy}")
    page.locator(".o_field_widget[name=plan_ids] .o_data_row .o_data_cell").first.click()
    said = shown("plan", None, ".modal .o_field_widget[name=step_ids] .o_data_row", DIALOG)
    assert ("hand-over", "remise à un tiers")[WORDS[language]] in said


@pytest.mark.parametrize("tab", ["segments", "contact", "law", "grades"])
def test_a_page_of_a_policy(shown: Callable[..., str], page: Page, addon: ShownAddon, tab: str) -> None:
    page.goto(f"{addon.url}/odoo/{POLICIES}/{addon.own}")
    page.locator(f".nav-link[name={tab}]").click()
    assert shown(f"policy-{tab}", None, ".tab-pane.active .o_field_widget")


@pytest.mark.parametrize(
    ("tab", "rows", "name"), [("segments", "segment_ids", "segment"), ("messages", "text_ids", "text")]
)
def test_a_part_of_a_policy(
    shown: Callable[..., str], page: Page, addon: ShownAddon, tab: str, rows: str, name: str
) -> None:
    page.goto(f"{addon.url}/odoo/{POLICIES}/{addon.own}")
    page.locator(f".nav-link[name={tab}]").click()
    page.locator(f".o_field_widget[name={rows}] .o_data_row .o_data_cell[name=name]").first.click()
    page.locator(".modal .o_form_view .o_field_widget[name=name]").first.wait_for()
    let_go(page)
    assert shown(f"policy-{name}", None, DIALOG, DIALOG)


def test_a_policy_as_text_and_a_mistake_in_it(
    shown: Callable[..., str], page: Page, addon: ShownAddon, language: str
) -> None:
    page.goto(f"{addon.url}/odoo/{POLICIES}/{addon.own}")
    page.get_by_role("button", name=("Edit as Text", "Modifier en texte")[WORDS[language]]).click()
    text = ".modal .o_field_widget[name=text] textarea"
    shown("policy-import", None, text, DIALOG)
    page.fill(text, page.input_value(text).replace('channel = "letter"', 'channel = "leter"'))
    page.locator(".modal button[name=action_load]").click()
    page.locator(".modal").nth(1).wait_for()
    assert "channel" in shown("policy-mistake", None, ".modal .o_error_dialog, .modal [role=alert]")


def test_the_calendar_of_closed_days(shown: Callable[..., str], addon: ShownAddon, language: str) -> None:
    path = f"action-relance.relance_calendar_action/{addon.calendar}"
    said = shown("closed-days", path, ".o_field_widget[name=day_ids] .o_data_row")
    assert ("2 Jan 2027", "02/01/2027")[WORDS[language]] in said


def test_the_reference_rates(shown: Callable[..., str]) -> None:
    path = "action-relance.relance_reference_rate_action"
    assert "ecb.europa.eu" in shown("rates", path, ".o_data_row")


@pytest.mark.parametrize(("report", "about"), [("letter", "late"), ("statement", "held")])
def test_what_customers_get_on_paper(
    shown: Callable[..., str], addon: ShownAddon, report: str, about: str
) -> None:
    said = shown(report, f"/report/html/relance.{report}/{getattr(addon, about)}", ".page", "body")
    assert "Marina Blvd" in said
    assert "USD" in said


def test_what_a_customer_reads_who_signed_an_order_that_waits(
    shown: Callable[..., str], page: Page, addon: ShownAddon, language: str
) -> None:
    page.context.clear_cookies()
    said = shown("portal", addon.signed, ".o_portal_sale_sidebar .alert-info")
    assert ("needs our confirmation", "confirm")[WORDS[language]] in said
