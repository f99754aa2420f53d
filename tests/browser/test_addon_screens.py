"""The screens of the Odoo addons in a real browser, in English and French: the pictures of the how-to."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.shown_addon import ShownAddon

pytestmark = [pytest.mark.browser, pytest.mark.odoo]


def test_the_worklist(shown: Callable[..., str], language: str) -> None:
    said = shown("worklist", "action-relance.relance_account_action", ".o_data_row")
    assert "Ready Mat" in said
    assert {"en": "At Risk", "fr": "À risque"}[language] in said


def test_the_board(shown: Callable[..., str]) -> None:
    said = shown("board", "action-relance.relance_account_action?view_type=kanban", ".o_kanban_record")
    assert "Ready Mat" in said


def test_the_calendar(shown: Callable[..., str]) -> None:
    shown("calendar", "action-relance.relance_account_action?view_type=calendar", ".fc-event")


def test_the_dashboard(shown: Callable[..., str], language: str) -> None:
    said = shown("dashboard", "action-relance.relance_indicator_action", ".o_kanban_record canvas")
    assert {"en": "Recovery rate", "fr": "Taux de recouvrement"}[language] in said


def test_the_account_file(shown: Callable[..., str], addon: ShownAddon, language: str) -> None:
    said = shown(
        "account", f"action-relance.relance_account_action/{addon.held}", ".o_field_widget[name=why] li"
    )
    assert {"en": "days late", "fr": "jours de retard"}[language] in said


@pytest.mark.parametrize("tab", ["agreements", "history"])
def test_what_was_agreed_and_what_happened(
    shown: Callable[..., str], page: Page, addon: ShownAddon, tab: str
) -> None:
    page.goto(f"{addon.url}/odoo/action-relance.relance_account_action/{addon.talked}")
    page.locator(f".nav-link[name={tab}]").click()
    page.locator(f".nav-link[name={tab}]").scroll_into_view_if_needed()
    page.locator(".tab-pane.active .o_data_row").first.wait_for()
    page.evaluate("document.querySelector('.o_notebook').scrollIntoView()")
    assert "Wood" in shown(tab, None, ".tab-pane.active .o_data_row")


def test_the_result_of_a_call(shown: Callable[..., str], page: Page, addon: ShownAddon) -> None:
    page.goto(f"{addon.url}/odoo/action-relance.relance_account_action/{addon.talked}")
    page.locator("button[name=action_call]").click()
    page.locator(".modal .o_field_widget[name=outcome] input").nth(1).check()
    assert "Lumber Inc" in shown("call", None, ".modal .o_field_widget[name=promise_due]")


def test_what_would_be_sent(shown: Callable[..., str], page: Page, addon: ShownAddon, language: str) -> None:
    page.goto(f"{addon.url}/odoo/action-relance.relance_account_action/{addon.late}")
    page.locator("button[name=action_preview_reminder]").click()
    amount = {"en": "3,200.00", "fr": "3\u202f200,00"}[language]
    assert amount in shown("sent", None, ".modal .o_kanban_record table")


def test_a_run(shown: Callable[..., str], addon: ShownAddon, language: str) -> None:
    said = shown("run", f"action-relance.relance_run_action/{addon.run}", ".o_field_widget[name=assessed]")
    assert "Camille Roy" in said
    assert {"en": "Done", "fr": "Terminé"}[language] in said


def test_the_favourites(shown: Callable[..., str], page: Page, addon: ShownAddon, language: str) -> None:
    page.goto(f"{addon.url}/odoo/action-relance.relance_account_action")
    page.locator(".o_searchview_dropdown_toggler").click()
    shown("favourites", None, ".o_favorite_menu .o-dropdown-item")
    broken = {"en": "Just broken", "fr": "Récemment rompu"}[language]
    page.get_by_text(broken).click()
    page.locator(".o_facet_value", has_text=broken).wait_for()


def test_the_settings(shown: Callable[..., str], page: Page, addon: ShownAddon, language: str) -> None:
    page.goto(f"{addon.url}/odoo/action-account.action_account_config")
    mode = ".o_field_widget[name=relance_mode]"
    page.locator(mode).wait_for()
    page.evaluate(
        "document.querySelector('.o_field_widget[name=relance_mode]').scrollIntoView({block: 'center'})"
    )
    said = shown("settings", None, f"{mode} input")
    assert {"en": "Closed Days", "fr": "Jours fermés"}[language] in said


def test_what_would_happen(shown: Callable[..., str]) -> None:
    said = shown("preview", "action-relance.action_relance_preview", ".modal .o_data_row")
    assert "LightsUp" in said


def test_the_policy(shown: Callable[..., str], page: Page, addon: ShownAddon, language: str) -> None:
    page.goto(f"{addon.url}/odoo/action-relance.relance_policy_action/{addon.policy}")
    page.locator(".nav-link[name=holds]").click()
    said = shown("policy", None, ".o_field_widget[name=trigger_ids] .o_data_row")
    assert {"en": "Duplicate to Change It", "fr": "Dupliquer"}[language] in said


def test_a_held_order(shown: Callable[..., str], page: Page, addon: ShownAddon) -> None:
    banner = ".alert-danger button[name=action_relance_release]"
    shown("held-quotation", f"sales/{addon.order}", banner)
    page.locator(".o_statusbar_buttons button[name=action_confirm]:visible").first.click()
    said = shown("refused", None, ".modal")
    assert "Ready Mat" in said
    page.locator(".modal footer button").first.click()
    page.locator(banner).click()
    said = shown("release", None, ".modal .o_field_widget[name=reason]")
    assert "Ready Mat" not in said or "USD" in said
