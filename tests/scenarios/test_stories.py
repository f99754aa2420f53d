"""The stories come true, told days and untold ones."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.scenarios.story import Night, happen, night, open_books, policy_of
from tests.scenarios.telling import (
    Day,
    days_between,
    figures,
    named,
    policy_text,
    read_story,
    stories,
    told,
)


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_the_story_comes_true(path: Path) -> None:
    story = read_story(path)
    ledger = open_books(story)
    by_day = {day.on: day for day in story.days}
    for today in days_between(story.days[0].on, story.days[-1].on):
        day = by_day.get(today)
        for entry in day.books if day else ():
            happen(ledger, entry, today)
        heard = night(ledger, today, policy_of(story.policy))
        if day is None:
            assert not heard.news, f"{today}: nothing is told of this day"
        else:
            compare(day, heard)


def compare(day: Day, heard: Night) -> None:
    """Compare what was said with what the story says, key by key that it names."""
    decisions = [told(each) for each in heard.decisions]
    found = named(day.says, decisions)
    assert (found, len(decisions)) == (list(day.says), len(day.says)), f"{day.on}: {decisions}"
    now = figures(heard.assessment)
    assert {key: now[key] for key in day.figures} == day.figures, f"{day.on}"


def test_a_story_may_change_the_policy_it_is_told_under() -> None:
    """What it does not name stays as in the standard policy."""
    changed = policy_of(policy_text({"contact": {"week_cap": 2}, "set_trust": True}))
    standard = policy_of(policy_text({}))
    contact = replace(standard.contact, week_cap=2)
    assert replace(changed, version="") == replace(standard, version="", contact=contact, set_trust=True)


def test_a_story_tells_its_days_in_order() -> None:
    for path in stories():
        told_days = [day.on for day in read_story(path).days]
        assert told_days == sorted(set(told_days)), path.name


def test_what_cannot_happen_in_the_books_is_refused() -> None:
    story = read_story(stories()[0])
    with pytest.raises(ValueError, match="nothing like"):
        happen(open_books(story), {"burn": "F-1"}, story.days[0].on)
