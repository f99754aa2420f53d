"""Grades as effects: shown when there is another one than was shown last, by the receipts."""

from dataclasses import dataclass, field, replace

from relance_sync.plan import Mode, Planner
from relance_sync.ports import Capabilities, EffectKind
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.score import Grade, Rating
from tests.builders import Ledger
from tests.sync.rules.plain_policy import POLICY, late


@dataclass(slots=True)
class Nights:
    """Plans and delivers one customer's grade."""

    ledger: Ledger
    able: bool = True
    receipts: dict[str, str] = field(default_factory=dict)

    def night(self, grade: Grade) -> list[str]:
        """Say which grade was written."""
        account = self.ledger.account(late(3))
        planner = Planner(
            mode=Mode.ASSIST, capabilities=Capabilities(grades=self.able), reference=self.receipts.get
        )
        made = planner.plan(graded(assess(account, POLICY, Calendar(), late(3)), grade), account)
        effects = [each for each in made if each.kind is EffectKind.GRADE]
        for each in effects:
            self.receipts[each.key] = f"Contacts:{each.target.id}#{each.grade}"
        return [each.grade for each in effects]


def graded(assessment: Assessment, grade: Grade) -> Assessment:
    rating = None
    if grade is not Grade.UNRATED:
        rating = Rating(customer="7", on=late(3), grade=grade)
    return replace(assessment, risk=replace(assessment.risk, rating=rating))


def test_a_grade_is_shown_once_and_again_when_it_is_another() -> None:
    nights = Nights(Ledger().bill("A", "300", late(0)))
    assert nights.night(Grade.UNRATED) == []
    told = [nights.night(each) for each in (Grade.B, Grade.B, Grade.C, Grade.B, Grade.B, Grade.UNRATED)]
    assert told == [["B"], [], ["C"], ["B"], [], []]


def test_who_owes_nothing_is_shown_only_if_shown_before() -> None:
    nights = Nights(Ledger())
    assert nights.night(Grade.A) == []
    nights.ledger.bill("A", "300", late(0))
    assert nights.night(Grade.A) == ["A"]
    nights.ledger.pay("A")
    assert nights.night(Grade.B) == ["B"]


def test_a_platform_that_cannot_show_it_is_left_alone() -> None:
    assert Nights(Ledger().bill("A", "300", late(0)), able=False).night(Grade.D) == []
