"""`relance kpi`: the indicators of a company on a day, alone and by collector or segment.

What is computed is `relance_sync.report`; the tables are `kpi_tables`, the JSON is `kpi_json`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.inputs import Day
from relance_sync.cli.jsonable import Json, day_json
from relance_sync.cli.kpi_json import summary_json
from relance_sync.cli.kpi_tables import show_comparison, show_indicators, show_notes, show_whole
from relance_sync.cli.session import Session
from relance_sync.config import CompanySettings
from relance_sync.errors import Stop
from relance_sync.report.indicators import Told
from relance_sync.report.overview import groups
from relance_sync.report.portfolio import gather
from relance_sync.report.summary import Asked, history_since, summarise
from relance_sync.rules.policy import Policy

_NUMBER = re.compile(r"\d+([.,]\d+)?")


class Group(StrEnum):
    """By what the portfolio is divided."""

    COLLECTOR = "collector"
    SEGMENT = "segment"


class Age(StrEnum):
    """From which day an invoice ages."""

    DUE = "due"
    ISSUE = "issue"


CompanyArgument = Annotated[
    str | None, typer.Argument(metavar="COMPANY", help="The company. Default: the only one.")
]
AsOfOption = Annotated[
    Day | None,
    typer.Option(
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="Last day of the period; a past one is restated. Default: the day of the last sync.",
    ),
]
ByOption = Annotated[Group | None, typer.Option(help="Also for each collector or segment alone.")]
MonthsOption = Annotated[
    int | None,
    typer.Option(min=1, max=12, metavar="N", help="Length of the period. Default: the policy's, 3."),
]
AgeingOption = Annotated[Age, typer.Option(help="Age by due date or by invoice date.")]
ExplainOption = Annotated[bool, typer.Option("--explain", help="Say how each figure is computed.")]
HoursOption = Annotated[str | None, typer.Option(metavar="HOURS", help="Spent on collecting in the period.")]
RateOption = Annotated[str | None, typer.Option(metavar="AMOUNT", help="What an hour of it costs.")]
ToolOption = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="What software for it cost in the period.")
]
FeesOption = Annotated[str | None, typer.Option(metavar="AMOUNT", help="What outsiders cost in the period.")]
LossOption = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="Written off in the period, for bad debt to sales.")
]


def kpi(
    session: Session,
    name: CompanyArgument = None,
    as_of: AsOfOption = None,
    by: ByOption = None,
    months: MonthsOption = None,
    ageing: AgeingOption = Age.DUE,
    *,
    explain: ExplainOption = False,
    hours: HoursOption = None,
    hourly_rate: RateOption = None,
    tool: ToolOption = None,
    fees: FeesOption = None,
    written_off: LossOption = None,
) -> Exit:
    """Show how well the company gets paid.

    Indicators with their targets and the month before, ageing, trend, worst accounts. Nothing is written.
    """
    company = session.company(name)
    policy, read_on = session.policy(company), _read_on(session, company)
    wanted = (as_of.date() if as_of else None) or session.options.today or read_on
    numbers = {"hours": hours, "hourly-rate": hourly_rate, "tool": tool, "fees": fees}
    asked = Asked(
        # Of a later day no more is known than what was read.
        as_of=min(wanted, read_on),
        targets=replace(policy.targets, months=months or policy.targets.months),
        told=_told(session, {**numbers, "written-off": written_off}),
        buckets=policy.buckets,
        by_issue=ageing is Age.ISSUE,
        present=wanted >= read_on,
    )
    report = _Report(session, company, policy, asked, by, read_on)
    if session.out.as_json:
        session.out.document(report.document())
    else:
        report.show(clipped=wanted > read_on, explain=explain)
    return Exit.OK


def _read_on(session: Session, company: CompanySettings) -> date:
    session.known(company)
    pulled = session.store.pulled(company.name)
    return pulled.synced_on if pulled else session.today(company)


def _told(session: Session, given: Mapping[str, str | None]) -> Told:
    """Read what people tell; None for an option that was not given."""
    read: dict[str, Decimal] = {}
    for name, text in given.items():
        if text is None:
            continue
        if not _NUMBER.fullmatch(text.strip()):
            raise Stop(session.say("kpi_bad_number", option=f"--{name}", text=text))
        read[name.replace("-", "_")] = Decimal(text.strip().replace(",", "."))
    return Told(**read)


class _Report:
    """The portfolio of the company, and its parts if asked for."""

    def __init__(
        self,
        session: Session,
        company: CompanySettings,
        policy: Policy,
        asked: Asked,
        by: Group | None,
        read_on: date,
    ) -> None:
        self._session, self._asked, self._by, self._read_on = session, asked, by, read_on
        self._company = session.known(company)
        since = history_since(asked.as_of)
        accounts = session.store.portfolio(self._company.id, asked.as_of, since)
        self._whole = gather(accounts, self._company.currency, asked.as_of, policy.agreements, since)
        self._parts = groups(self._whole, self._names(by, policy)) if by else {}

    def _names(self, by: Group, policy: Policy) -> Mapping[str, str | None]:
        """Return each customer's group; of segments the policy's, as last assessed, else the platform's."""
        customers = self._whole.customers
        if by is Group.COLLECTOR:
            return {id_: each.collector for id_, each in customers.items()}
        if policy.segments:
            return dict(self._session.store.segments(self._company.id))
        return {id_: each.segment for id_, each in customers.items()}

    def document(self) -> Json:
        """Return the JSON document."""
        asked, language = self._asked, self._session.language
        return {
            "company": self._company.id,
            "read_on": day_json(self._read_on),
            **summary_json(summarise(self._whole, asked), asked, language),
            "by": self._by,
            "groups": [
                {"name": name, **summary_json(summarise(part, asked, part=True), asked, language)}
                for name, part in self._parts.items()
            ],
        }

    def show(self, *, clipped: bool, explain: bool) -> None:
        """Print the tables, and what the figures do not know."""
        session, asked, name = self._session, self._asked, self._company.name
        summary = summarise(self._whole, asked)
        show_whole(session, name, summary, asked, explain=explain)
        if self._by:
            nobody = session.say("kpi_nobody")
            told = {part or nobody: summarise(some, asked, part=True) for part, some in self._parts.items()}
            show_comparison(session, self._by, told)
            for part, some in told.items():
                title = session.say("kpi_group", name=name, group=part)
                show_indicators(session, some, asked, title=title)
        days = {"read_on": self._read_on, "as_of": asked.as_of}
        notes = [("kpi_clipped", days)] if clipped else []
        show_notes(session, notes if asked.present else [("kpi_restated", days)], summary)
