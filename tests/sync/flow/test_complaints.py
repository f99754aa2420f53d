"""What users of other tools complained of, where it is about writing; numbers as in the rules' own list."""

from relance_sync.errors import Skip
from relance_sync.flow import Mode
from relance_sync.ports import EffectKind
from tests.sync.flow.conftest import Office


def test_complaint_11_a_message_that_bounced_stays_queued_for_ever(office: Office) -> None:
    """github.com/OCA/credit-control/pull/447, 542: it is told at once, and decided again by the next run."""
    office.late("Azure Interior", "100.00", 6)
    office.books.fail_next(Skip("a@example.com is on the platform's block list"), call="deliver")
    report = office.sync(Mode.AUTO)
    assert [str(problem) for _, problem in report.failed] == ["a@example.com is on the platform's block list"]
    assert list(office.store.outbox("acme")) == []
    office.later(1)
    office.sync(Mode.AUTO)
    assert len(office.books.messages) == 1


def test_complaint_29_writing_back_fails_on_a_closed_period(office: Office) -> None:
    """docs.upflow.io, payment write-back: we never write an accounting entry, so no period is in the way."""
    assert {str(kind) for kind in EffectKind} == {
        "note",
        "activity",
        "message",
        "hold",
        "release",
        "close",
        "trust",
        "grade",
        "expect",
    }
    before = office.late("Azure Interior", "100.00", 6)
    office.sync()
    assert before in [row.record for row in office.books.rows.values()]
