"""`relance policy`: whether a policy file is valid, and the policies that come with Relance."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.policy_tables import (
    STEP_FIGURES,
    STEP_HEADINGS,
    policy_json,
    segment_rows,
    step_rows,
    text_messages,
)
from relance_sync.cli.session import Session
from relance_sync.config import ShippedPolicy, policy_text, read_policy, read_shipped
from relance_sync.rules.plans import Plan, Stage
from relance_sync.rules.policy import Policy

MOST_PARTS = 2
"""A text message of more parts is pointed out: each of them is paid for."""


def policy_check(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The policy file, such as policy.toml.")],
) -> Exit:
    """Check a policy file.

    Shows its plans, and how long its text messages are. Works without a workspace.
    """
    policy = read_policy(file)
    texting = text_messages(policy)
    if session.out.as_json:
        session.out.document(
            {
                "file": str(file),
                "version": policy.version,
                "default_plan": policy.default_plan,
                "plans": {name: [step.id for step in plan.steps] for name, plan in policy.plans.items()},
                "text_messages": texting,
            }
        )
        return Exit.OK
    session.out.line(
        session.say("policy_ok", file=file.name, version=policy.version, plan=policy.default_plan)
    )
    _show(session, policy)
    _show_text_messages(session, texting)
    return Exit.OK


def policy_list(session: Session) -> Exit:
    """List the policies that come with Relance.

    From mild to firm, each with what it is for. Works without a workspace.
    """
    policies = {name: read_shipped(name) for name in ShippedPolicy}
    if session.out.as_json:
        session.out.document({"policies": [_listed(session, *each) for each in policies.items()]})
        return Exit.OK
    keys = ("policy", "policy_for", "policy_first", "policy_formal", "policy_gap", "policy_fees")
    session.out.table(
        [session.say(key) for key in keys],
        [_list_row(session, *each) for each in policies.items()],
        title=session.say("policy_list_title"),
    )
    session.out.line(session.say("policy_list_next", default=ShippedPolicy.STANDARD))
    return Exit.OK


def policy_show(
    session: Session,
    name: Annotated[ShippedPolicy, typer.Argument(metavar="NAME", help="gentle, standard or strict.")],
    *,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print the file with its comments, to be kept as policy.toml.")
    ] = False,
) -> Exit:
    """Show a policy that comes with Relance.

    Whom each plan is for, and its steps: day, channel, tone, minimum, approval. Works without a workspace.
    """
    policy = read_shipped(name)
    if session.out.as_json:
        session.out.document({"name": str(name), **policy_json(policy)})
    elif toml:
        sys.stdout.write(policy_text(name))
    else:
        session.out.line(session.say("policy_show_title", name=name, version=policy.version), style="bold")
        session.out.line(session.say(f"policy_about_{name}"))
        headings = [session.say(key) for key in ("policy_segment", "policy_condition", "plan")]
        session.out.table(headings, segment_rows(policy, session.say), title=session.say("policy_segments"))
        _show(session, policy)
        session.out.line(session.say("policy_use", name=name))
    return Exit.OK


def _show(session: Session, policy: Policy) -> None:
    session.out.table(
        [session.say(key) for key in STEP_HEADINGS],
        step_rows(policy, session.say, session.language),
        title=session.say("policy_steps"),
        right=STEP_FIGURES,
    )


def _show_text_messages(session: Session, messages: Sequence[Mapping[str, object]]) -> None:
    """Show how many parts each takes, and point out what is long; nothing if the policy sends none."""
    if not messages:
        return
    columns = ("plan", "step", "language", "parts", "message")
    session.out.table(
        [session.say(key if key in {"plan", "step"} else f"policy_sms_{key}") for key in columns],
        [[str(each[key]) for key in columns] for each in messages],
        title=session.say("policy_sms"),
        right=(3,),
    )
    if any(int(str(each["parts"])) > MOST_PARTS for each in messages):
        session.out.line(session.say("policy_sms_long", most=MOST_PARTS))


def _list_row(session: Session, name: ShippedPolicy, policy: Policy) -> list[str]:
    usual = policy.plans[policy.default_plan]
    return [
        name,
        session.say(f"policy_about_{name}"),
        session.say("policy_day_after", days=f"{_day(usual, Stage.AMICABLE):+d}"),
        session.say("policy_day_after", days=f"{_day(usual, Stage.FORMAL_NOTICE):+d}"),
        session.say("policy_days", days=policy.contact.gap_days),
        session.say(f"policy_fees_{policy.late_fees.usage}"),
    ]


def _listed(session: Session, name: ShippedPolicy, policy: Policy) -> dict[str, object]:
    usual = policy.plans[policy.default_plan]
    return {
        "name": str(name),
        "default": name is ShippedPolicy.STANDARD,
        "about": session.say(f"policy_about_{name}"),
        "version": policy.version,
        "first_reminder": _day(usual, Stage.AMICABLE),
        "formal_notice": _day(usual, Stage.FORMAL_NOTICE),
        "gap_days": policy.contact.gap_days,
        "late_fees": str(policy.late_fees.usage),
        "plans": list(policy.plans),
    }


def _day(plan: Plan, stage: Stage) -> int:
    """Return the days late at which a plan first reaches a stage; all that are shipped reach it."""
    return next(step.offset for step in plan.steps if step.stage is stage)
