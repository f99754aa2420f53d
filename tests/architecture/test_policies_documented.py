"""docs/reference/policies.md and policies.fr.md say what the policies that come with Relance do.

After a change of a policy: `python -m tests.architecture.policy_pages` in the top folder.
"""

import pytest

from tests.architecture.policy_pages import FRENCH, PAGES, SHIPPED, blocks, comments_of, written


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_what_the_policies_do(language: str) -> None:
    made, told = blocks(language), written(language)
    assert told.keys() == made.keys()
    assert not [name for name, block in made.items() if told[name] != block]


def test_both_languages_explain_the_same() -> None:
    comments = {comment for name in SHIPPED for comment in comments_of(name).values()}
    assert comments == set(FRENCH)
    english, french = (PAGES[each].read_text("utf-8") for each in ("en", "fr"))
    assert english.count("<!-- begin:") == french.count("<!-- begin:")


def test_a_picture_has_a_mark_for_each_step_and_one_for_the_due_date() -> None:
    told = written("en")
    for name, policy in SHIPPED.items():
        lines = {line.split()[0]: line.split()[1] for line in told[f"{name} timeline"].splitlines()[2:-1]}
        assert lines.keys() == policy.plans.keys()
        for plan, line in lines.items():
            assert len(line.replace("\u00b7", "")) == len(policy.plans[plan].steps) + 1
