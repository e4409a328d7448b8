"""The bot's name and description, which platforms show before a person writes."""

from core.language.message import _

NAME = "Edgefinder"
SHORT_DESCRIPTION = _(
    "NIMS credentials: which exams you have left, and whether a credential is real."
)
DESCRIPTION = _(
    "I know the NIMS credentials of the metalworking trades.\n\n"
    "Candidates: ask me which exams you have left. I tell you when you earn a credential.\n"
    "Instructors: see how your class is doing.\n"
    "Employers: send me the code of a credential and I tell you whether it is real."
)
