"""`relance override` and `check-order --order`: a named person's word, and an order asked about again."""

from decimal import Decimal

import pytest

from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Order, OrderState
from tests.fake_books import TODAY
from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

ADD = ("override", "add", "azure", "--by", "Jane Smith", "--reason", "fair in Lyon", "--until", "2026-12-01")


@pytest.fixture
def held(terminal: Terminal, acme: FakePlatform) -> FakePlatform:
    """Azure Interior is held, with one quotation that waits."""
    acme.order("Azure Interior", "80.00")
    assert terminal.relance("sync", "--mode", "assist").code == 0
    return acme


def level(books: FakePlatform) -> Level:
    """How strong the hold of Azure Interior is on the platform."""
    state = books.holds["azure-interior"].hold
    assert state is not None
    return state.level


def number(terminal: Terminal) -> str:
    """The number of an order that waits, as people find it out."""
    known = terminal.relance(*ADD, "--order", "gone").err.split("There are: ")[1]
    return known.split(",")[0]


def test_a_hold_becomes_a_warning_and_comes_back(terminal: Terminal, held: FakePlatform) -> None:
    answer = terminal.relance(*ADD)
    assert answer.code == 0
    assert "Jane Smith lets all orders of Azure Interior go on until 1 Dec 2026" in answer.out
    terminal.relance("sync", "--mode", "assist")
    assert level(held) is Level.WARN
    note = " ".join(held.notes[-1].text.paragraphs)
    assert "Jane Smith laisse passer toutes les commandes jusqu'au 01/12/2026 : fair in Lyon." in note
    terminal.today = "2026-12-02"
    terminal.relance("sync", "--mode", "assist")
    assert level(held) is Level.HOLD


@pytest.mark.usefixtures("held")
def test_check_order_knows_it_at_once(terminal: Terminal) -> None:
    before = terminal.relance("check-order", "azure", "10")
    assert before.code == 3
    assert "The hold ends when less than EUR" in before.out
    terminal.relance(*ADD)
    after = terminal.relance("check-order", "azure", "10")
    assert after.code == 0
    assert "fair in Lyon" in after.out
    assert "The hold ends" not in after.out


@pytest.mark.usefixtures("held")
def test_one_order_is_let_go(terminal: Terminal) -> None:
    waiting = number(terminal)
    answer = terminal.relance(*ADD, "--order", waiting)
    assert f"lets {waiting} of Azure Interior go on" in answer.out
    assert waiting in terminal.relance("override", "list").out
    assert terminal.relance("check-order", "azure", "80", "--order", waiting).code == 0
    assert terminal.relance("check-order", "azure", "80").code == 3
    found = terminal.relance("check-order", "azure", "80", "--order", waiting, "--json").json
    assert (found["order"], found["level"], found["release"]) == (waiting, "warn", [])
    assert [each["code"] for each in found["reasons"]] == ["overdue", "overdue", "order_overridden"]


def test_an_order_that_waits_again_has_its_task_again(terminal: Terminal, held: FakePlatform) -> None:
    waiting = number(terminal)
    (order,) = [
        row.record.id
        for row in held.rows.values()
        if isinstance(row.record, Order) and row.record.number == waiting
    ]

    def tasks() -> int:
        about = {each.reference for each in held.written if each.effect.target.id == order}
        return len(about & set(held.open_activities))

    assert tasks() == 1
    terminal.relance(*ADD, "--order", waiting)
    terminal.relance("sync", "--mode", "assist")
    assert tasks() == 0
    terminal.today = "2026-12-02"
    for _ in range(2):
        terminal.relance("sync", "--mode", "assist")
        assert tasks() == 1


@pytest.mark.usefixtures("held")
def test_listed_and_taken_back(terminal: Terminal) -> None:
    assert "There are none." in terminal.relance("override", "list").out
    added = terminal.relance(*ADD, "--json").json["added"][0]
    assert (added["by"], added["until"], added["order"]) == ("Jane Smith", "2026-12-01", None)
    listed = terminal.relance("override", "list")
    assert all(word in listed.out for word in (added["id"], "Azure", "Jane", "fair", "open", "all orders"))
    assert terminal.relance("override", "list", "lumber", "--json").json["overrides"] == []
    assert "retirée" in terminal.relance("override", "close", added["id"], "--language", "fr").out
    (state,) = terminal.relance("override", "list", "azure", "--json").json["overrides"]
    assert (state["state"], state["closed_on"]) == ("closed", str(TODAY))
    assert terminal.relance("override", "close", added["id"]).code == 2
    terminal.relance(*ADD)
    terminal.today = "2026-12-02"
    overrides = terminal.relance("override", "list", "--json").json["overrides"]
    assert {each["state"] for each in overrides} == {"closed", "over"}
    assert "override added" in terminal.relance("history", "azure").out


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", " "), "Say who decides with --by"),
        (("--reason", ""), "Say who decides with --by, and why with --reason"),
        (("--until", "2026-11-01"), "is past"),
        (("--order", "S-9"), "has no order S-9 that could wait"),
    ],
)
def test_what_is_missing_is_said(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    answer = terminal.relance(*ADD, *words)
    assert answer.code == 2
    assert said in answer.err


def test_an_order_that_is_edited_upwards_counts_once(terminal: Terminal, acme: FakePlatform) -> None:
    acme.customer("Lumber Inc", credit_limit=Decimal(1000))
    order = acme.order("Lumber Inc", "300.00", state=OrderState.CONFIRMED)
    terminal.relance("sync")
    assert terminal.relance("check-order", "lumber", "300", "--order", order.number).code == 0
    over = terminal.relance("check-order", "lumber", "301", "--order", order.number)
    assert over.code == 3
    assert "Headroom after it: EUR -1.00." in over.out
    assert terminal.relance("check-order", "lumber", "1").code == 3


def test_a_prepaid_order_always_goes(terminal: Terminal, acme: FakePlatform) -> None:
    order = acme.order("Azure Interior", "300.00", prepaid=True)
    terminal.relance("sync")
    answer = terminal.relance("check-order", "azure", "300", "--order", order.number)
    assert answer.code == 0
    assert "is paid before delivery" in answer.out
    assert terminal.relance("check-order", "azure", "1", "--order", "gone").code == 2
