"""Which key of a policy stands in which field. Keys without a field stay in the further settings as text.

What the keys mean is in docs/reference/policy.md; what fields there are is in the models.
"""

from dataclasses import replace

from relance_sync.rules.policy import Policy

from .policy_keys import Key
from .policy_kinds import (
    Chosen,
    Country,
    Given,
    Hour,
    Kind,
    Line,
    Listed,
    Named,
    Number,
    Offset,
    Several,
    User,
)

_COUNT = Kind(int, always=True)
_SPARE_COUNT = Kind(int)
_AMOUNT = Number(always=True)
_SPARE_AMOUNT = Number(empty=True)
_FLAG = Kind(bool, always=True)
_LEVEL = Chosen()

FALLBACKS = {
    "none": [],
    "letter": ["letter"],
    "email": ["email"],
    "email_letter": ["email", "letter"],
    "letter_email": ["letter", "email"],
    "sms": ["sms"],
    "sms_letter": ["sms", "letter"],
    "email_sms_letter": ["email", "sms", "letter"],
    "sms_email_letter": ["sms", "email", "letter"],
    "call": ["call"],
    "call_letter": ["call", "letter"],
}

POLICY = (
    Key("default_plan", "default_plan_id", Named("plan_ids")),
    Key("buckets", "buckets", Listed(int, always=True)),
    Key("bank_max_age_days", "bank_max_age_days", Given(_COUNT)),
    Key("set_trust", "set_trust", _FLAG),
    Key("contact.gap_days", "gap_days", _COUNT),
    Key("contact.channel_gap_days.email", "gap_email", _SPARE_COUNT),
    Key("contact.channel_gap_days.sms", "gap_sms", _SPARE_COUNT),
    Key("contact.channel_gap_days.call", "gap_call", _SPARE_COUNT),
    Key("contact.channel_gap_days.letter", "gap_letter", _SPARE_COUNT),
    Key("contact.channel_gap_days.todo", "gap_todo", _SPARE_COUNT),
    Key("contact.week_cap", "week_cap", _SPARE_COUNT),
    Key("contact.month_cap", "month_cap", _SPARE_COUNT),
    Key("contact.hours.since", "hours_since", Hour()),
    Key("contact.hours.until", "hours_until", Hour()),
    Key("agreements.tolerance_days", "tolerance_days", _COUNT),
    Key("agreements.tolerance_amount", "tolerance_amount", _AMOUNT),
    Key("agreements.resume_promise", "resume_promise", Chosen()),
    Key("agreements.resume_plan", "resume_plan", Chosen()),
    Key("agreements.resume_settlement", "resume_settlement", Chosen()),
    Key("alerts.on", "alert_ids", Several("watch", always=True)),
    Key("alerts.good_payer_days", "good_payer_days", _COUNT),
    Key("alerts.responsible", "alert_responsible_id", User()),
    Key("score.late_ratio", "score_late_ratio", _COUNT),
    Key("score.last_paid", "score_last_paid", _COUNT),
    Key("score.mean_days_late", "score_mean_days_late", _COUNT),
    Key("score.weight", "score_weight", _COUNT),
    Key("score.last", "score_last", _COUNT),
    Key("score.days", "score_days", Listed(int, always=True)),
    Key("score.bands.ends", "score_ends", Listed(float, always=True)),
    Key("score.bands.relative", "score_relative", _FLAG),
    Key("late_fees.usage", "fees_usage", Chosen()),
    Key("late_fees.stages", "fees_stage_ids", Several("stage", always=True)),
    Key("late_fees.country", "fees_country_id", Country()),
    Key("late_fees.agreed_percent", "agreed_percent", Given(_AMOUNT)),
    Key("limitation.warning_days", "limitation_warning_days", _COUNT),
    Key("limitation.country", "limitation_country_id", Country()),
    Key("hold.over_limit", "hold_over_limit", _LEVEL),
    Key("hold.stages.preventive", "hold_preventive", _LEVEL),
    Key("hold.stages.amicable", "hold_amicable", _LEVEL),
    Key("hold.stages.firm", "hold_firm", _LEVEL),
    Key("hold.stages.formal_notice", "hold_formal_notice", _LEVEL),
    Key("hold.stages.handed_over", "hold_handed_over", _LEVEL),
    Key("hold.returned_payment", "hold_returned_payment", _LEVEL),
    Key("hold.returned_days", "hold_returned_days", _COUNT),
    Key("hold.broken_plan", "hold_broken_plan", _LEVEL),
    Key("hold.expires_after_days", "hold_expires_after_days", _COUNT),
    Key("hold.defaults.grades", "defaults_grade_ids", Several("grade", always=True)),
    Key("hold.defaults.times", "defaults_times", _COUNT),
    Key("hold.defaults.days_late", "defaults_days_late", _COUNT),
    Key("hold.defaults.within_days", "defaults_within_days", _COUNT),
    Key("hold.defaults.level", "defaults_level", _LEVEL),
)

