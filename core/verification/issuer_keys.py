"""The keys of one issuer (us or a trusted one), and why some of them must not be used."""

from dataclasses import dataclass
from typing import Any, Protocol

from core.awards import jose
from core.awards.issuer import Issuer
from core.awards.jose import Token, VerifyingKey
from core.language.message import _
from core.verification.credential_findings import Finding, could_not
from core.verification.trusted_issuers import Trusted, Unusable
from core.verification.verdict import CheckName, Detail, VerdictKind, failed


class IssuerKeys(Protocol):
    """The interface of the keys of one issuer: us or a trusted issuer."""

    def find(
        self, method: str, offered: dict[str, Any] | None
    ) -> tuple[VerifyingKey, str] | Finding | None:
        """Return the key with the identifier `method`, and its algorithm.

        Return a finding instead if the key must not be used, and None if there is no such key.
        `offered` is a JWK in the token's header, for tokens that name no key.
        """

    def of_token(self, token: Token) -> tuple[VerifyingKey, str] | None:
        """Return the key of the issuer that signed a JWT, for JWTs that name no key.

        Return None if no key of the issuer signed the JWT.
        """


@dataclass(frozen=True, slots=True)
class OurKeys:
    """The keys of our own issuer."""

    issuer: Issuer

    def find(
        self, method: str, _offered: dict[str, Any] | None
    ) -> tuple[VerifyingKey, str] | Finding | None:
        key = self.issuer.key_of(method)
        if key is None:
            return None
        if key.revoked_at is None:
            return key.verifier, key.algorithm
        reason = _(
            "the key that signed it was revoked on %(day)s: %(why)s; "
            "you can get a new copy on its page",
            day=f"{key.revoked_at:%Y-%m-%d}",
            why=key.revoked_because or "",
        )
        checks = {CheckName.SIGNATURE: failed(_("by a key that its issuer has revoked"))}
        return Finding(VerdictKind.UNTRUSTED, Detail.REVOKED_KEY, reason, checks=checks)

    def of_token(self, _token: Token) -> None:
        """Return None, because our own JWTs always name their key."""


_UNSUPPORTED_KEY = _("the issuer's key is of a kind that is not used here")


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """The keys of a trusted issuer."""

    issuer: str
    trusted: Trusted

    def find(
        self, method: str, offered: dict[str, Any] | None
    ) -> tuple[VerifyingKey, str] | Finding | None:
        match self.trusted.unusable(self.issuer, method):
            case Unusable.UNSUPPORTED:
                return could_not(Detail.UNSUPPORTED, _UNSUPPORTED_KEY)
            case Unusable.REVOKED:
                checks = {CheckName.SIGNATURE: failed(_("by a key that its issuer has revoked"))}
                why = _("its issuer has revoked the key that signed it: ask there for a new one")
                return Finding(VerdictKind.UNTRUSTED, Detail.REVOKED_KEY, why, checks=checks)
            case None:
                return self.trusted.key(self.issuer, method, offered)

    def of_token(self, token: Token) -> tuple[VerifyingKey, str] | None:
        """Return the key of the issuer that signed a JWT, for JWTs that name no key.

        Return None if no key of the issuer signed the JWT.
        """
        keys = self.trusted.keys_of(self.issuer)
        return next((each for each in keys if jose.is_signed_by(token, *each)), None)
