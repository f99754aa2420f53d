"""score backtest on a drawn ledger's payment history, as the generator's command writes it."""

from pathlib import Path

from tests.simulators.books import __main__ as generator
from tests.terminal import Terminal


def test_the_file_is_accepted_and_the_score_is_worth_something(terminal: Terminal, tmp_path: Path) -> None:
    terminal.today = None
    file = tmp_path / "history.csv"
    generator.main(["--seed", "1", "--customers", "100", "--months", "18", "--csv", str(file)])
    done = terminal.relance("score", "backtest", "--csv", str(file), "--json").json
    assert done["auc"] > 0.75
    assert done["accuracy"] > done["baseline"] + 0.1
    assert done["learned"] > done["tested"] > 400
