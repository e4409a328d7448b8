"""Open Edgefinder as configured, for commands and for serve."""

from adapters.settings import Settings, named, retention_of
from adapters.web.view import LOGO_PATH
from core.edgefinder import Edgefinder, open_edgefinder


async def open_with(
    settings: Settings, database_url: str | None = None, *, create: bool = False
) -> Edgefinder:
    """Open Edgefinder, optionally with another database; `create` makes a missing one.

    Raises DatabaseError, CatalogError or TrustedError.
    """
    return await open_edgefinder(
        database_url=database_url or settings.database_url,
        catalog=settings.catalog,
        issuer=settings.issuer_name,
        zone=settings.time_zone,
        public_url=settings.public_url,
        keys_dir=settings.keys_dir,
        trusted_dir=settings.trusted_dir,
        trusted_hosts=named(settings.trusted_hosts),
        contact=settings.contact,
        fees=settings.fees,
        limits_url=settings.limits_url.get_secret_value() if settings.limits_url else None,
        retention=retention_of(settings),
        logo_path=LOGO_PATH if settings.issuer_logo else "",
        create=create,
    )
