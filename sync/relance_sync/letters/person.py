"""The reasons printed for the person concerned: what is decided about it, on which figures, how it ends.

What articles 15 and 22 of the GDPR ask for (and CJEU C-634/21: a score on which a decision strongly draws is
a decision itself). Legal entities get the same explanation. Nothing is decided here, and nothing is sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_sync.letters.periods import name_class, name_span
from relance_sync.letters.person_words import PERSON_WORDS
from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Hold, Release, Remind, Wait
from relance_sync.rules.explain import counted, explain, format_day, format_money, headline, supported, word
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Kind, days_late
from relance_sync.rules.money import Money
from relance_sync.rules.reasons import Code
from relance_sync.rules.retention import DataClass, Retention
from relance_sync.rules.score_words import explain_rating
from relance_sync.rules.shipped_names import shown_name

# Said in a section of their own, in words for the person.
_ELSEWHERE = {Code.NATURAL_PERSON, Code.KIND_UNKNOWN, Code.HOLD_APPROVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it; lines that begin with a dash are a list."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLetter:
    """The document.

    Attributes:
        head: Whose, for whom, of which day.
        sections: None of them is empty.
        end: What the figures are as of.
    """

    title: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    end: str

    def plain(self) -> str:
        """Return it as plain text."""
        blocks = [self.title + "\n" + "=" * len(self.title), "\n".join(self.head)]
        blocks += ["\n".join((each.heading, "-" * len(each.heading), *each.lines)) for each in self.sections]
        return "\n\n".join([*blocks, self.end]) + "\n"


def person_letter(
    account: Account, assessment: Assessment, retention: Retention, language: str, *, contact: str = ""
) -> PersonLetter:
    """Write the reasons for the customer itself.

    Args:
        account: What is known.
        assessment: What is decided.
        retention: How long it is kept.
        language: `en` or `fr`; anything else gives English.
        contact: Whom to write to; empty for the company.
    """
    letter = _Letter(
        account=account,
        assessment=assessment,
        retention=retention,
        language=supported(language),
        contact=contact or account.company.name,
    )
    return letter.written()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    account: Account
    assessment: Assessment
    retention: Retention
    language: str
    contact: str

    @property
    def words(self) -> Mapping[str, str]:
        return PERSON_WORDS[self.language]

    @property
    def today(self) -> date:
        return self.assessment.today

    @property
    def protected(self) -> bool:
        """Whether the customer is, or may be, a natural person."""
        return self.account.customer.kind is not Kind.ENTITY

    @property
    def hold(self) -> Hold | None:
        """The hold that is decided; None for none, also for a mere warning."""
        holds = (each for each in self.assessment.decisions if isinstance(each, Hold))
        return next((each for each in holds if each.level is Level.HOLD), None)

    def written(self) -> PersonLetter:
        words, company = self.words, self.account.company
        sections = (
            ("decided", self._decided()),
            ("figures", self._figures()),
            ("grade", self._grade()),
            ("ends", self._ends()),
            ("who", self._who()),
            ("rights", self._rights()),
            ("source", self._source()),
            ("kept", self._kept()),
        )
        day = format_day(self.today, self.language)
        synced = self.account.synced_on
        return PersonLetter(
            title=words["title"].format(company=company.name),
            head=(
                words["for"].format(name=self.account.customer.name, id=self.account.customer.id),
                words["day"].format(day=day),
            ),
            sections=tuple(
                Section(heading=words[f"head_{name}"], lines=tuple(lines)) for name, lines in sections
            ),
            end=words["end"].format(
                synced=format_day(synced, self.language) if synced else words["never"],
                version=self.assessment.policy_version,
            ),
        )

    def _decided(self) -> Iterator[str]:
        for decision in self.assessment.decisions:
            match decision:
                case CloseTask():
                    continue
                case Hold(proposal=True):
                    yield self.words["proposed"]
                case Hold(level=Level.HOLD):
                    yield self.words["held"]
                case Hold():
                    yield self.words["warned"]
                case Release():
                    yield self.words["released"]
                case Remind():
                    yield self.words["reminded"].format(
                        channel=word(decision.channel, self.language),
                        stage=word(decision.step.stage, self.language),
                        total=format_money(decision.total, self.language),
                    )
                case Alert():
                    yield self.words["alerted"].format(what=headline(decision, self.language))
                case Wait():
                    yield self.words["waits"]
            yield from (
                f"- {explain(each, self.today, self.language)}"
                for each in decision.reasons
                if each.code not in _ELSEWHERE
            )

    def _figures(self) -> Iterator[str]:
        words, language, exposed = self.words, self.language, self.assessment.exposure
        currency = exposed.amount.currency

        def money(amount: Decimal) -> str:
            return format_money(Money(amount=amount, currency=currency), language)

        for item in self.account.items:
            late = days_late(item.due, self.today) if item.due else 0
            yield "- " + words["item_late" if late > 0 else "item"].format(
                number=item.invoice.number,
                due=format_day(item.due, language) if item.due else words["never"],
                late=counted("day", late, language),
                amount=format_money(item.residual, language),
            )
        if not self.account.items:
            yield words["nothing_open"]
        yield words["exposure"].format(
            amount=format_money(exposed.amount, language),
            items=money(exposed.open_items),
            orders=money(exposed.orders),
            credits=money(exposed.credits),
        )
        limit = self.account.customer.credit_limit
        yield words["no_limit"] if limit is None else words["limit"].format(amount=money(limit))

    def _grade(self) -> Iterator[str]:
        risk = self.assessment.risk
        if risk.rating is None:
            yield self.words["no_grade"]
            return
        yield from explain_rating(risk.rating, self.language)
        yield self.words["grade_use"]
        if risk.segment:
            yield self.words["segment"].format(segment=shown_name(risk.segment, self.language))

    def _ends(self) -> Iterator[str]:
        if self.hold:
            yield from (f"- {explain(each, self.today, self.language)}" for each in self.hold.release)
            yield self.words["looked_at"].format(days=self.hold.expires_after_days)
            yield self.words["lifted"]
        yield self.words["paid"]

    def _who(self) -> Iterator[str]:
        words = self.words
        if not self.protected:
            yield words["entity"]
        elif not self.hold:
            yield words["no_hold"]
        elif self.hold.proposal:
            yield words["unconfirmed"]
        for each in self.account.approvals:
            if each.runs(self.today):
                yield words["confirmed"].format(
                    by=each.by,
                    day=format_day(each.day, self.language),
                    until=format_day(each.until, self.language),
                )
        if self.protected:
            yield words["no_machine"]

    def _rights(self) -> Iterator[str]:
        yield self.words["contest"].format(contact=self.contact)
        yield self.words["rights" if self.protected else "rights_entity"]
        if self.protected:
            french = self.account.company.country == "FR"
            yield self.words["authority_fr" if french else "authority"]

    def _source(self) -> Iterator[str]:
        customer, company = self.account.customer, self.account.company
        yield self.words["source"].format(company=company.name)
        colon = self.words["colon"]
        mobile = customer.mobile if customer.mobile != customer.phone else None
        for key, value in (
            ("name", customer.name),
            ("email", customer.email),
            ("phone", customer.phone),
            ("mobile", mobile),
        ):
            if value:
                yield f"- {self.words[key]}{colon} {value}"
        for contact in self.account.contacts:
            yield "- " + self.words["contact"].format(
                day=format_day(contact.day, self.language), channel=word(contact.channel, self.language)
            )
        yield self.words["not_shared"]

    def _kept(self) -> Iterator[str]:
        yield self.words["kept"]
        for data in DataClass:
            span = self.retention.period(data).of(self.account.customer.kind)
            yield f"- {name_class(data, self.language)}{self.words['colon']} {name_span(span, self.language)}"
        yield self.words["kept_open"]
