"""`relance.toml`: what is read, and that every error names file and key and says what to do."""

import re
from datetime import date
from pathlib import Path

import pytest

from relance_sync.config import Workspace, read_workspace
from relance_sync.errors import Stop

MINIMAL = '[companies.acme]\nplatform = "odoo"\n'


def workspace(folder: Path, text: str) -> Workspace:
    (folder / "relance.toml").write_text(text, encoding="utf-8")
    return read_workspace(folder)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(Stop) as caught:
        workspace(folder, text)
    return caught.value.user_message


def test_little_is_needed_and_the_rest_is_careful(tmp_path: Path) -> None:
    read = workspace(tmp_path, MINIMAL)
    acme = read.companies["acme"]
    assert (acme.platform, acme.mode, acme.language, acme.policy) == ("odoo", "observe", None, None)
    assert acme.calendar.closed_weekdays == {5, 6}
    assert read.database == f"sqlite:///{tmp_path / 'relance.db'}"


def test_everything_can_be_said(tmp_path: Path) -> None:
    for name in ("mapping.toml", "other.toml"):
        (tmp_path / name).touch()
    read = workspace(
        tmp_path,
        """
        language = "fr"
        database = "postgresql://relance@localhost/books"
        [calendar]
        closed_weekdays = ["sunday"]
        holidays = [2026-12-25]
        time_zone = "Europe/Paris"
        [companies.acme]
        platform = "odoo"
        mode = "assist"
        language = "en"
        key_file = "acme.key"
        mapping = "mapping.toml"
        policy = "other.toml"
        calendar = { holidays = [2027-01-01], time_zone = "Europe/Brussels" }
        [companies.acme.odoo]
        url = "https://acme.example"
        company_id = 1
        """,
    )
    acme = read.companies["acme"]
    assert (read.language, read.database) == ("fr", "postgresql://relance@localhost/books")
    assert (acme.mode, acme.language, acme.time_zone) == ("assist", "en", "Europe/Brussels")
    assert acme.calendar.closed_weekdays == {6}
    assert acme.calendar.holidays == {date(2026, 12, 25), date(2027, 1, 1)}
    assert acme.settings == {"url": "https://acme.example", "company_id": 1}
    assert (acme.key_file, acme.mapping) == (tmp_path / "acme.key", tmp_path / "mapping.toml")
    assert acme.policy == tmp_path / "other.toml"


def test_the_policy_of_the_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").touch()
    assert workspace(tmp_path, MINIMAL).companies["acme"].policy == tmp_path / "policy.toml"


def test_without_a_workspace_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"no relance\.toml in .*relance init.*--workspace"):
        read_workspace(tmp_path)


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("", "companies", "is missing"),
        ("companies = 3", "companies", "must be a section"),
        ("[companies]", "companies", "must not be empty"),
        ('[companies.acme]\nmode = "observe"', "companies.acme.platform", "is missing"),
        ('[companies.acme]\nplatform = ""', "companies.acme.platform", "must not be empty"),
        (MINIMAL + 'mode = "dry"', "companies.acme.mode", "must be one of: observe, assist, auto."),
        (MINIMAL + "mode = 1", "companies.acme.mode", "must be one of"),
        (MINIMAL + 'mod = "auto"', "companies.acme.mod", "Did you mean mode?"),
        (MINIMAL + 'language = "de"', "companies.acme.language", "must be one of: en, fr."),
        (MINIMAL + "key_file = 3", "companies.acme.key_file", "must be text in quotes"),
        (
            MINIMAL + 'mapping = "gone.toml"',
            "companies.acme.mapping",
            "there is no such file in the workspace. Correct the name.",
        ),
        (
            MINIMAL + 'policy = "gone.toml"',
            "companies.acme.policy",
            "there is no such file in the workspace. Correct the name.",
        ),
        (MINIMAL + "odoo = 3", "companies.acme.odoo", "must be a section"),
        (MINIMAL + "xero = {}", "companies.acme.xero", "a section named like the platform"),
        ('[companies."a b"]\nplatform = "odoo"', "companies.a b", "letters, digits"),
        ('languages = "fr"\n' + MINIMAL, "languages", "Did you mean language?"),
        (
            '[calendar]\nholidays = ["2026-12-25"]\n' + MINIMAL,
            "calendar.holidays[1]",
            "must be a date, without quotes. For example: 2026-12-25",
        ),
        (
            "[calendar]\nholidays = [2026-12-25T00:00:00]\n" + MINIMAL,
            "calendar.holidays[1]",
            "must be a date, without quotes. For example: 2026-12-25",
        ),
        ('[calendar]\nholidays = "no"\n' + MINIMAL, "calendar.holidays", "must be a list"),
        ('[calendar]\nclosed_weekdays = ["someday"]\n' + MINIMAL, "closed_weekdays[1]", "must be one of"),
        (
            '[calendar]\ntime_zone = "Mars/North"\n' + MINIMAL,
            "calendar.time_zone",
            "is no time zone.",
        ),
        ('[calendar]\nnights = "no"\n' + MINIMAL, "calendar.nights", "known here are: closed_weekdays"),
        ("database = 3\n" + MINIMAL, "database", "must be text in quotes"),
        ('database = "books"\n' + MINIMAL, "database", "an address like"),
    ],
)
def test_an_error_names_file_and_key_and_says_what_to_do(
    tmp_path: Path, text: str, place: str, advice: str
) -> None:
    message = refused(tmp_path, text)
    assert message.startswith("relance.toml:")
    assert place in message
    assert advice in message
    assert "pydantic" not in message


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path, MINIMAL + 'mode = "dry"\nlanguage = "de"')
    assert len(message.splitlines()) == 2


