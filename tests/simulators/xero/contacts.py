"""Writes contacts and contact groups: creates, changes, archives, merges. Reading is elsewhere."""

from __future__ import annotations

from typing import Any

from . import sent as read
from .books import Ledger
from .records import Data, Record, Work
from .refusals import ARCHIVED, Invalid, Missing, named
from .settlement import settle

_LONG = ("Name", "FirstName", "LastName", "EmailAddress", "BankAccountDetails", "Website")
_SHORT = (
    *("ContactNumber", "AccountNumber", "CompanyNumber", "TaxNumber", "AccountsReceivableTaxType"),
    *("AccountsPayableTaxType", "SalesDefaultAccountCode", "PurchasesDefaultAccountCode"),
)
_TEXTS = {**dict.fromkeys(_LONG, 255), **dict.fromkeys(_SHORT, 50)}
_ADDRESS = ("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "City", "Region")
_PHONE = ("PhoneNumber", "PhoneAreaCode", "PhoneCountryCode")
PHONES = ("DDI", "DEFAULT", "FAX", "MOBILE")
ADDRESSES = ("STREET", "POBOX")
TERMS = ("DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH")
_PERSONS, _GROUPS = 5, 100


def write(ledger: Ledger, sent: Data, *, create: bool, id_: str | None = None) -> Record:
    """Create a contact, or change the one that is named by id or contact number.

    Raises:
        Invalid: its name is taken, it is archived, or a field is wrong.
        Missing: there is none with that id.
    """
    record = None if create else _named(ledger, sent, id_)
    if record is not None and record.status == "ARCHIVED":
        raise Invalid(ARCHIVED)
    fields = _fields(ledger, sent, record.data if record else {})
    name = fields.get("Name", record.data["Name"] if record else "")
    if not name:
        raise Invalid("The Contact Name must be specified.")
    if fields.get("ContactStatus") != "ARCHIVED":
        _unique(ledger, name, fields.get("ContactNumber"), record)
    with ledger.work() as work:
        if record is None:
            record = work.add("Contact", {"ContactStatus": "ACTIVE", **fields})
            ledger.remark(work, record, "Created")
        else:
            work.change(record, {**record.data, **fields})
            ledger.remark(work, record, "Archived" if record.status == "ARCHIVED" else "Edited")
        return record


def _named(ledger: Ledger, sent: Data, id_: str | None) -> Record | None:
    told = id_ or sent.get("ContactID")
    if told:
        found = ledger.find("Contact", told)
        if found is None:
            raise Missing
        return found
    number = sent.get("ContactNumber")
    return next(_carrying(ledger, number), None) if number else None


def _carrying(ledger: Ledger, number: object) -> Any:
    table = ledger.store.tables["Contact"].values()
    return (each for each in table if each.data.get("ContactNumber") == number and each.status == "ACTIVE")


def _unique(ledger: Ledger, name: str, number: object, record: Record | None) -> None:
    for each in ledger.store.names.get(name.casefold(), ()):
        other = ledger.store.tables["Contact"][each]
        if other is not record and other.status == "ACTIVE":
            raise named(name)
    if number and any(each is not record for each in _carrying(ledger, number)):
        raise Invalid("Another contact has this contact number. Please enter a different contact number.")


def _fields(ledger: Ledger, sent: Data, before: Data) -> Data:
    fields: Data = {name: read.text(sent, name, limit) for name, limit in _TEXTS.items() if name in sent}
    email = fields.get("EmailAddress")
    if email and ("@" not in email or " " in email):
        raise Invalid("Email address must be valid.")
    status = read.choice(sent, "ContactStatus", ("ACTIVE", "ARCHIVED", "GDPRREQUEST"))
    fields |= {"ContactStatus": status} if status else {}
    currency = sent.get("DefaultCurrency")
    if currency and currency not in ledger.store.tables["Currency"]:
        raise Invalid("The currency is not enabled for this organisation.")
    fields |= {"DefaultCurrency": currency} if currency else {}
    if (persons := read.parts(sent, "ContactPersons")) is not None:
        if len(persons) > _PERSONS:
            raise Invalid(f"A contact can have at most {_PERSONS} additional people.")
        fields["ContactPersons"] = [_person(each) for each in persons]
    for name, kinds, told in (("Addresses", ADDRESSES, _ADDRESS), ("Phones", PHONES, _PHONE)):
        if (slots := read.parts(sent, name)) is not None:
            fields[name] = _slots(slots, before.get(name, {}), kinds, told)
    terms = _terms(sent, before.get("PaymentTerms", {}))
    return fields | ({"PaymentTerms": terms} if terms else {})


def _person(sent: Data) -> Data:
    told = {name: read.text(sent, name, 255) for name in ("FirstName", "LastName", "EmailAddress")}
    shown: Data = {name: value for name, value in told.items() if value is not None}
    return {**shown, "IncludeInEmails": bool(read.flag(sent, "IncludeInEmails"))}


def _slots(sent: list[Data], before: Data, kinds: tuple[str, ...], fields: tuple[str, ...]) -> Data:
    found = dict(before)
    name = "AddressType" if kinds is ADDRESSES else "PhoneType"
    more = ("PostalCode", "Country", "AttentionTo") if kinds is ADDRESSES else ()
    for each in sent:
        kind = read.choice(each, name, kinds)
        if kind:
            told = {field: str(each[field]) for field in (*fields, *more) if each.get(field) is not None}
            found[kind] = {**found.get(kind, {}), **told}
    return found


def _terms(sent: Data, before: Data) -> Data:
    told = read.part(sent, "PaymentTerms")
    found = dict(before)
    for side, title in (("Bills", "Bills"), ("Sales", "Sales Invoices")):
        term = read.part(told, side)
        told_day, told_kind = read.number(term, "Day"), read.choice(term, "Type", TERMS)
        if told_day is None and told_kind is None:
            continue
        day, kind = int(told_day or 0), told_kind or TERMS[0]
        if kind.startswith("OF") and not 1 <= day <= 31:
            raise Invalid(
                f"Due Date for {title} must be between 1 and 31 when set to the following (or current) month"
            )
        found[side] = {"Day": day, "Type": kind}
    return found


def of_document(ledger: Ledger, sent: Data, work: Work) -> Record:
    """Return the contact that a document names by id, number or name; a name nobody has makes a contact.

    Raises:
        Invalid: it names none, or an archived one.
    """
    told = read.part(sent, "Contact")
    found = ledger.find("Contact", told["ContactID"]) if told.get("ContactID") else None
    if told.get("ContactID") and found is None:
        raise Invalid("The Contact could not be found.")
    if found is None and told.get("ContactNumber"):
        found = next(_carrying(ledger, told["ContactNumber"]), None)
    name = str(told.get("Name") or "")
    if found is None and name:
        same = (ledger.store.tables["Contact"][each] for each in ledger.store.names.get(name.casefold(), ()))
        found = next((each for each in same if each.status == "ACTIVE"), None)
        if found is None:
            found = work.add("Contact", {"ContactStatus": "ACTIVE", **_fields(ledger, told, {})})
            ledger.remark(work, found, "Created")
    if found is None:
        raise Invalid("A Contact must be specified for this type of transaction")
    if found.status == "ARCHIVED":
        raise Invalid("The contact is archived and cannot be used.")
    return found


def merge(ledger: Ledger, record: Record, into: Record) -> None:
    """Merge a contact into another: it is archived, and its documents are the other's now.

    Update times of the documents stay as they are: whether Xero moves them is not documented.
    """
    with ledger.work() as work:
        for key in list(ledger.store.documents[record.id]):
            document = ledger.record(key)
            work.change(document, {**document.data, "Contact": into.id}, moved=False)
        for group in _groups(ledger):
            if record.id in group.data["Contacts"]:
                kept = [each for each in group.data["Contacts"] if each not in (record.id, into.id)]
                work.change(group, {**group.data, "Contacts": [*kept, into.id]})
        work.change(record, {**record.data, "ContactStatus": "ARCHIVED", "MergedToContactID": into.id})
        ledger.remark(work, record, "Merged", f"Merged into {into.data['Name']}")
        work.touch(into)
        ledger.remark(work, into, "Merged", f"{record.data['Name']} was merged into this contact")
        settle(ledger, work)


def _groups(ledger: Ledger) -> list[Record]:
    return list(ledger.store.tables["ContactGroup"].values())


def groups_of(ledger: Ledger, contact: str) -> list[Record]:
    """Return the active groups a contact is in."""
    return [each for each in _groups(ledger) if each.status == "ACTIVE" and contact in each.data["Contacts"]]


def write_group(ledger: Ledger, sent: Data, *, create: bool, id_: str | None = None) -> Record:
    """Create a contact group, or rename or delete one.

    Raises:
        Invalid: it has no name, or another active group has it.
        Missing: there is none with that id.
    """
    told = None if create else (id_ or sent.get("ContactGroupID"))
    record = ledger.find("ContactGroup", told) if told else None
    if told and (record is None or record.status == "DELETED"):
        raise Missing
    name = read.text(sent, "Name", 255) or (record.data["Name"] if record else "")
    if not name:
        raise Invalid("The Name of the Contact Group must be specified.")
    for each in _groups(ledger):
        taken = each.status == "ACTIVE" and each.data["Name"].casefold() == name.casefold()
        if taken and each is not record:
            raise Invalid(f"A Contact Group already exists with the name '{name}'.")
    if record is None and sum(each.status == "ACTIVE" for each in _groups(ledger)) >= _GROUPS:
        raise Invalid(f"You've reached the limit of {_GROUPS} contact groups.")
    status = read.choice(sent, "Status", ("ACTIVE", "DELETED")) or "ACTIVE"
    with ledger.work() as work:
        if record is None:
            return work.add("ContactGroup", {"Name": name, "Status": "ACTIVE", "Contacts": []})
        work.change(record, {**record.data, "Name": name, "Status": status})
        return record


def join(ledger: Ledger, group: Record, sent: list[Data]) -> list[Record]:
    """Put contacts into a group; one that is in it already stays in it once.

    Raises:
        Invalid: a contact is not there or archived.
    """
    found = []
    for each in sent:
        contact = ledger.find("Contact", each.get("ContactID"))
        if contact is None:
            raise Invalid("The Contact could not be found.")
        if contact.status == "ARCHIVED":
            raise Invalid("The contact is archived and cannot be used.")
        found.append(contact)
    with ledger.work() as work:
        ids = dict.fromkeys([*group.data["Contacts"], *(each.id for each in found)])
        work.change(group, {**group.data, "Contacts": list(ids)})
    return found


def leave(ledger: Ledger, group: Record, contacts: list[str]) -> None:
    """Take contacts out of a group; those that are not in it are passed over."""
    with ledger.work() as work:
        kept = [each for each in group.data["Contacts"] if each not in contacts]
        work.change(group, {**group.data, "Contacts": kept})
