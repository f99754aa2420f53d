"""Holds on customers in Xero: groups, notes and terms; what people set comes back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from relance_connectors.xero.client import Client, Row
from relance_connectors.xero.writer import Writer
from relance_sync.errors import Skip, Unclear
from relance_sync.ports import EffectKind, Receipt, Target, Text
from relance_sync.rules.hold_rules import Level
from tests.connectors.xero.desk import Desk, desk
from tests.simulators.xero.records import Record

HOLD, WATCH = "Orders on hold (Relance)", "Look before taking orders (Relance)"
AT_ONCE = {"Sales": {"Day": 0, "Type": "DAYSAFTERBILLDATE"}}
GONE = "5f0c9c1e-0000-4000-8000-000000000000"
NEVER = Text(title="Hold orders", paragraphs=("Invoices are late. " * 150,))


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def terms(day: int, type_: str = "DAYSAFTERBILLDATE") -> dict[str, Any]:
    return {"Sales": {"Day": day, "Type": type_}}


def hold(at: Desk, customer: Record, writer: Writer | None = None, **changes: Any) -> Receipt:
    return (writer or at.writer()).deliver(at.effect(EffectKind.HOLD, customer, **changes))


def release(at: Desk, customer: Record) -> Receipt:
    """Release as the flow does, which does not say of which hold."""
    return at.writer().deliver(at.effect(EffectKind.RELEASE, customer))


# -- groups --------------------------------------------------------------------------------------------


def test_a_hold_is_a_group_and_a_note(at: Desk) -> None:
    amy, bob = at.books.contact("Amy"), at.books.contact("Bob")
    theirs = at.books.contact_group("VIP", [amy, bob])
    at.books.note(amy, "Ask Jane first.")
    wanted = at.effect(EffectKind.HOLD, amy)
    assert at.writer().find(wanted) is None
    receipt = at.writer().deliver(wanted)
    assert at.groups(amy) == [HOLD, "VIP"]
    assert at.groups(bob) == ["VIP"]
    (note,) = at.notes(amy)
    assert note == f"Relance: {wanted.text.title}\n{wanted.text.paragraphs[0]} {wanted.marker}"
    assert receipt.reference == f"Contacts:{amy.id}#{wanted.key[:8]}"
    assert receipt.url == f"{at.simulator.url}/app/contacts/contact/{amy.id}"
    found = at.writer().find(wanted)
    assert found is not None
    assert (found.reference, found.found) == (receipt.reference, True)
    released = release(at, amy)
    assert not released.found
    assert at.groups(amy) == ["VIP"]
    assert len(at.notes(amy)) == 2
    assert theirs.data["Contacts"] == [amy.id, bob.id]
    assert at.terms(amy) == {}


def test_calls_of_a_hold(at: Desk) -> None:
    writer = at.writer()
    amy, bob = at.books.contact("Amy"), at.books.contact("Bob")
    hold(at, amy, writer)
    at.forget_calls()
    # The group is there and known: it is read and made once.
    hold(at, bob, writer)
    assert at.calls() == {
        "GET Contacts": 1,
        "PUT Contacts/History": 1,
        "PUT ContactGroups/Contacts": 1,
    }
    at.forget_calls()
    hold(at, bob, writer)
    assert at.calls() == {"GET Contacts": 1, "PUT Contacts/History": 1}
    at.forget_calls()
    release(at, amy)
    assert at.calls() == {
        "GET Contacts": 1,
        "PUT Contacts/History": 1,
        "DELETE ContactGroups/Contacts": 1,
    }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_group_is_known_in_either_language(at: Desk, language: str) -> None:
    amy, bob = at.books.contact("Amy"), at.books.contact("Bob")
    hold(at, amy, at.writer(language=language))
    hold(at, bob, at.writer(language={"en": "fr", "fr": "en"}[language]))
    assert at.groups(amy) == at.groups(bob)
    assert at.groups(amy) == [{"en": HOLD, "fr": "Commandes bloquées (Relance)"}[language]]


def test_a_group_that_a_person_deleted_is_made_again(at: Desk) -> None:
    amy, bob = at.books.contact("Amy"), at.books.contact("Bob")
    hold(at, amy)
    (group,) = at.books.ledger.store.tables["ContactGroup"].values()
    at.books.delete(group)
    hold(at, bob)
    assert [each.status for each in at.books.ledger.store.tables["ContactGroup"].values()] == [
        "DELETED",
        "ACTIVE",
    ]


class TellsNoGroup(Client):
    """Speaks with a Xero that makes a group and does not say which."""

    def create_group(self, name: str, *, key: str) -> Row:
        super().create_group(name, key=key)
        return {}


def test_a_group_of_which_xero_does_not_tell_is_found_the_next_time(at: Desk) -> None:
    amy = at.books.contact("Amy")
    wanted = at.effect(EffectKind.HOLD, amy)
    at.client_type = TellsNoGroup
    with pytest.raises(Unclear):
        at.writer().deliver(wanted)
    assert not at.writer().deliver(wanted).found
    assert at.groups(amy) == [HOLD]
    assert len(at.books.ledger.store.tables["ContactGroup"]) == 1


def test_no_room_for_a_group(at: Desk) -> None:
    amy = at.books.contact("Amy")
    for number in range(100):
        at.books.contact_group(f"Group {number}")
    with pytest.raises(Skip, match="limit of 100 contact groups"):
        hold(at, amy)
    assert at.notes(amy) == []


def test_a_warning_is_another_group_and_a_hold_is_lowered_to_it(at: Desk) -> None:
    amy = at.books.contact("Amy")
    hold(at, amy, level=Level.WARN)
    assert at.groups(amy) == [WATCH]
    hold(at, amy)
    assert at.groups(amy) == [HOLD]
    lowered = at.effect(EffectKind.HOLD, amy, level=Level.WARN)
    at.writer().deliver(lowered)
    assert at.groups(amy) == [WATCH]
    assert at.writer().find(lowered) is not None
    release(at, amy)
    assert at.groups(amy) == []


def test_a_hold_that_a_person_took_off_can_be_set_again(at: Desk) -> None:
    amy = at.books.contact("Amy")
    wanted = at.effect(EffectKind.HOLD, amy)
    at.writer().deliver(wanted)
    (group,) = at.books.ledger.store.tables["ContactGroup"].values()
    at.books.leave_group(group, [amy])
    at.later()
    writer = at.writer()
    assert writer.find(wanted) is None
    assert not writer.deliver(wanted).found
    assert at.groups(amy) == [HOLD]
    assert len(at.notes(amy)) == 1


def test_a_release_that_a_person_did_already_writes_nothing(at: Desk) -> None:
    amy = at.books.contact("Amy")
    hold(at, amy)
    (group,) = at.books.ledger.store.tables["ContactGroup"].values()
    at.books.leave_group(group, [amy])
    at.forget_calls()
    assert release(at, amy).found
    assert at.calls() == {"GET Contacts": 1}
    assert len(at.notes(amy)) == 1


def test_archived_merged_and_unknown_customers(at: Desk) -> None:
    amy, bob, cleo = (at.books.contact(name) for name in ("Amy", "Bob", "Cleo"))
    hold(at, amy)
    at.books.archive(amy)
    at.books.merge_contacts(bob, cleo)
    for customer, told in ((amy, "“Amy” is archived"), (bob, "“Bob” was merged into another contact")):
        for kind in (EffectKind.HOLD, EffectKind.RELEASE):
            with pytest.raises(Skip, match=told):
                at.writer().deliver(at.effect(kind, customer))
    gone = at.effect(EffectKind.HOLD, cleo, target=Target(kind="customer", id=GONE))
    assert at.writer().find(gone) is None
    with pytest.raises(Skip, match="not in Xero any more"):
        at.writer().deliver(gone)
    with pytest.raises(Skip, match="stands on a customer"):
        at.writer().deliver(at.effect(EffectKind.HOLD, at.books.quote(cleo, "10")))
    assert at.groups(cleo) == []


def test_a_name_of_300_characters(at: Desk) -> None:
    at.odd = True
    amy = at.books.contact("Amy", terms=30)
    at.books.odd(amy, Name="é" * 300)
    hold(at, amy, at.writer(hold_terms=True))
    assert at.terms(amy) == AT_ONCE
    release(at, amy)
    assert (at.terms(amy), at.groups(amy), amy.data["Name"]) == (terms(30), [], "Amy")


# -- terms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "before",
    [
        terms(30),
        terms(0),
        terms(45, "DAYSAFTERBILLMONTH"),
        terms(15, "OFCURRENTMONTH"),
        {**terms(20, "OFFOLLOWINGMONTH"), "Bills": {"Day": 7, "Type": "DAYSAFTERBILLDATE"}},
    ],
)
def test_terms_change_with_a_hold_and_come_back(at: Desk, before: dict[str, Any], language: str) -> None:
    amy = at.books.contact("Amy", PaymentTerms=before)
    writer = at.writer(hold_terms=True)
    held = hold(at, amy, writer, language=language, text=NEVER)
    assert at.terms(amy) == {**before, **AT_ONCE}
    assert len(at.notes(amy)) == 4
    # A renewed hold hands on what was there before the first one; the setting may be gone by the release.
    renewed = hold(at, amy, at.writer(hold_terms=True), language=language)
    assert renewed.reference != held.reference
    release(at, amy)
    assert at.terms(amy) == before
    assert at.groups(amy) == []


def test_a_hold_says_which_terms_there_were(at: Desk) -> None:
    amy, bob = at.books.contact("Amy", terms=30), at.books.contact("Bob", terms=30)
    hold(at, amy, at.writer(hold_terms=True))
    hold(at, bob, at.writer(hold_terms=True), language="fr")
    told = "Payment terms before: 30 days after the invoice. Payment terms set: 0 days after the invoice."
    assert f"\n{told} [rl#" in at.notes(amy)[0]
    told = "Conditions de paiement avant : 30 jours après la facture. Conditions mises : 0 jours après la"
    assert told in at.notes(bob)[0]


def test_a_customer_without_terms_of_its_own_keeps_having_none(at: Desk) -> None:
    amy = at.books.contact("Amy")
    hold(at, amy, at.writer(hold_terms=True))
    assert (at.terms(amy), "terms" in at.notes(amy)[0]) == ({}, False)
    release(at, amy)
    assert at.terms(amy) == {}


def test_terms_that_a_person_set_during_a_hold_stay(at: Desk) -> None:
    amy = at.books.contact("Amy", terms=30)
    hold(at, amy, at.writer(hold_terms=True))
    at.books.edit(amy, PaymentTerms=terms(60))
    release(at, amy)
    assert at.terms(amy) == terms(60)


def test_terms_of_an_older_hold_do_not_come_back(at: Desk) -> None:
    amy = at.books.contact("Amy", terms=30)
    hold(at, amy, at.writer(hold_terms=True))
    release(at, amy)
    at.books.edit(amy, PaymentTerms=terms(0))
    for settings in ({"hold_terms": True}, {}):
        hold(at, amy, at.writer(**settings))
        hold(at, amy, at.writer(**settings))
        release(at, amy)
        assert at.terms(amy) == terms(0)


def test_terms_come_back_when_a_hold_is_lowered_or_taken_off_by_hand(at: Desk) -> None:
    amy, bob = at.books.contact("Amy", terms=30), at.books.contact("Bob", terms=30)
    writer = at.writer(hold_terms=True)
    hold(at, amy, writer)
    hold(at, amy, writer, level=Level.WARN)
    assert at.terms(amy) == terms(30)
    hold(at, bob, writer)
    (group, _) = at.books.ledger.store.tables["ContactGroup"].values()
    at.books.leave_group(group, [bob])
    assert not release(at, bob).found
    assert at.terms(bob) == terms(30)


def test_terms_survive_that_a_person_took_a_hold_off_and_it_is_set_again(at: Desk) -> None:
    amy = at.books.contact("Amy", terms=30)
    hold(at, amy, at.writer(hold_terms=True))
    (group,) = at.books.ledger.store.tables["ContactGroup"].values()
    at.books.leave_group(group, [amy])
    hold(at, amy, at.writer(hold_terms=True))
    assert at.terms(amy) == AT_ONCE
    release(at, amy)
    assert at.terms(amy) == terms(30)
    assert at.notes(amy)[-1].split("\n")[-1].startswith("Payment terms are again: 30 days after the invoice.")


def test_what_a_person_wrote_that_looks_like_ours_is_not_read(at: Desk) -> None:
    amy = at.books.contact("Amy", terms=30)
    hold(at, amy, at.writer(hold_terms=True))
    told = "Payment terms before: 90 days after the invoice. Payment terms set: 0 days after the invoice."
    at.books.note(amy, told)
    release(at, amy)
    assert at.terms(amy) == terms(30)


def test_terms_of_a_kind_that_nobody_knows_stay(at: Desk) -> None:
    amy = at.books.contact("Amy", terms=30)
    at.books.odd(amy, PaymentTerms={"Sales": {"Day": 99, "Type": "SOMETHING"}, "Bills": None})
    at.odd = True
    hold(at, amy, at.writer(hold_terms=True))
    assert at.groups(amy) == [HOLD]
    release(at, amy)
    assert at.terms(amy) == terms(30)
