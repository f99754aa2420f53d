"""The words of the rules' sentences in English; how they are used is said in `wording`."""

from collections.abc import Mapping

from relance_sync.rules.reasons import Code

REASONS: Mapping[Code, str] = {
    Code.NOTHING_OPEN: "Nothing is open.",
    Code.NOT_DUE: "Nothing to do yet: {invoice}, due {due}, comes up on {until}.",
    Code.PLAN_FINISHED: "Every step of the plan has been taken: a person must decide what comes next.",
    Code.NO_DUE_DATE: "{invoice} has no due date: it counts in the exposure but cannot be chased. "
    "Set a due date on it.",
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
    Code.BELOW_MINIMUM: "The {amount} to chase are below the minimum of {minimum}.",
    Code.DISPUTED: "{invoice} has been disputed since {since}.",
    Code.PROMISED: "Payment is promised for {due}.",
    Code.PAUSED: "Chasing is paused until {until}.",
    Code.NOT_CHASED: "A person excluded {invoice} from reminders.",
    Code.CONTACT_GAP: "Last contact on {last}: {gap_days} days must pass, until {until}.",
    Code.CLOSED_DAY: "Customers are not contacted today; next open day: {until}.",
    Code.STEP_DUE: "{invoice} was due {due} ({late}): step “{step}” of plan “{plan}” ({offset}).",
    Code.OLD_DEBT: "This debt was never chased before although it is old: it enters at step “{step}” "
    "({entry}).",
    Code.PROMISE_BROKEN: "The promise to pay by {due} was not kept.",
    Code.NO_EMAIL: "{customer} has no e-mail address: a colleague must find another way. "
    "Enter an address in the customer's file.",
    Code.NO_PHONE: "{customer} has no phone number: a colleague must find another way. "
    "Enter a number in the customer's file.",
    Code.OVER_LIMIT: "Exposure of {exposure} is over the credit limit of {limit}.",
    Code.OVERDUE: "{amount} are at least {days} days late (oldest due {oldest}); "
    "the policy's threshold is {threshold}.",
    Code.STAGE_HOLDS: "The account is at stage “{stage}”.",
    Code.NATURAL_PERSON: "The customer is a natural person: this is a proposal that a human confirms.",
    Code.HOLD_APPROVED: "Confirmed by {by} until {until}.",
    Code.HOLD_RENEWED: "The hold of {since} has run its term and its reasons stand: look at it again.",
    Code.HOLD_ENDS: "{release}",
    Code.HOLD_CHANGED: "The hold is replaced by a proposal.",
    Code.TASK_SETTLED: "Nothing of this is left to do: paid, covered, disputed, promised, or released.",
}

# What ends a hold, by the trigger it answers; the empty one says that the reasons are gone.
RELEASES: Mapping[str, str] = {
    "": "The reasons for the hold are gone.",
    Code.OVER_LIMIT: "The hold ends when the exposure is back at {amount} or less.",
    Code.OVERDUE: "The hold ends when less than {amount} are {days} days late or more.",
    Code.STAGE_HOLDS: "The hold ends when the invoices that led to stage “{stage}” are settled.",
}

WORDS: Mapping[str, str] = {
    "current": "current",
    "preventive": "preventive",
    "amicable": "amicable",
    "firm": "firm",
    "formal_notice": "formal notice",
    "handed_over": "handed over",
    "email": "e-mail",
    "call": "call",
    "letter": "letter",
    "todo": "task",
    "first_step": "old debts begin at the first step",
    "by_age": "old debts enter by their age",
    "late": "{days} days late",
    "one_late": "1 day late",
    "today": "due today",
    "early": "in {days} days",
    "after_due": "from {days} days after the due date",
    "before_due": "from {days} days before the due date",
    "none": "unknown",
    "remind": "Remind by {channel}: step “{step}”, {total} in {count} item(s)",
    "wait": "Wait",
    "wait_until": "Wait until {until}",
    "hold": "Hold orders",
    "warn": "Warn on orders",
    "propose_hold": "Propose to hold orders",
    "release": "Release orders",
    "end_warning": "End the warning on orders",
    "close_task": "Close our task",
    "alert_promise_broken": "A promise to pay was not kept",
    "alert_plan_broken": "A payment plan was not kept",
    "alert_settlement_broken": "A settlement was not kept",
    "alert_settlement_kept": "A settlement was kept: write off the rest",
    "alert_worse_grade": "The payment behaviour has got worse",
    "alert_good_payer_late": "A good payer is late",
    "alert_limitation_near": "A claim will soon be time-barred",
    "alert_limitation_passed": "A claim may be time-barred",
}
