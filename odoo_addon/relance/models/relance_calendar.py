"""The days on which customers are not contacted: closed weekdays, single days, public holidays of Odoo.

Public holidays stay where Odoo has them, in the working schedule; they are read, never copied.
"""

from datetime import datetime, time, timedelta

import pytz

from relance_sync.rules.calendar import Calendar
from relance_sync.rules.explain import format_day

from odoo import api, fields, models
from odoo.exceptions import ValidationError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NOON = time(12)


class RelanceCalendar(models.Model):
    _name = "relance.calendar"
    _description = "Credit Control Calendar"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: every company may use it, and only administrators change it.",
    )
    monday = fields.Boolean()
    tuesday = fields.Boolean()
    wednesday = fields.Boolean()
    thursday = fields.Boolean()
    friday = fields.Boolean()
    saturday = fields.Boolean(default=True)
    sunday = fields.Boolean(default=True)
    day_ids = fields.One2many("relance.calendar.day", "calendar_id", string="Closed Days", copy=True)
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Public Holidays Of",
        check_company=True,
        help="Days that are public holidays in this working schedule are closed too.",
    )
    coming = fields.Text("Next Closed Days", compute="_compute_coming", help="Beside the closed weekdays.")

    @api.depends("day_ids.day", "day_ids.name", "resource_calendar_id")
    @api.depends_context("lang")
    def _compute_coming(self):
        today, language = fields.Date.context_today(self), self.env["relance.account"]._language()
        for calendar in self:
            named = {each.day: each.name for each in calendar.day_ids if each.day}
            days = calendar._public_holidays() | named
            coming = [each for each in sorted(days) if each >= today]
            lines = [f"{format_day(each, language)} {days[each] or ''}".rstrip() for each in coming]
            calendar.coming = "\n".join(lines) or False

    @api.constrains(*WEEKDAYS)
    def _check_open(self):
        for calendar in self:
            try:
                calendar._rule()
            except ValueError as problem:
                raise ValidationError(
                    self.env._("%s: at least one day of the week must stay open.", calendar.name)
                ) from problem

    def _rule(self) -> Calendar:
        """Return what the rules know."""
        self.ensure_one()
        closed = frozenset(number for number, name in enumerate(WEEKDAYS) if self[name])
        days = frozenset(each.day for each in self.day_ids if each.day)
        # A union by `|` with the keys of a dict is a set, and what is cached by a calendar needs its hash.
        return Calendar(closed_weekdays=closed, holidays=days.union(self._public_holidays()))

    def _public_holidays(self) -> dict:
        """Return the public holidays of the working schedule with their names.

        A day is one if its noon falls into it: half a day off closes nothing.
        """
        schedule = self.resource_calendar_id
        if not schedule:
            return {}
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("calendar_id", "in", [schedule.id, False]),
                ("company_id", "in", [schedule.company_id.id, False]),
            ]
        )
        zone = pytz.timezone(schedule.tz or "UTC")
        return {day: leave.name for leave in leaves for day in _days(leave, zone)}


class RelanceCalendarDay(models.Model):
    _name = "relance.calendar.day"
    _description = "Closed Day"
    _order = "day"

    calendar_id = fields.Many2one("relance.calendar", required=True, index=True, ondelete="cascade")
    day = fields.Date(required=True)
    name = fields.Char("Reason")

    _day_unique = models.Constraint("UNIQUE(calendar_id, day)", "The day is closed already.")


def _days(leave, zone):
    """Yield the days whose noon falls into a leave; Odoo keeps its ends in UTC."""
    since, until = (pytz.utc.localize(each).astimezone(zone) for each in (leave.date_from, leave.date_to))
    day = since.date()
    while day <= until.date():
        if since <= zone.localize(datetime.combine(day, _NOON)) <= until:
            yield day
        day += timedelta(days=1)
