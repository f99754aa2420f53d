"""The English words of the indicators: names, how each is computed, why one has no value, and findings."""

from relance_sync.report.findings import Kind
from relance_sync.report.indicators import Measure, Why

LABELS = {
    Measure.DSO_BALANCE: "DSO, balance method",
    Measure.DSO_COUNT_BACK: "DSO, count-back method",
    Measure.BEST_DSO_BALANCE: "Best possible DSO, balance method",
    Measure.BEST_DSO_COUNT_BACK: "Best possible DSO, count-back method",
    Measure.DELINQUENT_BALANCE: "Average days delinquent, balance method",
    Measure.DELINQUENT_COUNT_BACK: "Average days delinquent, count-back method",
    Measure.PAST_DUE_DSO: "Past-due DSO",
    Measure.CEI: "Collection effectiveness index",
    Measure.PAYMENT_TIME: "Mean payment time",
    Measure.PAYMENT_DELAY: "Mean payment delay",
    Measure.ON_TIME_COUNT: "Paid on time, by number",
    Measure.ON_TIME_AMOUNT: "Paid on time, by amount",
    Measure.RECOVERY: "Recovery rate",
    Measure.UNPAID: "Unpaid rate",
    Measure.OVERDUE_SHARE: "Overdue share of what is open",
    Measure.DISPUTE_COUNT: "Dispute rate, by number",
    Measure.DISPUTE_AMOUNT: "Dispute rate, by amount",
    Measure.PROMISE_KEPT: "Promises kept",
    Measure.COLLECTION_COST: "Collection cost",
    Measure.BAD_DEBT: "Bad debt to sales",
    Measure.UTILISATION: "Credit limits used",
}
HOW = {
    Measure.DSO_BALANCE: "receivables / billed in the period x its days",
    Measure.DSO_COUNT_BACK: "days of the last months whose sales add up to the receivables",
    Measure.BEST_DSO_BALANCE: "receivables not yet due / billed in the period x its days",
    Measure.BEST_DSO_COUNT_BACK: "the same for the receivables not yet due",
    Measure.DELINQUENT_BALANCE: "DSO - best possible DSO, both by the balance method",
    Measure.DELINQUENT_COUNT_BACK: "DSO - best possible DSO, both by the count-back method",
    Measure.PAST_DUE_DSO: "overdue, before credits / billed in the period x its days",
    Measure.CEI: "(receivables at start + billed / months - at end) / (the same - not yet due at end)",
    Measure.PAYMENT_TIME: "days from invoice to full payment in the period, weighted by amount",
    Measure.PAYMENT_DELAY: "days from due date to full payment, or to the end if overdue, weighted by amount",
    Measure.ON_TIME_COUNT: "paid by the due date + {grace_days} days / fell due in the period",
    Measure.ON_TIME_AMOUNT: "paid by the due date + {grace_days} days / fell due in the period",
    Measure.RECOVERY: "paid in the period of what is due / (overdue at the start + fell due in the period)",
    Measure.UNPAID: "still open {unpaid_days} days after the due date / billed, of what reached that day",
    Measure.OVERDUE_SHARE: "overdue / open, credits not deducted",
    Measure.DISPUTE_COUNT: "disputed / billed in the period",
    Measure.DISPUTE_AMOUNT: "disputed / billed in the period",
    Measure.PROMISE_KEPT: "promises paid in full by their day and tolerance / promises whose day came",
    Measure.COLLECTION_COST: "(hours x hourly rate + tool + fees) / received in the period",
    Measure.BAD_DEBT: "written off / billed in the period",
    Measure.UTILISATION: "exposure / credit limit, of the customers with a limit above 0",
}
WHY = {
    Why.NO_SALES: "nothing was billed in the period",
    Why.CREDITS_PREVAIL: "credits are larger than what is open",
    Why.OLDER_THAN_SALES: "more is open than all sales known",
    Why.NOTHING_COLLECTABLE: "nothing was to be collected",
    Why.NOTHING_PAID: "nothing was paid in the period",
    Why.NOTHING_DUE: "nothing fell due in the period",
    Why.NO_COHORT: "no invoice reached that age in the period",
    Why.NOTHING_OPEN: "nothing is open",
    Why.NOTHING_BILLED: "nothing was billed in the period",
    Why.NO_PROMISES: "no promise came to its day in the period",
    Why.COST_UNKNOWN: "not known: {lacking}",
    Why.LOSSES_UNKNOWN: "not known: what was written off",
    Why.NO_LIMITS: "no customer has a credit limit above 0",
    Why.WHOLE_ONLY: "known for the whole company only",
    Why.PAST_UNKNOWN: "orders and limits of a past day are not known",
}
COSTS = {"hours": "hours", "hourly_rate": "hourly rate", "tool": "tool", "fees": "fees"}
DAYS = "{value} days"
FINDINGS = {
    Kind.IMPROVED: "{label}: {now}, from {before} a month before.",
    Kind.MISSED: "{label}: {now}; the target is {limit}.",
    Kind.WORSE: "{label}: {now}, from {before} a month before.",
    Kind.FEW_OWE_MOST: "{names}: {amount} of everything overdue.",
    Kind.CREDITS_WAIT: "{amount} of credits are not set against an invoice, while invoices are overdue.",
}
MET = "The target, {limit}, is met."
