"""Bitstring status lists: one bit for each signed credential says whether it is revoked.

A verifier fetches a whole list of 131,072 bits, so we never learn about which person it asks:
https://www.w3.org/TR/vc-bitstring-status-list/. The position of an award's bit is called its place.
"""

import base64
import gzip
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import award_statuses, awards
from core.storage.upserts import insert_into

PLACES = 131_072
"""The number of bits in a list, the specification's minimum.

Among this many bits, nobody can tell which award a verifier asks about.
"""
_AWARDS_A_LIST = PLACES // 2
"""The number of awards in a list.

The list stays half empty, so that a random free position is soon found.
"""
_LARGEST_UNPACKED = 4 * 1024 * 1024

_REVOKED = Query(
    select(award_statuses.c.place).where(
        award_statuses.c.list == bindparam("list", type_=Integer),
        # spelled as in the index, because with "revoked = 1" the database would read the whole list
        text("award_statuses.revoked"),
    )
)
_TAKEN = Query(
    select(award_statuses.c.place)
    .where(award_statuses.c.list == bindparam("list", type_=Integer))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class StatusSlot:
    """The position of an award's bit in a status list.

    `list` is the number of the list, `place` the position of the bit, and `salt` the salt for
    hashing the holder's identifier.
    """

    list: int
    place: int
    salt: str


async def status_slot_of(connection: AsyncConnection, award_id: int) -> StatusSlot:
    """Return the position of an award's bit in a status list.

    If the award has no position yet, choose a random free one.
    """
    # locked, so that nobody can revoke the award before its position is stored
    locked = select(awards.c.revoked_on).where(awards.c.id == award_id).with_for_update()
    revoked_on = await connection.scalar(locked)
    number = award_id // _AWARDS_A_LIST
    while True:
        had = select(award_statuses).where(award_statuses.c.award_id == award_id)
        row = (await connection.execute(had)).first()
        if row is not None:
            return StatusSlot(row.list, row.place, row.salt)
        new = insert_into(connection, award_statuses).on_conflict_do_nothing()
        values = {
            "award_id": award_id,
            "list": number,
            "place": secrets.randbelow(PLACES),
            "salt": secrets.token_urlsafe(16),
            "revoked": revoked_on is not None,
        }
        await connection.execute(new.values(values))


async def revoked_slots(database: Database, number: int) -> list[int] | None:
    """Return the positions of a list's revoked awards in order.

    Return None if no list has this number.
    """
    places = sorted(row[0] for row in await database.fetch(_REVOKED, list=number))
    if not places and not await database.fetch(_TAKEN, list=number):
        return None
    return places


def encode_list(places: Iterable[int]) -> str:
    """Encode a status list whose bits at these positions are 1, as an `encodedList`.

    The result is the multibase base64url of the gzipped bits. Position 0 is the leftmost bit of the
    first byte.
    """
    bits = bytearray(PLACES // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def is_set(encoded: str, place: int) -> bool:
    """Whether the bit at a position of an `encodedList` is 1.

    Raises ValueError if `encoded` is not a list, or if the list has no such position.
    """
    if not encoded.startswith("u"):
        raise ValueError("a status list is multibase base64url, which begins with u")
    unpacking = zlib.decompressobj(wbits=31)
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
        bits = unpacking.decompress(packed, _LARGEST_UNPACKED)
    except zlib.error:
        raise ValueError("a status list is gzipped") from None
    if place < 0 or place >= len(bits) * 8:
        raise ValueError("the status list has no such place")
    return bool(bits[place // 8] & 0x80 >> place % 8)
