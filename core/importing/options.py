"""Options that a user gives along with a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Options of an import, named as on the command line."""

    organization: str = ""
    """The organization of rows that do not name one; numbers in the file are its own."""
    only: str = ""
    """The only organization whose rows this user may import; empty for all."""
    term: str = ""
    """The term of the classes, for rows that do not name one."""
    accept: bool = False
    """Answer yes to the questions asked about rejected rows."""
    separate: bool = False
    """People with the same name and number at two organizations are two people."""
    replace: bool = False
    """The file is complete: people who are missing from it leave."""
    same_day_retakes: bool = False
    """Identical results of one day are separate attempts."""
    quiet: bool = False
    """Notify no one."""
    nims_numbers: bool = False
    """Candidate numbers are NIMS registration numbers, one person everywhere."""

    locale: str = "en"
    """The language of the reasons in the rejects file."""

    @property
    def accept_for_others(self) -> bool:
        """Whether the yes also applies to other organizations, which their users may not decide."""
        return self.accept and not self.only


NONE = Options()
