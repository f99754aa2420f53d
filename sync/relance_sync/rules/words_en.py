"""The words of the rules' sentences in English; how they are used is said in `wording`."""

from collections.abc import Mapping

from relance_sync.rules.reasons import Code

REASONS: Mapping[Code, str] = {
    Code.NOTHING_OPEN: "Nothing is open.",
    Code.NOT_DUE: "Nothing to do yet: {invoice}, due {due}, comes up on {until}.",
    Code.STAGE_AGE: "{invoice} took step “{previous}” on {taken}: step “{step}” follows {days} days later, "
    "on {until}.",
    Code.PLAN_FINISHED: "Every step of the plan has been taken: a person must decide what comes next.",
    Code.NO_DUE_DATE: "{invoice} has no due date: it counts in the exposure but cannot be chased. "
    "Set a due date on it, or book it as an invoice where it cannot have one.",
    Code.DATA_STALE: "The figures are too old (last full sync: {synced_on}; at most {max_days} days). "
    "Run a sync.",
    Code.BANK_STALE: "The bank is not up to date (last entry: {bank_day}; at most {max_days} days). "
    "Import and reconcile the bank first.",
    Code.UNRECONCILED: "Our sum of the open items ({ledger}) differs from the balance in the accounting "
    "tool ({platform}). Nobody is chased on such figures: run a full sync, then look at the entries.",
    Code.COVERED_BY_CREDIT: "Unallocated credit of {credit} covers the {due} that are due. "
    "Allocate it to the invoices.",
    Code.RATE_MISSING: "No exchange rate from {currency} to {company_currency} is known. "
    "Enter one in the accounting tool.",
    Code.BELOW_MINIMUM: "The {amount} to chase are below the {minimum} that step “{step}” needs.",
    Code.BELOW_SHARE: "The {amount} to chase are less than {percent} % of all that is open ({open}), which "
    "step “{step}” needs.",
    Code.DISPUTED: "{invoice} has been disputed since {since} ({dispute}).",
    Code.PROMISED: "Payment is promised for {due}.",
    Code.EXPECTED: "The books say that payment is expected on {due}.",
    Code.PLAN_RUNNING: "A payment plan runs: the next {amount} are agreed for {due}.",
    Code.SETTLEMENT_RUNNING: "A settlement is agreed: {amount} by {due}, then the rest is waived.",
    Code.SETTLED: "The settlement of {amount} by {due} was kept: what is left is to be written off by a "
    "credit note.",
    Code.PAUSED: "Chasing is paused until {until}.",
    Code.HANDED_OVER: "{invoice} was handed over to {to} on {day}: nobody else reminds of it.",
    Code.NOT_CHASED: "A person excluded {invoice} from reminders.",
    Code.CONTACT_GAP: "Last contact on {last}: {gap_days} days must pass, until {until}.",
    Code.CHANNEL_GAP: "Last {channel} on {last}: {gap_days} days must pass, until {until}.",
    Code.WEEK_CAP: "Contacts within seven days are limited to {cap}: the next one from {until} on.",
    Code.MONTH_CAP: "Contacts within thirty days are limited to {cap}: the next one from {until} on.",
    Code.CLOSED_DAY: "Customers are not contacted today; next open day: {until}.",
    Code.STEP_DUE: "{invoice} was due {due} ({late}): step “{step}” of plan “{plan}” ({offset}).",
    Code.SEGMENT: "The customer is in segment “{segment}”, whose plan is “{plan}”.",
    Code.REPEATED: "The step was taken on {last}; it is taken again every {days} days while no later one "
    "may be.",
    Code.OLD_DEBT: "This debt was never chased before although it is old: it enters at step “{step}” "
    "({entry}).",
    Code.PROMISE_BROKEN: "The promise to pay by {due} was not kept.",
    Code.EXPECTED_MISSED: "Payment was expected on {due}, the books say, and did not come.",
    Code.PROMISE_PARTLY_KEPT: "Of the {amount} promised for {due} only {paid} came in time.",
    Code.PLAN_BROKEN: "The payment plan was not kept: {amount} were to be paid by {due} in all, {paid} came "
    "in time. The whole debt is due.",
    Code.SETTLEMENT_BROKEN: "The settlement was not kept: of {amount} agreed for {due}, {paid} came in time. "
    "The whole debt is due again.",
    Code.NO_EMAIL: "{customer} has no e-mail address that works, so another way is taken. "
    "Enter an address in the customer's file.",
    Code.NO_PHONE: "{customer} has no phone number, so another way is taken. "
    "Enter a number in the customer's file.",
    Code.NO_MOBILE: "{customer} has no number that takes text messages, so another way is taken. "
    "Enter a mobile number in the customer's file.",
    Code.OVER_LIMIT: "Exposure of {exposure} is over the credit limit of {limit}.",
    Code.OVERDUE: "{amount} are at least {days} days late (oldest due {oldest}); "
    "the policy's threshold is {threshold}.",
    Code.STAGE_HOLDS: "The account is at stage “{stage}”.",
    Code.REPEATED_DEFAULTS: "The grade is {grade} and there were {count} defaults in {within_days} days: "
    "paid or open more than {days_late} days late, returned payments, broken agreements.",
    Code.RETURNED_PAYMENT: "The bank took back a payment of {amount} on {day}, and something is overdue.",
    Code.NATURAL_PERSON: "The customer is a natural person: this is a proposal that a human confirms.",
    Code.KIND_UNKNOWN: "The books do not say whether the customer is a firm or a natural person: this is a "
    "proposal that a human confirms.",
    Code.HOLD_APPROVED: "Confirmed by {by} until {until}.",
    Code.HOLD_RENEWED: "The hold of {since} has run its term and its reasons stand: look at it again.",
    Code.HOLD_ENDS: "{release}",
    Code.HOLD_CHANGED: "The hold is replaced by a proposal.",
    Code.OVERRIDDEN: "{by} lets all orders go on until {until}: {why}.",
    Code.ORDER_OVERRIDDEN: "{by} lets order {order} go on until {until}: {why}.",
    Code.LIMITATION_NEAR: "{invoice}, due {due}: {last_day} is the last day on which it can be claimed in "
    "court ({article}). A formal notice does not stop the time; a written acknowledgement or a claim may.",
    Code.LIMITATION_PASSED: "{invoice}, due {due}, may be time-barred: {last_day} was its last day "
    "({article}). It is not chased until somebody records and confirms what interrupted the time before "
    "that day.",
    Code.SETTLEMENT_KEPT: "The settlement was kept: {amount} came by {due}. What is left, {rest}, was "
    "waived.",
    Code.GRADE_WORSE: "The grade fell from {before} to {now} since {since}: {points_before} risk points "
    "then, {points} now.",
    Code.GOOD_PAYER_LATE: "{invoice} was due {due} ({late}) although the customer pays well (grade {grade}).",
    Code.TASK_SETTLED: "Nothing of this is left to do: paid, covered, disputed, promised, or released.",
}

