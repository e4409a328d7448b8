"""Retention periods: how long each kind of data is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each kind of data is kept.

    If `people` is None, people stay until someone asks for deletion. If `audit` is None, details
    stay forever.
    """

    notices: int = 180
    """Notices that were sent, or that could not be sent."""
    invitations: int = 30
    """Used invitations, and expired ones."""
    proofs: int = 30
    """Expired links to proofs."""
    files: int = 7
    """Files sent in a chat for an import that was never confirmed."""
    corrections: int = 365
    """Correction requests that were settled."""
    chats: int = 365
    """Chats that cannot be reached."""
    people: int | None = None
    """People who have left, counted from their last result or credential."""
    audit: int | None = None
    """Details of audit entries: who looked at whose record."""
    backups: int = 35
    """Backups, in the folder given to `db prune`."""
