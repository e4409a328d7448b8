"""Pages of their own that people have opened on a platform: what they show, to follow changes."""

from dataclasses import dataclass

from sqlalchemy import Text, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from core.clock import Clock
from core.people.model import Identity
from core.people.workspaces import Workspace
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import opened_pages

MOST_FOLLOWED = 50
"""Pages of a workspace that follow a change in it at once: the last opened. Others show it when
they are opened again.
"""

_PAGE = Query(
    select(opened_pages.c.address, opened_pages.c.shown).where(
        opened_pages.c.platform == bindparam("platform", type_=Text),
        opened_pages.c.external_id == bindparam("external_id", type_=Text),
    )
)


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """Somebody's page: where it is reached, and a digest of what it shows."""

    identity: Identity
    address: str
    shown: str


class OpenedPages:
    """Remembers the pages that people have opened, and what each shows."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, identity: Identity) -> OpenedPage | None:
        """The page that somebody has opened; one statement."""
        rows = await self._database.fetch(
            _PAGE, platform=identity.platform, external_id=identity.external_id
        )
        return OpenedPage(identity, rows[0][0], rows[0][1]) if rows else None

    async def in_workspace(self, workspace: Workspace) -> list[OpenedPage]:
        """The pages of a workspace's people, at most `MOST_FOLLOWED`, the last opened first."""
        chosen = (
            select(opened_pages)
            .where(
                opened_pages.c.platform == workspace.platform,
                opened_pages.c.external_id.startswith(f"{workspace.external_id}:", autoescape=True),
            )
            .order_by(opened_pages.c.shown_at.desc())
            .limit(MOST_FOLLOWED)
        )
        async with self._database.engine.connect() as connection:
            return [
                OpenedPage(
                    Identity(row.platform, row.external_id, workspace.external_id),
                    row.address,
                    row.shown,
                )
                for row in await connection.execute(chosen)
            ]

    async def keep(self, page: OpenedPage) -> None:
        """Remembers what somebody's page shows from now on."""
        async with self._database.begin() as connection:
            on = postgresql if connection.dialect.name == "postgresql" else sqlite
            now = {"address": page.address, "shown": page.shown, "shown_at": self._clock()}
            new = on.insert(opened_pages).values(
                platform=page.identity.platform, external_id=page.identity.external_id, **now
            )
            await connection.execute(
                new.on_conflict_do_update(index_elements=["platform", "external_id"], set_=now)
            )

    async def forget(self, identity: Identity) -> None:
        """The page cannot be shown any more; it may be opened again."""
        async with self._database.begin() as connection:
            await connection.execute(
                delete(opened_pages).where(
                    opened_pages.c.platform == identity.platform,
                    opened_pages.c.external_id == identity.external_id,
                )
            )
