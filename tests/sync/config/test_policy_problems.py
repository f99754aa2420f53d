"""A wrong policy file: everything that is wrong at once, each with its line, its key and what to do."""

from itertools import zip_longest
from pathlib import Path

import pytest

from relance_sync.config import read_policy
from relance_sync.errors import Problem, Stop

STEP = 'stage = "firm"\nchannel = "email"\ntone = "firm"\n'
WHOLE = f'default_plan = "a"\n[[plans.a.steps]]\nid = "x"\nafter_due = 5\n{STEP}'


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Stop) as caught:
        read_policy(path)
    assert caught.value.user_message == "\n".join(str(each) for each in caught.value.problems)
    return caught.value.problems


def lines(folder: Path, text: str) -> list[tuple[int | None, str]]:
    return [(each.line, each.key) for each in problems(folder, text)]


def test_one_file_with_every_kind_of_error(tmp_path: Path) -> None:
    text = f"""\
default_plan = "standrd"
data_max_age_days = -3
buckets = [60, 30]
sett_trust = true
[plans.standard]
entry = "first_stp"
entry_step = "zz"
[[plans.standard.steps]]
id = "a"
after_due = "15"
channel = "emial"
stage = "firm"
tone = "firm"
minimum = -5
[[plans.standard.steps]]
id = "b"
after_due = -1
minimum_share = 3
text = "noo"
{STEP}
[[plans.standard.steps]]
id = "b"
after_due = 3
{STEP}
[customers]
"42" = "other"
[[segments]]
name = "x"
plan = "standard"
minimum_open = 50
maximum_open = 10
[contact]
week_cap = 0
hours = {{since = 10:00:00, until = "9"}}
channel_gap_days = {{fax = 3}}
[texts.no.en]
subject = "a"
body = "{{nobody}}"
[hold]
expires_after_days = 0
returned_days = 0
overdue = 3
[[alerts]]
"""
    found = problems(tmp_path, text)
    expected = [
        "1: default_plan: no plan has this name",
        "2: data_max_age_days: days cannot be negative.",
        "3: buckets: buckets must rise from 1 day on.",
        "4: sett_trust: is not a known key",
        "6: plans.standard.entry: must be one of: first_step, by_age",
        "7: plans.standard.entry_step: no step of the plan has this id",
        "10: plans.standard.steps[1].after_due: must be a whole number, without quotes",
        "11: plans.standard.steps[1].channel: must be one of: email, sms, call, letter, todo",
        "14: plans.standard.steps[1].minimum: step 'a': minimum cannot be negative.",
        "17: plans.standard.steps[2].after_due: step 'b': days are counted from 0",
        "18: plans.standard.steps[2].minimum_share: step 'b': minimum_share is a share",
        "19: plans.standard.steps[2].text: no text has this name",
        "25: plans.standard.steps[3].id: another step of this plan has the same id: line 16",
        "32: customers.42: no plan has this name",
        "36: segments[1].minimum_open: segment 'x': minimum_open is above maximum_open.",
        "39: contact.week_cap: a cap is at least 1",
        "40: contact.hours.until: must be a time of day, without quotes",
        "41: contact.channel_gap_days.fax: must be one of: email, sms, call, letter, todo.",
        "44: texts.no.en.body: a text asks for {nobody}",
        "46: hold.expires_after_days: expires_after_days must be at least 1",
        "47: hold.returned_days: returned_days must be at least 1.",
        "48: hold.overdue: must be a list in [ ]",
        "49: alerts: must be a section",
    ]
    told = [str(each).removeprefix("policy.toml:") for each in found]
    assert [each[: len(start)] for each, start in zip_longest(told, expected, fillvalue="")] == expected
    advice = {each.key: each.suggestion for each in found}
    assert advice["default_plan"] == "Did you mean standard?"
    assert advice["sett_trust"] == "Did you mean set_trust?"
    assert advice["plans.standard.steps[1].after_due"] == "For example: after_due = 15"
    assert advice["plans.standard.steps[1].channel"] == "Did you mean email?"
    assert advice["plans.standard.steps[2].text"] == "Did you mean no?"
    assert advice["contact.hours.until"] == "For example: until = 08:30:00"
    assert advice["contact.week_cap"] == "To stop all contacts use a pause."
    assert advice["hold.returned_days"] == "See docs/reference/policy.md."
    assert all(each.suggestion for each in found)
    assert advice["hold.overdue"] == "For example: [[hold.overdue]]"
    assert advice["alerts"] == "For example: [alerts]"


