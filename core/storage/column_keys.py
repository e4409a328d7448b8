"""Keys that encrypt addresses in columns, and the digests by which addresses are found.

An address is stored as AES-256-GCM ciphertext with its own nonce. Next to it is its HMAC-SHA256
digest under a second key. One address always has the same digest. Both keys are derived by HKDF
from the key in the settings. If the settings have several keys, the first key encrypts, and all of
them decrypt.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import cached_property

_MARK = "sealed:1:"
_NONCE_BYTES = 12


class SealedError(Exception):
    """Raised if a value is encrypted, and no key in the settings decrypts it."""


_NO_KEY = (
    "addresses in this database are encrypted, and EDGEFINDER_COLUMN_KEY is not a key that opens "
    "them: set the key that they were encrypted with"
)


class _Key:
    """A key of the settings: its cipher, and the derived key for digests."""

    def __init__(self, secret: bytes) -> None:
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - only where a key is set
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - only where a key is set
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - only where a key is set

        def derived(purpose: bytes) -> bytes:
            return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(secret)

        self.cipher = AESGCM(derived(b"edgefinder address"))
        self.digests = derived(b"edgefinder address lookup")
        self.files = AESGCM(derived(b"edgefinder backup"))


class ColumnKeys:
    """The keys in the settings, the current key first.

    Without keys, nothing is encrypted.
    """

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        self._secrets = tuple(base64.urlsafe_b64decode(each) for each in secrets)

    def __bool__(self) -> bool:
        return bool(self._secrets)

    @property
    def secrets(self) -> list[str]:
        """Return the keys as they are in the settings, to pass them to another process."""
        return [base64.urlsafe_b64encode(each).decode() for each in self._secrets]

    @cached_property
    def keys(self) -> tuple[_Key, ...]:
        return tuple(_Key(each) for each in self._secrets)

    def sealed(self, text: str) -> str:
        """Encrypt a text with the current key. Without a key, return it unchanged."""
        if not self:
            return text
        nonce = os.urandom(_NONCE_BYTES)
        made = self.keys[0].cipher.encrypt(nonce, text.encode(), None)
        return _MARK + base64.urlsafe_b64encode(nonce + made).decode()

    def opened(self, stored: str) -> str:
        """Decrypt a text that any of the keys encrypted. Return an unencrypted text unchanged.

        Raises SealedError if the text is encrypted, and no key decrypts it.
        """
        if not stored.startswith(_MARK):
            return stored
        return self._opened(stored)[0]

    def is_current(self, stored: str) -> bool:
        """Whether a value is encrypted with the current key.

        If there are no keys, return whether the value is not encrypted.
        """
        if not stored.startswith(_MARK):
            return not self
        return self._opened(stored)[1] == 0

    def _opened(self, stored: str) -> tuple[str, int]:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only where a key is set

        raw = base64.urlsafe_b64decode(stored.removeprefix(_MARK))
        for place, key in enumerate(self.keys):
            try:
                text = key.cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)
            except InvalidTag:
                continue
            return text.decode(), place
        raise SealedError(_NO_KEY)

    def lookup(self, address: str, place: int = 0) -> str:
        """Return the digest of an address under the key at this position in the settings.

        `place` is 0 for the current key. If `place` is the number of keys, return the address
        itself, which was stored before there was a key.
        """
        if place >= len(self._secrets):
            return address
        return hmac.new(self.keys[place].digests, address.encode(), hashlib.sha256).hexdigest()

    def lookups(self, address: str) -> tuple[str, ...]:
        """Return all digests under which an address may be stored, the current digest first."""
        return tuple(self.lookup(address, place) for place in range(len(self._secrets) + 1))
