"""The issuer's signing keys, one file each. Current keys sign, and retired keys still verify.

There are two kinds because verifiers differ: many accept only ES256 for JWTs, and our Data
Integrity proofs need Ed25519. One key is enough to begin with: it makes the signatures that its
kind can make.

A retired key loses its private half. It can no longer sign, but its signatures stay valid. All
signatures of a revoked key are invalid.
"""

import base64
import json
import os
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from core.clock import Clock

JoseKey = OKPKey | ECKey


class KeysError(Exception):
    """Raised if the signing keys cannot be used. The message says why and how to fix it."""


class Algorithm(StrEnum):
    """A signing algorithm, by its name in a JWT's header."""

    ED25519 = "EdDSA"
    """RFC 8037's name. RFC 9864 renames it to Ed25519, which few verifiers know yet."""
    ES256 = "ES256"


class KeyState(StrEnum):
    CURRENT = "current"
    RETIRED = "retired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class SigningKey:
    """A key of the issuer. `kid` is the start of its thumbprint (RFC 7638) in hexadecimal."""

    kid: str
    algorithm: Algorithm
    created_at: datetime
    jose: JoseKey
    retired_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_because: str | None = None

    @property
    def state(self) -> KeyState:
        if self.revoked_at is not None:
            return KeyState.REVOKED
        return KeyState.RETIRED if self.retired_at is not None else KeyState.CURRENT

    @cached_property
    def verifier(self) -> JoseKey:
        """The public half of the key.

        It is stored because the library would derive it from a private key at each use.
        """
        return type(self.jose).import_key(self.jose.as_dict(private=False))

    @property
    def public(self) -> dict[str, Any]:
        """Return the public half of the key as a JWK."""
        return {"kid": self.kid, "alg": self.algorithm.value, **self.jose.as_dict(private=False)}


