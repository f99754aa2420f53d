"""What a step and a text may ask for, and what a plan refuses."""

import pytest

from relance_sync.rules.plans import PLACEHOLDERS, StepText


def test_a_text_may_use_every_placeholder() -> None:
    body = " ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
    assert StepText(subject="Reminder", body=body).body == body


@pytest.mark.parametrize("part", ["subject", "body", "closing"])
def test_a_text_that_asks_for_something_else_is_refused(part: str) -> None:
    texts = {"subject": "s", "body": "b", "closing": "c", part: "Dear {name} of {company}"}
    with pytest.raises(ValueError, match=r"asks for \{name\}; there are: company, customer"):
        StepText(**texts)


def test_a_brace_that_is_not_closed_is_refused() -> None:
    with pytest.raises(ValueError, match="brace that is not closed"):
        StepText(subject="s", body="Dear {customer")
