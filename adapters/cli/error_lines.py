"""Turn an error into one line that says how to fix it."""

import errno

from adapters.settings import SettingsError
from bot.fault_log import where
from core.awards.keys import KeysError
from core.catalog.fees import FeesError
from core.catalog.loading import CatalogError
from core.importing.sheets import FileRefused
from core.people.person_changes import CannotChange
from core.people.roster_lookup import SeveralRosters
from core.people.who_argument import SeveralPeople
from core.records.corrections import CannotCorrect
from core.storage.database import DatabaseError
from core.storage.database_errors import why_unusable
from core.verification.trusted_issuers import TrustedError

_OUR_WORDS = (
    CannotChange,
    CannotCorrect,
    CatalogError,
    DatabaseError,
    FeesError,
    FileRefused,
    KeysError,
    SettingsError,
    SeveralPeople,
    SeveralRosters,
    TrustedError,
)


_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))


def error_line(error: Exception) -> str:
    """Return one line about an error: how to fix it, or where in the code it happened."""
    if isinstance(error, _OUR_WORDS):
        return str(error)
    unusable = why_unusable(error)
    if unusable is not None:
        return unusable
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror or type(error).__name__}"
    if isinstance(error, OSError) and error.errno in _FULL:
        return "the disk is full: free some space, then run this again"
    return f"Edgefinder itself has a fault ({where(error)}); please report this line"
