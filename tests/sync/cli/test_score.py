"""score backtest: on a file, on what was synced, in both languages, and what is refused."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fake_books import TODAY
from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

START = date(2024, 1, 1)
HEADER = "customer,issued,due,paid,amount"
KEYS = [
    "company",
    "file",
    "split",
    "as_of",
    "learned",
    "tested",
    "unrated",
    "left_out",
    "auc",
    "accuracy",
    "baseline",
    "cutoff",
    "bands",
]


def write(path: Path, lines: Iterable[str], header: str = HEADER, encoding: str = "utf-8") -> str:
    path.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
    return str(path)


def lines() -> list[str]:
    """A year of twenty customers, half of whom mostly pay late."""
    draw = random.Random(7)  # noqa: S311  # a ledger, no secret
    found = []
    for number in range(400):
        customer = number % 20
        issued = START + timedelta(days=draw.randint(0, 360))
        due = issued + timedelta(days=30)
        late = draw.random() < (0.7 if customer < 10 else 0.1)
        paid = due + timedelta(days=draw.randint(1, 30) if late else -5)
        found.append(f"C{customer},{issued},{due},{paid},{draw.randint(10, 5000)}.50")
    return found


@pytest.fixture
def csv(tmp_path: Path) -> str:
    return write(tmp_path / "history.csv", lines())


@pytest.fixture(autouse=True)
def _on_the_day(terminal: Terminal) -> None:
    terminal.today = None


class TestFile:
    def test_without_a_workspace(self, terminal: Terminal, csv: str) -> None:
        done = terminal.relance("score", "backtest", "--csv", csv, "--split", "2024-09-01", "--json").json
        assert list(done) == KEYS
        assert (done["company"], done["file"], done["split"]) == (None, "history.csv", "2024-09-01")
        assert 0.65 < done["auc"] < 1
        assert done["baseline"] < done["accuracy"] < 1
        assert [each["grade"] for each in done["bands"]] == ["A", "B", "C", "D", "unrated"]
        a, b, *_, d, unrated = done["bands"]
        assert list(a) == ["grade", "over", "up_to", "invoices", "late", "late_rate", "expected", "learned"]
        assert (a["over"], b["over"], d["up_to"], unrated["up_to"]) == (None, a["up_to"], 100, None)
        assert a["late_rate"] < d["late_rate"]
        assert sum(each["invoices"] for each in done["bands"]) == done["tested"] + done["unrated"]

    def test_the_default_split_learns_from_seventy_percent(self, terminal: Terminal, csv: str) -> None:
        done = terminal.relance("score", "backtest", "--csv", csv, "--json").json
        assert date(2024, 8, 25) < date.fromisoformat(done["split"]) < date(2024, 9, 25)

    def test_twice_the_same_and_in_any_order(self, terminal: Terminal, csv: str, tmp_path: Path) -> None:
        other = tmp_path / "other" / "history.csv"
        other.parent.mkdir()
        turned = write(other, reversed(lines()))
        first, again, back = (
            terminal.relance("score", "backtest", "--csv", each, "--json").json for each in (csv, csv, turned)
        )
        assert first == again == back

    def test_as_a_table(self, terminal: Terminal, csv: str) -> None:
        said = terminal.relance("score", "backtest", "--csv", csv)
        assert said.code == 0
        for part in (
            "Score on history.csv",
            "up to ",
            "over ",
            "unrated",
            "AUC 0.",
            "Accuracy",
            "Learned from",
        ):
            assert part in said.everything

    def test_in_french(self, terminal: Terminal, csv: str) -> None:
        said = terminal.relance("score", "backtest", "--csv", csv, "--language", "fr").everything
        for part in ("Note sur history.csv", "jusqu'à ", "non noté", "AUC 0,", "Exactitude", "Appris de"):
            assert part in said

    def test_an_earlier_today_knows_less(self, terminal: Terminal, csv: str) -> None:
        asked = ("score", "backtest", "--csv", csv, "--split", "2024-07-01", "--json")
        all_known = terminal.relance(*asked).json
        terminal.today = "2024-10-15"
        then = terminal.relance(*asked).json
        assert then["as_of"] == "2024-10-15"
        assert then["tested"] < all_known["tested"]
        assert then["learned"] == all_known["learned"]

    @pytest.mark.parametrize(
        ("separator", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-8-sig")]
    )
    def test_as_spreadsheets_write_it(
        self, terminal: Terminal, csv: str, tmp_path: Path, separator: str, encoding: str
    ) -> None:
        expected = terminal.relance("score", "backtest", "--csv", csv, "--json").json
        cells = [line.split(",") for line in lines()]
        moved = [
            separator.join([amount.replace(".", "," if separator == ";" else "."), "x", *rest])
            for *rest, amount in cells
        ]
        header = separator.join(["Amount ", "Comment", "CUSTOMER", "Issued", "due", "paid"])
        path = tmp_path / "sheet" / "history.csv"
        path.parent.mkdir()
        other = write(path, [*moved, "", separator * 5], header, encoding)
        assert terminal.relance("score", "backtest", "--csv", other, "--json").json == expected

    def test_all_ended_the_same(self, terminal: Terminal, tmp_path: Path) -> None:
        good = [line.replace(line.split(",")[3], line.split(",")[2]) for line in lines()]
        path = write(tmp_path / "good.csv", good)
        assert terminal.relance("score", "backtest", "--csv", path, "--json").json["auc"] is None
        assert "not to be measured" in terminal.relance("score", "backtest", "--csv", path).out


GOOD = "C1,2026-01-01,2026-01-31,2026-02-02,100"


class TestMistakes:
    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("C1,01/02/2026,2026-01-31,,100", "line 3, column issued: not a date"),
            ("C1,2026-01-01,2026-02-30,,100", "line 3, column due: not a date"),
            ("C1,2026-01-01,2026-01-31,20260202,100", "line 3, column paid: not a date"),
            ("C1,2026-01-01,2026-01-31,never,100", "line 3, column paid: not a date"),
            ("C1,2026-01-01,2026-01-31,,lots", "line 3, column amount: not an amount"),
            ("C1,2026-01-01,2026-01-31,,nan", "line 3, column amount: not an amount"),
            (",2026-01-01,2026-01-31,,100", "line 3, column customer: nothing stands there"),
            ("C1,,2026-01-31,,100", "line 3, column issued: nothing stands there"),
            ("C1,2026-01-01,2026-01-31", "line 3, column amount: nothing stands there"),
            ('C1,"2026-01-01,2026-01-31,,100', "this is not CSV"),
        ],
    )
    def test_in_a_line(self, terminal: Terminal, tmp_path: Path, line: str, told: str) -> None:
        path = write(tmp_path / "bad.csv", [GOOD, line])
        said = terminal.relance("score", "backtest", "--csv", path)
        assert said.code == 2
        assert f"bad.csv, {told}" in said.err or (told in said.err and "bad.csv, line" in said.err)

    def test_every_mistake_at_once_without_its_value(self, terminal: Terminal, tmp_path: Path) -> None:
        path = write(tmp_path / "bad.csv", [GOOD, "C1,today,soon,,much", GOOD, ",2026-01-01,2026-01-31,,1"])
        error = terminal.relance("score", "backtest", "--csv", path, "--json").json["error"]
        assert error["kind"] == "stop"
        places = [line.split(":")[0] for line in error["message"].splitlines()]
        assert places == [
            "bad.csv, line 3, column issued",
            "bad.csv, line 3, column due",
            "bad.csv, line 3, column amount",
            "bad.csv, line 5, column customer",
        ]
        assert "soon" not in error["message"]

    def test_a_long_list_is_cut(self, terminal: Terminal, tmp_path: Path) -> None:
        path = write(tmp_path / "bad.csv", ["C1,2026-01-01,2026-01-31,,x"] * 30)
        told = terminal.relance("score", "backtest", "--csv", path).err.splitlines()
        assert (len(told), told[-1]) == (21, "… and 10 more.")

    @pytest.mark.parametrize(
        ("header", "told"),
        [
            ("customer,issued,due,amount", "line 1: the column paid is missing"),
            ("customer,issued,due,paid,amount,due", "line 1: the column due stands there twice"),
            ("", "line 1: the names of the columns are missing"),
        ],
    )
    def test_in_the_names(self, terminal: Terminal, tmp_path: Path, header: str, told: str) -> None:
        said = terminal.relance("score", "backtest", "--csv", write(tmp_path / "bad.csv", [GOOD], header))
        assert (said.code, f"bad.csv, {told}" in said.err) == (2, True)

    def test_an_empty_file(self, terminal: Terminal, tmp_path: Path) -> None:
        (tmp_path / "none.csv").write_text("")
        said = terminal.relance("score", "backtest", "--csv", str(tmp_path / "none.csv"))
        assert (said.code, "names of the columns are missing" in said.err) == (2, True)

    def test_no_such_file(self, terminal: Terminal, tmp_path: Path) -> None:
        said = terminal.relance("score", "backtest", "--csv", str(tmp_path / "none.csv"), "--language", "fr")
        assert said.code == 2
        assert "none.csv ne peut pas être lu" in said.err

    def test_no_text(self, terminal: Terminal, tmp_path: Path) -> None:
        (tmp_path / "sheet.xlsx").write_bytes(b"PK\xff\xfe\x00")
        said = terminal.relance("score", "backtest", "--csv", str(tmp_path / "sheet.xlsx"))
        assert (said.code, "not UTF-8 text" in said.err) == (2, True)

    def test_no_lines(self, terminal: Terminal, tmp_path: Path) -> None:
        said = terminal.relance("score", "backtest", "--csv", write(tmp_path / "bare.csv", []))
        assert (said.code, "no invoice that has fallen due" in said.err) == (2, True)

    def test_too_short_a_history(self, terminal: Terminal, csv: str) -> None:
        said = terminal.relance("score", "backtest", "--csv", csv, "--split", "2024-01-02")
        assert said.code == 2
        assert "before 2 Jan 2024" in said.err

    def test_a_split_that_is_no_day(self, terminal: Terminal, csv: str) -> None:
        assert terminal.relance("score", "backtest", "--csv", csv, "--split", "soon").code == 2


class TestStore:
    @pytest.fixture
    def books(self, terminal: Terminal) -> FakePlatform:
        """A year of one customer who pays punctually and one who is always ten days late."""
        terminal.today = str(TODAY)
        books = terminal.company("acme")
        for month in range(12):
            due = TODAY - timedelta(days=390 - 30 * month)
            for name, late in (("Punctual", 0), ("Tardy", 10)):
                books.today = due + timedelta(days=late)
                posted = books.invoice(name, "100.00", due=due)
                books.pay(name, "100.00", invoice=posted)
        books.today = TODAY
        return books

    def backtest(self, terminal: Terminal, *words: str) -> Any:
        return terminal.relance("score", "backtest", "--json", *words).json

    def test_on_what_was_synced(self, terminal: Terminal, books: FakePlatform) -> None:
        assert books.writes == 0
        assert terminal.relance("sync").code == 0
        done = self.backtest(terminal)
        assert (done["company"], done["file"], done["as_of"]) == ("acme", None, str(TODAY))
        assert (done["auc"], done["accuracy"], done["baseline"]) == (1, 1, 0.5)
        assert done["learned"] + done["tested"] + done["unrated"] + done["left_out"] < 24
        assert "Score on" in terminal.relance("score", "backtest").out

    def test_a_later_today_knows_no_more(self, terminal: Terminal, books: FakePlatform) -> None:
        assert books.writes == 0
        terminal.relance("sync")
        terminal.today = str(TODAY + timedelta(days=400))
        assert self.backtest(terminal)["as_of"] == str(TODAY)

    def test_before_the_first_sync(self, terminal: Terminal) -> None:
        terminal.company("acme")
        assert "relance sync" in self.backtest(terminal)["error"]["message"]

    def test_nothing_due_yet(self, terminal: Terminal) -> None:
        terminal.today = str(TODAY)
        terminal.company("acme").invoice("Azure", "10.00", due=TODAY + timedelta(days=9))
        terminal.relance("sync")
        assert "no invoice that has fallen due" in self.backtest(terminal)["error"]["message"]
