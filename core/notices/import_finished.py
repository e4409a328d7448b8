"""Tell account administrators that an import has finished, and how many rows it had.

The notice shows no data of any person.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.notices.preferences import COLUMNS
from core.notices.topics import Topic
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.people.model import Role
from core.storage.tables import notice_settings, roles


async def notify_import_finished(
    connection: AsyncConnection,
    now: datetime,
    import_id: int,
    kind: str,
    counts: Mapping[str, int],
    organisations: Collection[int],
) -> None:
    """Notify the administrators of the organizations whose people the import was about.

    If no row could be imported, the organizations are unknown. Then notify all administrators.
    """
    wanted = COLUMNS[Topic.IMPORTS]
    chosen = (
        select(roles.c.person_id)
        .distinct()
        .outerjoin(notice_settings, notice_settings.c.person_id == roles.c.person_id)
        .where(roles.c.role == Role.ADMINISTRATOR.value, or_(wanted.is_(None), wanted))
    )
    if organisations:
        chosen = chosen.where(roles.c.organisation_id.in_(organisations))
    administrators = (await connection.execute(chosen)).scalars()
    data = {"kind": kind, **counts}
    once = str(import_id)
    await enqueue(
        connection,
        now,
        *(
            NewNotice(NoticeKind.IMPORT_FINISHED, person, data=data, once=once)
            for person in administrators
        ),
    )
