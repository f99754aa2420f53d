"""The command line as a whole: every command with its examples, and what happens to a wrong command line."""

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from relance_sync.cli import (
    agreements,
    calendar,
    calibration,
    connect,
    customers,
    hand_overs,
    history,
    holds,
    kpi,
    law,
    limitation,
    orders,
    overrides,
    payment_plans,
    policies,
    reasons,
    retention,
    score,
    setup,
    simulate,
    sync,
    worklist,
)
from relance_sync.cli.failures import Exit, usage
from relance_sync.cli.options import (
    CompanyOption,
    Given,
    JsonOption,
    LanguageOption,
    TodayOption,
    WorkspaceOption,
    with_session,
)
from relance_sync.cli.output import Output

# Typer carries its own copy of click or uses the one installed; either way this is its usage error.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
_INTERRUPTED = 130


class _Relance(TyperGroup):
    """Turns a wrong command line into a sentence, or into JSON for those who asked for it."""

    def main(self, args: Sequence[str] | None = None, *positional: Any, **options: Any) -> Any:  # noqa: ANN401
        words = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(words, *positional, **{**options, "standalone_mode": False})
        except _UsageError as error:
            code = _wrong(error, as_json="--json" in words)
        except typer.Abort:
            code = _INTERRUPTED
        sys.exit(code or Exit.OK)


def _wrong(error: Any, *, as_json: bool) -> Exit:  # noqa: ANN401  # the class has no public name
    if as_json:
        Output(as_json=True).fail(usage(error.format_message()))
    else:
        error.show()
    return Exit.USAGE


app = typer.Typer(
    name="relance",
    cls=_Relance,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 100},
)


def _version(asked: bool) -> None:  # Typer's way to call back
    if asked:
        Output().line(f"relance {version('relance')}")
        raise typer.Exit


@app.callback(
    epilog="Exit codes: 0 done; 1 done in part; 2 wrong command line or settings; 3 hold; "
    "4 a person must authorise again; 5 try again later."
)
def _root(
    context: typer.Context,
    *,
    workspace: WorkspaceOption = None,
    company: CompanyOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = None,
    today: TodayOption = None,
    _show_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave."),
    ] = False,
) -> None:
    """Credit control that lives inside the accounting tool a business already uses.

    The options below may also stand after the command's name.
    """
    context.obj = Given(workspace=workspace, company=company, as_json=as_json, language=language, today=today)


def _add(group: typer.Typer, name: str, command: Callable[..., Exit], *examples: str) -> None:
    # A line that begins with \b is not joined with the next one.
    epilog = "\b\nExamples:\n" + "\n".join(f"  relance {example}" for example in examples)
    group.command(name, epilog=epilog)(with_session(command))


def _group(name: str, about: str) -> typer.Typer:
    group = typer.Typer(help=about, no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name=name)
    return group


_add(
    app,
    "init",
    setup.init,
    "init",
    "init --policy gentle",
    "init clients/acme --platform odoo --name acme --url https://acme.example --database acme --company-id 1",
    "init clients/acme --platform quickbooks --name acme --client-id ABc4711 --environment sandbox",
)
_add(app, "check", setup.check, "check", "check acme --language fr")
_add(app, "connect", connect.connect, "connect acme", "connect acme --no-browser", "connect acme --paste")
_add(app, "disconnect", connect.disconnect, "disconnect acme", "disconnect acme --forget")
_add(app, "sync", sync.sync, "sync --mode observe", "sync acme --mode assist", "sync acme --full --json")
_add(app, "worklist", worklist.worklist, "worklist", "worklist acme --json")
_add(app, "explain", customers.explain_customer, 'explain "Ready Mat"', "explain 42 --today 2026-12-31")
_add(
    app,
    "reasons",
    reasons.reasons_for,
    'reasons "Joel Willis"',
    'reasons 42 --language fr --output reasons.txt --contact "Jane Smith, credit@acme.example"',
)
_add(app, "history", history.history, 'history "Ready Mat"', "history 42 --json")
_add(
    app,
    "check-order",
    orders.check_one_order,
    'check-order "Ready Mat" 1250.00',
    "check-order 42 980 --currency USD --json",
    'check-order "Ready Mat" 1400 --order S00021',
)

_add(app, "calendar", calendar.calendar, "calendar --year 2027", "calendar acme --json")

_add(
    app,
    "kpi",
    kpi.kpi,
    "kpi",
    "kpi acme --as-of 2026-10-31 --explain",
    "kpi --by collector --json",
    "kpi --hours 12 --hourly-rate 35 --tool 90 --fees 0 --written-off 450",
)

_policy = _group("policy", "Check policies, and see those that come with Relance.")
_add(_policy, "check", policies.policy_check, "policy check policy.toml")
_add(_policy, "list", policies.policy_list, "policy list", "policy list --json")
_add(
    _policy,
    "show",
    policies.policy_show,
    "policy show strict",
    "policy show gentle --toml > policy.toml",
)

_add(
    app,
    "simulate",
    simulate.simulate_policy,
    "simulate --policy strict.toml",
    "simulate --policy strict.toml --since 2026-01-01 --json",
)

_score = _group("score", "How likely customers pay late.")
_add(
    _score,
    "backtest",
    score.score_backtest,
    "score backtest",
    "score backtest --csv history.csv --split 2026-01-01 --json",
)

_add(_score, "calibration", calibration.score_calibration, "score calibration", "score calibration --json")

