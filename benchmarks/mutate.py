"""Makes small faults in the rules, one at a time, and counts those that no test notices: `make mutate`.

The faults are cosmic-ray's: another number, comparison, operator, condition, or a loop that ends early. A
fault is killed if a test fails, and survives if all pass. Works on copies of the tree; nothing here changes
the tree itself. Annotations (`int | None`) and decorators are left alone: a fault there ends the import and
would only make the figure look better.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import MutationSpec, TestOutcome
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RULES = Path("sync/relance_sync/rules")
FOLDERS = ("sync", "mappings", "connectors")
TESTS = ("tests/sync/rules", "tests/scenarios", "tests/sync/report")
# Only words: a fault in them is a misprint.
WORDS = {"words_en", "words_fr", "wording", "score_words"}
SECONDS = 240.0


def faults(modules: Sequence[str]) -> list[MutationSpec]:
    """Find every fault that can be made in some modules of the rules."""
    paths = [ROOT / RULES / f"{name}.py" for name in modules]
    found = [item.mutations[0] for item in _all_work_items(paths, {})]
    return [each for each in found if not _left_alone(each)]


def _left_alone(fault: MutationSpec) -> bool:
    decorates = _lines(fault.module_path)[fault.start_pos[0] - 1].startswith("@")
    return decorates or "_BitOr_" in fault.operator_name


@cache
def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def try_one(fault: MutationSpec) -> tuple[MutationSpec, bool, str]:
    """Make a fault in this process's own copy and run the tests, those of its own module first.

    Returns:
        The fault, whether it survived, and how it looks.
    """
    result = mutate_and_test([fault], _command(fault.module_path.stem), SECONDS)
    return fault, result.test_outcome is TestOutcome.SURVIVED, result.diff or ""


def _command(module: str) -> str:
    own = [str(path) for path in sorted(Path("tests/sync/rules").glob(f"test_{module}*.py"))]
    options = "-x -q -p no:randomly -p no:cacheprovider --no-header"
    return " ".join([sys.executable, "-m pytest", options, *own, *TESTS])


def sound() -> str:
    """Run the tests without any fault; return what they say if they fail, as then nothing can be learned."""
    done = subprocess.run(_command("").split(), cwd=ROOT, capture_output=True, text=True)  # noqa: PLW1510
    return done.stdout if done.returncode else ""


def _enter_copy(folder: str) -> None:
    """Give a worker its own copy of the tree, which comes before the installed one."""
    copy = Path(tempfile.mkdtemp(dir=folder)) / "tree"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = os.pathsep.join(str(copy / each) for each in FOLDERS)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def _tried(chosen: Sequence[MutationSpec], workers: int) -> Iterator[tuple[MutationSpec, bool, str]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(workers, initializer=_enter_copy, initargs=(folder,)) as pool,
    ):
        yield from pool.map(try_one, [_relative(each) for each in chosen])


def _relative(fault: MutationSpec) -> MutationSpec:
    return MutationSpec(
        module_path=RULES / fault.module_path.name,
        operator_name=fault.operator_name,
        occurrence=fault.occurrence,
        start_pos=fault.start_pos,
        end_pos=fault.end_pos,
        operator_args=fault.operator_args,
        definition_name=fault.definition_name,
    )


def main() -> int:
    """Make the faults, show the table, and return 1 if too many survive."""
    parser = argparse.ArgumentParser(description="Count the faults in the rules that no test notices.")
    parser.add_argument("modules", nargs="*", help="modules of the rules; default: all")
    parser.add_argument("--sample", type=int, default=0, help="so many faults, drawn by chance; 0: all")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most", type=float, default=10, help="percent that may survive")
    parser.add_argument("--show", action="store_true", help="print the faults that survive")
    asked = parser.parse_args()
    names = asked.modules or sorted(
        path.stem for path in (ROOT / RULES).glob("*.py") if path.stem not in WORDS | {"__init__"}
    )
    if said := sound():
        print(said, "The tests fail without any fault: mend them first.", sep="\n", file=sys.stderr)
        return 2
    chosen = faults(names)
    total = len(chosen)
    if asked.sample and asked.sample < total:
        chosen = random.Random(asked.seed).sample(chosen, asked.sample)  # noqa: S311
    made, survived = Counter[str](), Counter[str]()
    with Progress(transient=True) as bar:
        task = bar.add_task("faults", total=len(chosen))
        for fault, alive, look in _tried(chosen, asked.workers):
            made[fault.module_path.stem] += 1
            survived[fault.module_path.stem] += alive
            if alive and asked.show:
                bar.console.print(look, markup=False, highlight=False)
            bar.advance(task)
    return report(made, survived, total, asked.most)


def report(made: Counter[str], survived: Counter[str], total: int, most: float) -> int:
    """Show a row for each module and the share that survives; return 1 if it is above `most` percent."""
    table = Table("module", "faults made", "survived", title=f"{made.total()} of {total} faults")
    for name in sorted(made):
        table.add_row(name, str(made[name]), str(survived[name]))
    console = Console()
    console.print(table)
    share = 100 * survived.total() / max(made.total(), 1)
    console.print(f"{share:.1f} % of the faults survive (at most {most:g} %)")
    return int(share > most)


if __name__ == "__main__":
    sys.exit(main())
