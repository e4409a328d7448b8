"""Open Edgefinder with the configured database, for commands and for `serve`."""

from typing import TYPE_CHECKING, Any

from adapters.derived_settings import column_keys, retention_of
from adapters.setting_checks import Secret, comma_separated
from adapters.settings import LOGO_PATH, Settings
from core.edgefinder import Edgefinder, open_edgefinder

if TYPE_CHECKING:
    from core.storage.database import Database


def open_database(settings: Settings) -> "Database":
    """Open only the configured database, which connects on first use.

    Raises DatabaseError if the database's URL or a key cannot be used.
    """
    from core.storage.column_keys import ColumnKeys  # noqa: PLC0415 - SQLAlchemy is slow
    from core.storage.database import Database  # noqa: PLC0415 - SQLAlchemy is slow

    return Database.open(
        settings.database_url,
        direct_url=secret(settings.database_direct_url),
        column_keys=ColumnKeys(column_keys(settings)),
    )


async def open_with(
    settings: Settings, database_url: str | None = None, *, create: bool = False
) -> Edgefinder:
    """Open Edgefinder with the configured database, or with `database_url`.

    With `create`, create the database if it is missing. Raises DatabaseError if the database cannot
    be used. Raises CatalogError, FeesError or TrustedError if the configured catalog, price list or
    folder of trusted issuers cannot be read.
    """
    return await open_edgefinder(
        database_url=database_url or settings.database_url,
        direct_url=None if database_url else secret(settings.database_direct_url),
        read_url=None if database_url else secret(settings.database_read_url),
        catalog=settings.catalog,
        trusted_dir=settings.trusted_dir,
        fees=settings.fees,
        column_keys=column_keys(settings),
        create=create,
        **plain_choices(settings),
    )


def plain_choices(settings: Settings) -> dict[str, Any]:
    """Return the options for Edgefinder that do not need a file to be read."""
    return {
        "issuer": settings.issuer_name,
        "zone": settings.time_zone,
        "public_url": settings.public_url,
        "keys_dir": settings.keys_dir,
        "trusted_hosts": comma_separated(settings.trusted_hosts),
        "contact": settings.contact,
        "limits_url": secret(settings.limits_url),
        "retention": retention_of(settings),
        "logo_path": LOGO_PATH if settings.issuer_logo else "",
    }


def secret(value: Secret | None) -> str | None:
    """Return the plain text of a secret setting, or None if the setting is not set."""
    return None if value is None else value.get_secret_value()
