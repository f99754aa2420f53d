"""A seeded ledger generator: events of a made-up company, for simulators, demo, benchmarks and tests.

Standard library only, and nothing of Relance: what it draws must not know what it is held against.
"""

from tests.simulators.books.company import Company, generate
from tests.simulators.books.habits import EVENTFUL, HABITS, USUAL, Chances, Habit

__all__ = ["EVENTFUL", "HABITS", "USUAL", "Chances", "Company", "Habit", "generate"]
