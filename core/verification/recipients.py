"""Whom a badge was awarded to, where it names an address or the fingerprint of one.

Open Badges 2.0: https://www.imsglobal.org/spec/ob/v2p0#IdentityObject, Open Badges 3.0:
https://www.imsglobal.org/spec/ob/v3p0/#identityobject
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

ADDRESSES = frozenset({"email", "emailAddress"})
"""The types of identities that are e-mail addresses."""
LONGEST_ADDRESS = 254
_ALGORITHMS = {"sha256": hashlib.sha256, "md5": hashlib.md5}


@dataclass(frozen=True, slots=True)
class Recipient:
    """An e-mail address as a badge names it: plain, or its hash with the salt behind it."""

    identity: str
    hashed: bool
    salt: str = ""

    def is_address(self, address: str) -> bool:
        """Whether it is this address, as it was typed or in small letters."""
        typed = address.strip().removeprefix("mailto:")
        if not self.hashed:
            return self.plain.casefold() == typed.casefold()
        algorithm, _, digest = self.identity.partition("$")
        maker = _ALGORITHMS.get(algorithm.lower())
        if maker is None or not digest:
            return False
        return any(
            maker(f"{each}{self.salt}".encode()).hexdigest() == digest.lower()
            for each in (typed, typed.lower())
        )

    @property
    def plain(self) -> str:
        """The address; empty where only its hash is known."""
        return "" if self.hashed else self.identity.strip().removeprefix("mailto:")


def is_awarded_to(recipients: Iterable[Recipient], address: str) -> bool:
    """Whether one of them is this address."""
    return any(each.is_address(address) for each in recipients)


def is_an_address(text: str) -> bool:
    """Whether it has the form of an e-mail address."""
    local, at, host = text.strip().rpartition("@")
    return bool(at and local and "." in host.strip(".")) and not (
        any(each.isspace() or each in "<>,;" for each in text.strip())
        or len(text) > LONGEST_ADDRESS
    )
