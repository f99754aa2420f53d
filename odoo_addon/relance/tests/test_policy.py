import tomllib
from datetime import date
from decimal import Decimal

from relance_sync.plain_policy import SHIPPED, read_plain, shipped_text
from relance_sync.rules.calendar import Calendar

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..inside.office import Office
from ..inside.policy_forms import usual_order
from .common import RelanceCase
from .drawn_policies import drawn

SMALL = """
default_plan = "only"
[[plans.only.steps]]
id = "word"
after_due = 0
stage = "firm"
channel = "email"
tone = "neutral"
"""


@tagged("post_install", "-at_install")
class TestPolicy(RelanceCase):
    def imported(self, text):
        return self.follow(text)

    def test_the_shipped_ones_say_what_the_package_says(self):
        for name in SHIPPED:
            policy = self.env.ref(f"relance.policy_{name}")
            self.assertEqual(policy._read(), read_plain(shipped_text(name), name))
            self.assertFalse(policy.segment_ids.filtered("more") | policy.segment_ids.browse())
            self.assertFalse(policy.plan_ids.step_ids.filtered("more"))

    def test_a_text_imported_and_exported_says_the_same(self):
        for name in SHIPPED:
            text = shipped_text(name)
            policy = self.imported(text)
            self.assertEqual(policy._read(), read_plain(text, name))
            again = self.imported(policy._text())
            self.assertEqual(again._text(), policy._text())

    def test_what_is_not_said_is_the_rules_own_usual(self):
        self.assertEqual(self.imported(SMALL)._read(), read_plain(SMALL, "small"))

    def test_drawn_policies_lose_nothing(self):
        for seed in range(25):
            text = drawn(seed)
            with self.subTest(seed=seed):
                wanted = usual_order(read_plain(text, "drawn"))
                policy = self.imported(text)
                self.assertEqual(usual_order(policy._read()), wanted)
                self.assertEqual(policy._text(), self.imported(policy._text())._text())

    def test_what_no_field_can_hold_stays_as_text(self):
        text = SMALL.replace("after_due = 0", "after_due = 0\nminimum = 0.12345678901234567891")
        text = text.replace(
            'default_plan = "only"',
            'version = "mine"\ndefault_plan = "only"\n[customers]\n"42" = "only"\n[targets]\nrecovery = 80\n'
            "[retention.texts.person]\nmonths = 3\n[retention.texts.entity]\nkeep = true\n"
            "[contact.hours]\nsince = 08:00:30\n"
            '[texts."last\\nword".en]\nsubject = "s"\nbody = "b"',
        )
        policy = self.imported(text)
        self.assertEqual(policy._read(), read_plain(text, "x"))
        kept = tomllib.loads(policy.more, parse_float=Decimal)
        self.assertEqual(set(kept), {"version", "customers", "targets", "retention", "contact", "texts"})
        self.assertIn("0.12345678901234567891", policy.plan_ids.step_ids.more)

    def test_further_settings_move_into_the_fields_that_hold_them(self):
        policy = self.imported(SMALL)
        policy.more = "[contact]\ngap_days = 3\nweek_cap = 2\n[targets]\nrecovery = 80\n"
        self.assertEqual((policy.gap_days, policy.week_cap), (3, 2))
        self.assertEqual(policy.more, "[targets]\nrecovery = 80\n")
        overdue = '[[hold.overdue]]\ndays = 9\namount = 1\nlevel = "hold"'
        policy.more = f'[[segments]]\nname = "all"\nplan = "only"\n{overdue}'
        self.assertEqual((policy.segment_ids.name, policy.trigger_ids.days), ("all", 9))
        self.assertEqual(policy._read().segments[0].plan, "only")

    def test_a_mistake_is_told_where_a_person_sees_it(self):
        policy = self.imported(shipped_text("standard"))
        step = policy.plan_ids.filtered(lambda each: each.name == "loyal").step_ids[1]
        segment = policy.segment_ids[0]
        text = policy.text_ids.filtered(lambda each: each.name == "firm").language_ids[:1]
        cases = [
            (step, {"minimum": -1}, "Plan loyal > Step 2 (reminder): step 'reminder': minimum cannot be neg"),
            (step, {"stage": False}, "Plan loyal > Step 2 (reminder) > Stage: is missing"),
            (segment, {"plan_id": False}, "Segment public sector > Reminder Plan: is missing"),
            (
                segment,
                {"has_minimum_late_share": True, "minimum_late_share": 2},
                "Segment public sector: segm",
            ),
            (policy, {"buckets": "30, soon"}, "Ageing Buckets: must be a whole number"),
            (
                policy,
                {"hours_until": 25},
                "Messages Leave Until: must be a date|Messages Leave Until: must be",
            ),
            (policy, {"week_cap": -1}, "contact: a cap is at least 1"),
            (policy, {"more": "x"}, "Further Settings: this is not TOML"),
            (policy, {"more": "[contact]\nweekcap = 1"}, "contact.weekcap: is not known"),
            (policy.trigger_ids[0], {"days": 0}, "Overdue since 0 days: an overdue rule needs days"),
            (text, {"subject": "{who}"}, "Text firm > en: a text asks for"),
        ]
        for record, values, told in cases:
            with self.subTest(told), self.assertRaises(ValidationError) as refused, self.env.cr.savepoint():
                record.write(values)
            self.assertRegex(str(refused.exception), told.replace("(", r"\(").replace(")", r"\)"))

    def test_two_steps_change_places_in_one_save(self):
        policy = self.imported(shipped_text("standard"))
        steps = policy.plan_ids[0].step_ids
        first, second = steps[1], steps[2]
        with Form(policy.plan_ids[0]) as form:
            for index, days in ((1, 16), (2, 20)):
                with form.step_ids.edit(index) as line:
                    line.days = days
        self.assertEqual((first.days, second.days), (16, 20))

    def test_a_policy_is_made_by_hand(self):
        with Form(self.env["relance.policy"]) as form:
            form.name = "By hand"
            with form.plan_ids.new() as plan:
                plan.name = "only"
                with plan.step_ids.new() as step:
                    step.name = "word"
                    step.days = 3
        self.assertEqual(form.record._read().default_plan, "only")

    def test_a_changed_policy_assesses_everybody_anew(self):
        policy = self.imported(shipped_text("strict"))
        self.bill(amount=5000, late=20)
        self.sync()
        accounts = self.env["relance.account"]
        self.assertNotIn(self.file(), accounts._to_assess(Office(self.company)))
        policy.plan_ids.step_ids.filtered(lambda each: each.channel == "call")[0].days += 1
        self.assertIn(self.file(), accounts._to_assess(Office(self.company)))

    def test_a_shipped_one_is_copied_to_be_changed(self):
        standard = self.env.ref("relance.policy_standard")
        for change in (
            lambda: standard.write({"gap_days": 1}),
            lambda: standard.plan_ids[0].step_ids[0].write({"days": 1}),
            standard.segment_ids[0].unlink,
            standard.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        manager = new_test_user(
            self.env, login="manager", groups="relance.group_credit_manager", company_id=self.company.id
        )
        copied = standard.with_user(manager).with_company(self.company).copy()
        self.assertEqual((copied.company_id, copied.shipped), (self.company, False))
        self.assertEqual(copied._read(), standard._read())
        copied.gap_days = 2
        self.assertEqual(copied._read().contact.gap_days, 2)
        self.assertEqual(standard.gap_days, 7)

    def test_who_may_read_and_change(self):
        policy = self.imported(SMALL)
        self.assertIn("only", policy.with_user(self.controller).text)
        with self.assertRaises(AccessError):
            policy.with_user(self.controller).gap_days = 3
        elsewhere = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, login="other_manager", groups="relance.group_credit_manager", company_id=elsewhere.id
        )
        for part in (policy, policy.plan_ids, policy.plan_ids.step_ids):
            self.assertFalse(part.with_user(stranger).search([("id", "in", part.ids)]))
            with self.assertRaises(AccessError):
                part.with_user(stranger).read(["name"])
        shared = self.env.ref("relance.policy_standard").with_user(stranger)
        self.assertTrue(shared.plan_ids.step_ids)
        with self.assertRaises(AccessError):
            shared.gap_days = 3
        with self.assertRaises(UserError):
            elsewhere.relance_policy_id = policy

    def test_a_policy_in_use_is_not_deleted(self):
        policy = self.imported(SMALL)
        with self.assertRaisesRegex(UserError, "follows this policy"):
            policy.unlink()

    def test_the_text_is_edited_and_downloaded(self):
        policy = self.imported(SMALL)
        wizard = self.env["relance.policy.import"].with_context(default_policy_id=policy.id).create({})
        self.assertEqual(wizard.text, policy.text)
        wizard.text = wizard.text.replace("after_due = 0", "after_due = 9")
        wizard.action_load()
        self.assertEqual(policy.plan_ids.step_ids.days, 9)
        wizard.text = wizard.text.replace("after_due = 9", 'after_due = "x"')
        with self.assertRaisesRegex(UserError, r"plans.only.steps\[1\].after_due: must be a whole number"):
            wizard.action_load()
        self.assertTrue(policy.action_export()["url"].endswith("/file/policy.toml?download=true"))

    def test_it_is_read_once_and_a_change_is_seen_at_once(self):
        policy = self.imported(SMALL)
        before = Office(self.company).ungraded_policy
        in_the_companys_language = policy.with_env(Office(self.company).env)
        with self.assertQueryCount(0):
            self.assertIs(in_the_companys_language._known(Calendar()), before)
        registry = self.env.registry
        [step] = policy.plan_ids.step_ids
        rates = self.env["relance.reference.rate"]
        rate = {"table": "boe_official", "since": "2027-01-01", "percent": 3.5, "source": "The bank's page"}
        for change in (
            lambda: step.write({"tone": "firm"}),
            lambda: policy.write({"gap_days": policy.gap_days + 1}),
            lambda: step.copy({"name": "second"}),
            lambda: policy.plan_ids.step_ids.filtered(lambda each: each != step).unlink(),
            lambda: rates.create(rate),
            lambda: rates.search([]).unlink(),
        ):
            registry.cache_invalidated.clear()
            change()
            # What Odoo tells its other workers when this transaction ends.
            self.assertIn("default", registry.cache_invalidated)
            now = Office(self.company).ungraded_policy
            self.assertEqual(now, policy._read(Office(self.company).calendar))
            self.assertIsNot(now, before)
            before = now


