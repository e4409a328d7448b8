"""Retention periods: how long each kind of data is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days each kind of data is kept.

    If `people` is None, people stay until someone asks for deletion. If `audit` is None, details
    stay forever.
    """

    notices: int = 180
    """For how many days notices are kept after they were sent or given up."""
    invitations: int = 30
    """For how many days invitations are kept after they were used or have expired."""
    proofs: int = 30
    """For how many days goal proofs are kept after their links have expired."""
    files: int = 7
    """For how many days a file sent in a chat is kept if its import was never confirmed."""
    corrections: int = 365
    """For how many days correction requests are kept after they were settled."""
    chats: int = 365
    """For how many days chats are kept after they could no longer be reached."""
    people: int | None = None
    """For how many days people who have left are kept after their last result or credential."""
    audit: int | None = None
    """For how many days the details of audit entries are kept: who looked at whose record."""
    backups: int = 35
    """For how many days backups are kept in the folder given to `db prune`."""