# What ends a hold, by the trigger it answers; the empty one says that the reasons are gone.
RELEASES: Mapping[str, str] = {
    "": "The reasons for the hold are gone.",
    Code.OVER_LIMIT: "The hold ends when the exposure is back at {amount} or less.",
    Code.OVERDUE: "The hold ends when less than {amount} are {days} days late or more.",
    Code.STAGE_HOLDS: "The hold ends when the invoices that led to stage “{stage}” are settled, or "
    "when nothing is overdue any more.",
    Code.REPEATED_DEFAULTS: "The hold ends when nothing is overdue any more, when the grade is better, or "
    "when there are fewer than {times} defaults in {within_days} days.",
    Code.RETURNED_PAYMENT: "The hold ends when nothing is overdue any more, or after {until} if no other "
    "payment comes back.",
    Code.PLAN_BROKEN: "The hold ends when what the payment plan of {made_on} covers is paid, when nothing is "
    "overdue any more, or when a colleague closes that plan.",
}

WORDS: Mapping[str, str] = {
    "current": "current",
    "preventive": "preventive",
    "amicable": "amicable",
    "firm": "firm",
    "formal_notice": "formal notice",
    "handed_over": "handed over",
    "email": "e-mail",
    "sms": "text message",
    "call": "call",
    "letter": "letter",
    "todo": "task",
    "first_step": "old debts begin at the first step",
    "by_age": "old debts enter by their age",
    "by_age_up_to": "old debts enter by their age, up to step “{firmest}”",
    "late": "{days} days late",
    "one_late": "1 day late",
    "today": "due today",
    "early": "in {days} days",
    "after_due": "from {days} days after the due date",
    "before_due": "from {days} days before the due date",
    "none": "unknown",
    "remind": "Remind by {channel}: step “{step}”, {total} in {items}",
    "item": "item",
    "items": "items",
    "day": "day",
    "days": "days",
    "wait": "Wait",
    "wait_until": "Wait until {until}",
    "hold": "Hold orders",
    "warn": "Warn on orders",
    "propose_hold": "Propose to hold orders",
    "release": "Release orders",
    "end_warning": "End the warning on orders",
    "close_task": "Close our task",
    "goods": "the goods",
    "delivery": "the delivery",
    "price": "the price",
    "invoice_error": "an error in the invoice",
    "already_paid": "already paid",
    "duplicate": "invoiced twice",
    "not_ordered": "not ordered",
    "other": "another reason",
    "alert_promise_broken": "A promise to pay was not kept",
    "alert_plan_broken": "A payment plan was not kept",
    "alert_settlement_broken": "A settlement was not kept",
    "alert_settlement_kept": "A settlement was kept: write off the rest",
    "alert_worse_grade": "The payment behaviour has got worse",
    "alert_good_payer_late": "A good payer is late",
    "alert_limitation_near": "A claim will soon be time-barred",
    "alert_limitation_passed": "A claim may be time-barred",
}
