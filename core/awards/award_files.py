"""Make the files for an award's holder: certificate, wallet card and badge, with proofs."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from cachetools import LRUCache

from core.awards.badge import badge_png, badge_svg
from core.awards.certificate import Certified, cards_pdf, certificates_pdf, preview_png
from core.awards.certificate_seals import add_seal
from core.awards.credential import Awarded
from core.awards.signing import CannotSign, Signing
from core.catalog.model import Catalog
from core.clock import Clock
from core.memories import emptied_when_forgetting
from core.names import without_hidden_marks
from core.typesetting import Paper, unprintable

_MOST_KEPT = 32 * 1024 * 1024
"""The cache for certificates and previews holds at most this many bytes."""


class AwardFiles:
    """Makes the files for an award's holder. Without a signing key, the files carry no proof."""

    def __init__(
        self, signing: Signing, catalog: Catalog, clock: Clock, issuer: str, public_url: str | None
    ) -> None:
        self._signing = signing
        self._catalog = catalog
        self._clock = clock
        self._issuer = issuer
        self._url = public_url.rstrip("/") if public_url else None
        self._made: LRUCache[Hashable, bytes] = LRUCache(_MOST_KEPT, getsizeof=len)
        emptied_when_forgetting(self._made.clear)

    def link(self, code: str) -> str:
        """Return the address of the award's page, or an empty text if there is no web server."""
        return f"{self._url}/v/{code}" if self._url else ""

    def linkedin(self, awarded: Awarded) -> str:
        """Return the link that opens LinkedIn's form for a new certification, already filled in.

        https://addtoprofile.linkedin.com/
        """
        known = self._catalog.credential(awarded.credential)
        form = {
            "startTask": "CERTIFICATION_NAME",
            "name": f"NIMS {known.title}" if known else awarded.credential,
            "organizationName": self._issuer,
            "issueYear": awarded.issued_on.year,
            "issueMonth": awarded.issued_on.month,
            "certUrl": self.link(awarded.code),
            "certId": awarded.code,
        }
        return f"https://www.linkedin.com/profile/add?{urlencode(form)}"

    async def certificates(
        self, awarded: Sequence[Awarded], sheet: Paper = Paper.LETTER, locale: str = "en"
    ) -> bytes:
        """Make one PDF with a certificate for each award, and attach the signed credentials."""
        issuer = self._signing.issuer
        key = issuer.keys.for_tokens() if issuer else None
        same = (tuple(awarded), sheet, locale, key.kid if key else "", self._clock().date())
        if (made := self._made.get(same)) is not None:
            return made
        certified = [await self._certified(each) for each in awarded]
        pdf = await self._set(certificates_pdf, certified, sheet, locale)
        if key is not None and all(each.token for each in certified):
            pdf = add_seal(pdf, key)
        return self._kept(same, pdf)

    async def cards(
        self, awarded: Sequence[Awarded], sheet: Paper = Paper.LETTER, locale: str = "en"
    ) -> bytes:
        """Make one PDF of wallet cards."""
        certified = [Certified(_printed(each), link=self.link(each.code)) for each in awarded]
        return await self._set(cards_pdf, certified, sheet, locale)

    async def _set(
        self,
        make: Callable[..., bytes],
        certified: Sequence[Certified],
        sheet: Paper,
        locale: str,
    ) -> bytes:
        """Typeset a PDF with `make` in a thread, so that other requests need not wait.

        Raises CannotPrintError if a name has letters that no installed font has.
        """
        catalog, issuer, now = self._catalog, self._issuer, self._clock()
        return await asyncio.to_thread(
            make, certified, catalog, issuer, now, sheet=sheet, locale=locale
        )

    async def badge(self, awarded: Awarded) -> bytes | None:
        """Return the badge as a PNG, or None if the catalog no longer has the credential.

        If there is a signing key, the badge is baked: it contains the signed credential.
        """
        known = self._catalog.credential(awarded.credential)
        if known is None:
            return None
        token = (await self._certified(awarded)).token
        return await asyncio.to_thread(badge_png, known, self._catalog, token)

    async def badge_drawing(self, awarded: Awarded) -> str | None:
        """Return the badge as SVG, or None if the catalog no longer has the credential."""
        known = self._catalog.credential(awarded.credential)
        if known is None:
            return None
        return badge_svg(known, self._catalog, (await self._certified(awarded)).token)

    async def preview(self, awarded: Awarded, locale: str = "en") -> bytes:
        """Return the picture that chats show for a pasted link: a PNG of 1200 by 630 pixels."""
        named = awarded.named_in_previews and not await asyncio.to_thread(
            unprintable, [awarded.holder]
        )
        shown = _printed(awarded) if named else replace(awarded, holder="")
        same = (shown, locale)
        if (made := self._made.get(same)) is not None:
            return made
        args = (Certified(shown), self._catalog, self._issuer, locale)
        return self._kept(same, await asyncio.to_thread(preview_png, *args))

    def _kept(self, same: Hashable, made: bytes) -> bytes:
        """Cache a file under the key `same`, unless the file is too large.

        Return the file.
        """
        if len(made) <= self._made.maxsize:
            self._made[same] = made
        return made

    async def _certified(self, awarded: Awarded) -> Certified:
        token = await self._signing.token(awarded)
        proof = "" if isinstance(token, CannotSign) else token
        return Certified(_printed(awarded), proof, self.link(awarded.code))


def _printed(awarded: Awarded) -> Awarded:
    """Return the award with the holder's name changed so that it can be printed."""
    return replace(awarded, holder=without_hidden_marks(awarded.holder))
