"""score calibration, and the grade wherever a customer is shown."""

import re
from datetime import timedelta

import pytest

from relance_sync.config import standard_policy_text
from tests.fake_books import TODAY
from tests.fake_platform import FakePlatform
from tests.terminal import Terminal


@pytest.fixture
def payers(terminal: Terminal) -> FakePlatform:
    """Ten customers who paid three invoices each: the later in the alphabet, the later they paid."""
    books = terminal.company("acme")
    for number, name in enumerate("ABCDEFGHIJ"):
        for month in (1, 2, 3):
            due = TODAY.replace(month=month, day=1)
            invoice = books.invoice(f"Customer {name}", "100.00", due=due, issued=due - timedelta(days=30))
            books.today = due + timedelta(days=4 * number)
            books.pay(f"Customer {name}", "100.00", invoice=invoice)
    books.today = TODAY
    for name in "AEJ":
        books.invoice(f"Customer {name}", "250.00", due=TODAY - timedelta(days=20))
    books.invoice("Newcomer", "250.00", due=TODAY - timedelta(days=20))
    return books


@pytest.mark.usefixtures("payers")
def test_before_the_first_sync(terminal: Terminal) -> None:
    terminal.relance("check")
    with_sync = terminal.relance("sync", "--mode", "observe")
    assert with_sync.code == 0
    terminal.today = "2026-01-01"
    said = terminal.relance("score", "calibration").out
    assert "not calibrated yet." in said
    assert "The next sync calibrates anew." in said
    document = terminal.relance("score", "calibration", "--json").json
    assert (document["calibration"], document["next"]) == (None, "2026-01-01")
    assert "Not rated: nobody was calibrated yet." in terminal.relance("explain", "Customer A").out
    assert terminal.relance("explain", "Customer A", "--json").json["rating"] is None


@pytest.mark.usefixtures("payers")
def test_the_calibration_in_force(terminal: Terminal) -> None:
    terminal.relance("sync", "--mode", "observe")
    said = terminal.relance("score", "calibration").out
    assert "calibrated on 24 Nov 2026" in said
    assert "had paid 30 invoices by then, 27 of them late: 90.0 %." in said
    assert "A goes up to " in said
    assert "by the first sync from 24 Dec 2026 on." in said
    french = terminal.relance("score", "calibration", "--language", "fr").everything
    assert "calibré le 24/11/2026" in french
    assert "payé 30 factures, dont 27 en retard" in french
    document = terminal.relance("score", "calibration", "--json").json
    assert document["company"] == "acme"
    assert document["next"] == "2026-12-24"
    assert document["card_changed"] is False
    found = document["calibration"]
    assert (found["on"], found["paid"], found["late"]) == ("2026-11-24", 30, 27)
    ends = [float(found["limits"][letter]) for letter in "ABC"]
    assert ends == sorted(ends)
    terminal.today = "2026-12-25"
    assert "The next sync calibrates anew." in terminal.relance("score", "calibration").out


@pytest.mark.usefixtures("payers")
def test_another_card_is_named(terminal: Terminal) -> None:
    terminal.relance("sync", "--mode", "observe")
    with (terminal.folder / "relance.toml").open("a") as settings:
        settings.write('policy = "policy.toml"\n')
    other = re.sub(r"(?m)^late_ratio = \d+", "late_ratio = 10", standard_policy_text())
    (terminal.folder / "policy.toml").write_text(other, encoding="utf-8")
    said = terminal.relance("score", "calibration").out
    assert "points card is another one since" in said
    assert terminal.relance("score", "calibration", "--json").json["card_changed"] is True


@pytest.mark.usefixtures("payers")
def test_explain_says_the_grade_and_what_led_to_it(terminal: Terminal) -> None:
    terminal.relance("sync", "--mode", "observe")
    worst = terminal.relance("explain", "Customer J")
    assert "Grade C: " in worst.out
    assert "Late ratio: 3 of 3 paid invoices were late" in worst.everything
    assert "measured on all customers on 24 Nov 2026." in worst.everything
    french = terminal.relance("explain", "Customer J", "--language", "fr").everything
    assert "Note C : " in french
    document = terminal.relance("explain", "Customer J", "--json").json
    assert document["risk"] == "C"
    rating = document["rating"]
    assert (rating["grade"], rating["on"], rating["limits"]["on"]) == ("C", "2026-11-24", "2026-11-24")
    facts = {each["kind"]: each for each in rating["factors"]}
    assert list(facts) == ["late_ratio", "last_paid", "mean_days_late"]
    assert facts["last_paid"]["figures"] == {"late": 3, "last": 3}
    assert facts["mean_days_late"]["points"] == "15.0000"
    total = sum(float(each["points"]) for each in rating["factors"])
    assert abs(total - float(rating["points"])) < 0.001
    assert document["policy_version"].endswith("@2026-11-24")
    newcomer = terminal.relance("explain", "Newcomer", "--json").json
    assert (newcomer["risk"], newcomer["rating"]["points"]) == ("unrated", None)


@pytest.mark.usefixtures("payers")
def test_the_worklist_and_the_notes_name_the_grade(terminal: Terminal, payers: FakePlatform) -> None:
    terminal.relance("sync", "--mode", "assist")
    shown = {
        each["customer"]["id"]: (each["risk"], each["points"])
        for each in terminal.relance("worklist", "--json").json["customers"]
    }
    assert shown["customer-a"][0] == "A"
    assert shown["customer-j"][0] == "C"
    assert shown["newcomer"] == ("unrated", None)
    points = shown["customer-j"][1]
    table = terminal.relance("worklist").everything
    assert f"C ({points})" in table
    assert "unrated" in table
    assert f"C ({points.replace('.', ',')})" in terminal.relance("worklist", "--language", "fr").everything
    closing = {note.customer: note.text.closing[0] for note in payers.notes}
    assert f"Risque : C ({round(float(points))} points)." in closing["customer-j"]
    assert "Risque : non noté." in closing["newcomer"]
