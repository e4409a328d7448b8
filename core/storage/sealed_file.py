"""Encrypt a file in pieces, so that changed, swapped and missing pieces are noticed.

After a first line, the file has pieces of a mebibyte, each encrypted with AES-256-GCM. The nonce of
a piece is made of a random prefix, the piece's number, and whether it is the last piece.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from core.storage.column_keys import ColumnKeys
from core.storage.database import DatabaseError

BEGINS = b"Edgefinder backup, encrypted 1\n"
_PIECE = 1 << 20
_TAG = 16
_PREFIX = 7
_NOT_OURS = "it was changed, cut off, or encrypted with another key than EDGEFINDER_COLUMN_KEY"


def seal_file(source: Path, target: BinaryIO, keys: ColumnKeys) -> None:
    """Write a copy of a file, encrypted with the current key."""
    prefix = os.urandom(_PREFIX)
    target.write(BEGINS + prefix)
    cipher = keys.keys[0].files
    with source.open("rb") as opened:
        target.writelines(
            cipher.encrypt(nonce, piece, BEGINS) for nonce, piece in _pieces(opened, _PIECE, prefix)
        )


def open_file(source: Path, target: BinaryIO, keys: ColumnKeys) -> None:
    """Decrypt a file that `seal_file` wrote.

    Raises DatabaseError if no key decrypts the file, or if the file was changed.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only where a key is set

    for key in keys.keys:
        target.seek(0)
        target.truncate()
        try:
            _open_with(key.files.decrypt, source, target)
        except InvalidTag:
            continue
        return
    raise DatabaseError(f"{source} cannot be read: {_NOT_OURS}")


def is_sealed(file: Path) -> bool:
    """Whether a file begins like a file that `seal_file` wrote."""
    with file.open("rb") as opened:
        return opened.read(len(BEGINS)) == BEGINS


def _open_with(
    decrypt: Callable[[bytes, bytes, bytes], bytes], source: Path, target: BinaryIO
) -> None:
    with source.open("rb") as opened:
        opened.seek(len(BEGINS))
        prefix = opened.read(_PREFIX)
        target.writelines(
            decrypt(nonce, piece, BEGINS) for nonce, piece in _pieces(opened, _PIECE + _TAG, prefix)
        )


def _pieces(opened: BinaryIO, size: int, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
    number, piece = 0, opened.read(size)
    while True:
        following = opened.read(size)
        is_last = not following
        yield prefix + number.to_bytes(4, "big") + bytes([is_last]), piece
        if is_last:
            return
        number, piece = number + 1, following
