"""The choices of a policy's fields, as people read them; which there are is the rules' matter."""

STAGES = [
    ("current", "Current"),
    ("preventive", "Preventive"),
    ("amicable", "Amicable"),
    ("firm", "Firm"),
    ("formal_notice", "Formal notice"),
    ("handed_over", "Handed over"),
]
CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("call", "Call"),
    ("letter", "Letter"),
    ("todo", "Task"),
]
TONES = [("courteous", "Courteous"), ("neutral", "Neutral"), ("firm", "Firm"), ("formal", "Formal")]
ENTRIES = [
    ("first_step", "At the first step after the due date"),
    ("by_age", "At the step of its age"),
]
ROUTES = [("agency", "Collection firm"), ("court", "Court")]
LEVELS = [("none", "Nothing"), ("warn", "Warn"), ("hold", "Hold")]
USAGES = [("waive", "Leave them out"), ("show", "Name them"), ("claim", "Ask for them")]
FALLBACKS = [
    ("none", "No other way: a task"),
    ("letter", "Letter"),
    ("email", "E-mail"),
    ("email_letter", "E-mail, then letter"),
    ("letter_email", "Letter, then e-mail"),
    ("sms", "SMS"),
    ("sms_letter", "SMS, then letter"),
    ("email_sms_letter", "E-mail, SMS, then letter"),
    ("sms_email_letter", "SMS, e-mail, then letter"),
    ("call", "Call"),
    ("call_letter", "Call, then letter"),
]
TOPICS = [("grade", "Grade"), ("stage", "Stage"), ("kind", "Kind of customer"), ("watch", "Alert")]
SHIPPED = [("gentle", "Gentle"), ("standard", "Standard"), ("strict", "Strict")]
