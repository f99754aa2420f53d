"""Policies drawn by number, as `policy.toml`: every key may be there or not, with values of all sizes.

Odoo's Python has no hypothesis; a number leads to the same text everywhere.
"""

from decimal import Decimal
from random import Random

from relance_sync.toml_text import toml_text

STAGES = ("preventive", "amicable", "firm", "formal_notice", "handed_over")
CHANNELS = ("email", "sms", "call", "letter", "todo")
GRADES = ("a", "b", "c", "d", "unrated")
LEVELS = ("none", "warn", "hold")
WATCHES = ("broken_agreement", "worse_grade", "good_payer_late", "limitation")
TAGS = ("Public sector", "Écoles", "a, b", 'says "no"')
AMOUNTS = (0, 1, 50, Decimal("0.01"), Decimal("1234.5"), Decimal("12345678901234567.89"))
SHARES = (0, 1, Decimal("0.2"), Decimal("0.333333333333333333333"))


def drawn(seed: int) -> str:
    """Return the text of one."""
    return toml_text(_policy(Random(seed)))  # noqa: S311  # nothing secret


def _policy(random: Random) -> dict:
    names = random.sample(("standard", "loyal", "a plan", "mine.too", "Été", '"'), random.randint(1, 4))
    texts = random.sample(("courtesy", "firm", "last word"), random.randint(0, 3))
    policy = {
        "default_plan": random.choice(names),
        "plans": {name: _plan(random, texts) for name in names},
        "segments": [_segment(random, f"segment {n}", names) for n in range(random.randint(0, 3))],
        "texts": {name: _text(random) for name in texts},
        "hold": _hold(random),
    }
    return {
        **policy,
        **_some(
            random,
            {
                "version": lambda: "mine",
                "customers": lambda: {"42": random.choice(names)},
                "invoices": lambda: {"7": random.choice(names)},
                "data_max_age_days": lambda: random.randint(0, 9),
                "bank_max_age_days": lambda: random.randint(0, 9),
                "buckets": lambda: sorted(random.sample(range(1, 200), 3)),
                "set_trust": lambda: random.random() < 0.5,
                "contact": lambda: _contact(random),
                "agreements": lambda: _agreements(random),
                "alerts": lambda: _alerts(random),
                "late_fees": lambda: _fees(random),
                "limitation": lambda: _some(
                    random, {"warning_days": lambda: 90, "country": lambda: random.choice(("FR", "XX"))}
                ),
                "score": lambda: _some(
                    random,
                    {
                        "late_ratio": lambda: random.randint(0, 100),
                        "last": lambda: random.randint(1, 9),
                        "days": lambda: sorted(random.sample(range(40), 4)),
                        "bands": lambda: {"ends": [20, Decimal("40.5"), 60], "relative": False},
                    },
                ),
                "targets": lambda: {"recovery": Decimal("80.5")},
                "retention": lambda: {"texts": {"person": {"months": 3}, "entity": {"keep": True}}},
            },
        ),
    }


def _some(random: Random, draws: dict) -> dict:
    return {key: draw() for key, draw in draws.items() if random.random() < 0.5}


def _plan(random: Random, texts: list) -> dict:
    count = random.randint(1, 4)
    days = sorted(random.randint(-10, 60) for _ in range(count))
    stages = sorted((random.choice(STAGES) for _ in range(count)), key=STAGES.index)
    if stages[0] == "handed_over":
        stages[0] = "firm"
        stages.sort(key=STAGES.index)
    steps = [
        _step(random, n, day, stage, texts) for n, (day, stage) in enumerate(zip(days, stages, strict=True))
    ]
    plan = {"steps": steps}
    if random.random() < 0.3:
        plan |= {"entry": "by_age", "entry_step": random.choice(steps)["id"]}
    return plan


def _step(random: Random, number: int, day: int, stage: str, texts: list) -> dict:
    tone = random.choice(("courteous", "neutral", "firm", "formal"))
    # What must be provable is never a text message.
    provable = stage in ("formal_notice", "handed_over") or tone == "formal"
    channels = [each for each in CHANNELS if not (provable and each == "sms")]
    step = {
        "id": random.choice(("word", "mot d'ordre", "a\nb", "x.y")) + str(number),
        "before_due" if day < 0 else "after_due": abs(day),
        "stage": stage,
        "channel": random.choice(channels),
        "tone": tone,
        "deadline_days": random.randint(1, 30),
    }
    if stage == "handed_over":
        step["route"] = random.choice(("agency", "court"))
    if day >= 0 and random.random() < 0.3:
        step["repeat_every"] = random.randint(1, 9)
    draws = {
        "after_previous": lambda: random.randint(0, 9),
        "minimum": lambda: random.choice(AMOUNTS),
        "minimum_share": lambda: random.choice(SHARES),
        "approval": lambda: random.random() < 0.5,
        "fallback": lambda: random.sample(channels, random.randint(0, 4)),
        "responsible": lambda: random.choice(("admin", "nobody@example.com", "2")),
    }
    if texts:
        draws["text"] = lambda: random.choice(texts)
    return {**step, **_some(random, draws)}


