"""Store OAuth states, each of which links an installation to the browser that started it."""

from datetime import UTC, datetime
from typing import Any

from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore


class InstallStates(AsyncSQLAlchemyOAuthStateStore):
    """Keeps slack_sdk's OAuth states in a table of ours, and deletes expired states."""

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        await self._delete_old()
        return await super().async_issue(*args, **kwargs)

    async def async_consume(self, state: str) -> bool:
        used = await super().async_consume(state)
        await self._delete_old()
        return used

    async def _delete_old(self) -> None:
        now = datetime.now(UTC).replace(tzinfo=None)  # the column holds UTC, but has no time zone
        old = self.oauth_states.delete().where(self.oauth_states.c.expire_at < now)
        async with self.engine.begin() as connection:
            await connection.execute(old)
