"""Whose record an answer may show.

The command line imports this module at each start, so it must stay small.
"""

from enum import Flag, auto


class Shows(Flag):
    """Whose record an answer may show.

    - `OWN`: the asker's own record.
    - `STUDENTS`: for instructors, the candidates on their rosters; for administrators, the
      candidates of their organization.
    - `PROOF`: what a code, link or file proves: holder, credential, day and status.
    - `STATUS`: the same as `PROOF` without the holder's name.
    - `CHECKS`: which codes the asker or the asker's workspace has checked.
    - `ANYBODY`: every record in the database.
    """

    NOBODY = 0
    OWN = auto()
    STUDENTS = auto()
    PROOF = auto()
    STATUS = auto()
    CHECKS = auto()
    ANYBODY = auto()
