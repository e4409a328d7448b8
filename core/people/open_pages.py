"""Which personal pages, such as Slack's Home tab, people have opened, and which are old."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, bindparam, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.people.model import Identity, Workspace
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import chat_identities, opened_pages
from core.storage.upserts import insert_into

MOST_FOLLOWED = 50
"""The maximum number of pages to update at once.

The most recently opened pages come first. Other pages are updated when people open them again.
"""

STALE = "stale"
"""Stored in place of the digest of a page's content if the page is out of date."""

_PAGE = Query(
    select(opened_pages.c.address, opened_pages.c.shown).where(
        opened_pages.c.platform == bindparam("platform", type_=Text),
        opened_pages.c.external_id == bindparam("external_id", type_=Text),
    )
)


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page that a person has opened: its address, and a digest of its content."""

    identity: Identity
    address: str
    shown: str


async def mark_stale(connection: AsyncConnection, person_ids: Select[Any]) -> None:
    """Mark the pages of these people as out of date, so that the pages are updated.

    `person_ids` is a query for the people's ids. Call this for every change of what the pages show,
    even if the change causes no notice.
    """
    theirs = select(chat_identities.c.platform, chat_identities.c.external_id).where(
        chat_identities.c.person_id.in_(person_ids)
    )
    page = tuple_(opened_pages.c.platform, opened_pages.c.external_id)
    await connection.execute(update(opened_pages).where(page.in_(theirs)).values(shown=STALE))


class OpenedPages:
    """Records which pages people have opened, and a digest of each page's content."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def stale(self, platform: str) -> list[OpenedPage]:
        """Return the out-of-date pages on a platform, most recently opened first.

        At most `MOST_FOLLOWED` pages are returned.
        """
        chosen = (
            select(opened_pages)
            .where(opened_pages.c.platform == platform, opened_pages.c.shown == STALE)
            .order_by(opened_pages.c.shown_at.desc())
            .limit(MOST_FOLLOWED)
        )
        async with self._database.reading() as connection:
            return [
                OpenedPage(Identity(row.platform, row.external_id), row.address, row.shown)
                for row in await connection.execute(chosen)
            ]

    async def of(self, identity: Identity) -> OpenedPage | None:
        """Return the page that this user has opened, or None."""
        rows = await self._database.fetch(
            _PAGE, platform=identity.platform, external_id=identity.external_id
        )
        return OpenedPage(identity, rows[0][0], rows[0][1]) if rows else None

    async def in_workspace(self, workspace: Workspace) -> list[OpenedPage]:
        """Return up to `MOST_FOLLOWED` open pages in a workspace, most recently opened first."""
        chosen = (
            select(opened_pages)
            .where(
                opened_pages.c.platform == workspace.platform,
                opened_pages.c.external_id.startswith(f"{workspace.external_id}:", autoescape=True),
            )
            .order_by(opened_pages.c.shown_at.desc())
            .limit(MOST_FOLLOWED)
        )
        async with self._database.reading() as connection:
            return [
                OpenedPage(
                    Identity(row.platform, row.external_id, workspace.external_id),
                    row.address,
                    row.shown,
                )
                for row in await connection.execute(chosen)
            ]

    async def keep(self, page: OpenedPage, *, though_stale: bool = True) -> None:
        """Record that a person's page now shows this content.

        With `though_stale` False, a page that was marked as out of date in the meantime stays
        marked.
        """
        async with self._database.begin() as connection:
            now = {"address": page.address, "shown": page.shown, "shown_at": self._clock()}
            new = insert_into(connection, opened_pages).values(
                platform=page.identity.platform, external_id=page.identity.external_id, **now
            )
            await connection.execute(
                new.on_conflict_do_update(
                    index_elements=["platform", "external_id"],
                    set_=now,
                    where=None if though_stale else opened_pages.c.shown != STALE,
                )
            )

    async def forget(self, identity: Identity) -> None:
        """Forget a person's page, which the platform can no longer show.

        The page is recorded again when the person opens it.
        """
        async with self._database.begin() as connection:
            await connection.execute(
                delete(opened_pages).where(
                    opened_pages.c.platform == identity.platform,
                    opened_pages.c.external_id == identity.external_id,
                )
            )
