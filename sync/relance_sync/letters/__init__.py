"""Texts: what stands in a note, in an activity and in a message to a customer, in English and French.

Says things; decides nothing. Texts are plain (see `ports.Text`); each connector gives them its form.
"""

from relance_sync.letters.activity import activity_text
from relance_sync.letters.customer import message_text
from relance_sync.letters.internal import (
    alert_text,
    close_text,
    grade_text,
    hold_text,
    note_text,
    order_text,
    promise_text,
)
from relance_sync.letters.sms import sms_text

__all__ = [
    "activity_text",
    "alert_text",
    "close_text",
    "grade_text",
    "hold_text",
    "message_text",
    "note_text",
    "order_text",
    "promise_text",
    "sms_text",
]
