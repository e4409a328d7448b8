"""The whole core of Edgefinder in one object, which every adapter gets."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.catalog.loading import load_catalog
from core.clock import Clock, utc_now
from core.data_rights.retention_periods import Retention
from core.parts.awards import AwardParts
from core.parts.foundations import shipped_catalog
from core.parts.people import PeopleParts
from core.people.default_issuer import DEFAULT_ISSUER
from core.storage.statement_log import statements_run

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from core.importing.goals_file import Imported as ImportedGoals
    from core.importing.report import ImportReport


class Edgefinder(AwardParts, PeopleParts):
    """All use-cases of the core, connected to one database."""

    @staticmethod
    def reads_may_be_old() -> AbstractContextManager[None]:
        """Let reads in a `with` block be some seconds old, so that a replica may answer them."""
        from core.storage.read_replica import reads_may_be_old

        return reads_may_be_old()

    @staticmethod
    def statements_run() -> AbstractContextManager[list[str]]:
        """Collect the SQL of each statement run in a `with` block, without values."""
        return statements_run()

    @property
    def installation_store_engine(self) -> "AsyncEngine":
        """Return the SQLAlchemy engine that Slack's installation store needs.

        Use it for nothing else.
        """
        return self.database.engine

    @property
    def has_many_processes(self) -> bool:
        """Whether several processes at different addresses may serve this database.

        A proxy may then send a request to any of them. The workers of one `serve` share an address,
        so they count as one.
        """
        return not self.database.is_sqlite

    @staticmethod
    def is_away(fault: BaseException) -> bool:
        """Whether an error means that the database cannot be reached at the moment."""
        from core.storage.database_errors import is_away

        return is_away(fault)

    def pool_state(self) -> Mapping[str, int]:
        """Return how many database connections this process uses, and how many it may use."""
        return self.database.pool_state()

    async def shortage_of_connections(self) -> str | None:
        """Say what to do if the database allows too few connections.

        Return None if it allows enough.
        """
        if self.database.is_pooled:
            return None  # the pooler shares the connections
        from core.storage.postgresql_checks import server_settings

        settings = await server_settings(self.database)
        return settings.shortage() if settings else None

    async def follow_replica(self) -> None:
        """Read from a replica where that is allowed.

        Runs until canceled, as a task of `serve`.
        """
        await self.database.follow_replica()

    async def import_file(self, *words: Any, **choices: Any) -> "ImportReport":
        """Import a file of people, rosters, results or awards. See core.importing.import_file."""
        from core.importing.import_file import import_file

        return await import_file(self.database, self.catalog, self.clock, *words, **choices)

    async def import_goals(self, *words: Any, **choices: Any) -> "ImportedGoals":
        """Import goals from a file. See core.importing.goals_file."""
        from core.importing.goals_file import import_goals

        return await import_goals(self.database, self.catalog, self.clock, *words, **choices)

    async def export_file(self, kind: str, path: Path) -> int:
        """Export records to a file. See core.importing.export."""
        from core.importing.export import export_file

        return await export_file(self.database, self.issuer, kind, path)

    async def close(self) -> None:
        """Close those parts of Edgefinder that were created, then the database."""
        made = vars(self)
        if "files" in made:
            self.files.close()
        for name in ("audit", "chat_memory", "rate_limits"):
            if name in made:
                await made[name].close()
        await self.database.close()


async def open_edgefinder(
    *,
    database_url: str,
    direct_url: str | None = None,
    read_url: str | None = None,
    catalog: Path | None = None,
    issuer: str = DEFAULT_ISSUER,
    public_url: str | None = None,
    keys_dir: Path | None = None,
    trusted_dir: Path | None = None,
    trusted_hosts: Collection[str] = (),
    zone: str = "UTC",
    contact: str | None = None,
    fees: Path | None = None,
    limits_url: str | None = None,
    logo_path: str = "",
    retention: Retention | None = None,
    column_keys: Sequence[str] = (),
    clock: Clock = utc_now,
    create: bool = True,
) -> Edgefinder:
    """Open the database, creating it if needed, and load the catalog and the rules.

    Raises DatabaseError, CatalogError, FeesError or TrustedError if the database, the catalog, the
    price list or the list of trusted issuers cannot be used. The one-line message says how to fix
    that.
    """
    from core.storage.column_keys import ColumnKeys
    from core.storage.database import Database, DatabaseError
    from core.storage.database_errors import why_unusable
    from core.storage.encrypting import refuse_other_keys
    from core.storage.revisions import prepare

    loaded = shipped_catalog() if catalog is None else load_catalog(catalog)
    trusted = prices = None
    if trusted_dir:
        from core.verification.trusted_issuers import load_trusted

        trusted = load_trusted(trusted_dir)
    if fees:
        from core.catalog.fees import load_fees

        prices = load_fees(fees, loaded)
    database = Database.open(
        database_url,
        direct_url=direct_url,
        read_url=read_url,
        column_keys=ColumnKeys(column_keys),
    )
    opened = Edgefinder(
        database,
        loaded,
        catalog_file=catalog,
        issuer=issuer,
        public_url=public_url,
        keys_dir=keys_dir,
        trusted=trusted,
        trusted_hosts=trusted_hosts,
        zone=zone,
        contact=contact,
        fees=prices,
        limits_url=limits_url,
        logo_path=logo_path,
        retention=retention,
        clock=clock,
    )
    try:
        await prepare(database, create=create)
        await refuse_other_keys(database)
    except BaseException as error:
        await database.close()
        why = why_unusable(error)
        if why is None:
            raise
        raise DatabaseError(why) from error
    return opened
