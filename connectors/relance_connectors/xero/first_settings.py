"""What a new workspace must know about a company on Xero: asked by `relance init`."""

from relance_sync.sign_in import Question

QUESTIONS = (
    Question(
        key="client_id",
        about="Client ID of the application in Xero's developer account: Configuration. The client secret"
        " beside it is the company's key, see above. An application of the kind “Mobile or desktop app” has"
        " none: then write secret = false.",
    ),
    Question(
        key="redirect",
        about="Where the browser is sent after the sign-in, exactly as in the developer account.",
        asked_if=None,
        example="http://localhost:8765/callback",
    ),
    Question(
        key="tenant_id",
        about="The organisation, as `relance connect` shows it, if the permission is for several ones.",
        asked_if=None,
        example="fe79f7dd-b6d4-4a92-ba7b-538af6289c58",
    ),
)
