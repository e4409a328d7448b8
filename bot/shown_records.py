"""Whose record an answer may show.

The command line imports this at each start: keep it small.
"""

from enum import Flag, auto


class Shows(Flag):
    """Whose record an answer may show.

    `OWN`: the asker's own record. `STUDENTS`: the records of the candidates on an instructor's
    rosters, and of the candidates of an administrator's organization. `PROOF`: what a code, link or
    file proves to the person who has it: holder, credential, day and status. `STATUS`: the same
    without the holder's name. `CHECKS`: which codes the asker or their workspace has checked.
    `ANYBODY`: every record in the database.
    """

    NOBODY = 0
    OWN = auto()
    STUDENTS = auto()
    PROOF = auto()
    STATUS = auto()
    CHECKS = auto()
    ANYBODY = auto()