@tagged("post_install", "-at_install")
class TestCalendar(RelanceCase):
    def test_closed_days_and_public_holidays_reach_the_rules(self):
        schedule = self.env["resource.calendar"].create(
            {"name": "Paris", "company_id": self.company.id, "tz": "Europe/Paris"}
        )
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Christmas",
                    "calendar_id": schedule.id,
                    "date_from": "2026-12-24 23:00:00",
                    "date_to": "2026-12-25 22:59:59",
                },
                {
                    "name": "Afternoon",
                    "calendar_id": schedule.id,
                    "date_from": "2026-12-28 13:00:00",
                    "date_to": "2026-12-28 17:00:00",
                },
            ]
        )
        self.company.relance_calendar_id = self.env["relance.calendar"].create(
            {
                "name": "Ours",
                "company_id": self.company.id,
                "monday": True,
                "saturday": False,
                "resource_calendar_id": schedule.id,
                "day_ids": [Command.create({"day": "2027-01-02", "name": "Stocktaking"})],
            }
        )
        office = Office(self.company)
        wanted = Calendar(
            closed_weekdays=frozenset({0, 6}), holidays=frozenset({date(2026, 12, 25), date(2027, 1, 2)})
        )
        self.assertEqual(office.calendar, wanted)
        coming = self.company.relance_calendar_id.coming
        self.assertIn("25 Dec 2026 Christmas\n2 Jan 2027 Stocktaking", coming)
        before = office.policy.version
        self.company.relance_calendar_id.day_ids.unlink()
        self.assertNotEqual(Office(self.company).policy.version, before)

    def test_one_weekday_stays_open(self):
        days = ("monday", "tuesday", "wednesday", "thursday", "friday")
        with self.assertRaisesRegex(ValidationError, "at least one day of the week"):
            self.env["relance.calendar"].create({"name": "Never", **dict.fromkeys(days, True)})

    def test_company_a_never_sees_b(self):
        calendar = self.env["relance.calendar"].create({"name": "Ours", "company_id": self.company.id})
        elsewhere = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, login="stranger_days", groups="relance.group_credit_manager", company_id=elsewhere.id
        )
        self.assertFalse(calendar.with_user(stranger).search([("id", "=", calendar.id)]))
        with self.assertRaises(AccessError):
            calendar.with_user(self.controller).monday = True
        with self.assertRaises(UserError):
            elsewhere.relance_calendar_id = calendar


@tagged("post_install", "-at_install")
class TestPlanOfCustomer(RelanceCase):
    def test_a_manager_chooses_a_customers_plan(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file = self.file()
        self.assertFalse(file.plan_id)
        plan = self.company.relance_policy_id.plan_ids.filtered(lambda each: each.name == "public")
        file.plan_id = plan
        office = Office(self.company)
        account = office.accounts(self.customer)[self.customer.id]
        self.assertEqual(office.policy.named_plan(account.customer, account.invoices[0]), "public")
        self.company.relance_policy_id = self.env.ref("relance.policy_gentle")
        self.assertEqual(file.plan_id.policy_id, self.company.relance_policy_id)
        self.assertEqual(file.plan_id.name, "public")
        file.plan_id = False
        account = Office(self.company).accounts(self.customer)[self.customer.id]
        self.assertIsNone(account.customer.plan)

    def test_a_controller_reads_it(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file = self.file()
        file.plan_id = self.company.relance_policy_id.plan_ids[0]
        seen = file.with_user(self.controller).with_company(self.company)
        self.assertEqual(seen.plan_id, file.plan_id)
        for values in ({"plan_id": False}, {"plan": "x"}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                seen.write(values)