_promise = _group("promise", "Promises to pay.")
_add(
    _promise,
    "add",
    agreements.promise_add,
    'promise add "Ready Mat" --due 2026-12-15',
    "promise add 42 --due 2026-12-15 --amount 500 --invoice INV/2026/00012 --by Jane",
)
_add(_promise, "close", agreements.promise_close, "promise close 1f3a9c12")
_add(_promise, "list", agreements.promise_list, "promise list", 'promise list "Ready Mat"')

_plan = _group("plan", "Payment plans: dated instalments in place of the due dates.")
_add(
    _plan,
    "add",
    payment_plans.plan_add,
    'plan add "Ready Mat" --part 2026-12-01=500 --part 2027-01-01=500',
    "plan add 42 --parts 3 --first 2026-12-01 --every month --invoice INV/2026/00012",
)
_add(_plan, "close", payment_plans.plan_close, "plan close 1f3a9c12")
_add(_plan, "list", payment_plans.plan_list, "plan list", 'plan list "Ready Mat"')

_settlement = _group("settlement", "Settlements: a part is paid by a day, the rest is waived.")
_add(
    _settlement,
    "add",
    payment_plans.settlement_add,
    'settlement add "Ready Mat" --pays 800 --due 2026-12-15 --note "agreed by phone"',
)
_add(_settlement, "close", payment_plans.settlement_close, "settlement close 1f3a9c12")
_add(_settlement, "list", payment_plans.settlement_list, "settlement list")

_dispute = _group("dispute", "Disputed invoices.")
_add(
    _dispute,
    "add",
    agreements.dispute_add,
    'dispute add "Ready Mat" --invoice INV/2026/00012 --reason price --note "agreed 90, billed 95"',
)
_add(_dispute, "close", agreements.dispute_close, "dispute close 1f3a9c12")
_add(_dispute, "list", agreements.dispute_list, "dispute list")

_pause = _group("pause", "Customers nobody contacts for a while.")
_add(_pause, "add", agreements.pause_add, 'pause add "Ready Mat" --until 2026-12-31 --note "inventory"')
_add(_pause, "close", agreements.pause_close, "pause close 1f3a9c12")
_add(_pause, "list", agreements.pause_list, "pause list")

_hold = _group("hold", "Holds of natural persons, which a person confirms.")
_add(
    _hold,
    "confirm",
    holds.hold_confirm,
    'hold confirm "Joel Willis" --by "Jane Smith" --until 2026-12-31 --reason "owns the shop"',
)
_add(_hold, "withdraw", holds.hold_withdraw, "hold withdraw 1f3a9c12")
_add(_hold, "list", holds.hold_list, "hold list", 'hold list "Joel Willis" --json')

_hand_over = _group("hand-over", "Debts that a collection firm or the court goes on with.")
_add(
    _hand_over,
    "add",
    hand_overs.hand_over_add,
    'hand-over add "Ready Mat" --to "Recouvrement SA"',
    'hand-over add 42 --to "Maître Dupont" --route court --invoice INV/2026/00012',
)
_add(_hand_over, "close", hand_overs.hand_over_close, "hand-over close 1f3a9c12")
_add(_hand_over, "list", hand_overs.hand_over_list, "hand-over list", 'hand-over list "Ready Mat" --json')

_call = _group("call", "Calls with customers, once they took place.")
_add(
    _call,
    "add",
    hand_overs.call_add,
    'call add "Ready Mat" --with "Mr Brun" --note "sends a cheque"',
    "call add 42 --reached message --by Jane",
)
_add(_call, "remove", hand_overs.call_remove, "call remove 1f3a9c12")
_add(_call, "list", hand_overs.call_list, "call list", 'call list "Ready Mat"')

_override = _group("override", "Held orders that a named person lets go on.")
_add(
    _override,
    "add",
    overrides.override_add,
    'override add "Ready Mat" --by "Jane Smith" --reason "fair in Lyon" --until 2026-12-15',
    'override add 42 --by "Jane Smith" --reason "paid by cheque" --until 2026-12-15 --order S00021',
)
_add(_override, "close", overrides.override_close, "override close 1f3a9c12")
_add(_override, "list", overrides.override_list, "override list", 'override list "Ready Mat" --json')

_limitation = _group("limitation", "Until when claims can go to court, and what moved that day.")
_add(
    _limitation,
    "list",
    limitation.limitation_list,
    "limitation list",
    'limitation list "Ready Mat"',
    "limitation list --all --json",
)
_add(
    _limitation,
    "interrupt",
    limitation.limitation_interrupt,
    'limitation interrupt "Ready Mat" --ground acknowledgement --day 2026-11-20 --proof letter.pdf '
    '--confirmed-by "Jane Smith"',
)
_add(_limitation, "remove", limitation.limitation_remove, "limitation remove 1f3a9c12")

_law = _group("law", "The law's tables: how long they last, and what a late debt bears.")
_add(_law, "check", law.law_check, "law check", "law check --language fr --json")
_add(
    _law,
    "interest",
    law.law_interest,
    "law interest --country FR --amount 10000 --due 2026-05-01 --on 2026-09-01",
    "law interest --country GB --amount 950 --due 2026-05-01 --on 2026-09-01 --rate 8 --json",
)


_retention = _group("retention", "How long data is kept: the periods, and what has run its time.")
_add(
    _retention,
    "show",
    retention.retention_show,
    "retention show",
    "retention show acme --language fr",
)
_add(
    _retention,
    "run",
    retention.retention_run,
    "retention run",
    "retention run acme --apply",
    "retention run --yes --json",
)


def main() -> None:
    """Run the command line."""
    app()
