"""What can go wrong when a test orders it; the orders are in tests/simulators/troubles.py."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong."""

    RESET_BEFORE = "reset_before"  # the connection is reset, nothing was done
    RESET_AFTER_COMMIT = "reset_after_commit"  # done, then reset instead of an answer
    TIMEOUT_BEFORE = "timeout_before"  # never answered, nothing was done
    TIMEOUT_AFTER_COMMIT = "timeout_after_commit"  # done, never answered
    TRUNCATED = "truncated"  # done, the JSON stops in the middle
    CUT_BODY = "cut_body"  # done, fewer bytes than announced, then closed
    HTML_503 = "html_503"  # a proxy's page, nothing was done
    HTML_502 = "html_502"  # a proxy's page, but it was done
    SERVER_ERROR = "server_error"  # 500, nothing was done
    THROTTLED_MINUTE = "throttled_minute"
    THROTTLED_DAY = "throttled_day"
    THROTTLED_CONCURRENT = "throttled_concurrent"
    THROTTLED_APPMINUTE = "throttled_appminute"
    EXPIRED = "expired"  # 401, whatever the token says
    FORBIDDEN = "forbidden"  # 403, as if the organisation had been disconnected
    DUPLICATE = "duplicate"  # delivered twice, the second answer comes back
    SLOW = "slow"  # answered after `seconds`
