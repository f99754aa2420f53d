"""The language of `where` and `order`, read into functions over records. Pages are in listing.py.

Understood: `==` (and `=`), `!=`, `<`, `<=`, `>`, `>=`, `AND`, `OR` (and `&&`, `||`), brackets, texts,
numbers, `DateTime(...)`, `Guid("...")`, `true`, `false`, `null`, `Field.Contains("...")`, `StartsWith`,
`EndsWith`, `ToLower()`, and fields of the contact, invoice or account that a record names. Texts compare
without regard to case, which is not documented.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .books import Ledger
from .records import Data, Record
from .refusals import bad_query

Fact = Callable[[Record], Any]
Test = Callable[[Record], bool]
_CASING = re.compile(r"\.To(?:Lower|Upper)\(\)", re.IGNORECASE)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_TEXT: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<op>==|!=|<>|>=|<=|&&|\|\||[=<>(),])'
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*))"
)
_COMMON = "UpdatedDateUTC Status Contact.ContactID Contact.Name Contact.ContactNumber Contact.AccountNumber"
_DOCUMENT = (
    f"{_COMMON} Type Date DueDate Total SubTotal TotalTax CurrencyCode CurrencyRate Reference "
    "BrandingThemeID LineAmountTypes SentToContact FullyPaidOnDate"
)
_FIELDS = {
    "Contact": "UpdatedDateUTC ContactID ContactStatus ContactNumber AccountNumber Name FirstName LastName "
    "EmailAddress TaxNumber CompanyNumber IsCustomer IsSupplier DefaultCurrency",
    "Invoice": f"{_DOCUMENT} InvoiceID InvoiceNumber AmountDue AmountPaid AmountCredited ExpectedPaymentDate "
    "PlannedPaymentDate Url",
    "CreditNote": f"{_DOCUMENT} CreditNoteID CreditNoteNumber RemainingCredit",
    "Overpayment": f"{_DOCUMENT} OverpaymentID RemainingCredit",
    "Prepayment": f"{_DOCUMENT} PrepaymentID RemainingCredit",
    "Payment": "UpdatedDateUTC PaymentID Date Amount Reference Status PaymentType IsReconciled CurrencyRate "
    "Invoice.InvoiceID Invoice.InvoiceNumber Account.AccountID Account.Code BatchPaymentID",
    "BatchPayment": "UpdatedDateUTC BatchPaymentID Date Type Status TotalAmount Reference IsReconciled",
    "BankTransaction": f"{_DOCUMENT} BankTransactionID IsReconciled BankAccount.AccountID",
    "ManualJournal": "UpdatedDateUTC ManualJournalID Date Status Narration",
    "ContactGroup": "ContactGroupID Name Status",
    "Quote": f"{_DOCUMENT} QuoteID QuoteNumber ExpiryDate Title",
    "Account": "UpdatedDateUTC AccountID Code Name Type Class Status TaxType SystemAccount "
    "EnablePaymentsToAccount CurrencyCode",
    "TaxRate": "Name TaxType Status EffectiveRate DisplayTaxRate",
    "Currency": "Code Description",
    "BrandingTheme": "BrandingThemeID Name SortOrder Type",
    "User": "UpdatedDateUTC UserID EmailAddress FirstName LastName IsSubscriber OrganisationRole",
}


def where(ledger: Ledger, entity: str, text: str) -> Test:
    """Read a filter.

    Raises:
        Refused: it cannot be read, or asks for a field that there is not.
    """
    return _Parser(ledger, entity, text).whole()


def order(ledger: Ledger, entity: str, text: str) -> list[tuple[Fact, bool]]:
    """Read an order: functions to sort by, each with whether the largest comes first.

    Raises:
        Refused: it cannot be read, or asks for a field that there is not.
    """
    found = []
    for each in text.split(","):
        words = each.split()
        if not 1 <= len(words) <= 2 or (len(words) == 2 and words[1].upper() not in {"ASC", "DESC"}):
            raise bad_query(f"Order by clause '{text}' could not be parsed")
        found.append((fact(ledger, entity, words[0]), len(words) == 2 and words[1].upper() == "DESC"))
    return found


def fact(ledger: Ledger, entity: str, path: str) -> Fact:
    """Return a function that reads a field of a record.

    Raises:
        Refused: the entity has no such field.
    """
    known = {each.casefold(): each for each in _FIELDS[entity].split()}
    name = known.get(path.casefold())
    if name is None:
        raise bad_query(f"No property or field '{path}' exists in type '{entity}'")
    if name == f"{entity}ID":
        return lambda record: record.id
    if name == "UpdatedDateUTC":
        return lambda record: record.updated
    if name in {"IsCustomer", "IsSupplier"}:
        return lambda record: trades(ledger, record, sales=name == "IsCustomer")
    if "." in name:
        return _beyond(ledger, *name.split("."))
    stored = {"BatchPaymentID": "BatchPayment"}.get(name, name) if entity == "Payment" else name
    return lambda record: record.data.get(stored)


def trades(ledger: Ledger, contact: Record, *, sales: bool) -> bool:
    """Return whether a contact has sales invoices (or bills)."""
    kind = "ACCREC" if sales else "ACCPAY"
    table = ledger.store.tables["Invoice"]
    keys = ledger.store.documents.get(contact.id, ())
    return any(entity == "Invoice" and table[id_].data["Type"] == kind for entity, id_ in keys)


def _beyond(ledger: Ledger, link: str, name: str) -> Fact:
    """Return a function that reads a field of what a record names."""

    def read(record: Record) -> Any:
        data = record.data
        if link == "Invoice":
            entity, id_ = data["Target"]
        else:
            entity, id_ = ("Contact" if link == "Contact" else "Account"), data.get(link)
        if name in {"AccountID", "InvoiceID", f"{entity}ID"}:
            return id_
        found: Data = ledger.record((entity, id_)).data
        return found.get(name) or found.get(f"{entity}Number" if link == "Invoice" else name)

    return read


class _Parser:
    """Reads one filter."""

    def __init__(self, ledger: Ledger, entity: str, text: str) -> None:
        self.ledger, self.entity, self.text = ledger, entity, text
        self.tokens: list[tuple[str, str]] = []
        text = _CASING.sub("", text)  # texts compare without regard to case anyway
        place, end = 0, len(text.rstrip())
        while place < end:
            found = _TOKEN.match(text, place)
            if found is None:
                raise bad_query(f"Syntax error at position {place} in '{text}'")
            place = found.end()
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        self.at = 0

    def whole(self) -> Test:
        test = self._any()
        if self.at < len(self.tokens):
            raise self._error()
        return test

    def _error(self) -> Exception:
        near = self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"
        return bad_query(f"Syntax error near {near} in '{self.text}'")

    def _next(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise self._error()
        self.at += 1
        return self.tokens[self.at - 1]

    def _is(self, *words: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at][1].upper() in words:
            self.at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._is(word):
            raise self._error()

    def _any(self) -> Test:
        tests = [self._all()]
        while self._is("OR", "||"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda record: any(each(record) for each in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._is("AND", "&&"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda record: all(each(record) for each in tests)

    def _one(self) -> Test:
        if self._is("("):
            test = self._any()
            self._expect(")")
            return test
        kind, name = self._next()
        if kind != "name":
            raise self._error()
        path, _, method = name.rpartition(".")
        if method.casefold() in _TEXT:
            return self._method(fact(self.ledger, self.entity, path), method.casefold())
        return self._compare(fact(self.ledger, self.entity, name))

    def _method(self, value: Fact, method: str) -> Test:
        self._expect("(")
        kind, text = self._next()
        if kind != "text":
            raise self._error()
        self._expect(")")
        part, does = _unquoted(text).casefold(), _TEXT[method]
        wanted = self._literal() if self._is("==", "=") else True
        return lambda record: does(str(value(record) or "").casefold(), part) is wanted

    def _compare(self, value: Fact) -> Test:
        kind, sign = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "op" or sign not in _OPERATORS:
            return lambda record: value(record) is True
        self.at += 1
        compare, wanted = _OPERATORS[sign], _comparable(self._literal())
        equals = sign in {"==", "=", "!=", "<>"}

        def test(record: Record) -> bool:
            found = _comparable(value(record))
            if found is None or wanted is None or type(found) is not type(wanted):
                return equals and compare(found, wanted)
            return compare(found, wanted)

        return test

    def _literal(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            return _unquoted(text)
        if kind == "number":
            return Decimal(text)
        word = text.upper()
        if word in {"TRUE", "FALSE", "NULL"}:
            return {"TRUE": True, "FALSE": False, "NULL": None}[word]
        if word == "GUID":
            self._expect("(")
            _, told = self._next()
            self._expect(")")
            return _unquoted(told)
        if word == "DATETIME":
            return self._moment()
        raise self._error()

    def _moment(self) -> datetime:
        self._expect("(")
        numbers: list[int] = []
        while not self._is(")"):
            kind, text = self._next()
            if kind != "number":
                raise self._error()
            numbers.append(int(text))
            self._is(",")
        try:
            year, month, day, *rest = numbers
            hour, minute, second = [*rest, 0, 0, 0][:3]
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            raise self._error() from None


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _comparable(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return Decimal(value)
