"""Verify award codes, links, text and files, by our record and by the signatures in them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from core.asking import Limit
from core.clock import Clock
from core.language.message import Message, _n
from core.measurements import FILES_REFUSED
from core.rate_limits import RateLimits
from core.verification.code_verdicts import said_back
from core.verification.files.file_reading import read_short_text
from core.verification.files.found_items import (
    MOST_FOUND,
    TOO_LARGE,
    FoundDocument,
    FoundToken,
    NothingFound,
    left_out,
    need_work,
)
from core.verification.files.texts import LONGEST_TYPED, read_typed
from core.verification.record_lookup import MOST_CODES, CodeLookup, RecordLookup
from core.verification.verdict import (
    CheckName,
    Detail,
    Verdict,
    VerdictKind,
    all_checks,
    not_checked,
)

if TYPE_CHECKING:
    from core.verification.signed_credentials import SignedCredentials


def come_back(pause: timedelta) -> Message:
    """Return the message that tells a user after how many minutes to ask again."""
    minutes = max(1, -(-int(pause.total_seconds()) // 60))
    return _n(
        "too many requests from here: please ask again in %(count)s minute",
        "too many requests from here: please ask again in %(count)s minutes",
        minutes,
    )


_FILE_REFUSED = frozenset(
    {
        Detail.TOO_LARGE,
        Detail.TOO_MUCH,
        Detail.DAMAGED,
        Detail.UNSUPPORTED,
        Detail.BUSY,
        Detail.FAULT,
    }
)
"""The `detail` of verdicts on files that were not read completely."""


class Verification(CodeLookup):
    """Verifies award codes, links, text and files, within the rate limits."""

    def __init__(
        self,
        record: RecordLookup,
        clock: Clock,
        limits: RateLimits,
        signed: Callable[[], "SignedCredentials"],
        own_url: str | None,
    ) -> None:
        """`signed` is only called if there is more to verify than award codes.

        Loading the code that reads files and checks signatures takes a tenth of a second.
        """
        super().__init__(record, own_url)
        self._clock = clock
        self._limits = limits
        self._signed = signed

    async def verify(self, shown: Sequence[str], most: int = MOST_CODES) -> list[Verdict]:
        """Return a verdict for each of up to `most` award codes or links, in order."""
        async with self._limits.one_at_a_time():
            if pause := await self._limits.pause(Limit.FAILED_LOOKUP):
                return [self._limited(text, pause) for text in shown]
            verdicts = await super().verify(shown, most)
            failures = [each.kind for each in verdicts].count(VerdictKind.UNKNOWN)
            if failures:
                await self._limits.count(Limit.FAILED_LOOKUP, failures)
            return verdicts

    def _limited(self, shown: str, pause: timedelta) -> Verdict:
        """Return the verdict for a user who has to wait before the next look-up.

        The verdict does not depend on whether the code is on record.
        """
        reason = come_back(pause)
        checks = all_checks({CheckName.FORMAT: not_checked(reason)})
        return Verdict(
            VerdictKind.UNCHECKED,
            said_back(shown),
            self._clock(),
            self.source(),
            reason=reason,
            detail=Detail.LIMITED,
            checks=checks,
        )

    async def verify_file(
        self, name: str, content: bytes, person: str = "", recipient: str = ""
    ) -> list[Verdict]:
        """Return a verdict for each code and credential in a file, and for unreadable parts.

        The verdicts are in the order of the file, and there is at least one. `name` is the file's
        name, only to be shown. `person` is any id of the user, by which users who send files at the
        same time take turns. `recipient` is the e-mail address of the supposed holder, to compare
        with the badge's.
        """
        found = read_short_text(content) or self._signed().sealed(content)
        if found is None:
            if pause := await self._limits.take(Limit.FILE):
                return [self._limited(name, pause)]
            found = await self._signed().read(content, person)
        verdicts = await self.verdicts_on(name, found, recipient)
        for each in verdicts:
            if each.detail in _FILE_REFUSED:
                FILES_REFUSED.add(each.detail.value)
        return verdicts

    async def verify_typed(self, text: str, person: str = "", recipient: str = "") -> list[Verdict]:
        """Return the verdicts on a text where award codes and links are expected.

        Codes may lack `EF-`. A text without any code counts as a mistyped code.
        """
        found = read_typed(text) if len(text) <= LONGEST_TYPED else []
        if not found or need_work(found):
            content = text.encode("utf-8", "replace")
            return await self.verify_file("the text", content, person, recipient)
        if len(found) > MOST_FOUND:
            found = [*found[:MOST_FOUND], left_out(len(found) - MOST_FOUND)]
        return await self.verdicts_on("the text", found, recipient)

    async def unreadable(self, name: str, reason: str) -> Verdict:
        """Return the verdict on a file that is missing or cannot be opened."""
        return await self._verify_held(name, NothingFound("damaged", reason))

    async def too_large(self, name: str) -> Verdict:
        """Return the verdict on a file that is too large to download."""
        return await self._verify_held(name, TOO_LARGE)

    async def _verify_held(
        self, name: str, held: FoundToken | FoundDocument | NothingFound, recipient: str = ""
    ) -> Verdict:
        return await self._signed().verdict(name, held, recipient)
