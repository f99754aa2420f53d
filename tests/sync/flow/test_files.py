"""A platform with a file of each customer shows what was assessed: once, and anew when it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from relance_sync.customer_files import CustomerFile
from relance_sync.errors import RelanceError, Retry, Skip, Stop
from relance_sync.flow import Mode
from relance_sync.rules.agreements import Promise
from tests.fake_platform import EVERYTHING
from tests.sync.flow.conftest import Books, Office


@dataclass(slots=False, kw_only=True)
class Filing(Books):
    """A platform with files."""

    files: dict[str, CustomerFile] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    refuses: dict[str, RelanceError] = field(default_factory=dict)

    def show(self, files: Sequence[CustomerFile]) -> Sequence[RelanceError | None]:
        if "" in self.refuses:
            raise self.refuses[""]
        self.batches.append(len(files))
        kept = {each.customer: each for each in files if each.customer not in self.refuses}
        self.files |= kept
        return [self.refuses.get(each.customer) for each in files]


@pytest.fixture
def books(office: Office) -> Filing:
    office.books = Filing(capabilities=replace(EVERYTHING, files=True, batch=2))
    for name in ("Azur", "Brun", "Clair"):
        office.books.customer(name)
        office.late(name, "400.00", 20)
    return office.books


def test_files_show_figures_and_decisions_in_batches(office: Office, books: Filing) -> None:
    report = office.sync()
    assert (report.shown, books.batches) == (3, [2, 1])
    file = books.files["azur"]
    assert (file.stage, file.overdue, file.exposure) == ("amicable", Decimal(400), Decimal(400))
    assert (file.assessed_on, file.grade) == (office.today, "unrated")
    # After delivery everybody was decided once more: that is what stands there.
    assert [each["kind"] for each in file.decisions] == ["wait"]


def test_nothing_changed_shows_nothing(office: Office, books: Filing) -> None:
    office.sync()
    books.batches.clear()
    assert office.sync().shown == 0
    assert books.batches == []


def test_only_who_changed_is_shown_anew(office: Office, books: Filing) -> None:
    office.sync()
    books.batches.clear()
    office.late("Brun", "100.00", 10)
    assert office.sync().shown == 1
    assert (books.batches, books.files["brun"].overdue) == ([1], Decimal(500))


def test_what_was_told_here_is_shown_and_what_stands_there_is_not(office: Office, books: Filing) -> None:
    told = Promise(id="p1", customer="brun", due=office.today + timedelta(days=3), made_on=office.today)
    books.told = [replace(told, id="9", customer="azur")]
    office.sync()
    office.store.add_promise("acme", told)
    assert office.sync().shown == 1
    assert [each["kind"] for each in books.files["brun"].told] == ["promise"]
    assert books.files["azur"].told == ()


def test_observe_shows_nothing_and_the_next_mode_everything(office: Office, books: Filing) -> None:
    office.sync(Mode.OBSERVE)
    assert books.files == {}
    office.sync()
    assert books.files.keys() == {"azur", "brun", "clair"}


def test_who_was_assessed_before_there_were_files_gets_one(office: Office, books: Filing) -> None:
    books.capabilities = replace(EVERYTHING, batch=2)
    office.sync()
    assert books.files == {}
    books.capabilities = replace(EVERYTHING, files=True, batch=2)
    assert office.sync().shown == 3


def test_who_cannot_be_shown_stops_nobody_and_is_tried_again(office: Office, books: Filing) -> None:
    books.refuses["azur"] = Skip("Not this one.")
    assert office.sync().shown == 2
    del books.refuses["azur"]
    assert office.sync().shown == 1
    assert "azur" in books.files


def test_what_falls_silent_is_shown_by_the_next_run(office: Office, books: Filing) -> None:
    books.refuses[""] = Retry("Busy.")
    assert office.sync().shown == 0
    del books.refuses[""]
    assert office.sync().shown == 3


def test_a_stop_is_told(office: Office, books: Filing) -> None:
    books.refuses["azur"] = Stop("It decides itself.")
    with pytest.raises(Stop, match="decides itself"):
        office.sync()
