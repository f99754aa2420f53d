"""The stories of tests/scenarios come true inside Odoo, every day of them, told or not.

They lie beside the addons in a checkout. Where the addons came without them there is nothing to tell, which
the test says.
"""

import importlib.util
import sys
from datetime import datetime
from pathlib import Path
from unittest import skipUnless

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.relance.inside.office import Office
from odoo.addons.relance.tests.common import RelanceCase

from .story_people import StoryPeople, Untellable

FOLDER = Path(__file__).resolve().parents[3] / "tests" / "scenarios"
UNTOLD = {
    "day_expected_in_the_books": "Odoo's accounting has no field for the day on which people expect payment",
    "order_edited_upwards": "what is still to be delivered is known where stock is kept in Odoo",
}
"""Stories that cannot be told here, and why. One that can is not to stand here: the test says so."""


def _telling():
    """Load what reads the stories: it lies outside of Odoo's packages."""
    spec = importlib.util.spec_from_file_location("relance_stories", FOLDER / "telling.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


telling = _telling() if FOLDER.is_dir() else None


@tagged("post_install", "-at_install")
@skipUnless(telling, "The addons came without the stories.")
class TestStories(RelanceCase):
    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("sales_team.group_sale_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.company.currency_id = euro

    def prepay(self, order):
        """Let the customer pay an order before it is confirmed."""
        payments = self.env["payment.provider"].sudo()
        provider = payments.create({"name": "Bank", "company_id": self.company.id})
        methods = self.env["payment.method"].sudo().with_context(active_test=False)
        self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": methods.search([], limit=1).id,
                "reference": order.name,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
                "state": "done",
            }
        )

    def tell(self, path):
        """Let a story happen, day by day, and compare what was decided."""
        story = telling.read_story(path)
        self.follow(story.policy)
        by_day = {day.on: day for day in story.days}
        people = None
        with freeze_time(f"{story.days[0].on} 12:00:00") as clock:
            for today in telling.days_between(story.days[0].on, story.days[-1].on):
                clock.move_to(f"{today} 12:00:00")
                # What is written bears the day of the story, for the addon asks what was written since.
                self.env.cr._now = datetime.now()  # noqa: DTZ005  # as the cursor keeps it
                people = people or StoryPeople(self, story)
                self.live(people, today, by_day.get(today))

    def live(self, people, today, day):
        """Live one day and its night."""
        people.dawn(today)
        if day is None and not self.env["relance.account"]._to_assess(Office(self.company)):
            # Nothing happened and no review is due: the run would pass it by.
            return
        with people.overhear(today):
            for entry in day.books if day else ():
                people.do(entry, today)
            self.sync()
        if day is None:
            self.assertFalse(people.news(), f"{today}: nothing is told of this day")
            return
        if not people.heard:
            people.look()
        said = in_order([telling.told(each) for each in people.said()])
        found = telling.named(day.says, said)
        self.assertEqual((found, len(said)), (list(day.says), len(day.says)), f"{today}: {day.note}\n{said}")
        now = telling.figures(people.heard[0].assessment)
        self.assertEqual({key: now[key] for key in day.figures}, dict(day.figures), today)


def in_order(said):
    """Sort the tasks that are closed, which come last, by their names: Odoo knows them by others."""
    return sorted(said, key=lambda each: each.get("close", ""))


def _test(path):
    def test(self):
        self.tell(path)

    def test_untold(self):
        try:
            self.tell(path)
        except (Untellable, AssertionError):
            return
        self.fail(f"{path.stem} can be told by now: take it off the list.")

    return test_untold if path.stem in UNTOLD else test


for _path in telling.stories() if telling else ():
    setattr(TestStories, f"test_{_path.stem}", _test(_path))
