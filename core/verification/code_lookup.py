"""Verify codes and links against our record."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from types import ModuleType

from core.awards.codes import read_code
from core.language.message import _
from core.verification.code_verdicts import said_back
from core.verification.files.found_items import (
    FoundCode,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
)
from core.verification.record_lookup import MOST_CODES, MOST_IN_BULK, RecordLookup
from core.verification.verdict import Verdict, VerdictKind


class CodeLookup:
    """Verifies that codes belong to credentials this issuer awarded and has not revoked."""

    def __init__(self, record: RecordLookup, own_url: str | None = None) -> None:
        self._record = record
        self._own_url = own_url

    async def verify(self, shown: Sequence[str], most: int = MOST_CODES) -> list[Verdict]:
        """Return a verdict for each of up to `most` codes or links, in order."""
        if len(shown) > most:
            raise ValueError(f"at most {most} codes are verified at once")
        return await self._record.verdicts(shown)

    async def verdicts_on(
        self, name: str, found: Sequence[FoundItem], recipient: str = ""
    ) -> list[Verdict]:
        """Return the verdicts on the findings, in order.

        A credential and its code are reported once.
        """
        if len(found) == 1 and isinstance(found[0], FoundCode):  # this is so in most cases
            verdicts = await self.verify([found[0].text], MOST_IN_BULK)
            return [self._warned(verdicts[0], found[0].link)]
        codes = [held.text for held in found if isinstance(held, FoundCode)]
        looked_up = iter(await self.verify(codes, MOST_IN_BULK) if codes else [])
        several = sum(not isinstance(held, FoundCode) for held in found) > 1
        verdicts = []
        by_code: dict[tuple[VerdictKind, str, str | None], int] = {}
        for place, held in enumerate(found, 1):
            if isinstance(held, FoundCode):
                verdict = self._warned(next(looked_up), held.link)
            else:
                shown = f"{said_back(name)}, no. {place}" if several else name
                verdict = await self._verify_held(shown, held, recipient)
                page = "" if isinstance(held, NothingFound) else held.page
                verdict = replace(verdict, warning=_ON_PAGE.get(page))
            key = verdict.kind, verdict.code, verdict.issuer
            if key not in by_code:
                by_code[key] = len(verdicts)
                verdicts.append(verdict)
            elif not isinstance(held, FoundCode):
                # a link or signed credential, which shows more than its code
                verdicts[by_code[key]] = verdict
        return verdicts

    async def _verify_held(
        self, name: str, held: FoundToken | FoundDocument | NothingFound, recipient: str = ""
    ) -> Verdict:
        """Return the verdict on something other than a code: a token, a document, or nothing."""
        raise NotImplementedError(type(held).__name__)

    def with_warnings(self, verdicts: Sequence[Verdict], text: str) -> list[Verdict]:
        """Add a warning to these verdicts if the text has a
        code in a link that only looks like ours.
        """
        texts = _texts()
        text = texts.clean_text(text)
        if not texts.may_hold_link(text):
            return list(verdicts)
        links = {
            code: match.held.link
            for match in texts.matches_in(text)
            if match.held.link and isinstance(code := read_code(match.held.text), str)
        }
        return [self._warned(each, links.get(each.code, "")) for each in verdicts]

    def _warned(self, verdict: Verdict, link: str) -> Verdict:
        if not link:
            return verdict
        from core.verification.look_alikes import warning_about  # noqa: PLC0415 - few have a link

        warning = warning_about(link, self._own_url)
        return replace(verdict, warning=warning) if warning else verdict


@cache
def _texts() -> ModuleType:
    # an import within a function costs as much as a small query each time
    from core.verification.files import codes_in_text  # noqa: PLC0415 - slow

    return codes_in_text


_ON_PAGE = {
    "name": _(
        "the page shows another name, or none: only the details shown here were signed. Ask for "
        "the link"
    ),
    "code": _("the page shows another code than the credential in it: do not rely on the page"),
}
"""The warning about a PDF whose page contradicts its attachment."""
