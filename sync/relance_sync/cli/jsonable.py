"""The shapes of `--json`: plain dictionaries with stable keys, documented in docs/reference/commands.md.

Amounts are text with their currency beside them, days are ISO 8601, reasons come with their sentence.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from relance_sync.flow import RunReport
from relance_sync.ports import Effect
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.explain import explain, headline
from relance_sync.rules.ledger import Customer
from relance_sync.rules.money import Money, quantize
from relance_sync.rules.reasons import Figure, Reason
from relance_sync.rules.score import Limits, Rating
from relance_sync.rules.score_words import explain_factor, explain_rating

Json = dict[str, object]
_FOUR = Decimal("0.0001")


def money_json(amount: Money) -> Json:
    """Write an amount, rounded to the minor unit."""
    return {"amount": f"{quantize(amount.amount, amount.currency):f}", "currency": amount.currency}


def day_json(day: date | None) -> str | None:
    """Write a day."""
    return None if day is None else day.isoformat()


def customer_json(customer: Customer) -> Json:
    """Name a customer."""
    return {"id": customer.id, "name": customer.name, "url": customer.url}


def reason_json(reason: Reason, today: date, language: str) -> Json:
    """Write a reason: code, figures, and the sentence in the language asked for."""
    figures = {name: _figure(value) for name, value in reason.figures.items()}
    return {"code": str(reason.code), "figures": figures, "text": explain(reason, today, language)}


def decision_json(decision: Decision, today: date, language: str) -> Json:
    """Write a decision with its reasons."""
    reasons = [reason_json(each, today, language) for each in decision.reasons]
    return _own(decision, today, language) | {"text": headline(decision, language), "reasons": reasons}


def _own(decision: Decision, today: date, language: str) -> Json:
    match decision:
        case Remind():
            return {
                "kind": "remind",
                "plan": decision.plan,
                "step": decision.step.id,
                "channel": str(decision.channel),
                "items": list(decision.items),
                "total": money_json(decision.total),
            }
        case Wait():
            return {"kind": "wait", "items": list(decision.items), "until": day_json(decision.until)}
        case Hold():
            return {
                "kind": "hold",
                "level": decision.level.name.lower(),
                "proposal": decision.proposal,
                "orders": list(decision.orders),
                "release": [reason_json(each, today, language) for each in decision.release],
            }
        case Release():
            return {"kind": "release", "level": decision.level.name.lower(), "proposal": decision.proposal}
        case CloseTask():
            return {"kind": "close_task", "key": decision.key}
        case Alert():
            about = {"alert": str(decision.kind), "subject": decision.subject}
            return {"kind": "alert", **about, "items": list(decision.items)}


def assessment_json(assessment: Assessment, language: str) -> Json:
    """Write an assessment."""
    exposed = assessment.exposure
    currency = exposed.amount.currency
    return {
        "stage": str(assessment.stage),
        "risk": str(assessment.risk.grade),
        "rating": None if assessment.risk.rating is None else rating_json(assessment.risk.rating, language),
        "segment": assessment.risk.segment,
        "exposure": money_json(exposed.amount),
        "open_items": money_json(Money(amount=exposed.open_items, currency=currency)),
        "orders": money_json(Money(amount=exposed.orders, currency=currency)),
        "credits": money_json(Money(amount=exposed.credits, currency=currency)),
        "missing_rates": list(exposed.missing_rates),
        "overdue": money_json(assessment.overdue),
        "decisions": [decision_json(each, assessment.today, language) for each in assessment.decisions],
        "next_review": day_json(assessment.next_review),
        "policy_version": assessment.policy_version,
    }


def rating_json(rating: Rating, language: str) -> Json:
    """Write a rating: points and facts, each with its figures and its sentence; no points if unrated."""
    bounds = rating.limits
    return {
        "grade": str(rating.grade),
        "points": _rounded(rating.points),
        "on": day_json(rating.on),
        "limits": None if bounds is None else limits_json(bounds),
        "factors": [
            {
                "kind": str(each.kind),
                "points": _rounded(each.points),
                "most": each.most,
                "figures": {name: _rounded(value) for name, value in each.figures.items()},
                "text": explain_factor(each, language),
            }
            for each in rating.factors
        ],
        "text": list(explain_rating(rating, language)),
    }


def limits_json(limits: Limits) -> Json:
    """Write where the grades end, in points, and the day that set them; no day if people chose them."""
    ends: Json = {letter: _rounded(end) for letter, end in zip("ABC", limits.ends, strict=True)}
    return ends | {"on": day_json(limits.on)}


def _rounded(value: Decimal | int | None) -> str | int | None:
    """Write a count as it is, points and shares as text of four decimals: they may have endless digits."""
    return f"{value.quantize(_FOUR, rounding=ROUND_HALF_UP):f}" if isinstance(value, Decimal) else value


def effect_json(effect: Effect) -> Json:
    """Name an effect; its text is not repeated."""
    return {
        "key": effect.key,
        "kind": str(effect.kind),
        "customer": effect.customer,
        "target": f"{effect.target.kind}:{effect.target.id}",
        "channel": effect.channel or None,
        "title": effect.text.title,
    }


def report_json(report: RunReport, language: str) -> Json:
    """Write what a run did."""
    return {
        "company": report.company,
        "run_id": report.run_id,
        "mode": str(report.mode),
        "pulled": dict(report.pulled),
        "skipped": [{"kind": each.kind, "id": each.id, "problem": each.problem} for each in report.skipped],
        "assessed": [
            {"customer": customer_json(each.customer)}
            | assessment_json(each.assessment, language)
            | {"effects": [effect_json(effect) for effect in each.effects]}
            for each in report.assessed
        ],
        "delivered": [
            effect_json(effect) | {"reference": receipt.reference, "url": receipt.url, "found": receipt.found}
            for effect, receipt in report.delivered
        ],
        "failed": [effect_json(effect) | {"problem": problem} for effect, problem in report.failed],
        "put_off": [effect_json(effect) for effect in report.put_off],
        "put_off_until": report.put_off_until.isoformat() if report.put_off_until else None,
        "waiting": report.waiting,
        "calls": [
            {
                "endpoint": each.endpoint,
                "calls": each.calls,
                "writes": each.writes,
                "bytes_received": each.bytes_received,
                "metered": each.metered,
            }
            for each in report.calls
        ],
    }


def _figure(value: Figure) -> object:
    match value:
        case Money():
            return money_json(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    return value


def figures_json(figures: Mapping[str, Figure]) -> Json:
    """Write figures."""
    return {name: _figure(value) for name, value in figures.items()}