def test_a_section_that_failed_is_not_told_again_by_the_one_around_it(tmp_path: Path) -> None:
    text = WHOLE + "minimum = -1\n[hold]\nreturned_days = 0"
    assert lines(tmp_path, text) == [(8, "plans.a.steps[1].minimum"), (10, "hold.returned_days")]


def test_a_key_left_out_for_its_kind_is_not_missed_elsewhere(tmp_path: Path) -> None:
    # Without after_due the step has no day at all: that is no error of its own.
    assert lines(tmp_path, WHOLE.replace("= 5", '= "5"')) == [(4, "plans.a.steps[1].after_due")]


def test_what_depends_on_a_wrong_key_is_not_told(tmp_path: Path) -> None:
    text = WHOLE + '[plans.a]\nentry = "by_aeg"\nentry_step = "x"\n'
    assert lines(tmp_path, text) == [(9, "plans.a.entry")]


def test_a_complaint_that_no_key_explains_is_told_of_its_section(tmp_path: Path) -> None:
    text = WHOLE.replace("after_due = 5\n", "")
    assert lines(tmp_path, text) == [(2, "plans.a.steps[1]")]
    text = WHOLE + f'[[plans.a.steps]]\nid = "y"\nafter_due = 3\n{STEP}'
    assert lines(tmp_path, text) == [(8, "plans.a.steps[2]")]


def test_two_keys_of_which_one_is_too_many(tmp_path: Path) -> None:
    assert lines(tmp_path, WHOLE + "before_due = 3") == [(8, "plans.a.steps[1].before_due")]


def test_a_missing_key_is_told_with_its_section_and_an_example(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, WHOLE.replace('channel = "email"\n', ""))
    assert (found.line, found.key, found.problem) == (2, "plans.a.steps[1].channel", "is missing.")
    assert found.suggestion == 'For example: channel = "email"'


def test_after_a_syntax_error_single_lines_are_still_checked(tmp_path: Path) -> None:
    text = f"""\
default_plan = a
bucket = [30]
[plans.a
entry = "nonsense"
[[plans.b.steps]]
id = "x"
after_due = 5
{STEP.replace("email", "emial")}
[hold]
expires = 30
returned_days = "1"
over_limit = [
"""
    assert lines(tmp_path, text) == [
        (1, ""),
        (2, "bucket"),
        (3, ""),
        (9, "plans.b.steps[1].channel"),
        (13, "hold.expires"),
        (14, "hold.returned_days"),
        (15, ""),
    ]


def test_after_a_syntax_error_nothing_is_told_that_may_follow_from_it(tmp_path: Path) -> None:
    broken = WHOLE.replace("[[plans.a.steps]]", "[[plans.a.steps]").replace("5", "-5")
    assert lines(tmp_path, broken) == [(2, "")]
    assert lines(tmp_path, WHOLE.replace('id = "x"', "id = x") + "minimum = -5") == [(3, "")]
    assert lines(tmp_path, WHOLE.replace("[[plans.a.steps]]", "[[plans.b.steps]]") + "x = y") == [(8, "")]


def test_a_value_is_never_repeated(tmp_path: Path) -> None:
    for key in ("default_plan", "version", "buckets", "set_trust", "contact", "plans"):
        for value in ('"s3cret"', "s3cret", '["s3cret"]', "{s3 = 's3cret'}", '"""\ns3cret'):
            text = f"{key} = {value}\n{WHOLE}".replace('default_plan = "a"\n', "")
            assert "s3cret" not in "\n".join(str(each) for each in problems(tmp_path, text))
