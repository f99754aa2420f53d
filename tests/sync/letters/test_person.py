"""What the person concerned is told: every decision with its figures, who decided, how to contest it."""

from dataclasses import replace
from datetime import date

import pytest

from relance_sync.letters.periods import name_class, name_source, name_span
from relance_sync.letters.person import PersonLetter, person_letter
from relance_sync.letters.person_words import PERSON_WORDS
from relance_sync.rules.account import HoldApproval
from relance_sync.rules.agreements import ContactEvent
from relance_sync.rules.ledger import Kind
from relance_sync.rules.retention import DataClass, Retention, Source, Span
from relance_sync.rules.score import Calibration, Limits, PaidInvoice, Portfolio
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import DUE, HOLDING, assessed, late

PERSON = replace(CUSTOMER, name="Joël Brun", kind=Kind.PERSON, email="joel@example.com")
TODAY = late(40)


def owing(kind: Kind | None = Kind.PERSON, country: str | None = "FR") -> Ledger:
    """Somebody who owes enough, for long enough, that orders are to be held."""
    books = Ledger(company=replace(COMPANY, country=country), customer=replace(PERSON, kind=kind))
    return books.bill("F-1", "1200", DUE).quote("D-1", "80")


def letter(books: Ledger, language: str = "en", today: date = TODAY, **more: str) -> PersonLetter:
    return person_letter(books.account(today), assessed(books, today, HOLDING), Retention(), language, **more)


def section(written: PersonLetter, key: str, language: str = "en") -> str:
    (one,) = [each for each in written.sections if each.heading == PERSON_WORDS[language][f"head_{key}"]]
    return "\n".join(one.lines)


def test_a_proposal_holds_nothing_until_somebody_confirms() -> None:
    written = letter(owing())
    decided = section(written, "decided")
    assert "proposes to hold new orders" in decided
    assert "EUR 1,200.00 are at least 30 days late" in decided
    assert "Nobody has confirmed the proposed hold so far: your orders go on." in section(written, "who")
    assert "C-634/21" in section(written, "who")


def test_who_confirmed_is_named() -> None:
    books = owing()
    books.approvals.append(HoldApproval(id="1", customer="7", by="Jane Smith", day=TODAY, until=late(70)))
    written = letter(books)
    assert "New orders of yours wait until the hold is lifted" in section(written, "decided")
    assert section(written, "who").startswith(
        "Confirmed by Jane Smith on 11 Apr 2026; counts until 11 May 2026."
    )
    assert "Jane" not in section(written, "decided")


def test_a_confirmation_that_has_run_out_is_not_told() -> None:
    books = owing()
    books.approvals.append(HoldApproval(id="1", customer="7", by="Jane Smith", day=late(1), until=late(2)))
    assert "Jane" not in letter(books).plain()


@pytest.mark.parametrize("kind", [Kind.PERSON, None])
def test_rights_of_a_person_and_of_who_may_be_one(kind: Kind | None) -> None:
    rights = section(letter(owing(kind), contact="Ann, +33 2"), "rights")
    assert "Write to Ann, +33 2:" in rights
    assert "article 15" in rights
    assert "CNIL" in rights
    assert "CNIL" not in section(letter(owing(kind, country="DE")), "rights")


def test_a_company_gets_the_same_explanation() -> None:
    written = letter(owing(Kind.ENTITY))
    assert "Holds of companies are set by the rules of our policy" in section(written, "who")
    assert "Write to Acme:" in section(written, "rights")
    assert "EUR 1,200.00 are at least 30 days late" in section(written, "decided")
    assert "5 years" in section(written, "kept").splitlines()[1]


def test_how_it_ends() -> None:
    ends = section(letter(owing()), "ends")
    assert "The hold ends when less than EUR 500.00 are 30 days late or more." in ends
    assert "after 30 days at the latest" in ends
    assert "as soon as your payment is in our books" in ends
    paid = section(letter(owing().pay("F-1")), "ends")
    assert "hold" not in paid


def test_figures() -> None:
    figures = section(letter(owing()), "figures")
    assert "- invoice F-1, due 2 Mar 2026 (40 days late): EUR 1,200.00 open" in figures
    assert "In all: EUR 1,200.00 = open invoices EUR 1,200.00 + orders not yet invoiced EUR 0.00" in figures
    assert "No limit is set for you." in figures
    paid = letter(owing().pay("F-1"))
    assert "No invoice of yours is open." in section(paid, "figures")
    assert "No order of yours is held" in section(paid, "who")


def test_the_grade_and_its_factors() -> None:
    books = owing()
    assert "You have no grade." in section(letter(books), "grade")
    books.calibration = Calibration(
        on=date(2026, 1, 1), portfolio=Portfolio(paid=100, late=20), limits=Limits(ends=(20, 40, 60), on=None)
    )
    books.history.append(
        PaidInvoice(
            customer="7",
            issued=date(2025, 12, 1),
            due=date(2026, 1, 1),
            paid=date(2026, 1, 20),
            amount=books.invoices["F-1"].installments[0].amount,
        )
    )
    grade = section(letter(books), "grade")
    assert "1 of 1 paid invoices were late" in grade
    assert "never holds an order by itself" in grade


def test_which_data_is_used_and_how_long_it_is_kept() -> None:
    books = owing()
    books.contacts.append(ContactEvent(key="k", day=late(5), channel="call", currency="EUR", steps=()))
    written = letter(books)
    source = section(written, "source")
    assert "- name: Joël Brun" in source
    assert "- e-mail: joel@example.com" in source
    assert "- contact of 7 Mar 2026 (call)" in source
    kept = section(written, "kept")
    assert kept.count("\n- ") == len(DataClass)
    assert "- holds that have ended, with their confirmations: at once" in kept
    assert written.end == "Figures of 11 Apr 2026; policy 1."


def test_the_plain_text_reads_like_a_letter() -> None:
    text = letter(owing(), "fr").plain()
    assert text.startswith("Ce que Acme décide pour votre compte, et pourquoi\n=====")
    assert "Pour : Joël Brun (numéro 7 dans nos livres)\nJour : 11/04/2026" in text
    assert "- nom : Joël Brun" in text
    assert text.endswith("Chiffres du 11/04/2026 ; politique 1.\n")
    assert "{" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_decision_has_words(language: str) -> None:
    for days in (-10, -3, 0, 5, 15, 30, 46):
        for books in (owing(), owing(Kind.ENTITY), owing().dispute("F-1", DUE)):
            written = letter(books, language, late(days))
            assert all(each.lines for each in written.sections)


def test_both_languages_have_the_same_words() -> None:
    assert PERSON_WORDS["en"].keys() == PERSON_WORDS["fr"].keys()
    for language in ("en", "fr"):
        assert len({name_class(each, language) for each in DataClass}) == len(DataClass)
        assert len({name_source(each, language) for each in (*Source, None)}) == len(Source) + 1


@pytest.mark.parametrize(
    ("span", "english", "french"),
    [
        (Span(), "at once", "aussitôt"),
        (Span(keep=True), "kept", "conservé"),
        (Span(months=12), "1 year", "1 an"),
        (Span(months=1), "1 month", "1 mois"),
        (Span(months=25, days=3), "25 months and 3 days", "25 mois et 3 jours"),
    ],
)
def test_periods_in_words(span: Span, english: str, french: str) -> None:
    assert (name_span(span, "en"), name_span(span, "fr")) == (english, french)
