"""The parts of docs/reference/policies.md and policies.fr.md that are taken from the policies themselves.

`python -m tests.architecture.policy_pages` writes them anew between their markers. The words around them are
written by people.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from relance_sync.cli.policy_tables import segment_rows
from relance_sync.cli.texts import say
from relance_sync.config import ShippedPolicy, policy_text, read_shipped
from relance_sync.rules.explain import word
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.interest import Usage
from relance_sync.rules.plans import Channel, Entry, Plan, Stage, Step
from relance_sync.rules.policy import Policy

FOLDER = Path(__file__).parent
PAGES = {
    "en": FOLDER.parents[1] / "docs" / "reference" / "policies.md",
    "fr": FOLDER.parents[1] / "docs" / "reference" / "policies.fr.md",
}
FRENCH = tomllib.loads((FOLDER / "policy_comments_fr.toml").read_text("utf-8"))
SHIPPED = {name: read_shipped(name) for name in ShippedPolicy}

# A column of the pictures is two days; the first is this many days before the due date.
_BEFORE, _PER_COLUMN = 16, 2
_MARKS = {Channel.EMAIL: "e", Channel.SMS: "s", Channel.CALL: "c", Channel.LETTER: "L", Channel.TODO: "H"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "steps": "step | day | channel | tone | at least | to pay within | approved | why",
        "segments": "segment | condition | plan",
        "facts": "usual plan and rules",
        "day": "day {}",
        "days": "{} days",
        "one_day": "1 day",
        "reminder": "first reminder",
        "call": "call",
        "firm": "firm word",
        "formal": "formal notice; days to pay",
        "hand_over": "hand-over; from this amount on; share of all that is open",
        "entry": "old debts begin",
        "gap": "between two contacts",
        "month": "most contacts in 30 days",
        "hours": "hours for messages",
        "tolerance": "an agreement is missed after",
        "resume_promise": "after a broken promise",
        "resume_plan": "after a broken payment plan",
        "fees": "late charges, from businesses",
        "over_limit": "over the credit limit",
        "overdue": "overdue for so long and so much",
        "stages": "by stage",
        "returned": "a returned payment",
        "broken": "a broken payment plan",
        "defaults": "repeated defaults",
        "expires": "a hold is looked at again after",
        "good_payer": "a good payer who is late is reported after",
        "limitation": "before the limitation, a colleague is told",
        "from": "{days} days, {amount}: {level}",
        "times": "grade {grades}, {times} times: {level}",
        "since": " after {} days",
        "again": ", again every {} days",
        "stood": "goes on where it stood",
        "first_step": "at the first reminder",
        "by_age": "by their age, at most at the firm word",
        "colon": ":",
        "hold": "hold",
        "warn": "warning",
        "yes": "by a colleague",
    },
    "fr": {
        "steps": "étape | jour | canal | ton | au moins | délai de paiement | accord | pourquoi",
        "segments": "segment | condition | scénario",
        "facts": "scénario habituel et règles",
        "day": "jour {}",
        "days": "{} jours",
        "one_day": "1 jour",
        "reminder": "premier rappel",
        "call": "appel",
        "firm": "relance ferme",
        "formal": "mise en demeure ; jours pour payer",
        "hand_over": "remise à un tiers ; à partir de ce montant ; part de tout ce qui est ouvert",
        "entry": "les vieilles dettes commencent",
        "gap": "entre deux contacts",
        "month": "contacts en 30 jours, au plus",
        "hours": "heures d'envoi",
        "tolerance": "un accord est manqué après",
        "resume_promise": "après une promesse rompue",
        "resume_plan": "après un échéancier rompu",
        "fees": "frais de retard, des professionnels",
        "over_limit": "au-dessus du plafond",
        "overdue": "échu depuis tant de jours et pour tant",
        "stages": "selon le niveau",
        "returned": "un paiement rejeté",
        "broken": "un échéancier rompu",
        "defaults": "incidents répétés",
        "expires": "un blocage est revu après",
        "good_payer": "un bon payeur en retard est signalé après",
        "limitation": "avant la prescription, un collègue est prévenu",
        "from": "{days} jours, {amount} : {level}",
        "times": "note {grades}, {times} fois : {level}",
        "since": " après {} jours",
        "again": ", de nouveau tous les {} jours",
        "stood": "reprend où elle en était",
        "first_step": "au premier rappel",
        "by_age": "selon leur âge, au plus à la relance ferme",
        "colon": " :",
        "hold": "blocage",
        "warn": "avertissement",
        "yes": "par un collègue",
    },
}


def blocks(language: str) -> dict[str, str]:
    """Return what stands between the markers of a page, by their names."""
    made = {"facts": _facts(language)}
    for name, policy in SHIPPED.items():
        made[f"{name} timeline"] = _timeline(policy)
        made[f"{name} segments"] = _segments(policy, language)
        comments = comments_of(name)
        for plan, each in policy.plans.items():
            made[f"{name} {plan}"] = _steps(plan, each, comments, language)
    return made


def written(language: str) -> dict[str, str]:
    """Return what a page has between its markers."""
    page = PAGES[language].read_text("utf-8")
    return dict(re.findall(r"<!-- begin: ([\w ]+) -->\n(.*?)<!-- end -->", page, re.DOTALL))


def _timeline(policy: Policy) -> str:
    """Draw each plan as a line; `|` is the due date."""
    width = 1 + max(_column(step.offset) for plan in policy.plans.values() for step in plan.steps)
    axis = [" "] * (width + 4)
    for day in range(0, (width * _PER_COLUMN) - _BEFORE, 30):
        label = f"{day:+d}" if day else "0"
        axis[_column(day) : _column(day) + len(label)] = label
    lines = [f"{'':11}{''.join(axis).rstrip()}"]
    for name, plan in policy.plans.items():
        row = ["·"] * (1 + max(_column(step.offset) for step in plan.steps))
        row[_column(0)] = "|"
        for step in plan.steps:
            place = _column(step.offset)
            row[place + (row[place] != "·")] = _MARKS[step.channel]
        lines.append(f"{name:11}{''.join(row)}")
    return "```\n" + "\n".join(lines) + "\n```\n"


def _column(day: int) -> int:
    return (day + _BEFORE) // _PER_COLUMN


def _segments(policy: Policy, language: str) -> str:
    rows = segment_rows(policy, lambda key, **values: say(key, language, **values))
    return _table(_WORDS[language]["segments"].split(" | "), rows)


def _steps(name: str, plan: Plan, comments: Mapping[str, str], language: str) -> str:
    said = (lambda comment: comment) if language == "en" else FRENCH.__getitem__
    words = _WORDS[language]
    rows = [
        [
            f"`{step.id}`",
            _day(step, words),
            word(str(step.channel), language),
            say(f"tone_{step.tone}", language),
            _least(step),
            _days(words, step.deadline_days) if step.deadline_days else "",
            words["yes"] if step.approval else "",
            said(comments[f"{name} {step.id}"]),
        ]
        for step in plan.steps
    ]
    return f"{said(comments[name])}\n\n" + _table(words["steps"].split(" | "), rows)


def _day(step: Step, words: Mapping[str, str]) -> str:
    previous = words["since"].format(step.after_previous) if step.after_previous else ""
    again = words["again"].format(step.repeat_every) if step.repeat_every else ""
    return f"{step.offset:+d}{previous and ',' + previous}{again}"


def _least(step: Step) -> str:
    return f"{step.minimum}, {_percent(step)}" if step.minimum_share else f"{step.minimum}"


def _percent(step: Step) -> str:
    return f"{step.minimum_share * 100:.0f} %"


def comments_of(name: ShippedPolicy) -> dict[str, str]:
    """Return the comments of a file: of plans by name, of steps by plan and id."""
    found: dict[str, str] = {}
    lines = policy_text(name).splitlines()
    above: list[str] = []
    for line, after in pairwise([*lines, ""]):
        if line.startswith("# "):
            above.append(line[2:])
            continue
        if header := re.fullmatch(r"\[\[?plans\.(\w+)(\.steps)?\]\]?", line):
            plan, step = header.groups()
            key = f"{plan} {after.split(chr(34))[1]}" if step else plan
            found[key] = " ".join(above)
        above = []
    return found


def _facts(language: str) -> str:
    words = _WORDS[language]
    rows = [
        [words[label], *(told(policy, words, language) for policy in SHIPPED.values())]
        for label, told in FACTS
    ]
    return _table([words["facts"], *(f"`{name}`" for name in SHIPPED)], rows)


def _usual(stage: Stage, channel: Channel | None = None) -> Callable[[Policy], Step]:
    def find(policy: Policy) -> Step:
        steps = policy.plans[policy.default_plan].steps
        return next(each for each in steps if each.stage is stage and channel in {None, each.channel})

    return find


def _when(
    find: Callable[[Policy], Step], *more: Callable[[Step], str]
) -> Callable[[Policy, Mapping[str, str], str], str]:
    def told(policy: Policy, words: Mapping[str, str], _language: str) -> str:
        step = find(policy)
        return "; ".join((words["day"].format(f"{step.offset:+d}"), *(each(step) for each in more)))

    return told


def _days(words: Mapping[str, str], days: int) -> str:
    return words["days"].format(days) if days > 1 else words["one_day"]


def _level(level: Level, words: Mapping[str, str]) -> str:
    return words[level.name.lower()]


def _resumed(stage: Stage, words: Mapping[str, str], language: str) -> str:
    return words["stood"] if stage is Stage.CURRENT else word(str(stage), language)


def _overdue(policy: Policy, words: Mapping[str, str], _language: str) -> str:
    rules = policy.hold.overdue
    return "; ".join(
        words["from"].format(days=rule.days, amount=rule.amount, level=_level(rule.level, words))
        for rule in rules
    )


def _by_stage(policy: Policy, words: Mapping[str, str], language: str) -> str:
    levels = [(word(str(stage), language), level) for stage, level in policy.hold.stages.items()]
    return "; ".join(f"{stage}{words['colon']} {_level(level, words)}" for stage, level in levels)


def _defaults(policy: Policy, words: Mapping[str, str], _language: str) -> str:
    rule = policy.hold.defaults
    grades = ", ".join(rule.grades)
    return words["times"].format(grades=grades, times=rule.times, level=_level(rule.level, words))


def _fees(policy: Policy, _words: Mapping[str, str], language: str) -> str:
    return say(f"policy_fees_{Usage(policy.late_fees.usage)}", language)


def _entry(policy: Policy, words: Mapping[str, str], _language: str) -> str:
    return words[Entry(policy.plans[policy.default_plan].entry)]


FACTS: tuple[tuple[str, Callable[[Policy, Mapping[str, str], str], str]], ...] = (
    ("reminder", _when(_usual(Stage.AMICABLE, Channel.EMAIL))),
    ("call", _when(_usual(Stage.AMICABLE, Channel.CALL))),
    ("firm", _when(_usual(Stage.FIRM))),
    ("formal", _when(_usual(Stage.FORMAL_NOTICE), lambda step: str(step.deadline_days))),
    ("hand_over", _when(_usual(Stage.HANDED_OVER), lambda step: str(step.minimum), _percent)),
    ("entry", _entry),
    ("gap", lambda policy, words, _: _days(words, policy.contact.gap_days)),
    ("month", lambda policy, _, __: str(policy.contact.month_cap)),
    ("hours", lambda policy, _, __: f"{policy.contact.hours.since:%H:%M}-{policy.contact.hours.until:%H:%M}"),
    ("tolerance", lambda policy, words, _: _days(words, policy.agreements.tolerance_days)),
    ("resume_promise", lambda policy, *said: _resumed(policy.agreements.resume_promise, *said)),
    ("resume_plan", lambda policy, *said: _resumed(policy.agreements.resume_plan, *said)),
    ("fees", _fees),
    ("over_limit", lambda policy, words, _: _level(policy.hold.over_limit, words)),
    ("overdue", _overdue),
    ("stages", _by_stage),
    ("returned", lambda policy, words, _: _level(policy.hold.returned_payment, words)),
    ("broken", lambda policy, words, _: _level(policy.hold.broken_plan, words)),
    ("defaults", _defaults),
    ("expires", lambda policy, words, _: _days(words, policy.hold.expires_after_days)),
    ("good_payer", lambda policy, words, _: _days(words, policy.alerts.good_payer_days)),
    ("limitation", lambda policy, words, _: _days(words, policy.limitation.warning_days)),
)


def _table(headings: list[str], rows: list[list[str]]) -> str:
    return "".join(_line(cells) for cells in _with_rule(headings, rows))


def _with_rule(headings: list[str], rows: list[list[str]]) -> Iterator[list[str]]:
    yield headings
    yield ["---"] * len(headings)
    yield from rows


def _line(cells: list[str]) -> str:
    if set(cells) == {"---"}:
        return "|" + "|".join(cells) + "|\n"
    return f"| {' | '.join(cells)} |\n"


def rewrite() -> None:
    """Write all parts of both pages anew."""
    for language, page in PAGES.items():
        made = blocks(language)

        def fresh(found: re.Match[str], made: Mapping[str, str] = made) -> str:
            return f"<!-- begin: {found[1]} -->\n{made[found[1]]}<!-- end -->"

        old = page.read_text("utf-8")
        page.write_text(
            re.sub(r"<!-- begin: ([\w ]+) -->\n(.*?)<!-- end -->", fresh, old, flags=re.DOTALL), "utf-8"
        )


if __name__ == "__main__":
    rewrite()
