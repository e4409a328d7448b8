"""The options that a user gives together with a file to import."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Options of an import, by their names on the command line."""

    organization: str = ""
    """The organization of rows that do not name an organization.

    Candidate numbers in the file are then numbers of this organization.
    """
    only: str = ""
    """The only organization whose rows this user may import.

    If it is empty, rows of any organization may be imported.
    """
    term: str = ""
    """The term of the classes in rows that do not name a term."""
    accept: bool = False
    """Whether the user answers yes to the questions that rejected rows ask."""
    separate: bool = False
    """Whether people with the same name and number at two organizations are two people."""
    replace: bool = False
    """Whether the file is complete, so that people who are missing from it have left."""
    same_day_retakes: bool = False
    """Whether identical results of one day count as separate attempts."""
    quiet: bool = False
    """Whether people are not notified about the import."""
    nims_numbers: bool = False
    """Whether candidate numbers in the file are NIMS numbers, the same at all organizations."""

    locale: str = "en"
    """The language of the reasons in the rejects file."""

    @property
    def accept_for_others(self) -> bool:
        """Whether the answer yes may also decide about people at other organizations.

        Users who may import only their own organization may not decide that.
        """
        return self.accept and not self.only


NONE = Options()
