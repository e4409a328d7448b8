"""The recipient of a badge: an e-mail address, or the hash of an address.

Open Badges 2.0: https://www.imsglobal.org/spec/ob/v2p0#IdentityObject, Open Badges 3.0:
https://www.imsglobal.org/spec/ob/v3p0/#identityobject
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

ADDRESSES = frozenset({"email", "emailAddress"})
"""The types of a recipient's identity that mean an e-mail address."""
LONGEST_ADDRESS = 254
_ALGORITHMS = {
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "sha1": hashlib.sha1,
    "md5": hashlib.md5,
}
_HASH = re.compile(r"[A-Za-z0-9-]{3,12}\$[0-9A-Fa-f]{16,}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """An e-mail address in a badge: plain, or as a hash with its salt."""

    identity: str
    hashed: bool
    salt: str = ""

    def is_address(self, address: str) -> bool:
        """Whether the recipient has this e-mail address, as it is typed or in lower case."""
        typed = address.strip().removeprefix("mailto:")
        if not self.hashed:
            return self.plain.casefold() == typed.casefold()
        algorithm, _, digest = self.identity.partition("$")
        maker = _ALGORITHMS.get(algorithm.lower())
        if maker is None:
            return False
        return any(
            maker(f"{each}{self.salt}".encode()).hexdigest() == digest.lower()
            for each in (typed, typed.lower())
        )

    @property
    def is_comparable(self) -> bool:
        """Whether an e-mail address can be compared with this recipient.

        The recipient must be a plain address, or a hash by a known algorithm.
        """
        algorithm, _, digest = self.identity.partition("$")
        return not self.hashed or (algorithm.lower() in _ALGORITHMS and bool(digest))

    @property
    def plain(self) -> str:
        """The recipient's e-mail address, or "" if only its hash is known."""
        return "" if self.hashed else self.identity.strip().removeprefix("mailto:")


def is_awarded_to(recipients: Iterable[Recipient], address: str) -> bool:
    """Whether any of these recipients has this e-mail address."""
    return any(each.is_address(address) for each in recipients)


def is_a_hash(identity: str) -> bool:
    """Whether a text looks like a hash with the name of its algorithm, such as "sha256$..."."""
    return _HASH.fullmatch(identity.strip()) is not None


def is_an_address(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    if "@" not in text:
        return False
    local, _, host = text.strip().rpartition("@")
    return bool(local and "." in host.strip(".")) and not (
        any(each.isspace() or each in "<>,;" for each in text.strip())
        or len(text) > LONGEST_ADDRESS
    )