def test_a_week_without_an_open_day_is_refused(tmp_path: Path) -> None:
    days = '["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]'
    message = refused(tmp_path, f"[calendar]\nclosed_weekdays = {days}\n{MINIMAL}")
    assert "calendar.closed_weekdays: leaves no open day. Take one out." in message


@pytest.mark.parametrize("text", ["[companies.acme\n", "a = \n", 'language = fr\n"'])
def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).startswith("relance.toml:1: ")


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "relance.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Stop, match=r"relance\.toml: is not UTF-8"):
        read_workspace(tmp_path)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (MINIMAL + 'api_key = "s3cret"', "companies.acme.api_key"),
        (MINIMAL + 'key = "s3cret"', "companies.acme.key"),
        (MINIMAL + '[companies.acme.odoo]\npassword = "s3cret"', "companies.acme.odoo.password"),
        (MINIMAL + '[companies.acme.odoo]\naccess-token = "s3cret"', "companies.acme.odoo.access-token"),
        (MINIMAL + '[companies.acme.odoo.oauth]\nclient_secret = "s3cret"', "odoo.oauth.client_secret"),
        ('api_key = "s3cret"\n' + MINIMAL, "api_key"),
        ('database = "postgresql://me:s3cret@host/books"\n' + MINIMAL, "database"),
    ],
)
def test_a_key_in_the_file_is_refused_and_not_repeated(tmp_path: Path, text: str, place: str) -> None:
    message = refused(tmp_path, text)
    assert place in message
    assert "does not belong in this file" in message
    assert "s3cret" not in message


def test_a_key_misplaced_elsewhere_is_not_repeated_either(tmp_path: Path) -> None:
    assert "s3cret" not in refused(tmp_path, MINIMAL + 'mode = "s3cret"')


def test_every_error_is_told_with_its_line_and_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "policy-fr.toml").touch()
    with pytest.raises(Stop) as caught:
        workspace(
            tmp_path,
            """\
langage = "fr"
database = "books"
[calendar]
country = "France"
closed_weekdays = ["sonday"]
open = ["2027-05-17"]
[companies.acme]
platform = "odoo"
mode = "asist"
policy = "policy-fe.toml"
password = "s3cret"
[companies."b c"]
platform = "odoo"
odoo = 3
calendar = {subdivision = "57"}
""",
        )
    assert [(each.line, each.key) for each in caught.value.problems] == [
        (1, "langage"),
        (2, "database"),
        (4, "calendar.country"),
        (5, "calendar.closed_weekdays[1]"),
        (6, "calendar.open[1]"),
        (9, "companies.acme.mode"),
        (10, "companies.acme.policy"),
        (11, "companies.acme.password"),
        (12, "companies.b c"),
        (14, "companies.b c.odoo"),
        (15, "companies.b c.calendar.subdivision"),
    ]
    assert [each.suggestion for each in caught.value.problems][:7] == [
        "Did you mean language?",
        "See docs/reference/settings.md.",
        "Did you mean FR?",
        "Did you mean sunday?",
        "For example: 2026-12-25",
        "Did you mean assist?",
        "Did you mean policy-fr.toml?",
    ]
    assert "s3cret" not in caught.value.user_message


def test_a_subdivision_whose_country_cannot_be_read_is_not_told(tmp_path: Path) -> None:
    message = refused(tmp_path, f'[calendar]\ncountry = FR\nsubdivision = "57"\n{MINIMAL}')
    assert re.findall(r"^relance.toml:(\d+)", message, re.MULTILINE) == ["2"]


def test_a_syntax_error_does_not_hide_a_wrong_region(tmp_path: Path) -> None:
    calendar = '[calendar]\ncountry = "FR"\nsubdivision = "67"\n'
    message = refused(tmp_path, f"database = books\n{calendar}{MINIMAL}")
    assert re.findall(r"^relance.toml:(\d+)", message, re.MULTILINE) == ["1", "4"]


def test_a_syntax_error_does_not_hide_a_wrong_choice(tmp_path: Path) -> None:
    message = refused(tmp_path, f"database = books\n{MINIMAL}mode = 'asist'\n")
    assert [line.partition(" ")[0] for line in message.splitlines()] == [
        "relance.toml:1:",
        "",
        "",
        "relance.toml:4:",
    ]


def test_a_companys_country_replaces_the_workspaces_with_its_subdivision(tmp_path: Path) -> None:
    shared = '[calendar]\ncountry = "FR"\nsubdivision = "57"\nopen = [2027-05-17]\n'
    good_friday, whit_monday = date(2027, 3, 26), date(2027, 5, 17)
    acme = workspace(tmp_path, shared + MINIMAL).companies["acme"]
    assert not acme.calendar.is_open(good_friday)
    assert acme.calendar.is_open(whit_monday)
    french = workspace(tmp_path, shared + MINIMAL + 'calendar = {country = "FR"}').companies["acme"]
    assert french.calendar.is_open(good_friday)
    assert french.calendar.is_open(whit_monday)
