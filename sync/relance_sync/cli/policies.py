"""`relance policy check`: whether a policy file is valid, and what it says."""

from pathlib import Path
from typing import Annotated

import typer

from relance_sync.cli.failures import Exit
from relance_sync.cli.session import Session
from relance_sync.config import read_policy
from relance_sync.rules.explain import word
from relance_sync.rules.policy import Policy


def policy_check(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The policy file, such as policy.toml.")],
) -> Exit:
    """Check a policy file.

    Shows its plans. Works without a workspace.
    """
    policy = read_policy(file)
    if session.out.as_json:
        session.out.document(
            {
                "file": str(file),
                "version": policy.version,
                "default_plan": policy.default_plan,
                "plans": {name: [step.id for step in plan.steps] for name, plan in policy.plans.items()},
            }
        )
        return Exit.OK
    session.out.line(
        session.say("policy_ok", file=file.name, version=policy.version, plan=policy.default_plan)
    )
    headings = [session.say(key) for key in ("plan", "step", "days", "stage", "channel", "tone", "minimum")]
    session.out.table(headings, _rows(policy, session.language), right=(2, 6))
    return Exit.OK


def _rows(policy: Policy, language: str) -> list[list[str]]:
    return [
        [
            name if place == 0 else "",
            step.id,
            f"{step.offset:+d}",
            word(str(step.stage), language),
            word(str(step.channel), language),
            str(step.tone),
            f"{step.minimum:f}",
        ]
        for name, plan in policy.plans.items()
        for place, step in enumerate(plan.steps)
    ]
