"""Decide whether a command can run without SQLAlchemy, by plain SQL on a SQLite file."""

from adapters.settings import Settings


def is_plain(settings: Settings) -> bool:
    """Whether the settings need only a SQLite file and the catalog that comes with the program."""
    others = (
        *(settings.database_direct_url, settings.database_read_url, settings.column_key),
        *(settings.trusted_dir, settings.fees, settings.catalog, settings.limits_url),
    )
    return not any(others)
