"""Options that a user gives together with a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Options of an import. Their names are those on the command line."""

    organization: str = ""
    """The organization of rows that do not name one.

    Numbers in the file are that organization's own.
    """
    only: str = ""
    """The only organization whose rows this user may import. If empty, the user may import all."""
    term: str = ""
    """The term of the classes in rows that do not name one."""
    accept: bool = False
    """Answer yes to the questions that are asked about rejected rows."""
    separate: bool = False
    """Treat people with the same name and number at two organizations as two people."""
    replace: bool = False
    """The file is complete, so people who are missing from it have left."""
    same_day_retakes: bool = False
    """Identical results of one day are separate attempts."""
    quiet: bool = False
    """Do not notify anyone."""
    nims_numbers: bool = False
    """Candidate numbers are NIMS registration numbers, which mean the same person everywhere."""

    locale: str = "en"
    """The language of the reasons in the rejects file."""

    @property
    def accept_for_others(self) -> bool:
        """Whether the yes also applies to other organizations.

        Their own users may not decide that.
        """
        return self.accept and not self.only


NONE = Options()