class Keys:
    """The folder of the issuer's keys.

    It is read once, and again whenever the folder changes.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self._clock = clock
        self._read: tuple[SigningKey, ...] = ()
        self._read_at: tuple[int, int] | None = None

    def all(self) -> tuple[SigningKey, ...]:
        """Return all keys of the issuer, oldest first, or none if there is no folder.

        Raises KeysError if the folder or the file of a key cannot be read.
        """
        try:
            found = self.folder.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise KeysError(f"{self.folder} cannot be read: {error.strerror}") from None
        seen = (found.st_mtime_ns, found.st_ino)
        if seen != self._read_at:
            read = [_read(path) for path in sorted(self.folder.glob("*.json"))]
            self._read = tuple(sorted(read, key=lambda key: (key.created_at, key.kid)))
            self._read_at = seen
        return self._read

    def current(self, *algorithms: Algorithm) -> SigningKey | None:
        """Return the newest current key for the first of these algorithms that has a current key.

        Without algorithms, return the newest current key of any algorithm. Return None if there is
        no such key.
        """
        signing = self.all_current()
        if not algorithms:
            return next(reversed(signing), None)
        by_algorithm = {key.algorithm: key for key in signing}
        return next((by_algorithm[each] for each in algorithms if each in by_algorithm), None)

    def all_current(self) -> tuple[SigningKey, ...]:
        """Return the current keys, which make new signatures, oldest first."""
        return tuple(key for key in self.all() if key.state is KeyState.CURRENT)

    def for_tokens(self) -> SigningKey | None:
        """Return the key that signs JWTs, or None if no key is current."""
        return self.current(Algorithm.ES256, Algorithm.ED25519)

    def for_proofs(self) -> SigningKey | None:
        """Return the key that makes Data Integrity proofs, or None if no Ed25519 key is current."""
        return self.current(Algorithm.ED25519)

    def find(self, kid: str) -> SigningKey | None:
        """Return the key with this `kid`, whatever its state, or None if there is none."""
        return next((key for key in self.all() if key.kid == kid), None)

    def init(self, algorithm: Algorithm = Algorithm.ED25519) -> SigningKey:
        """Make the first key of this algorithm.

        Raises KeysError if the algorithm already has a current key.
        """
        if current := self.current(algorithm):
            raise KeysError(
                f"there is already a current key, {current.kid}: replace it with "
                "'edgefinder keys rotate'"
            )
        return self._new(algorithm)

    def init_all(self) -> list[SigningKey]:
        """Make a key for each algorithm that has no current key.

        Raises KeysError if every algorithm already has a current key.
        """
        there = self.all_current()
        missing = [each for each in Algorithm if all(key.algorithm != each for key in there)]
        if not missing:
            raise KeysError(
                f"there are already current keys, {' and '.join(key.kid for key in there)}: "
                "replace them with 'edgefinder keys rotate'"
            )
        return [self._new(algorithm) for algorithm in missing]

    def rotate(self, algorithm: Algorithm | None = None) -> SigningKey:
        """Make a new current key. The previous key still verifies but no longer signs.

        The previous key is the current key of this algorithm, or else the only current key. Without
        `algorithm`, the new key has the algorithm of the newest key. Raises KeysError if there is
        no key yet, or if a key's file cannot be written.
        """
        signing = self.all_current()
        last = next(reversed(signing or self.all()), None)
        if last is None:
            raise KeysError("there is no key yet: make one with 'edgefinder keys init'")
        wanted = algorithm or last.algorithm
        before = self.current(wanted) or (last if len(signing) == 1 else None)
        made = self._new(wanted)
        if before is not None:
            self._write(_without_private(replace(before, retired_at=self._clock())))
        return made

    def rotate_all(self) -> list[SigningKey]:
        """Rotate every current key as `rotate` does.

        If none is current, rotate the last key.
        """
        algorithms = [key.algorithm for key in self.all_current()]
        return [self.rotate(each) for each in algorithms] or [self.rotate()]

    def revoke(self, kid: str, because: str) -> SigningKey:
        """Revoke a key: everything that it signed becomes invalid.

        Raises KeysError if no key has this `kid`, if the key is already revoked, or if its file
        cannot be written.
        """
        key = self.find(kid)
        if key is None:
            raise KeysError(f"no key is called {kid}: 'edgefinder keys list' shows them")
        if key.revoked_at is not None:
            raise KeysError(f"the key {kid} was already revoked on {key.revoked_at:%Y-%m-%d}")
        revoked = replace(key, revoked_at=self._clock(), revoked_because=because)
        self._write(_without_private(revoked))
        return revoked

    def _new(self, algorithm: Algorithm) -> SigningKey:
        jose: JoseKey = (
            OKPKey.generate_key("Ed25519")
            if algorithm is Algorithm.ED25519
            else ECKey.generate_key("P-256")
        )
        key = SigningKey(_kid(jose), algorithm, self._clock(), jose)
        self._write(key)
        return key

    def _write(self, key: SigningKey) -> None:
        """Write a key to a file readable only by its owner, either completely or not at all.

        Raises KeysError if the folder cannot be written.
        """
        document = {
            "kid": key.kid,
            "alg": key.algorithm.value,
            "created_at": key.created_at.isoformat(),
            "retired_at": key.retired_at and key.retired_at.isoformat(),
            "revoked_at": key.revoked_at and key.revoked_at.isoformat(),
            "revoked_because": key.revoked_because,
            "jwk": key.jose.as_dict(private=key.jose.is_private),
        }
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(document, file, indent=2)
                    file.flush()
                    os.fsync(file.fileno())
                Path(unfinished).replace(self.folder / f"{key.kid}.json")
            finally:
                Path(unfinished).unlink(missing_ok=True)
        except OSError as error:
            raise KeysError(f"{self.folder} cannot be written: {error.strerror}") from None
        self._read_at = None


def _kid(jose: JoseKey) -> str:
    thumbprint = jose.thumbprint()
    return base64.urlsafe_b64decode(thumbprint + "=").hex()[:12]


def _without_private(key: SigningKey) -> SigningKey:
    return replace(key, jose=key.verifier)


def _read(path: Path) -> SigningKey:
    fix = "restore it from a copy, or remove it"
    try:
        mode = path.stat().st_mode
        held = json.loads(path.read_text("utf-8"))
        algorithm = Algorithm(held["alg"])
        kind = OKPKey if algorithm is Algorithm.ED25519 else ECKey
        jose = kind.import_key(held["jwk"])
        key = SigningKey(
            held["kid"],
            algorithm,
            datetime.fromisoformat(held["created_at"]),
            jose,
            _moment(held["retired_at"]),
            _moment(held["revoked_at"]),
            held["revoked_because"],
        )
    except OSError as error:
        raise KeysError(f"the key file {path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, JoseError):
        # without the original error, because its text may quote the file's contents
        raise KeysError(f"{path} is not a key of ours: {fix}") from None
    if key.kid != _kid(jose):
        raise KeysError(f"{path} names one key and holds another: {fix}")
    if jose.is_private and mode & 0o077:
        raise KeysError(f"others may read the key file {path}: run 'chmod 600 {path}'")
    return key


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
