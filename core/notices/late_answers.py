"""Keep answers that a platform did not accept.

The outbox sends them later, like notices. Answers that can be sent at once are not written here.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.clock import Clock
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.outbox.private_chats import private_chat
from core.people.model import Identity
from core.storage.database import Database
from core.storage.tables import chat_identities


class LateAnswers:
    """Keeps answers for the relay to send to the user's private chat."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(
        self, identity: Identity, address: str, answer: Mapping[str, Any], seconds: float = 0
    ) -> None:
        """Enqueue an answer, as JSON data, to be sent after at least `seconds`."""
        now = self._clock()
        async with self._database.begin() as connection:
            place = await private_chat(connection, identity.platform, address, now)
            person = await connection.scalar(
                select(chat_identities.c.person_id).where(
                    chat_identities.c.platform == identity.platform,
                    chat_identities.c.external_id == identity.external_id,
                )
            )
            notice = NewNotice(
                NoticeKind.ANSWER,
                person,
                data=answer,
                place_id=place,
                not_before=now + timedelta(seconds=seconds),
                once=secrets.token_hex(8),
            )
            await enqueue(connection, now, notice)
