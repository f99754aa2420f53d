"""The benchmarks run, at tiny sizes; what they measure is for `make bench`, never for a test."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from benchmarks import odoo_addon, portfolio, pull, quickbooks
from benchmarks.figures import Figure, report
from tests.real_odoo import RealOdoo

PROMISED = Figure(what="pulling", measured="fast", ratio=1.5, limit=1.5)


def told(*figures: Figure) -> tuple[int, str]:
    text = StringIO()
    status = report(figures, Console(file=text, width=200))
    return status, text.getvalue()


class TestReport:
    """A promise is kept up to its limit and broken above it."""

    def test_a_kept_promise_is_a_success(self) -> None:
        status, text = told(PROMISED)
        assert (status, "1.50 (at most 1.50)" in text) == (0, True)

    def test_a_broken_promise_fails_and_is_said(self) -> None:
        status, text = told(replace(PROMISED, ratio=1.51))
        assert (status, "A promise is broken" in text) == (1, True)

    def test_a_figure_without_a_promise_never_fails(self) -> None:
        assert told(Figure(what="reading", measured="slow", ratio=99.0))[0] == 0


def test_a_portfolio_is_saved_and_assessed_whole() -> None:
    saving, assessing, rules, memory, *nights = portfolio.measure(customers=12)
    assert saving.what.startswith("saving 120 open items")
    assert assessing.what == "reading and assessing 120 open items of 12 customers"
    assert assessing.ratio is not None
    assert rules.measured.endswith(" items/s")
    assert memory.ratio == pytest.approx(1, abs=0.5)
    assert " for 1 accounts: " in nights[0].measured
    assert " for 0 accounts: " in nights[2].measured
    assert nights[0].reference.endswith("for 12 accounts")


def test_reading_and_writing_quickbooks_is_compared_with_plain_ways() -> None:
    figures = quickbooks.measure(customers=12, months=2, changes=20, notes=35, holds=2, plain=True)
    told = {each.what: each for each in figures}
    assert len(figures) == len(told) == 20
    assert (told["nothing changed: calls"].measured, told["nothing changed: calls"].ratio) == ("1", 1 / 3)
    assert told["a day with 20 changes: metered calls"].measured == "1"
    written = told["writing 35 notes and 2 holds: calls"]
    assert (written.measured, written.reference) == ("3", "python-quickbooks: 4")
    (promised,) = [each.what for each in figures if each.limit and each.what.endswith(": metered calls")]
    assert promised.startswith("first load of ")


def call(model: str, rows: int, *fields: str) -> pull.Call:
    return pull.Call(model=model, method="search_read", arguments={"fields": list(fields)}, rows=rows)


class TestCallsBeyond:
    """Calls are counted against the rows they bring."""

    def test_a_page_begun_is_a_page_allowed(self) -> None:
        calls = [call("res.partner", 1000, "id", "name"), call("res.partner", 1, "id", "name")]
        assert pull.most_beyond(calls) == "0 (res.partner: 2 for 1,001 rows)"

    def test_a_list_of_ids_earns_no_further_call(self) -> None:
        calls = [call("sale.order", 5000, "id"), call("account.move", 10, "id", "name")]
        assert pull.most_beyond(calls) == "1 (sale.order: 1 for 0 rows)"


def target(odoo: RealOdoo) -> pull.Target:
    return pull.Target(url=odoo.url, database=odoo.database, key=odoo.key)


def test_odoo_is_filled_up_once(fresh_odoo: RealOdoo) -> None:
    there = fresh_odoo.call("account.move", "search_count", domain=pull.POSTED)
    assert pull.fill(target(fresh_odoo), there + 3) == there + 3
    assert fresh_odoo.call("account.move", "search_count", domain=pull.POSTED) == there + 3
    assert pull.fill(target(fresh_odoo), there) == there + 3


def test_a_pull_is_compared_with_a_bare_loop(odoo: RealOdoo) -> None:
    posted = odoo.call("account.move", "search_count", domain=pull.POSTED)
    pulling, saving, calls = pull.compare(target(odoo), turns=1)
    assert posted <= int(pulling.what.split()[1])
    assert pulling.limit == pull.PROMISE
    assert pulling.ratio is not None
    assert pulling.ratio > 0
    assert saving.ratio is not None
    assert "calls in all" in calls.reference


def test_the_addon_is_compared_by_the_median_turn_with_what_was_aimed_at() -> None:
    found = {
        "took": {
            "decide": [1.0, 2.0, 9.0],
            "lines": [40.0, 20.0, 10.0],
            "write": [30.0],
            "communications": [24.0],
        },
        "did": {
            "decide": {"accounts": 100, "written": 0, "queries": 300},
            "lines": {"lines": 1000, "queries": 2000},
            "write": {"accounts": 100, "written": 400, "queries": 2700},
            "communications": {"lines": 1000, "communications": 100, "queries": 2500},
        },
    }
    deciding, writing, *queries = odoo_addon.figures(found)
    assert (deciding.measured, deciding.ratio, deciding.missed) == ("500 items/s (2.0 s)", 0.1, False)
    assert (writing.ratio, writing.missed) == (1.25, True)
    assert [each.measured for each in queries] == ["3.0", "27.0"]
