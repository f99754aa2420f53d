"""What a new workspace must know about a company on QuickBooks: asked by `relance init`."""

from relance_connectors.quickbooks.settings import SANDBOX_REDIRECT
from relance_sync.sign_in import Question

QUESTIONS = (
    Question(
        key="client_id",
        about="Client ID of the application in Intuit's developer account: Keys and credentials. The client"
        " secret beside it is the company's key, see above.",
    ),
    Question(
        key="environment",
        about='"sandbox" for trials, "production" for real books: each has a client ID of its own.',
        default="sandbox",
        choices=("sandbox", "production"),
    ),
    Question(
        key="redirect",
        about="Where the browser is sent after the sign-in, exactly as in the developer account: Settings >"
        " Redirect URIs. For production it must begin with https.",
        asked_if={"environment": "production"},
        example=SANDBOX_REDIRECT,
    ),
    Question(
        key="realm_id",
        about="Number of the books (company ID in QuickBooks); without it those chosen in the browser.",
        asked_if=None,
        example="4620816365291273330",
    ),
)
