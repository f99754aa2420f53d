"""`relance sync` and `relance check`: modes, several companies, exit codes, and what people see of it."""

import pytest

from relance_sync.config.policy_file import standard_policy_text
from relance_sync.errors import Reconnect, Retry, Skip, Stop
from relance_sync.flow import Mode
from relance_sync.ports import Capabilities, Finding, Severity
from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

LATE_KEYS = {
    "customer", "stage", "risk", "rating", "segment", "exposure", "open_items", "orders", "credits",
    "missing_rates", "overdue",
    "decisions", "next_review", "policy_version", "effects",
}  # fmt: skip


def test_observe_shows_and_writes_nothing(terminal: Terminal, acme: FakePlatform) -> None:
    answer = terminal.relance("sync")
    assert answer.code == 0
    assert acme.writes == 0
    assert "Mode observe: nothing was written; this is what would be." in answer.out
    assert "Read: 3 customer(s), 3 invoice(s), 1 order(s), 3 balance(s)." in answer.out
    assert "Hold orders" in answer.out
    assert "1 more customer(s) assessed" in answer.out


def test_observe_in_french(terminal: Terminal, acme: FakePlatform) -> None:
    answer = terminal.relance("sync", "--language", "fr")
    assert acme.writes == 0
    assert "Mode observe : rien n'a été écrit ; voici ce qui le serait." in answer.out
    assert "Lu : 3 client(s), 3 facture(s)" in answer.out
    assert "Bloquer les commandes" in answer.out
    assert "1 800,00 EUR" in answer.everything


def test_assist_writes_and_tells_where(terminal: Terminal, acme: FakePlatform) -> None:
    answer = terminal.relance("sync", "acme", "--mode", "assist")
    assert answer.code == 0
    assert set(acme.holds) == {"azure-interior"}
    assert acme.messages == []
    assert "https://books.example/hold:" in answer.out
    assert f"of which {acme.writes} write;" in answer.out


def sends_between(terminal: Terminal, since: str, until: str) -> None:
    """Make the standard policy the workspace's, with these sending hours."""
    usual = standard_policy_text()
    text = usual.replace("since = 08:00:00", f"since = {since}")
    text = text.replace("until = 19:00:00", f"until = {until}")
    (terminal.folder / "policy.toml").write_text(text, encoding="utf-8")


def test_auto_also_sends(terminal: Terminal, acme: FakePlatform) -> None:
    sends_between(terminal, "00:00:00", "23:59:59.999999")
    terminal.relance("sync", "--mode", "auto")
    assert {message.customer for message in acme.messages} == {"azure-interior", "joel-willis"}


def test_outside_the_sending_hours_it_says_when_they_begin(terminal: Terminal, acme: FakePlatform) -> None:
    sends_between(terminal, "00:00:00", "00:00:00.000001")
    answer = terminal.relance("sync", "--mode", "auto")
    assert answer.code == 0
    assert "2 message(s) wait for the hours in which messages may leave, from" in answer.out
    (report,) = terminal.relance("sync", "--mode", "auto", "--json").json["companies"]
    assert {each["customer"] for each in report["put_off"]} == {"azure-interior", "joel-willis"}
    assert report["put_off_until"].endswith(("T00:00:00+01:00", "T00:00:00+02:00"))
    assert (report["waiting"], acme.messages) == (0, [])


def test_the_mode_of_the_company_is_taken(terminal: Terminal) -> None:
    books = terminal.company("acme", more='mode = "assist"')
    books.invoice("Azure Interior", "1800.00", due=books.today.replace(month=8))
    terminal.relance("sync")
    assert books.writes > 0