def _segment(random: Random, name: str, plans: list) -> dict:
    draws = {
        "labels": lambda: random.sample(TAGS, random.randint(0, 2)),
        "tags": lambda: random.sample(TAGS, random.randint(0, 3)),
        "kinds": lambda: random.sample(("person", "entity"), random.randint(0, 2)),
        "grades": lambda: random.sample(GRADES, random.randint(0, 5)),
        "minimum_open": lambda: random.choice(AMOUNTS[:3]),
        "maximum_open": lambda: random.choice(AMOUNTS[2:]) + 50,
        "minimum_relationship_days": lambda: random.randint(0, 400),
        "minimum_late_share": lambda: random.choice(SHARES),
        "maximum_late_share": lambda: random.choice(SHARES),
        "minimum_paid": lambda: random.randint(0, 5),
    }
    return {"name": name, "plan": random.choice(plans), **_some(random, draws)}


def _text(random: Random) -> dict:
    bodies = (
        "Dear {customer},\n\nplease pay {total}.\n",
        'One line with a \\ and "quotes"',
        "By {deadline}:\r\npay.",
    )
    languages = random.sample(("en", "fr", "pt-br"), random.randint(1, 3))
    return {
        each: {
            "subject": random.choice(("Reminder: {total}", "Rappel : {total} à régler")),
            "body": random.choice(bodies),
            **_some(
                random,
                {
                    "closing": lambda: "\nKind regards,\n{company}",
                    "sms": lambda: random.choice(("{company}: {total}", "Pay\nby {deadline}.")),
                },
            ),
        }
        for each in languages
    }


def _hold(random: Random) -> dict:
    overdue = {"days": 30, "amount": random.choice(AMOUNTS), "level": random.choice(LEVELS)}
    draws = {
        "over_limit": lambda: random.choice(LEVELS),
        "overdue": lambda: [dict(overdue, days=random.randint(1, 90)) for _ in range(random.randint(0, 3))],
        "stages": lambda: {each: random.choice(LEVELS) for each in random.sample(STAGES, 2)},
        "returned_payment": lambda: random.choice(LEVELS),
        "returned_days": lambda: random.randint(1, 90),
        "broken_plan": lambda: random.choice(LEVELS),
        "expires_after_days": lambda: random.randint(1, 90),
        "defaults": lambda: _some(
            random,
            {
                "grades": lambda: random.sample(GRADES, random.randint(0, 3)),
                "times": lambda: random.randint(1, 5),
                "level": lambda: random.choice(LEVELS),
            },
        ),
    }
    return _some(random, draws)


def _contact(random: Random) -> dict:
    draws = {
        "gap_days": lambda: random.randint(0, 9),
        "channel_gap_days": lambda: {each: random.randint(0, 9) for each in random.sample(CHANNELS, 2)},
        "week_cap": lambda: random.randint(1, 3),
        "month_cap": lambda: random.randint(1, 3),
    }
    return _some(random, draws)


def _agreements(random: Random) -> dict:
    draws = {
        "tolerance_days": lambda: random.randint(0, 5),
        "tolerance_amount": lambda: random.choice(AMOUNTS),
        "resume_promise": lambda: random.choice(STAGES),
        "resume_plan": lambda: "current",
        "resume_settlement": lambda: random.choice(STAGES),
    }
    return _some(random, draws)


def _alerts(random: Random) -> dict:
    draws = {
        "on": lambda: random.sample(WATCHES, random.randint(0, 4)),
        "good_payer_days": lambda: random.randint(1, 60),
        "responsible": lambda: random.choice(("admin", "somebody")),
    }
    return _some(random, draws)


def _fees(random: Random) -> dict:
    draws = {
        "usage": lambda: random.choice(("show", "claim", "waive")),
        "stages": lambda: random.sample(STAGES, random.randint(0, 5)),
        "country": lambda: random.choice(("FR", "GB", "XX")),
        "agreed_percent": lambda: random.choice((0, Decimal("12.5"))),
    }
    return _some(random, draws)
