"""One question to a person in the browser, and what its answer must prove: that it belongs to the question.

The browser itself is opened by the command line; tokens are asked for by whoever takes the answer.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from urllib.parse import urlencode

from relance_connectors.oauth.application import Application
from relance_connectors.oauth.loopback import Listener, comes_back_here, query_of
from relance_sync.errors import Reconnect
from relance_sync.sign_in import Connection

_STATE_BYTES, _VERIFIER_BYTES = 24, 48
_LONGEST_WORD = 40


def _challenge(verifier: str) -> str:
    """Return the S256 challenge of a proof key (RFC 7636, section 4.2; example of appendix B).

    >>> _challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class OAuthSignIn:
    """One question to a person; see `relance_sync.sign_in.SignIn`.

    Attributes:
        url: What to open in a browser.
        listens: True if the answer comes back to this machine by itself.
    """

    def __init__(
        self,
        application: Application,
        company: str,
        finish: Callable[[Mapping[str, str], str], Connection],
        *,
        listen: bool,
    ) -> None:
        """Make the question, and listen for its answer if it comes back here.

        Args:
            application: As whom we ask.
            company: Name in the workspace, for messages.
            finish: Takes the answer's parameters and the proof key.
            listen: False to have the answer pasted in any case.

        Raises:
            Stop: If the port of the answer is taken.
        """
        provider = application.provider
        self._company, self._platform = company, provider.name
        self._finish = finish
        self._state = secrets.token_urlsafe(_STATE_BYTES)
        self._verifier = secrets.token_urlsafe(_VERIFIER_BYTES) if provider.pkce else ""
        asked = {
            "response_type": "code",
            "client_id": application.client_id,
            "scope": " ".join(provider.scopes),
            "redirect_uri": application.redirect,
            "state": self._state,
        }
        if self._verifier:
            asked |= {"code_challenge": _challenge(self._verifier), "code_challenge_method": "S256"}
        self.url = f"{provider.authorize_url}?{urlencode(asked)}"
        self.listens = listen and comes_back_here(application.redirect)
        self._listener = Listener(application.redirect, self._is_ours) if self.listens else None

    def wait(self, seconds: float) -> Connection:
        """See `SignIn.wait`."""
        answer = self._listener.wait(seconds) if self._listener else None
        if answer is None:
            raise Reconnect(
                f"No answer came from the browser within {seconds:.0f} seconds. Connect again: relance"
                f" connect {self._company}. If the browser runs on another machine, add --paste."
            )
        return self._accept(answer)

    def paste(self, address: str) -> Connection:
        """See `SignIn.paste`."""
        answer = query_of(address)
        if not self._is_ours(answer):
            raise Reconnect(
                "That is not the address on which the browser ended after this question, or not all of it: it"
                f" holds code= and state=. Connect again: relance connect {self._company}"
            )
        return self._accept(answer)

    def close(self) -> None:
        """See `SignIn.close`."""
        if self._listener:
            self._listener.close()
            self._listener = None

    def _is_ours(self, answer: Mapping[str, str]) -> bool:
        return secrets.compare_digest(answer.get("state", "").encode(), self._state.encode())

    def _accept(self, answer: Mapping[str, str]) -> Connection:
        if answer.get("code"):
            return self._finish(answer, self._verifier)
        word = answer.get("error", "")
        if word == "access_denied":
            raise Reconnect(
                f"The permission was refused in the browser. Nothing was changed. To be asked again: relance"
                f" connect {self._company}"
            )
        told = word if word.replace("_", "").isalnum() and len(word) <= _LONGEST_WORD else "no code"
        raise Reconnect(
            f"{self._platform} gave no permission ({told}). Connect again: relance connect {self._company}"
        )
