"""The flow: pulls, decides, plans, delivers; only here do connectors, store and rules come together."""

from relance_sync.flow.report import Assessed, Progress, RunReport
from relance_sync.flow.run import run, with_books
from relance_sync.plan import Mode, Planner

__all__ = ["Assessed", "Mode", "Planner", "Progress", "RunReport", "run", "with_books"]