def test_what_stands_already_is_not_shown_as_to_be_written(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.relance("sync", "--mode", "assist")
    acme.pay("Azure Interior", "1.00")
    answer = terminal.relance("sync", "--json")
    (azure,) = answer.json["companies"][0]["assessed"][:1]
    assert azure["customer"]["id"] == "azure-interior"
    assert any(each["kind"] == "hold" for each in azure["decisions"])
    assert azure["effects"] == []


def test_nothing_new_is_said(terminal: Terminal, acme: FakePlatform) -> None:
    for _ in range(2):
        terminal.relance("sync", "--mode", "assist")
    written = acme.writes
    answer = terminal.relance("sync", "--mode", "assist")
    assert acme.writes == written
    assert "nothing changed since the last sync" in answer.out
    assert "Nothing had to be written." in answer.out


@pytest.mark.usefixtures("acme")
def test_json_has_stable_keys(terminal: Terminal) -> None:
    (company,) = terminal.relance("sync", "--mode", "assist", "--json").json["companies"]
    assert set(company) == {
        "company", "run_id", "mode", "pulled", "skipped", "assessed", "delivered", "failed", "waiting",
            "put_off", "put_off_until",
        "calls",
    }  # fmt: skip
    assert company["mode"] == Mode.ASSIST
    azure = company["assessed"][0]
    assert set(azure) == LATE_KEYS
    assert azure["overdue"] == {"amount": "1800.00", "currency": "EUR"}
    assert {each["kind"] for each in azure["decisions"]} == {"remind", "hold"}
    assert set(company["delivered"][0]) == {
        "key", "kind", "customer", "target", "channel", "title", "reference", "url", "found"
    }  # fmt: skip


def test_what_a_platform_counts_against_an_allowance_is_summed_up(
    terminal: Terminal, acme: FakePlatform
) -> None:
    assert "allowance" not in terminal.relance("sync").out
    acme.meters = True
    metered = sum(each.metered for each in acme.calls())
    assert metered > 0
    answer = terminal.relance("sync")
    metered = sum(each.metered for each in acme.calls())
    assert f"{metered} of them count against an allowance of the platform." in answer.out
    (company,) = terminal.relance("sync", "--json").json["companies"]
    assert sum(each["metered"] for each in company["calls"]) > metered


def test_a_record_that_cannot_be_read_is_told(terminal: Terminal, acme: FakePlatform) -> None:
    acme.skip("invoice", "99", "Invoice 99 has no currency. Set one.")
    answer = terminal.relance("sync")
    assert answer.code == 0
    assert "Invoice 99 has no currency. Set one." in answer.out


def test_an_effect_that_fails_makes_it_done_in_part(terminal: Terminal, acme: FakePlatform) -> None:
    acme.fail_next(Skip("The customer is archived: unarchive it."), call="deliver")
    answer = terminal.relance("sync", "--mode", "assist")
    assert answer.code == 1
    assert "Could not be written" in answer.out
    assert "The customer is archived: unarchive it." in answer.out


def test_effects_that_wait_make_it_done_in_part(terminal: Terminal, acme: FakePlatform) -> None:
    for _ in range(3):
        acme.fail_next(Retry("The server is busy."), call="deliver")
    answer = terminal.relance("sync", "--mode", "assist")
    assert answer.code == 1
    assert "wait for the platform to answer again" in answer.out


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (Retry("The server is down. Try again later."), 5, "retry"),
        (Reconnect("The key was withdrawn. Make a new one."), 4, "reconnect"),
        (Stop("The user may not read invoices. Grant it."), 2, "stop"),
    ],
)
def test_an_error_is_a_sentence_and_an_exit_code(
    terminal: Terminal, acme: FakePlatform, error: Stop, code: int, kind: str
) -> None:
    for _ in range(2):
        acme.fail_next(error, call="changes")
    plain, document = terminal.relance("sync"), terminal.relance("sync", "--json")
    assert (plain.code, document.code) == (code, code)
    assert f"acme: {error.user_message}" in plain.err
    assert document.json["companies"] == [
        {"company": "acme", "error": {"kind": kind, "message": error.user_message}}
    ]


def test_the_detail_of_an_error_is_for_the_log(terminal: Terminal, acme: FakePlatform) -> None:
    acme.fail_next(Retry("The server is down.", detail="503 from proxy"), call="books")
    answer = terminal.relance("sync")
    assert "503" not in answer.everything
    assert "503 from proxy" in (terminal.folder / "relance.log").read_text()


def test_the_unexpected_is_one_sentence_and_the_log_holds_no_key(
    terminal: Terminal, acme: FakePlatform
) -> None:
    terminal.monkeypatch.setenv("RELANCE_ACME_KEY", "the-key-itself")
    acme.fail_next(ZeroDivisionError("with the-key-itself"), call="changes")
    answer = terminal.relance("sync")
    log = (terminal.folder / "relance.log").read_text()
    assert answer.code == 1
    assert "Something unexpected happened" in answer.err
    assert "relance.log" in answer.err
    assert "ZeroDivisionError: with ***" in log
    assert "the-key-itself" not in log


