"""What is read from the log of Odoo's own tests, and what is said of it."""

import odoo_tests
import pytest
from odoo_tests import Found

LOG = """\
07:33:49,399 ERROR x odoo.addons.account.tests.test_mail: FAIL: TestMail.test_forwarded
Traceback (most recent call last):
AssertionError: ERROR: TestNot.test_me
07:33:49,695 ERROR x odoo.addons.sale.tests.test_prices: ERROR: TestPrices.test_discount
07:33:49,695 ERROR x odoo.addons.sale.tests.test_prices: FAIL: Subtest TestPrices.test_tax (rate=5)
07:33:49,695 ERROR x odoo.addons.sale.tests.test_prices: FAIL: Subtest TestPrices.test_tax (rate=9)
07:33:50,080 ERROR x odoo.tests.suite: ERROR: setUpClass (odoo.addons.sale.tests.test_ui.TestUi)
07:33:51,080 INFO x odoo.tests.result: 0 failed, 0 error(s) of 3 tests when loading database 'x'
07:33:52,080 ERROR x odoo.tests.result: 3 failed, 2 error(s) of 40 tests when loading database 'x'
"""


def test_each_failed_test_is_named_once_by_the_tag_that_runs_it() -> None:
    assert odoo_tests.read(LOG) == Found(
        count=43,
        failed=(
            "/account:TestMail.test_forwarded",
            "/sale:TestPrices.test_discount",
            "/sale:TestPrices.test_tax",
            "/sale:TestUi",
        ),
    )


def test_a_log_of_green_tests_names_none() -> None:
    green = "INFO x odoo.tests.result: 0 failed, 0 error(s) of 3 tests when loading database 'x'"
    assert odoo_tests.read(green) == Found(count=3, failed=())


def test_what_fails_only_with_the_addons_is_said_apart(capsys: pytest.CaptureFixture[str]) -> None:
    ours = Found(count=43, failed=("/account:TestMail.test_forwarded", "/sale:TestUi"))
    plain = Found(count=2, failed=("/account:TestMail.test_forwarded",))
    assert odoo_tests.report(ours, plain) == 1
    assert capsys.readouterr().out.splitlines() == [
        "43 tests, 1 fail without the addons too:",
        "  /account:TestMail.test_forwarded",
        "Only with the addons these fail:",
        "  /sale:TestUi",
    ]


def test_what_fails_anyway_is_no_fault_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    both = Found(count=43, failed=("/account:TestMail.test_forwarded",))
    assert odoo_tests.report(both, both) == 0
    assert capsys.readouterr().out.endswith("Only with the addons these fail:\n  none\n")
