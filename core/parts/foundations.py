"""The foundations of all parts of Edgefinder: the database, the catalog and the settings."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.catalog.loading import load_catalog
from core.catalog.model import Catalog
from core.clock import Clock, day_in, utc_now
from core.data_rights.retention_periods import Retention
from core.people.default_issuer import DEFAULT_ISSUER

if TYPE_CHECKING:
    from core.audit.log import AuditLog
    from core.awards.issuer import Issuer
    from core.catalog.fees import Fees
    from core.catalog.search import CatalogIndex
    from core.exam_rules import Rules
    from core.people.chat_memory import ChatMemory
    from core.progress import Progress
    from core.rate_limits import RateLimits
    from core.records.askers import Askers
    from core.storage.database import Database
    from core.verification.files.worker_pool import FileReader
    from core.verification.trusted_issuers import Trusted


class Foundations:
    """The database, the catalog and the settings, and what most use-cases share.

    Each part is imported and created when it is first used, because few processes use all parts.
    """

    def __init__(
        self,
        database: "Database",
        catalog: Catalog,
        *,
        catalog_file: Path | None = None,
        issuer: str = DEFAULT_ISSUER,
        public_url: str | None = None,
        keys_dir: Path | None = None,
        trusted: "Trusted | None" = None,
        trusted_hosts: Collection[str] = (),
        zone: str = "UTC",
        contact: str | None = None,
        fees: "Fees | None" = None,
        limits_url: str | None = None,
        logo_path: str = "",
        retention: Retention | None = None,
        clock: Clock = utc_now,
    ) -> None:
        """`zone` is the center's time zone, also for people who have not chosen one.

        `contact` is whom people may ask at their training center, or None if it is not set.
        `public_url` is None if our pages have no public address.
        """
        self.database = database  # only core uses this; the other layers use the parts
        self.catalog = catalog
        self.issuer = issuer
        self.public_url = public_url.rstrip("/") if public_url else None
        self.contact = contact
        self.clock = clock
        self._catalog_file = catalog_file
        self._root = public_url
        self._keys_dir = keys_dir
        self._trusted = trusted
        self._trusted_hosts = trusted_hosts
        self._zone = zone
        self._fees = fees
        self._limits_url = limits_url
        self._logo_path = logo_path
        self._retention = retention or Retention()

    def today(self) -> date:
        """Return the present date in the training center's time zone."""
        return self.day_at(self.clock())

    def day_at(self, moment: datetime) -> date:
        """Return the date of a moment in the training center's time zone."""
        return day_in(self._zone, moment)

    @cached_property
    def index(self) -> "CatalogIndex":
        if self._catalog_file is None:
            return _shipped_index()
        from core.catalog.search import CatalogIndex

        return CatalogIndex(self.catalog)

    @cached_property
    def _signer(self) -> "Issuer | str":
        from core.awards.issuer import signer

        return signer(self.issuer, self._root, self._keys_dir, self.clock, self._logo_path)

    @cached_property
    def rules(self) -> "Rules":
        from core.exam_rules import load_rules

        return load_rules()

    @cached_property
    def progress(self) -> "Progress":
        from core.progress import Progress

        return Progress(self.catalog, self.rules)

    @cached_property
    def askers(self) -> "Askers":
        from core.records.askers import Askers

        return Askers(self.database)

    @cached_property
    def audit(self) -> "AuditLog":
        from core.audit.log import AuditLog

        return AuditLog(self.database, self.clock)

    @cached_property
    def chat_memory(self) -> "ChatMemory":
        from core.people.chat_memory import ChatMemory

        return ChatMemory(self.database, self.clock)

    @cached_property
    def rate_limits(self) -> "RateLimits":
        from core.rate_limits import RateLimits

        return RateLimits(self.askers, self._limits_url)

    @cached_property
    def files(self) -> "FileReader":
        from core.verification.files.worker_pool import FileReader

        return FileReader()


@cache
def shipped_catalog() -> Catalog:
    """Return the shipped catalog.

    It never changes, so each process reads it once.
    """
    return load_catalog()


@cache
def _shipped_index() -> "CatalogIndex":
    from core.catalog.search import CatalogIndex

    return CatalogIndex(shipped_catalog())