def test_a_log_that_cannot_be_written_does_not_hide_the_error(terminal: Terminal, acme: FakePlatform) -> None:
    (terminal.folder / "relance.log").mkdir()
    acme.fail_next(ZeroDivisionError(), call="changes")
    answer = terminal.relance("sync", "--language", "fr")
    assert answer.code == 1
    assert "n'ont pas pu être écrits" in answer.err


def test_one_company_that_fails_does_not_stop_the_others(terminal: Terminal, acme: FakePlatform) -> None:
    acme.fail_next(Reconnect("The key was withdrawn."), call="books")
    other = terminal.company("other")
    other.invoice("Gemini", "900.00", due=other.today.replace(month=8))
    answer = terminal.relance("sync", "--mode", "assist")
    assert answer.code == 1
    assert "acme: The key was withdrawn." in answer.err
    assert {note.customer for note in other.notes} == {"gemini"}


def test_companies_that_fail_alike_share_their_exit_code(terminal: Terminal, acme: FakePlatform) -> None:
    other = terminal.company("other")
    for books in (acme, other):
        books.fail_next(Retry("The server is down."), call="books")
    assert terminal.relance("sync").code == 5


def test_one_company_can_be_chosen(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.company("other")
    document = terminal.relance("sync", "other", "--json").json
    assert [each["company"] for each in document["companies"]] == ["other"]
    assert acme.calls() == []


def test_full_finds_deleted_records(terminal: Terminal, acme: FakePlatform) -> None:
    invoice = acme.invoice("Gemini", "900.00", due=acme.today.replace(month=8))
    terminal.relance("sync")
    acme.delete(invoice)
    terminal.relance("sync", "--full")
    assert terminal.relance("explain", "gemini", "--json").json["items"] == []


def test_today_is_the_companys_day(terminal: Terminal, acme: FakePlatform) -> None:
    answer = terminal.relance("sync", "--today", "2026-08-20", "--json")
    assert answer.code == 0
    assert {each["overdue"]["amount"] for each in answer.json["companies"][0]["assessed"]} == {"0.00"}
    assert acme.writes == 0


def test_a_key_file_others_can_read_is_warned_about(terminal: Terminal) -> None:
    terminal.company("acme", more='key_file = "acme.key"')
    terminal.monkeypatch.delenv("RELANCE_ACME_KEY")
    path = terminal.folder / "acme.key"
    path.write_text("a-key")
    path.chmod(0o644)
    answer = terminal.relance("sync")
    assert answer.code == 0
    assert "chmod 600 acme.key" in answer.err


def test_check_says_what_it_looked_at(terminal: Terminal, acme: FakePlatform) -> None:
    acme.findings.append(Finding(severity=Severity.WARNING, what="orders", message="Sales is not installed."))
    answer = terminal.relance("check")
    assert answer.code == 0
    assert "environment variable RELANCE_ACME_KEY" in answer.out
    assert "Sales is not installed." in answer.out
    assert "réglages" in terminal.relance("check", "--language", "fr").out


def test_check_finds_what_is_missing(terminal: Terminal, acme: FakePlatform) -> None:
    acme.findings.append(Finding(severity=Severity.ERROR, what="invoices", message="May not read invoices."))
    answer = terminal.relance("check", "acme", "--json")
    assert answer.code == 1
    (company,) = answer.json["companies"]
    assert company["company"] == "acme"
    assert company["findings"][-1] == {
        "severity": "error",
        "what": "invoices",
        "message": "May not read invoices.",
    }


def test_check_goes_on_after_a_company_without_a_key(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.company("other")
    terminal.monkeypatch.delenv("RELANCE_ACME_KEY")
    answer = terminal.relance("check")
    assert answer.code == 1
    assert "companies.acme: no key was found" in answer.err
    assert "other (fake)" in answer.out
    assert acme.calls() == []
    document = terminal.relance("check", "acme", "--json")
    assert document.code == 2
    assert document.json["companies"][0]["error"]["kind"] == "stop"


def test_a_platform_that_can_only_take_notes_is_enough(terminal: Terminal, acme: FakePlatform) -> None:
    acme.capabilities = Capabilities(activities=True)
    assert terminal.relance("sync", "--mode", "assist").code == 0
    assert acme.notes
