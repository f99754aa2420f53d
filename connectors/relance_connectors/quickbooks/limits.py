"""How fast QuickBooks may be called, from Intuit's pages on limits and on the App Partner Program."""

from relance_connectors.pace import Budget, Pace, Period, Window

BATCH = "batch"
"""The lane of calls to `/batch`."""

# Per company and application: 10 calls a second, once also told as 10 at a time; 500 a minute; 40 batches
# a minute. A little less, because calls do not arrive as evenly as they leave. Reads of all companies of an
# application share 500,000 a month in the free tier; then it answers 429 as ever, until the month ends.
PACE = Pace(
    concurrency=8,
    windows=(
        Window(calls=8, seconds=1),
        Window(calls=450, seconds=60),
        Window(calls=38, seconds=60, lane=BATCH),
    ),
    budgets=(Budget(calls=500_000, period=Period.MONTH),),
    patience=300,
)
