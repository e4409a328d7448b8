"""Whether a SQLite file alone can answer, without SQLAlchemy, which takes longer to load."""

from adapters.settings import Settings


def is_plain(settings: Settings) -> bool:
    """Whether nothing in the settings needs more than the file and the shipped catalog."""
    others = (
        *(settings.database_direct_url, settings.database_read_url, settings.column_key),
        *(settings.trusted_dir, settings.fees, settings.catalog, settings.limits_url),
    )
    return not any(others)
