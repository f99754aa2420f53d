"""How customers pay, by segment, and how often anything else happens to their documents.

Only figures; what comes of them is drawn elsewhere. Compare with Altares, first half of 2023: in France every
second company paid in time, and the mean was 12 days late. What comes out here is in docs/reference/books.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A segment of payers.

    Attributes:
        name: For people.
        share: How many families of customers in a hundred.
        late: Installments in a hundred that are paid late, on the first day of the history and on the last;
            in between it moves evenly.
        days: Days late of half of those that are late, on the first day and on the last.
        spread: Deviation of the logarithm of the days late, in hundredths.
        most: Never later than this.
        early: Who pays in time pays up to so many days before the due date.
        apart: By how much, in hundredths, a customer's own share of late payments may lie from the segment's.
        gap: Days from one invoice to the next, for half of the customers.
        size: How many times the usual amounts.
        one_delay: Everything that falls due in some six weeks is paid 20 to 45 days late, once.
        on_account: Pays a round sum about once a month, for no invoice in particular.
        pays: False: never anything.
        at_most: Number of invoices after which nothing more is sold; None for no end.
    """

    name: str
    share: int
    late: tuple[int, int] = (0, 0)
    days: tuple[int, int] = (1, 1)
    spread: int = 60
    most: int = 90
    early: int = 8
    apart: int = 5
    gap: int = 24
    size: int = 1
    one_delay: bool = False
    on_account: bool = False
    pays: bool = True
    at_most: int | None = None


PUNCTUAL = Habit(name="punctual", share=34, late=(10, 10), days=(4, 4), most=20)
SLIGHTLY_LATE = Habit(name="slightly late", share=24, late=(65, 65), days=(8, 8), most=30, early=4, apart=20)
CHRONIC = Habit(name="chronic", share=14, late=(92, 92), days=(32, 32), spread=50, most=120, early=2, apart=8)
DETERIORATING = Habit(
    name="deteriorating", share=8, late=(10, 95), days=(4, 45), spread=50, most=150, early=4
)
LOYAL = Habit(
    name="loyal, late once", share=6, late=(1, 1), days=(2, 2), apart=0, gap=12, size=5, one_delay=True
)
ON_ACCOUNT = Habit(name="round sums on account", share=10, gap=18, on_account=True)
NEVER_PAYS = Habit(name="never pays", share=4, gap=30, pays=False, at_most=5)
HABITS = (PUNCTUAL, SLIGHTLY_LATE, CHRONIC, DETERIORATING, LOYAL, ON_ACCOUNT, NEVER_PAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How often anything happens, in a thousand.

    Attributes:
        person, foreign, sub_customers, duplicate, leaves, orders: Of families of customers: natural persons,
            in another currency, with customers below, entered twice and merged, gone in the end, that order
            before they are invoiced.
        odd_name, note: Of customers.
        odd_text: Of notes and of lines.
        cancelled: Of orders.
        installments, discount_line, credit_note, dispute, voided, deleted: Of invoices.
        several: Of payments, when more is due within days: all of it is paid at once.
        part, unmatched, short, over, early_discount, returned: Of payments.
        written_off: Of what is never paid, half a year after it was due.
    """

    person: int = 120
    foreign: int = 80
    sub_customers: int = 60
    duplicate: int = 15
    leaves: int = 50
    orders: int = 400
    odd_name: int = 40
    note: int = 100
    odd_text: int = 100
    cancelled: int = 100
    installments: int = 50
    discount_line: int = 30
    credit_note: int = 30
    dispute: int = 20
    voided: int = 10
    deleted: int = 6
    several: int = 450
    part: int = 40
    unmatched: int = 35
    short: int = 12
    over: int = 8
    early_discount: int = 20
    returned: int = 12
    written_off: int = 600


USUAL = Chances()
# Everything rare happens all the time: small ledgers that hold every kind of event.
EVENTFUL = Chances(
    person=200,
    foreign=350,
    sub_customers=300,
    duplicate=250,
    leaves=250,
    orders=500,
    odd_name=400,
    note=400,
    odd_text=500,
    cancelled=200,
    installments=250,
    discount_line=150,
    credit_note=150,
    dispute=120,
    voided=80,
    deleted=60,
    part=120,
    unmatched=120,
    short=60,
    over=60,
    early_discount=150,
    returned=120,
)
