"""Syntax errors of a TOML file: all at once, each with its line; what is right is read, values are hidden."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.config import standard_policy_text
from relance_sync.config.toml_document import TomlDocument, parse_document

STANDARD = standard_policy_text()


def document(text: str) -> TomlDocument:
    return parse_document(text, "a.toml")


def told(text: str) -> list[tuple[int | None, str]]:
    return [(each.line, each.problem) for each in document(text).syntax]


def test_a_valid_file_has_no_problem() -> None:
    read = document(STANDARD)
    assert read.syntax == ()
    assert read.raw.keys() == tomllib.loads(STANDARD).keys()


def test_a_place_that_is_not_there_has_the_line_of_its_section() -> None:
    read = document("a = 1\n[[b.c]]\n\n[[b.c]]\nd = 2")
    assert read.line(("b", "c", 1, "d")) == 5
    assert read.line(("b", "c", 1, "e", "f")) == 4
    assert read.line(("b", "x")) == 2
    assert read.line(("x",)) is None


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a = 1\nb = yes", 2, "this is no value"),
        ("a = [1,\n2\nb = 3", 1, "a list that begins with [ is not closed"),
        ("a = [1,\n2", 1, "a list that begins with [ is not closed"),
        ("a = {x = 1\nb = 3", 1, "a section that begins with { is not closed"),
        ('a = "x\nb = 3', 1, "a text is not closed"),
        ('a = 1\nb = """x\nc = 3', 2, "a text is not closed"),
        ("a = '''x\nc = 3", 1, "a text is not closed"),
        ("a = 1\nb 2", 2, "a key is not followed by its value"),
        ("[a\nb = 2", 1, "the header of a section is not closed"),
        ("[[a]\nb = 2", 1, "the header of a section is not closed"),
        ("a = 1 b = 2", 1, "something stands after the end"),
        ("a = 2026-02-30", 1, "this day or time does not exist"),
        ('a = "c:\\dir"', 1, "begins a special character"),
        ("a = 1\n= 2", 2, "this is neither a header nor a key"),
        ("a. = 1", 1, "this is no key"),
        ("# \x01", 1, "an invisible character stands here"),
        ("a = 1\nb = 2\na = 3", 3, "this key or section stands twice"),
        ("[a]\n[b]\n[a]", 3, "this key or section stands twice"),
        ("a = {x = 1}\n[a.y]", 2, "this key or section stands twice"),
        ("a = 1\r\nb = yes\r\n", 2, "this is no value"),
    ],
)
def test_a_syntax_error_is_told_with_its_line(text: str, line: int, problem: str) -> None:
    (found,) = document(text).syntax
    assert found.line == line
    assert problem in found.problem
    assert found.suggestion


def test_all_are_told_and_the_rest_is_read() -> None:
    text = "a = yes\nb = 2\n[c\nd = no\n[e]\nf = 6\ng 7\nh = [1, 2\n[i]\nj = 10"
    assert [line for line, _ in told(text)] == [1, 3, 4, 7, 8]
    read = document(text)
    assert read.raw == {"b": 2, "e": {"f": 6}, "i": {"j": 10}}
    assert read.lines == {("b",): 2, ("e",): 5, ("e", "f"): 6, ("i",): 9, ("i", "j"): 10}


def test_what_stands_below_a_wrong_header_does_not_fall_into_the_section_before() -> None:
    assert document("[a]\nx = 1\n[b\nx = 2\n[c]\nx = 3").raw == {"a": {"x": 1}, "c": {"x": 3}}


def test_a_caret_shows_the_place_and_the_value_is_hidden() -> None:
    (found,) = document("a = 1\napi_key = s3cret").syntax
    assert found.excerpt == "    api_key = ······\n              ^"
    assert str(found).startswith("a.toml:2: this is no value. Text stands in quotes;")


@pytest.mark.parametrize(
    "text", ["s3cret", "[a = s3cret", 'a = """\ns3cret', "a = [\n  s3cret\n]", "a = 1 # s3cret\x02"]
)
def test_no_value_is_ever_repeated(text: str) -> None:
    assert document(text).syntax
    assert "s3cret" not in "".join(str(each) for each in document(text).syntax)


@given(st.data())
def test_whatever_is_broken_it_ends_and_what_is_left_keeps_its_line(data: st.DataObject) -> None:
    rows = STANDARD.split("\n")
    for _ in range(data.draw(st.integers(1, 5))):
        row = data.draw(st.integers(0, len(rows) - 1))
        at = data.draw(st.integers(0, len(rows[row])))
        piece = data.draw(
            st.sampled_from(['"', "[", "]", "=", "{", "\\", '"""', "'", ".", " x ", "#", "\x00"])
        )
        rows[row] = rows[row][:at] + piece + rows[row][at + data.draw(st.integers(0, 2)) :]
    read = document("\n".join(rows))
    for problem in read.syntax:
        assert problem.line
        assert 1 <= problem.line <= len(rows)
    for place, line in read.lines.items():
        if isinstance(place[-1], str) and place[-1].isidentifier():
            assert place[-1] in rows[line - 1]


def test_a_file_of_errors_only_is_cut_short() -> None:
    assert len(document("a\n" * 500).syntax) == 100