PLAN = (
    Key("entry", "entry", Chosen()),
    Key("entry_step", "entry_step_id", Named("step_ids")),
)

STEP = (
    Key("id", "name", Line()),
    Key("before_due", "days", Offset("before")),
    Key("after_due", "days", Offset("after")),
    Key("stage", "stage", Chosen()),
    Key("channel", "channel", Chosen()),
    Key("tone", "tone", Chosen()),
    Key("after_previous", "after_previous", Kind(int, empty=True)),
    Key("repeat_every", "repeat_every", _SPARE_COUNT),
    Key("minimum", "minimum", _SPARE_AMOUNT),
    Key("minimum_share", "minimum_share", _SPARE_AMOUNT),
    Key("fallback", "fallback", Chosen(FALLBACKS)),
    Key("deadline_days", "deadline_days", _SPARE_COUNT),
    Key("approval", "approval", Kind(bool, empty=True)),
    Key("route", "route", Chosen()),
    Key("responsible", "responsible_id", User()),
    Key("text", "text_id", Named("text_ids")),
)

SEGMENT = (
    Key("name", "name", Line()),
    Key("plan", "plan_id", Named("plan_ids")),
    Key("labels", "labels", Listed(str)),
    Key("tags", "tags", Listed(str)),
    Key("kinds", "kind_ids", Several("kind")),
    Key("grades", "grade_ids", Several("grade")),
    Key("minimum_open", "minimum_open", Given(_AMOUNT)),
    Key("maximum_open", "maximum_open", Given(_AMOUNT)),
    Key("minimum_relationship_days", "minimum_relationship_days", Given(_COUNT)),
    Key("minimum_late_share", "minimum_late_share", Given(_AMOUNT)),
    Key("maximum_late_share", "maximum_late_share", Given(_AMOUNT)),
    Key("minimum_paid", "minimum_paid", Kind(int, empty=True)),
)

TRIGGER = (
    Key("days", "days", _COUNT),
    Key("amount", "amount", _AMOUNT),
    Key("level", "level", _LEVEL),
)

TEXT: tuple[Key, ...] = ()

LANGUAGE = (
    Key("subject", "subject", Line()),
    Key("body", "body", Kind()),
    Key("closing", "closing", Kind()),
    Key("sms", "sms", Kind()),
)


def usual_order(policy: Policy) -> Policy:
    """Return a policy that is equal for policies whose lists of choices differ in nothing but their order.

    Records keep such lists in the order in which people see the choices.
    """
    segments = (
        replace(each, kinds=tuple(sorted(each.kinds)), grades=tuple(sorted(each.grades)))
        for each in policy.segments
    )
    defaults = replace(policy.hold.defaults, grades=tuple(sorted(policy.hold.defaults.grades)))
    return replace(
        policy,
        version="",
        segments=tuple(segments),
        alerts=replace(policy.alerts, on=tuple(sorted(policy.alerts.on))),
        late_fees=replace(policy.late_fees, stages=tuple(sorted(policy.late_fees.stages))),
        hold=replace(policy.hold, defaults=defaults),
    )
